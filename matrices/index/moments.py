"""One look at the packages of one minor, which remembers in which minors around it all that it saw is the same."""

from typing import NamedTuple

from matrices.index.facts import Deprecated, Kind, MemberAt
from matrices.index.history import (
    BASES,
    DEPRECATED,
    ENDS,
    FOREIGN,
    ID,
    KIND,
    MEMBER,
    SAME,
    SIGNATURE,
    Record,
    Values,
    read_deprecation,
    read_member,
)
from matrices.index.package import MODULE
from matrices.index.signature import Signature
from matrices.index.worlds import Part, World, long


class Found(NamedTuple):
    """What a name leads to: the part of the world that has it, its key there, and which member of it is meant.

    The key is the id of a module, or a marked id, where it is not described beside it.
    """

    at: int
    key: str
    member: str = ""


class Moment:
    """What is there in one minor. From the place `since` to the place `until`, the same would have been seen."""

    __slots__ = ("since", "until", "world")

    def __init__(self, world: World) -> None:
        self.world, self.since, self.until = world, world.first, world.last

    def narrow(self, since: int, until: int) -> None:
        if since > self.since:  # noqa: PLR1730  # calls take longer, and nothing is done as often
            self.since = since
        if until < self.until:  # noqa: PLR1730  # as above
            self.until = until

    def read(self, at: int, values: Values) -> str | None:
        """What is said in one part of the world; all that is read is read here."""
        part = self.world.parts[at]
        place, before = part.place, -1
        for (first, last), value in values:
            if place < first:
                self._same(part, before, first - 1)
                return None
            if place <= last:
                self._same(part, first, last)
                return value
            before = last + 1
        self._same(part, before, len(part.until))
        return None

    def _same(self, part: Part, first: int, last: int) -> None:
        """From one place of a part to another, all is the same."""
        self.narrow(part.since[first + 1], part.until[last + 1] if last + 1 < len(part.until) else self.until)

    # Names

    def leads_to(self, name: str) -> Found | None:
        """What a public name leads to; the packages beside the named one go first, for they take its place."""
        parts = self.world.parts
        for at in (*range(1, len(parts)), 0):
            values = parts[at].package.history(name)
            if values and (key := self.read(at, values)) is not None:
                return Found(at, key)
        return None

    def private(self, name: str) -> Found | None:
        """A path through modules: that of a module, or of an object that some public name leads to as well."""
        path = long(name)
        module, _, last = path.rpartition(".")
        for at, part in enumerate(self.world.parts):
            if self.read(at, part.package.module(path)) is not None:
                return Found(at, f"{path}{MODULE}")
            if (key := self._resolve(at, f"{module}{MODULE}{last}")) is not None:
                return Found(at, key)
        return None

    def knows(self, path: str) -> bool:
        """Whether a path is that of a module in any minor of a package that is there."""
        known = [at for at, part in enumerate(self.world.parts) if part.package.module(path)]
        there = [self.read(at, self.world.parts[at].package.always) for at in known]
        return any(there)

    def settle(self, at: int, key: str) -> Found | None:
        """An object by its key, in the same place; or by its id in any package of the world."""
        if not key.startswith(FOREIGN):
            return Found(at, key)
        for other in range(len(self.world.parts)):
            if (found := self._resolve(other, key.removeprefix(FOREIGN))) is not None:
                return Found(other, found)
        return None

    def _resolve(self, at: int, found: str) -> str | None:
        """The key of an id."""
        record = self.world.parts[at].package.record(found)
        if record is None:
            return None
        if self.read(at, record.values(KIND)) is not None and self._id(at, record) == found:
            return found
        return self.read(at, record.values(SAME))

    # Objects

    def record(self, found: Found) -> Record:
        record = self.world.parts[found.at].package.record(found.key)
        assert record is not None, f"{found.key} is named but not described"
        return record

    def id(self, found: Found) -> str:
        return self._id(found.at, self.record(found))

    def _id(self, at: int, record: Record) -> str:
        return self.read(at, record.values(ID)) or record.key

    def kind(self, found: Found) -> Kind:
        return Kind(self.read(found.at, self.record(found).values(KIND)) or Kind.UNKNOWN)

    def signature(self, found: Found) -> Signature | None:
        return _signature(self.read(found.at, self.record(found).values(SIGNATURE)))

    def bases(self, found: Found) -> list[str]:
        """The keys of bases, marked ids where they are not described beside it."""
        return (self.read(found.at, self.record(found).values(BASES)) or "").split()

    def deprecated(self, found: Found) -> Deprecated | None:
        return read_deprecation(self.read(found.at, self.record(found).values(DEPRECATED)))

    def has_member(self, found: Found, name: str) -> bool:
        """Whether a member is its own."""
        return self.read(found.at, self.record(found).values(f"{MEMBER}{name}")) is not None

    def member(self, found: Found) -> MemberAt:
        """A member of its own, by what leads to it."""
        record, name = self.record(found), found.member
        text = self.read(found.at, record.values(f"{MEMBER}{name}"))
        assert text is not None, f"{found.key} has no member {name} of its own"
        kind, signature, settable = read_member(text)
        deprecated = read_deprecation(self.read(found.at, record.values(f"{MEMBER}{name}{ENDS}")))
        return MemberAt(name, self._id(found.at, record), Kind(kind), _signature(signature), settable, deprecated)

    def members(self, found: Found) -> list[str]:
        """The names of its own members."""
        return [name for name in self.record(found).members() if self.has_member(found, name)]


def _signature(text: str | None) -> Signature | None:
    return None if text is None else Signature(text)
