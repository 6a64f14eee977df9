"""A name through all minors: when it came and went, and how its signature changed."""

from collections.abc import Sequence
from typing import NamedTuple

from matrices.index.facts import MemberAt, Span, SymbolAt
from matrices.index.lookups import Lookups
from matrices.index.signature import Signature
from matrices.index.spans import Run, runs
from matrices.index.worlds import package_of, plain


class UnknownName(LookupError):
    """No known version has that name; `nearest` are names that come close."""

    def __init__(self, name: str, nearest: Sequence[str]) -> None:
        self.name, self.nearest = name, tuple(nearest)
        super().__init__(f"{name} is in no known version{'; near: ' + ', '.join(nearest) if nearest else ''}")


class Lifetime(NamedTuple):
    """What a name is in every minor of its package that has it, oldest first."""

    minors: Sequence[str]
    seen: tuple[tuple[int, SymbolAt | MemberAt], ...]

    def spans(self) -> tuple[Span, ...]:
        return tuple(Span(*self.ends(run)) for run in runs(place for place, _ in self.seen))

    def signatures(self) -> tuple[Signature, ...]:
        """Every signature with the minors that have it, where they follow each other."""
        found: list[tuple[Run, str]] = []
        for place, each in self.seen:
            if each.signature is None:
                continue
            if found and found[-1][1] == each.signature.text and found[-1][0][1] == place - 1:
                found[-1] = ((found[-1][0][0], place), each.signature.text)
            else:
                found.append(((place, place), each.signature.text))
        return tuple(Signature(text, *self.ends(run)) for run, text in found)

    def ends(self, run: Run) -> tuple[str, str | None]:
        """The first minor of a run, and the last; None where that is the newest."""
        first, last = run
        return self.minors[first], None if last == len(self.minors) - 1 else self.minors[last]


def lifetime(index: Lookups, name: str) -> Lifetime:
    """A name, or a member as in `tf.keras.Model.fit`, through all minors."""
    package = package_of(plain(name))
    minors = index.minors(package) if package else ()
    found = ((place, index.thing(name, minor)) for place, minor in enumerate(minors))
    return Lifetime(minors, tuple((place, each) for place, each in found if each is not None))
