"""What was tried apart from a project's command: a saved file that is loaded, a function that is called, each alone."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from service.reasons import Reason


class Way(StrEnum):
    """What is done with a thing: each is one call that programs make."""

    H5 = "h5"
    KERAS = "keras"
    SAVED_MODEL = "saved-model"
    SAVED_MODEL_KERAS = "saved-model-keras"
    CHECKPOINT = "checkpoint"
    META_GRAPH = "meta-graph"
    TFLITE = "tflite"
    CALL = "call"

    @property
    def words(self) -> str:
        """The call, as a program writes it."""
        return _WORDS[self]


_WORDS = {
    Way.H5: "tf.keras.models.load_model",
    Way.KERAS: "tf.keras.models.load_model",
    Way.SAVED_MODEL: "tf.saved_model.load",
    Way.SAVED_MODEL_KERAS: "tf.keras.models.load_model",
    Way.CHECKPOINT: "tf.train.load_checkpoint",
    Way.META_GRAPH: "tf.compat.v1.train.import_meta_graph",
    Way.TFLITE: "tf.lite.Interpreter",
    Way.CALL: "called",
}


class Probe(NamedTuple):
    """`name` is the path of a saved file, without the ending of a checkpoint; or "package.module:function"."""

    way: Way
    name: str


class Level(StrEnum):
    """How far a file could be loaded; the last two are HDF5 files that hold no whole model, and can only be read."""

    LOADED = "loaded"
    UNCOMPILED = "uncompiled"
    WEIGHTS = "weights"
    DATA = "data"


class Array(NamedTuple):
    """An array that came out: all of its `values`, or evenly spaced ones of many; its digest is of all of them.

    `about`: how many are not finite, and the smallest, the largest and the mean of the others; empty for text.
    """

    path: str
    dtype: str
    shape: tuple[int, ...]
    digest: str
    about: tuple[float, ...] = ()
    values: tuple[float | int | str, ...] = ()

    @property
    def size(self) -> int:
        size = 1
        for each in self.shape:
            size *= each
        return size


class Run(NamedTuple):
    """One process that did it: `reason` is None where it came to its end.

    `level` is how far a file was loaded, `whole` why no further; `unrun` says which part could not be run, and why.
    """

    reason: Reason | None
    message: str = ""
    level: Level | None = None
    whole: str = ""
    arrays: tuple[Array, ...] = ()
    unrun: tuple[tuple[str, str], ...] = ()
    seconds: float = 0.0


class Probed(NamedTuple):
    """All runs of a thing on one candidate: the same twice, and a function once more with another seed."""

    probe: Probe
    runs: tuple[Run, ...] = ()


class Asked(NamedTuple):
    """What is tried together: `files` are all that lies in the container, `command` sets its variables."""

    probes: tuple[Probe, ...]
    files: Mapping[str, bytes]
    command: tuple[str, ...] = ()
