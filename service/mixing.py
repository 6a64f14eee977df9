"""All sets between two, one that works and one that breaks: each package that differs is old or new. Pure."""

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from matrices.requirements import holds
from matrices.wheels import LINUX
from service.culprit import Names, Ties
from service.nouns import TENSORFLOW, Outcome, Package
from service.testing import PerTest

PYTHON = "Python"
"""The interpreter is one of them where it differs."""

_FRAME = re.compile(r'^\s*File "/env/lib/[^"/]+/site-packages/(?P<module>\w+)', re.MULTILINE)
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_TRACEBACK = "Traceback (most recent call last):"


class Side(NamedTuple):
    """One of the two: what is installed, and on which Python."""

    packages: Mapping[str, Package]
    python: str


class Mix:
    def __init__(self, old: Side, new: Side) -> None:
        self._old, self._new = old, new

    @cached_property
    def moves(self) -> dict[str, str]:
        """From where to where, for each that differs. What only one side has comes and goes with what asks for it."""
        both = self._old.packages.keys() & self._new.packages.keys()
        versions = {name: (self._old.packages[name].version, self._new.packages[name].version) for name in both}
        versions[PYTHON] = (self._old.python, self._new.python)
        return {name: f"{old} -> {new}" for name, (old, new) in sorted(versions.items()) if old != new}

    @cached_property
    def ties(self) -> Ties:
        """What a package asks for, new, has to move with it; what it forbids, old, cannot move before it."""
        found: dict[str, set[str]] = {name: set() for name in self.moves}
        for name in self.moves.keys() - {PYTHON}:
            for asked in _asked(name, self._new, self._old):
                if self._moves(asked) and not _allows(asked, self._old.packages[asked.name]):
                    found[name].add(asked.name)
            for asked in _asked(name, self._old, self._new):
                if self._moves(asked) and not _allows(asked, self._new.packages[asked.name]):
                    found[asked.name].add(name)
        for name in self._of_one_python():
            found[name].add(PYTHON)
            found[PYTHON].add(name)
        return {name: Names(tied) for name, tied in found.items()}

    def _of_one_python(self) -> Iterator[str]:
        """What moves with the interpreter: it may have no wheel for the other one, and is not built for a guess."""
        for name in self.moves.keys() - {PYTHON} if PYTHON in self.moves else ():
            if self._old.packages[name].compiled or self._new.packages[name].compiled:
                yield name

    def _moves(self, asked: Requirement) -> bool:
        return asked.name in self.moves

    def pins(self, moved: Names) -> tuple[Requirement, ...]:
        """The exact version of every package, with these of them new; those that nothing asks for are not installed."""
        versions = {name: each.version for name, each in (*self._old.packages.items(), *self._new.packages.items())}
        versions |= {name: self._old.packages[name].version for name in self.moves.keys() - moved - {PYTHON}}
        return tuple(Requirement(f"{name}=={version}") for name, version in sorted(versions.items()))

    def python(self, moved: Names) -> str:
        return self._new.python if PYTHON in moved else self._old.python

    def weights(self, outcome: Outcome, lost: tuple[PerTest, ...], pins: str) -> dict[str, float]:
        """How much speaks for each: what is known to mend such an error, where it was raised, what its words name."""
        said = " ".join((outcome.message, *(test.message for test in lost)))
        raised = outcome.log.rpartition(_TRACEBACK)[2] if _TRACEBACK in outcome.log else ""
        frames = [match["module"] for match in _FRAME.finditer(raised)]
        words, mended = set(_WORD.findall(said)), {canonicalize_name(word) for word in _WORD.findall(pins)}
        return {
            name: 1.0
            + (1 if name in TENSORFLOW else 0)
            + (1 if _is_major(move) else 0)
            + (4 if {name, *self._brought(name)} & words else 0)
            + (2 if self._brought(name) & set(frames) else 0)
            + (4 if frames and frames[-1] in self._brought(name) else 0)
            + (8 if name in mended else 0)
            for name, move in self.moves.items()
        }

    def _brought(self, name: str) -> frozenset[str]:
        return self._new.packages[name].modules if name in self._new.packages else frozenset()


def _asked(name: str, side: Side, other: Side) -> Iterator[Requirement]:
    """All that a package asks for there, and what those ask for that only this side has."""
    left, seen = [name], {name}
    while left:
        for asked in _own(left.pop(), side):
            yield asked
            if asked.name in side.packages and asked.name not in other.packages and asked.name not in seen:
                seen.add(asked.name)
                left.append(asked.name)


def _own(name: str, side: Side) -> Iterator[Requirement]:
    for text in side.packages[name].asks:
        try:
            asked = Requirement(text)
        except InvalidRequirement:
            continue
        if asked.marker is None or holds(str(asked.marker), side.python, LINUX, ()):
            asked.name = str(canonicalize_name(asked.name))
            yield asked


def _allows(asked: Requirement, package: Package) -> bool:
    return asked.specifier.contains(package.version, prereleases=True)


def _is_major(move: str) -> bool:
    old, new = (Version(text) for text in move.split(" -> "))
    return old.major != new.major
