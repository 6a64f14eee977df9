"""Which packages answer for a name: `tf.keras` of TensorFlow 2.15 is in Keras 2.15, that of 2.16 in a Keras 3."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from matrices.index.package import Package
from matrices.index.spans import Run, order

TENSORFLOW, KERAS, ESTIMATOR = "tensorflow", "keras", "tensorflow-estimator"
ROOTS = {"tf": TENSORFLOW, "keras": KERAS, "tf_keras": "tf-keras", "tensorflow_estimator": ESTIMATOR}
_LONG = "tensorflow"
_SHAKY = frozenset({"experimental", "legacy", "raw_ops", "contrib"})


class Part(NamedTuple):
    """A package at one place of its timeline, or before or behind it, where it is not there.

    `since` and `until`: by each place, one later, the first and the last world that the package has that place in, or
    a later one and an earlier one.
    """

    package: Package
    place: int
    since: Sequence[int]
    until: Sequence[int]


class World(NamedTuple):
    """The packages that are there together in one minor of the first of them, which is the one that was named.

    From the world at the place `first` to the one at `last`, no package goes back.
    """

    parts: tuple[Part, ...]
    minor: str
    place: int
    first: int
    last: int


class Worlds(NamedTuple):
    """All packages of the index, and which minors of them go together."""

    packages: Mapping[str, Package]
    keras: Mapping[str, str]

    def minors(self, package: str) -> tuple[str, ...]:
        return self.packages[package].timeline.minors if package in self.packages else ()

    def course(self, package: str) -> Mapping[str, World]:
        """The worlds of a package, minor after minor."""
        minors = self.minors(package)
        rows = {name: self._places(name, beside) for name, beside in self._beside(package, minors).items()}
        course: dict[str, World] = {}
        for first, last in _stretches([*zip(*rows.values(), strict=True)]):
            reaches = {name: _reach(row[first : last + 1], first) for name, row in rows.items()}
            for at in range(first, last + 1):
                parts = (Part(self.packages[name], row[at], *reaches[name]) for name, row in rows.items())
                course[minors[at]] = World(tuple(parts), minors[at], at, first, last)
        return course

    def _beside(self, package: str, minors: Sequence[str]) -> Mapping[str, Sequence[str]]:
        """The minors of each package that belong to those of the one that is named; what is none is not there."""
        if package == TENSORFLOW:
            around = {KERAS: [self.keras.get(minor, "") for minor in minors], ESTIMATOR: minors}
        else:
            around = {TENSORFLOW: [self._near(minor) for minor in minors]}
        return {name: each for name, each in {package: minors, **around}.items() if name in self.packages}

    def _places(self, package: str, minors: Sequence[str]) -> Sequence[int]:
        """The places of minors on the timeline of a package; before it or behind it for those that it does not have."""
        timeline = self.packages[package].timeline
        places: list[int] = []
        for minor in minors:
            absent = len(timeline.minors) if any(place >= 0 for place in places) else -1
            places.append(timeline.places.get(minor, absent))
        return places

    def _near(self, minor: str) -> str:
        """The TensorFlow that stands behind another package: that of the same minor, the newest for Keras 3."""
        known = self.minors(TENSORFLOW)
        return minor if minor in known or not known else max(known, key=order)


def _stretches(places: Sequence[Sequence[int]]) -> Iterator[Run]:
    """The longest runs of worlds in which no package goes back, from the places of all packages in each."""
    first = 0
    for at in range(1, len(places) + 1):
        if at == len(places) or any(two < one for one, two in zip(places[at - 1], places[at], strict=True)):
            yield first, at - 1
            first = at


def _reach(row: Sequence[int], first: int) -> tuple[Sequence[int], Sequence[int]]:
    """For the places of a package in some worlds, what `Part` says of each, from -1 on."""
    places = range(-1, row[-1] + 1)
    since = [first + bisect_left(row, place) for place in places]
    return since, [first + bisect_right(row, place) - 1 for place in places]


@lru_cache(65536)
def plain(name: str) -> str:
    """A name as it is indexed: `tf.x` of `tensorflow.x`, `import tensorflow.x` and `from tensorflow import x`."""
    words = name.split()
    match words:
        case ["import", path, *_]:
            name = path
        case ["from", path, "import", last, *_]:
            name = f"{path}.{last}"
        case _:
            name = name.strip()
    root, dot, rest = name.partition(".")
    return f"tf{dot}{rest}" if root == _LONG else name


@lru_cache(65536)
def package_of(name: str) -> str | None:
    """The package that is named by the first part of a plain name."""
    return ROOTS.get(name.partition(".")[0])


def long(name: str) -> str:
    """The path by which a plain name is imported: `tensorflow.x` of `tf.x`."""
    root, dot, rest = name.partition(".")
    return f"{_LONG}{dot}{rest}" if root == "tf" else name


def by_use(name: str) -> tuple[bool, bool, int, str]:
    """The order in which the names of one object are offered: those of old days last, short ones first."""
    parts = name.split(".")
    return "compat" in parts, not _SHAKY.isdisjoint(parts), len(parts), name
