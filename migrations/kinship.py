"""Which class from outside derives from which, asked of the API index."""

from collections.abc import Sequence
from functools import lru_cache

from matrices.symbols import Index, UnknownMinor

UPPER_FUNCTIONS = frozenset(
    {
        "tf.Assert",
        "tf.NoGradient",
        "tf.NotDifferentiable",
        "tf.Print",
        *(f"{root}{name}" for root in ("tf.keras.", "keras.", "tf_keras.") for name in ("Input", "layers.Input")),
    }
)
"""They are named like classes, and are none."""
MODELS = frozenset({f"{root}.{name}" for root in ("tf.keras", "keras") for name in ("Model", "models.Model")})
"""What a model of tensors is made by, and one of one's own derives from."""


class Kinship:
    """Answers about classes by their public names, in the versions that a project moves through."""

    def __init__(self, index: Index, minors: Sequence[str]) -> None:
        """`minors`: those of TensorFlow, the baseline's first."""
        self.index = index
        self.minors = tuple(dict.fromkeys([*minors[:1], *minors[:-4:-1], *minors]))
        self._known: dict[tuple[str, str], bool] = {}
        self._lines: dict[tuple[str, str], tuple[str, ...]] = {}

    def derives(self, name: str, klass: str) -> bool:
        """Whether a class is another one, or derives from it, in a version that has both."""
        if name == klass:
            return True
        key = name, klass
        if key not in self._known:
            self._known[key] = self._look(name, klass)
        return self._known[key]

    def _look(self, name: str, klass: str) -> bool:
        klass = _of_the_same_keras(name, klass)
        for minor in self.minors:
            line, wanted = self._line(name, minor), self._line(klass, minor)
            if line and wanted:
                return wanted[0] in line
        return False

    def _line(self, name: str, minor: str) -> tuple[str, ...]:
        key = name, minor
        if key not in self._lines:
            self._lines[key] = self._ancestors(name, minor)
        return self._lines[key]

    def _ancestors(self, name: str, minor: str) -> tuple[str, ...]:
        try:
            return self.index.ancestors(name, self.index.beside(name, minor))
        except UnknownMinor:
            return ()


def _of_the_same_keras(name: str, klass: str) -> str:
    """`tf.keras.x` stands for `keras.x` as well: beside an old TensorFlow, those are two packages."""
    if name.startswith("keras.") and klass.startswith("tf.keras."):
        return klass.removeprefix("tf.")
    return f"tf.{klass}" if name.startswith("tf.keras.") and klass.startswith("keras.") else klass


@lru_cache(4)
def kinship(index: Index, minors: Sequence[str]) -> Kinship:
    """One for all rooms of a project, and for all projects at one baseline."""
    return Kinship(index, minors)
