"""Which packages answer for a name: `tf.keras` of TensorFlow 2.15 is in Keras 2.15, that of 2.16 in a Keras 3."""

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from matrices.index.package import Package
from matrices.index.spans import order

TENSORFLOW, KERAS, ESTIMATOR = "tensorflow", "keras", "tensorflow-estimator"
ROOTS = {"tf": TENSORFLOW, "keras": KERAS, "tf_keras": "tf-keras", "tensorflow_estimator": ESTIMATOR}
_LONG = "tensorflow"
_SHAKY = frozenset({"experimental", "legacy", "raw_ops", "contrib"})


class World(NamedTuple):
    """The packages that are there together, each at a place of its timeline; the first is the one that was named."""

    parts: tuple[tuple[Package, int], ...]


class Worlds(NamedTuple):
    """All packages of the index, and which minors of them go together."""

    packages: Mapping[str, Package]
    keras: Mapping[str, str]

    def minors(self, package: str) -> tuple[str, ...]:
        return self.packages[package].timeline.minors if package in self.packages else ()

    def at(self, package: str, minor: str) -> World:
        own = self._part(package, minor)
        assert own is not None, f"{package} {minor}"
        others = (
            self._around_tensorflow(minor) if package == TENSORFLOW else [self._part(TENSORFLOW, self._near(minor))]
        )
        return World((own, *(part for part in others if part is not None)))

    def _around_tensorflow(self, minor: str) -> list[tuple[Package, int] | None]:
        return [self._part(KERAS, self.keras.get(minor, "")), self._part(ESTIMATOR, minor)]

    def _near(self, minor: str) -> str:
        """The TensorFlow that stands behind another package: that of the same minor, the newest for Keras 3."""
        known = self.minors(TENSORFLOW)
        return minor if minor in known or not known else max(known, key=order)

    def _part(self, package: str, minor: str) -> tuple[Package, int] | None:
        found = self.packages.get(package)
        if found is None or minor not in found.timeline.places:
            return None
        return found, found.timeline.places[minor]


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
