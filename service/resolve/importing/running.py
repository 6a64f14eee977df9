"""Imports of a set, followed through its wheels: the first name that is surely asked for and surely not there."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from service.resolve.importing.reading import Module, Need
from service.resolve.importing.world import Missing, World, names_of

MOST = 6_000
"""So many modules are followed; beyond, nothing more is said."""
DUNDER = "__"


@dataclass(frozen=True, slots=True)
class Crash:
    """An import that fails: the line of the package that asks, what it asks for, and who does not have it.

    `library` is the package of the set without the name; empty where nothing in the set brings the module `wanted`.
    """

    package: str
    file: str
    line: int
    wanted: str
    library: str

    @property
    def where(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(slots=True)
class Run:
    """One run through the imports of a set."""

    world: World
    followed: Collection[str]
    done: set[str] = field(default_factory=set)
    crashes: list[Crash] = field(default_factory=list)
    old_keras: bool = False

    def follow(self, module: str) -> None:
        """A module and all that it surely imports, each once; what is above it is imported first."""
        waiting = [module]
        while waiting and len(self.done) < MOST:
            name = waiting.pop()
            parts = name.split(".")
            for length in range(1, len(parts) + 1):
                one = ".".join(parts[:length])
                if one not in self.done:
                    self.done.add(one)
                    waiting.extend(reversed(self._imported(one)))

    def _imported(self, name: str) -> list[str]:
        found = self.world.module(name) if self.world.owner(name) in self.followed else None
        if found is None or isinstance(found, Missing):
            return []
        self.old_keras |= found.old_keras
        more: list[str] = []
        for need in found.needs:
            crash = self._look(name, need)
            if crash is not None:
                self.crashes.append(crash)
                return more
            if not need.is_chain:
                more += [need.module, *(f"{need.module}.{one}" for one in need.names)]
        for ways in found.either:
            failed = [crash for way in ways if (crash := self._first(name, way)) is not None]
            if len(failed) == len(ways):
                self.crashes.append(failed[-1])
        return more

    def _first(self, asker: str, needs: Iterable[Need]) -> Crash | None:
        return next((crash for need in needs if (crash := self._look(asker, need)) is not None), None)

    def _look(self, asker: str, need: Need) -> Crash | None:
        wanted = self._missing(need)
        if wanted is None:
            return None
        owner = self.world.owner(asker)
        assert isinstance(owner, str)
        member = self.world.wheels[owner].files[asker]
        library = self.world.owner(need.module)
        return Crash(owner, member, need.line, wanted, library if isinstance(library, str) else "")

    def _missing(self, need: Need) -> str | None:
        """The name that is not there; None where it is, or where nobody can tell."""
        said = self.world.library.has(need.module, need.names)
        if said is not None:
            return None if said else ".".join((need.module, *need.names))
        if need.module == "numpy" and need.names and self.world.library.has_numpy(need.names[0]) is False:
            return f"numpy.{need.names[0]}"
        if self._is_index(need.module) and not (self._is_private(need.module) and self.world.library.is_readable):
            return None
        return self._missing_module(need)

    def _missing_module(self, need: Need) -> str | None:
        parts = need.module.split(".")
        for length in range(1, len(parts) + 1):
            above = ".".join(parts[:length])
            found = self.world.module(above)
            if found is Missing.ABSENT and (not need.is_chain or length == 1):
                return above
            if found is Missing.ABSENT:
                # The first name of a chain is what was taken from a module: a class, or a module below it.
                return self._without(".".join(parts[: length - 1]), parts[length - 1 :])
            if isinstance(found, Missing):
                return None
        return self._without(need.module, need.names)

    def _without(self, module: str, names: Sequence[str]) -> str | None:
        for name in names:
            if name.startswith(DUNDER):
                return None
            below = f"{module}.{name}"
            if isinstance(self.world.module(below), Module):
                module = below
                continue
            known = names_of(self.world, module)
            if known is None or name in set(known) or self.world.module(below) is not Missing.ABSENT:
                return None
            return below
        return None

    def _is_index(self, module: str) -> bool:
        return self.world.library.knows(module)

    def _is_private(self, module: str) -> bool:
        return f"{module}.".startswith(("tensorflow.python.", "keras.src.", "tf_keras.src."))


def crashes(world: World, modules: Iterable[str], followed: Collection[str]) -> list[Crash]:
    """What fails where the modules are imported, one after the other; into which packages they are followed."""
    run = Run(world, followed)
    for module in modules:
        run.follow(module)
    if run.old_keras:
        return [one for one in run.crashes if not one.wanted.startswith(("tensorflow.keras", "tensorflow.compat"))]
    return run.crashes
