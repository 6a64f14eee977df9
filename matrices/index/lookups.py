"""The questions that anybody may ask the API index, answered from its tables."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from matrices.index.facts import MemberAt, Presence, SymbolAt
from matrices.index.moments import Moment
from matrices.index.questions import Brief, Questions, State
from matrices.index.spans import order
from matrices.index.worlds import KERAS, ROOTS, TENSORFLOW, World, Worlds, package_of, plain


class UnknownMinor(LookupError):
    """The index knows no such minor of the package."""

    def __init__(self, package: str, minor: str, known: Sequence[str]) -> None:
        self.package, self.minor, self.known = package, minor, tuple(known)
        super().__init__(f"the API of {package} {minor} is not known, but of {known[0]} to {known[-1]}")


ELSEWHERE = State(Presence.UNKNOWN, None)
"""What is known of a name of another library, or of a package beside which no such minor is known."""


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
        self._questions = lru_cache(None)(lambda package: Questions(worlds.course(package)))
        self._asked = lru_cache(256)(self._find_asked)
        self._beside = lru_cache(1024)(self._find_beside)
        self._worlds_beside = lru_cache(256)(self._find_worlds)

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
        name = plain(name)
        asked = self._asked(package_of(name), minor)
        return _dated(asked[0].symbol.at(asked[1], name), asked[1]) if asked else None

    def is_named(self, name: str, minor: str) -> bool:
        """Whether there is such a public name or an importable module; members are none."""
        name = plain(name)
        asked = self._asked(package_of(name), minor)
        return asked is not None and asked[0].symbol.at(asked[1], name) is not None

    def member(self, name: str, member: str, minor: str) -> MemberAt | None:
        """A member of a class, its own or inherited."""
        name = plain(name)
        asked = self._asked(package_of(name), minor)
        return asked[0].member(Moment(asked[1]), name, member) if asked else None

    def members(self, name: str, minor: str) -> tuple[MemberAt, ...]:
        """All members of a class, its own first, then those of its bases in the order in which Python looks."""
        name = plain(name)
        asked = self._asked(package_of(name), minor)
        return asked[0].members.at(asked[1], name) if asked else ()

    def whole(self, name: str, minor: str) -> bool:
        """Whether all that a class inherits from is known; otherwise a member that is not found may still be there."""
        name = plain(name)
        asked = self._asked(package_of(name), minor)
        above = asked[0].inherits(Moment(asked[1]), name) if asked else None
        return above is not None and above.whole

    def ancestors(self, name: str, minor: str) -> tuple[str, ...]:
        """The ids of a class and of all that it inherits from; nothing for what is no class there."""
        name = plain(name)
        asked = self._asked(package_of(name), minor)
        return asked[0].ancestors.at(asked[1], name) if asked else ()

    def thing(self, name: str, minor: str) -> SymbolAt | MemberAt | None:
        """A public name, or a member as in `tf.keras.Model.fit`."""
        name = plain(name)
        asked = self._asked(package_of(name), minor)
        thing = asked[0].thing(Moment(asked[1]), name) if asked else None
        return _dated(thing, asked[1]) if asked and isinstance(thing, SymbolAt) else thing

    def has(self, name: str, minor: str) -> bool:
        """Whether there is such a thing, in a fraction of the time."""
        name = plain(name)
        asked = self._asked(package_of(name), minor)
        return asked is not None and asked[0].where.at(asked[1], name) is not None

    def brief(self, name: str, minor: str) -> Brief | None:
        """The kind of a thing and the signature that a caller sees."""
        name = plain(name)
        asked = self._asked(package_of(name), minor)
        return asked[0].state.at(asked[1], name).brief if asked else None

    def states(self, name: str, tfs: tuple[str, ...]) -> list[State]:
        """What a name is beside several minors of TensorFlow; the same object where one look has answered for them."""
        name = plain(name)
        package = package_of(name)
        if package is None or not self.minors(package):
            return [ELSEWHERE] * len(tfs)
        questions: Questions = self._questions(package)
        states: list[State] = []
        state, since, until = ELSEWHERE, 0, -1
        for world in self._worlds_beside(package, tfs):
            if world is None:
                states.append(ELSEWHERE)
                continue
            if not since <= world.place <= until:
                moment = Moment(world)
                state = questions.state(moment, name)
                since, until = moment.since, moment.until
            states.append(state)
        return states

    def _find_worlds(self, package: str, tfs: tuple[str, ...]) -> tuple[World | None, ...]:
        course = self._questions(package).course
        return tuple(self._world_beside(course, package, tf) for tf in tfs)

    def _world_beside(self, course: Mapping[str, World], package: str, tf: str) -> World | None:
        try:
            return course[self._beside(package, tf)]
        except UnknownMinor:
            return None

    def presence(self, name: str, minor: str) -> Presence:
        """Whether a name is there: a public one, a member of a class, or the path of a module.

        What was the path of a module in another minor, and is none in this one, is not there.
        """
        name = plain(name)
        asked = self._asked(package_of(name), minor)
        return asked[0].presence.at(asked[1], name) if asked else Presence.UNKNOWN

    def aliases(self, name: str, minor: str) -> tuple[str, ...]:
        """Other public names of the same object, the shortest first, those under compat last."""
        name = plain(name)
        asked = self._asked(package_of(name), minor)
        return asked[0].aliases.at(asked[1], name) if asked else ()

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

    def _find_asked(self, package: str | None, minor: str) -> tuple[Questions, World] | None:
        """Who answers for the names of a package, and what is there in a minor; None for another library."""
        known = self.minors(package) if package else ()
        if package is None or not known:
            return None
        if minor not in known:
            raise UnknownMinor(package, minor, known)
        questions = self._questions(package)
        return questions, questions.course[minor]


def _dated(symbol: SymbolAt | None, world: World) -> SymbolAt | None:
    """A symbol with the minor and the release of a world, which is one of those that it is the same in."""
    if symbol is None or symbol.minor == world.minor:
        return symbol
    package, place = next(part[:2] for part in world.parts if part.package.name == symbol.package)
    return symbol._replace(minor=world.minor, release=package.timeline.minors[place])
