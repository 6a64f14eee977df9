"""Spans of minors as they are written: "2.3-2.9", "-2.9" from the oldest known on, "2.3-" up to the newest, "-" all."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TypeAlias

Run: TypeAlias = tuple[int, int]  # first and last, as places in the order of minors


class Timeline:
    """The known minors of one package, oldest first, and spans of them."""

    def __init__(self, minors: Sequence[str]) -> None:
        self.minors = tuple(minors)

    @cached_property
    def places(self) -> Mapping[str, int]:
        return {minor: place for place, minor in enumerate(self.minors)}

    def write(self, run: Run) -> str:
        """A span that is open where the knowledge ends: a new minor that changes nothing changes no line."""
        first, last = run
        since = self.minors[first] if first else ""
        until = "" if last == len(self.minors) - 1 else self.minors[last]
        return f"{since}-{until}"

    def read(self, span: str) -> Run:
        since, _, until = span.partition("-")
        return (self.places[since] if since else 0), (self.places[until] if until else len(self.minors) - 1)


def runs(places: Iterable[int]) -> Iterator[Run]:
    """Ascending places as runs without a gap."""
    first = last = -1
    for place in places:
        if place != last + 1 or first < 0:
            if first >= 0:
                yield first, last
            first = place
        last = place
    if first >= 0:
        yield first, last


def order(minor: str) -> tuple[int, ...]:
    """The key by which minors sort."""
    return tuple(int(part) for part in minor.split("."))
