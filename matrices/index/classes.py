"""Objects in one minor, and what classes inherit, in the order in which Python looks for a member."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from matrices.index.facts import Deprecated, Kind, MemberAt
from matrices.index.history import (
    BASES,
    DEPRECATED,
    ENDS,
    KIND,
    MEMBER,
    SIGNATURE,
    Record,
    read_deprecation,
    read_member,
)
from matrices.index.package import Package
from matrices.index.signature import Signature

# Bases without public members: not to know them is to know them.
BARE = frozenset({"builtins:object", "abc:ABC", "typing:Generic", "typing:Protocol"})


class Found(NamedTuple):
    """One object at one place of its package's timeline."""

    package: Package
    place: int
    key: str

    @property
    def record(self) -> Record:
        record = self.package.record(self.key)
        assert record is not None, f"{self.key} is named but not described"
        return record

    @property
    def id(self) -> str:
        return self.package.id(self.record, self.place)

    @property
    def kind(self) -> Kind:
        return Kind(self.record.at(KIND, self.place) or Kind.UNKNOWN)

    @property
    def signature(self) -> Signature | None:
        return _signature(self.record.at(SIGNATURE, self.place))

    @property
    def bases(self) -> tuple[str, ...]:
        """The keys of bases, marked ids where they are not described beside it."""
        return tuple((self.record.at(BASES, self.place) or "").split())

    @property
    def deprecated(self) -> Deprecated | None:
        return read_deprecation(self.record.at(DEPRECATED, self.place))

    def member(self, name: str) -> MemberAt | None:
        """A member of its own."""
        text = self.record.at(f"{MEMBER}{name}", self.place)
        if text is None:
            return None
        kind, signature, settable = read_member(text)
        deprecated = read_deprecation(self.record.at(f"{MEMBER}{name}{ENDS}", self.place))
        return MemberAt(name, self.id, Kind(kind), _signature(signature), settable, deprecated)

    def members(self) -> list[MemberAt]:
        found = (self.member(name) for name in self.record.members())
        return [member for member in found if member is not None]


class Ancestry(NamedTuple):
    """A class and all that it inherits from; `whole`: every ancestor is known, so what is in none is not there."""

    order: tuple[Found, ...]
    whole: bool


def ancestry(
    found: Found, settle: Callable[[Found, str], Found | None], below: frozenset[Found] = frozenset()
) -> Ancestry:
    """The method resolution order; `settle` finds a base by its key or id. What inherits from itself is not known."""
    below |= {found}
    settled = [(base, settle(found, base)) for base in found.bases]
    bases = [(text, None if base in below else base) for text, base in settled]
    known = [base for _, base in bases if base is not None]
    above = [ancestry(base, settle, below) for base in known]
    whole = all(base is not None or text[1:] in BARE for text, base in bases) and all(each.whole for each in above)
    return Ancestry((found, *_merge([list(each.order) for each in above] + [known])), whole)


def _merge(rows: Sequence[list[Found]]) -> list[Found]:
    """C3; where no order satisfies all rows, which Python would refuse, the first row goes first."""
    merged: list[Found] = []
    while rows := [row for row in rows if row]:
        behind = [each for row in rows for each in row[1:]]
        chosen = next((row[0] for row in rows if row[0] not in behind), rows[0][0])
        merged.append(chosen)
        rows = [[each for each in row if each != chosen] for row in rows]
    return merged


def _signature(text: str | None) -> Signature | None:
    return None if text is None else Signature(text)
