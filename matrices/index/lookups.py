"""The questions that anybody may ask the API index, answered from its tables."""

from collections.abc import Sequence
from functools import lru_cache
from typing import TypeAlias

from matrices.index.classes import Ancestry, Found, ancestry
from matrices.index.facts import Kind, MemberAt, Presence, SymbolAt
from matrices.index.history import FOREIGN
from matrices.index.mirrors import plainest, reflections
from matrices.index.package import MODULE
from matrices.index.signature import Signature
from matrices.index.spans import Run, order
from matrices.index.worlds import KERAS, ROOTS, TENSORFLOW, World, Worlds, by_use, long, package_of, plain


class UnknownMinor(LookupError):
    """The index knows no such minor of the package."""

    def __init__(self, package: str, minor: str, known: Sequence[str]) -> None:
        self.package, self.minor, self.known = package, minor, tuple(known)
        super().__init__(f"the API of {package} {minor} is not known, but of {known[0]} to {known[-1]}")


Brief: TypeAlias = tuple[Kind, Signature | None]


def _alone(tf: str) -> str:
    """The Keras that people install by hand beside a TensorFlow that does not bring one.

    Keras 2.3 is the last one with several backends and takes TensorFlow 1.13 to 2.1; Keras 2.4 needs TensorFlow 2.2
    (https://github.com/keras-team/keras/releases/tag/2.4.0).
    """
    return "2.3" if order(tf) < (2, 2) else "2.4"


class Lookups:
    """Names in versions. A name is `tf.x` or `tensorflow.x`, `keras.x`, `tf_keras.x`; a minor is text such as "2.15".

    The minor is that of the package which the root of the name says: `tf.keras.x` is asked for in minors of TensorFlow.
    """

    def __init__(self, worlds: Worlds) -> None:
        self._worlds = worlds
        self._beside = lru_cache(1024)(self._find_beside)
        self._world = lru_cache(256)(self._find_world)
        self._has = lru_cache(65536)(self._find_out_whether)
        self._member = lru_cache(16384)(self._find_member)
        self._members = lru_cache(1024)(self._find_members)
        self._namespaces = lru_cache(1024)(self._find_namespaces)
        self._ancestry = lru_cache(4096)(self._find_ancestry)
        self._at = lru_cache(16384)(self._find_at)
        self._presence = lru_cache(16384)(self._find_presence)

    def minors(self, package: str = "tensorflow") -> tuple[str, ...]:
        """The known minors of a package, oldest first."""
        return self._worlds.minors(package)

    def beside(self, name: str, tf: str) -> str:
        """The minor of the package that a name belongs to, beside a minor of TensorFlow."""
        return self._beside(package_of(plain(name)) or TENSORFLOW, tf)

    def _find_beside(self, package: str, tf: str) -> str:
        if tf not in self.minors(TENSORFLOW):
            raise UnknownMinor(TENSORFLOW, tf, self.minors(TENSORFLOW))
        known = self.minors(package)
        minor = self._worlds.keras.get(tf) or _alone(tf) if package == KERAS else tf
        if known and minor not in known:
            raise UnknownMinor(package, minor, known)
        return minor

    def at(self, name: str, minor: str) -> SymbolAt | None:
        """A public name or an importable module in one minor; None where it is not there, or nobody knows."""
        return self._at(plain(name), minor)

    def _find_at(self, name: str, minor: str) -> SymbolAt | None:
        world = self._world_of(name, minor)
        if world is None:
            return None
        return self._public(world, name, minor) or self._private(world, name, minor)

    def member(self, name: str, member: str, minor: str) -> MemberAt | None:
        """A member of a class, its own or inherited."""
        return self._member(plain(name), member, minor)

    def _find_member(self, name: str, member: str, minor: str) -> MemberAt | None:
        found = self._inherits(name, minor)
        members = (each.member(member) for each in (found.order if found else ()))
        return next((each for each in members if each is not None), None)

    def members(self, name: str, minor: str) -> tuple[MemberAt, ...]:
        """All members of a class, its own first, then those of its bases in the order in which Python looks."""
        return self._members(plain(name), minor)

    def _find_members(self, name: str, minor: str) -> tuple[MemberAt, ...]:
        found = self._inherits(name, minor)
        known: dict[str, MemberAt] = {}
        for each in found.order if found else ():
            for member in each.members():
                known.setdefault(member.name, member)
        return tuple(known.values())

    def whole(self, name: str, minor: str) -> bool:
        """Whether all that a class inherits from is known; otherwise a member that is not found may still be there."""
        found = self._inherits(plain(name), minor)
        return found is not None and found.whole

    def ancestors(self, name: str, minor: str) -> tuple[str, ...]:
        """The ids of a class and of all that it inherits from; nothing for what is no class there."""
        found = self._inherits(plain(name), minor)
        return tuple(each.id for each in found.order) if found else ()

    def thing(self, name: str, minor: str) -> SymbolAt | MemberAt | None:
        """A public name, or a member as in `tf.keras.Model.fit`."""
        owner, _, last = name.rpartition(".")
        return self.at(name, minor) or (self.member(owner, last, minor) if owner else None)

    def has(self, name: str, minor: str) -> bool:
        """Whether there is such a thing, in a fraction of the time."""
        return self._has(plain(name), minor)

    def _find_out_whether(self, name: str, minor: str) -> bool:
        world = self._world_of(name, minor)
        public = world is not None and self._leads_to(world, name) is not None
        return public or self.thing(name, minor) is not None

    def brief(self, name: str, minor: str) -> Brief | None:
        """The kind of a thing and the signature that a caller sees."""
        return self.briefs(name, [minor])[0]

    def briefs(self, name: str, minors: Sequence[str]) -> list[Brief | None]:
        """The same in several minors of the package that the name belongs to, in a fraction of the time."""
        name = plain(name)
        histories: dict[str, tuple[tuple[Run, str], ...]] = {}
        return [self._brief(name, minor, histories) for minor in minors]

    def _brief(self, name: str, minor: str, histories: dict[str, tuple[tuple[Run, str], ...]]) -> Brief | None:
        world = self._world_of(name, minor)
        for package, place in (*world.parts[1:], world.parts[0]) if world else ():
            if package.name not in histories:
                histories[package.name] = package.history(name)
            for (first, last), key in histories[package.name]:
                if first <= place <= last:
                    return self._brief_of(Found(package, place, key), world)
        thing = self.thing(name, minor)
        if thing is None:
            return None
        return thing.kind, thing.called if isinstance(thing, MemberAt) else thing.signature

    def _brief_of(self, found: Found, world: World | None) -> Brief:
        if found.key.endswith(MODULE):
            return Kind.MODULE, None
        settled = self._settle(found, found.key, world) if world else None
        return (Kind.UNKNOWN, None) if settled is None else (settled.kind, settled.signature)

    def presence(self, name: str, minor: str) -> Presence:
        """Whether a name is there: a public one, a member of a class, or the path of a module.

        What was the path of a module in another minor, and is none in this one, is not there.
        """
        return self._presence(plain(name), minor)

    def _find_presence(self, name: str, minor: str) -> Presence:
        world = self._world_of(name, minor)
        if world is None:
            return Presence.UNKNOWN
        if self.has(name, minor):
            return Presence.YES
        above, _, last = name.rpartition(".")
        if last.startswith("__") and last.endswith("__"):
            return Presence.UNKNOWN  # modules and classes have such names that no source spells out
        if not above or any(package.has_module(long(name)) for package, _ in world.parts):
            return Presence.NO
        found = self.thing(above, minor)
        if found is None:
            return self.presence(above, minor)
        return Presence.NO if self._told(found, above, minor) else Presence.UNKNOWN

    def aliases(self, name: str, minor: str) -> tuple[str, ...]:
        """Other public names of the same object, the shortest first, those under compat last."""
        name = plain(name)
        found = self._find(name, minor)
        if found is None:
            return ()
        known = dict.fromkeys([plainest(name), *found.record.names()])
        others = (each for plain_name in known for each in reflections(plain_name) if each != name)
        same = (each for each in others if found.package.key(each, found.place) == found.key)
        return tuple(sorted(same, key=lambda each: (package_of(each) != package_of(name), *by_use(each))))

    def namespaces(self, name: str, minor: str) -> tuple[str, ...]:
        """The public modules that stand directly in a public module."""
        return self._namespaces(plain(name), minor)

    def _find_namespaces(self, name: str, minor: str) -> tuple[str, ...]:
        world = self._world_of(name, minor)
        found = ((part.children(name, place)) for part, place in (world.parts if world else ()))
        return tuple(sorted({each for children in found for each in children}))

    def below(self, name: str) -> tuple[str, ...]:
        """The last parts of all that ever stood directly below a name: of a module, or of a class."""
        name = plain(name)
        package = package_of(name)
        found = {child for part in self._worlds.packages.values() for child in part.ever_below(name)}
        for minor in reversed(self.minors(package) if package else ()):
            if not found:
                found = {member.name for member in self.members(name, minor)}
        return tuple(sorted(found))

    def roots(self) -> tuple[str, ...]:
        """The first parts of all names."""
        return (*ROOTS, "tensorflow")

    def _told(self, found: SymbolAt | MemberAt, name: str, minor: str) -> bool:
        """Whether the index knows all that is below this name."""
        match found.kind:
            case Kind.MODULE:
                world = self._world_of(name, minor)
                return name in ROOTS or (world is not None and self._leads_to(world, name) is not None)
            case Kind.CLASS:
                return self.whole(name, minor)
            case kind:
                return kind in {Kind.FUNCTION, Kind.METHOD, Kind.CLASSMETHOD, Kind.STATICMETHOD}

    def _world_of(self, name: str, minor: str) -> World | None:
        """The packages that answer; None for a name of another library."""
        package = package_of(name)
        return self._world(package, minor) if package else None

    def _find_world(self, package: str, minor: str) -> World | None:
        known = self.minors(package)
        if not known:
            return None
        if minor not in known:
            raise UnknownMinor(package, minor, known)
        return self._worlds.at(package, minor)

    def _leads_to(self, world: World, name: str) -> Found | None:
        """What a public name leads to; the packages beside the named one go first, for they take its place."""
        for package, place in (*world.parts[1:], world.parts[0]):
            if (key := package.key(name, place)) is not None:
                return Found(package, place, key)
        return None

    def _find(self, name: str, minor: str) -> Found | None:
        """The object behind a public name."""
        world = self._world_of(name, minor)
        found = self._leads_to(world, name) if world else None
        if world is None or found is None or found.key.endswith(MODULE):
            return None
        return self._settle(found, found.key, world)

    def _public(self, world: World, name: str, minor: str) -> SymbolAt | None:
        found = self._leads_to(world, name)
        if found is None:
            return None
        known = self._find(name, minor)
        release = found.package.timeline.minors[found.place]
        if known is None:
            kind = Kind.MODULE if found.key.endswith(MODULE) else Kind.UNKNOWN
            return SymbolAt(name, minor, found.package.name, release, kind, found.key.removeprefix(FOREIGN))
        described = self._described(name, minor, known, world)
        return described._replace(package=found.package.name, release=release)

    def _private(self, world: World, name: str, minor: str) -> SymbolAt | None:
        """A path through modules: that of a module, or of an object that some public name leads to as well."""
        path = long(name)
        module, _, last = path.rpartition(".")
        for package, place in world.parts:
            release = package.timeline.minors[place]
            if package.has_module(path, place):
                return SymbolAt(name, minor, package.name, release, Kind.MODULE, f"{path}{MODULE}")
            if (key := package.resolve(f"{module}{MODULE}{last}", place)) is not None:
                return self._described(name, minor, Found(package, place, key), world)
        return None

    def _described(self, name: str, minor: str, found: Found, world: World) -> SymbolAt:
        bases = (self._settle(found, base, world) for base in found.bases)
        ids = (known.id if known else base[1:] for known, base in zip(bases, found.bases, strict=True))
        package, release = found.package.name, found.package.timeline.minors[found.place]
        return SymbolAt(
            name, minor, package, release, found.kind, found.id, found.signature, tuple(ids), found.deprecated
        )

    def _settle(self, found: Found, base: str, world: World) -> Found | None:
        """An object by its key, in the same place; or by its id in any package of the world."""
        if not base.startswith(FOREIGN):
            return Found(found.package, found.place, base)
        for package, place in world.parts:
            if (key := package.resolve(base.removeprefix(FOREIGN), place)) is not None:
                return Found(package, place, key)
        return None

    def _inherits(self, name: str, minor: str) -> Ancestry | None:
        found, world = self._find(name, minor), self._world_of(name, minor)
        return self._ancestry(found, world) if found and world else None

    def _find_ancestry(self, found: Found, world: World) -> Ancestry:
        return ancestry(found, lambda each, base: self._settle(each, base, world))
