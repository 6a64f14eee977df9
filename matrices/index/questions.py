"""The questions that can be asked of a moment; each is worked out once for all the minors that have the same answer."""

from collections.abc import Callable, Mapping
from typing import Generic, NamedTuple, TypeAlias, TypeVar

from matrices.index.classes import Ancestry, ancestry
from matrices.index.facts import Kind, MemberAt, Presence, SymbolAt
from matrices.index.history import FOREIGN
from matrices.index.mirrors import plainest, reflections
from matrices.index.moments import Found, Moment
from matrices.index.package import MODULE
from matrices.index.signature import Signature
from matrices.index.worlds import ROOTS, World, by_use, long, package_of

Brief: TypeAlias = tuple[Kind, Signature | None]
MANY = 65536
"""So many names are remembered: more than any project has."""

K = TypeVar("K")
V = TypeVar("V")


class State(NamedTuple):
    """Whether a name is there, and if it is, its kind and the signature that a caller sees."""

    there: Presence
    brief: Brief | None


class Answers(Generic[K, V]):
    """The answers to one question, each with the places from which and up to which it holds."""

    def __init__(self, work: Callable[[Moment, K], V]) -> None:
        self._work = work
        self._known: dict[K, list[tuple[int, int, V]]] = {}

    def at(self, world: World, asked: K) -> V:
        """The answer, where nobody has to know for how long it holds."""
        for since, until, answer in self._known.get(asked, ()):
            if since <= world.place <= until:
                return answer
        return self(Moment(world), asked)

    def __call__(self, moment: Moment, asked: K) -> V:
        place = moment.world.place
        known = self._known.get(asked)
        if known is None:
            if len(self._known) >= MANY:
                self._known.clear()
            known = self._known[asked] = []
        for since, until, answer in known:
            if since <= place <= until:
                moment.narrow(since, until)
                return answer
        inner = Moment(moment.world)
        answer = self._work(inner, asked)
        known.append((inner.since, inner.until, answer))
        moment.narrow(inner.since, inner.until)
        return answer


class Questions:
    """What is asked of the worlds of one package. Names are plain, and begin with the root of that package."""

    def __init__(self, course: Mapping[str, World]) -> None:
        self.course = course
        self.where = Answers(self._where)
        self.state = Answers(self._state)
        self.presence = Answers(self._presence)
        self.symbol = Answers(self._symbol)
        self.ancestors = Answers(self._ancestors)
        self.members = Answers(self._members)
        self.aliases = Answers(self._aliases)
        self.namespaces = Answers(self._namespaces)
        self._inherited = Answers(ancestry)

    def moment(self, minor: str) -> Moment:
        return Moment(self.course[minor])

    def before(self, moment: Moment, name: str) -> Moment | None:
        """The last minor before this one that has a name."""
        earlier = [world for world in self.course.values() if world.place < moment.world.place]
        moments = (Moment(world) for world in reversed(earlier))
        return next((each for each in moments if self.has(each, name)), None)

    def has(self, moment: Moment, name: str) -> bool:
        return self.where(moment, name) is not None

    def thing(self, moment: Moment, name: str) -> SymbolAt | MemberAt | None:
        """A public name, a path, or a member as in `tf.keras.Model.fit`."""
        found = self.where(moment, name)
        if found is None:
            return None
        return moment.member(found) if found.member else self.symbol(moment, name)

    def member(self, moment: Moment, name: str, member: str) -> MemberAt | None:
        """A member of a class, its own or inherited."""
        found = self._defines(moment, name, member)
        return None if found is None else moment.member(found)

    def inherits(self, moment: Moment, name: str) -> Ancestry | None:
        """What the class behind a public name inherits from."""
        found = self._object(moment, name)
        return None if found is None else self._inherited(moment, found)

    def _where(self, moment: Moment, name: str) -> Found | None:
        """What a name leads to: an object, a module, or an id that is not described; or the class of a member."""
        found = moment.leads_to(name)
        if found is not None:
            return found if found.key.endswith(MODULE) else moment.settle(*found[:2]) or found
        owner, _, last = name.rpartition(".")
        return moment.private(name) or (self._defines(moment, owner, last) if owner else None)

    def _defines(self, moment: Moment, name: str, member: str) -> Found | None:
        """The first class that has a member, of the one behind a public name and those that it inherits from."""
        above = self.inherits(moment, name)
        each = next((each for each in (above.order if above else ()) if moment.has_member(each, member)), None)
        return None if each is None else each._replace(member=member)

    def _object(self, moment: Moment, name: str) -> Found | None:
        """The object behind a public name."""
        found = moment.leads_to(name)
        return None if found is None or found.key.endswith(MODULE) else moment.settle(*found[:2])

    def _kind(self, moment: Moment, found: Found) -> Kind:
        if found.key.endswith(MODULE):
            return Kind.MODULE
        if found.key.startswith(FOREIGN):
            return Kind.UNKNOWN
        return moment.member(found).kind if found.member else moment.kind(found)

    def _state(self, moment: Moment, name: str) -> State:
        found = self.where(moment, name)
        if found is None:
            return State(self.presence(moment, name), None)
        kind = self._kind(moment, found)
        if found.member:
            return State(Presence.YES, (kind, moment.member(found).called))
        plain = found.key.endswith(MODULE) or found.key.startswith(FOREIGN)
        return State(Presence.YES, (kind, None if plain else moment.signature(found)))

    def _presence(self, moment: Moment, name: str) -> Presence:
        if self.where(moment, name) is not None:
            return Presence.YES
        above, _, last = name.rpartition(".")
        if last.startswith("__") and last.endswith("__"):
            return Presence.UNKNOWN  # modules and classes have such names that no source spells out
        if not above or moment.knows(long(name)):
            return Presence.NO
        found = self.where(moment, above)
        if found is None:
            return self.presence(moment, above)
        return Presence.NO if self._told(moment, above, self._kind(moment, found)) else Presence.UNKNOWN

    def _told(self, moment: Moment, name: str, kind: Kind) -> bool:
        """Whether the index knows all that is below this name."""
        match kind:
            case Kind.MODULE:
                return name in ROOTS or moment.leads_to(name) is not None
            case Kind.CLASS:
                above = self.inherits(moment, name)
                return above is not None and above.whole
            case _:
                return kind in {Kind.FUNCTION, Kind.METHOD, Kind.CLASSMETHOD, Kind.STATICMETHOD}

    def _symbol(self, moment: Moment, name: str) -> SymbolAt | None:
        """A public name or a path; the minor and the release are those in which it was first looked up."""
        named = moment.leads_to(name)
        found = self._object(moment, name) if named else moment.private(name)
        if named is None:
            named = found
        if named is None:
            return None
        package, place = moment.world.parts[named.at][:2]
        minor, release = moment.world.minor, package.timeline.minors[place]
        if found is None or found.key.endswith(MODULE):
            kind = Kind.MODULE if named.key.endswith(MODULE) else Kind.UNKNOWN
            return SymbolAt(name, minor, package.name, release, kind, named.key.removeprefix(FOREIGN))
        return SymbolAt(
            name,
            minor,
            package.name,
            release,
            moment.kind(found),
            moment.id(found),
            moment.signature(found),
            tuple(self._base(moment, found, base) for base in moment.bases(found)),
            moment.deprecated(found),
        )

    @staticmethod
    def _base(moment: Moment, found: Found, base: str) -> str:
        """The id of a base."""
        known = moment.settle(found.at, base)
        return moment.id(known) if known else base[1:]

    def _ancestors(self, moment: Moment, name: str) -> tuple[str, ...]:
        """The ids of a class and of all that it inherits from."""
        above = self.inherits(moment, name)
        return tuple(moment.id(each) for each in above.order) if above else ()

    def _members(self, moment: Moment, name: str) -> tuple[MemberAt, ...]:
        """All members of a class, its own first, then those of its bases in the order in which Python looks."""
        above = self.inherits(moment, name)
        known: dict[str, MemberAt] = {}
        for each in above.order if above else ():
            for member in moment.members(each):
                if member not in known:
                    known[member] = moment.member(each._replace(member=member))
        return tuple(known.values())

    def _aliases(self, moment: Moment, name: str) -> tuple[str, ...]:
        """Other public names of the same object, the shortest first, those under compat last."""
        found = self._object(moment, name)
        if found is None:
            return ()
        history = moment.world.parts[found.at].package.history
        known = dict.fromkeys([plainest(name), *moment.record(found).names()])
        others = (each for plain_name in known for each in reflections(plain_name) if each != name)
        same = (each for each in others if moment.read(found.at, history(each)) == found.key)
        return tuple(sorted(same, key=lambda each: (package_of(each) != package_of(name), *by_use(each))))

    def _namespaces(self, moment: Moment, name: str) -> tuple[str, ...]:
        """The public modules that stand directly in a public module."""
        found = {
            child
            for at, part in enumerate(moment.world.parts)
            for child, values in part.package.modules_below(name)
            if (moment.read(at, values) or "").endswith(MODULE)
        }
        return tuple(sorted(found))
