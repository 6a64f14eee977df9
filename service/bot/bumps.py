"""Which versions a pull request moves: read from what base and head declare, and who made it. Pure."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from service.nouns import TENSORFLOW, Declared, DeclaredLine, package

WATCHED = frozenset(
    {*TENSORFLOW, "keras", "tf-keras", "numpy", "protobuf", "tensorflow-probability", "tensorflow-text"}
)
BOTS = {
    re.compile(r"dependabot(-preview)?(\[bot\])?"): "Dependabot",
    re.compile(r"(self-hosted-)?renovate(-bot)?(\[bot\])?"): "Renovate",
    re.compile(r"pyup-bot"): "PyUp",
    re.compile(r"snyk-bot"): "Snyk",
}


LISTS: tuple[Callable[[Declared], Iterable[DeclaredLine]], ...] = (
    lambda declared: declared.locked,
    lambda declared: declared.everything,
)
"""What a tool chose, and what a person wrote: where both moved, the person's word is told."""


class Bump(NamedTuple):
    """A package, as it was asked for and as it is now; None where it was not, or is no longer."""

    package: str
    before: str | None
    after: str | None

    @property
    def of_tensorflow(self) -> bool:
        return self.package in TENSORFLOW


def bumps(base: Declared, head: Declared) -> tuple[Bump, ...]:
    """What is asked for otherwise, of the packages that decide whether a TensorFlow works; TensorFlow first."""
    found = {each.package: each for lines in LISTS for each in _moved(lines(base), lines(head))}
    return tuple(sorted(found.values(), key=lambda one: (not one.of_tensorflow, one.package)))


def made_by(author: str) -> str | None:
    """The bot that opens pull requests for new versions, by the name of its account."""
    return next((name for account, name in BOTS.items() if account.fullmatch(author.lower())), None)


def _moved(before: Iterable[DeclaredLine], after: Iterable[DeclaredLine]) -> Iterator[Bump]:
    old, new = _asked(before), _asked(after)
    for name in old.keys() | new.keys():
        if old.get(name) != new.get(name):
            yield Bump(name, old.get(name), new.get(name))


def _asked(lines: Iterable[DeclaredLine]) -> dict[str, str]:
    asked: dict[str, set[str]] = {}
    for line in lines:
        if (name := package(line.requirement)) in WATCHED:
            asked.setdefault(name, set()).add(str(line.requirement.specifier) or "any version")
    return {name: " or ".join(sorted(said)) for name, said in asked.items()}
