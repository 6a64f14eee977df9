"""Which pins may cure an error: the cures of known conflicts first, then what its words point to. Only guesses."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from matrices.facts import Conflict, Matrix
from matrices.measuring.trial import STAGES

FAMILY = "tensorflow"

# Words of an error or its traceback, and pins to try, the widest first. {next} is the minor after TensorFlow's own.
HINTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"Descriptors cannot (not )?be created directly", ("protobuf<3.21",)),
    (r"google/protobuf|google\.protobuf|protobuf", ("protobuf<6", "protobuf<5", "protobuf<4", "protobuf<3.20")),
    (r"Gencode/Runtime", ("protobuf>=5.28.3", "protobuf>=6.31.1")),
    (r"\(\) -> handle|_ARRAY_API|compiled using NumPy 1|numpy\.dtype size changed", ("numpy<2",)),
    (r"module 'numpy' has no attribute '(object|bool|int|float|complex|str)'", ("numpy<1.24",)),
    (r"module 'numpy' has no attribute|numpy\.core|[Nn]um[Pp]y", ("numpy<2", "numpy<1.24", "numpy<1.20")),
    (r"'str' object has no attribute 'decode'", ("h5py<3",)),
    (r"h5py|hdf5", ("h5py<3", "h5py<3.11")),
    (r"pkg_resources", ("setuptools<82", "setuptools<81")),
    (r"distutils|No module named 'imp'", ("setuptools<82", "setuptools<81")),
    (r"setuptools", ("setuptools<82", "setuptools<58")),
    (r"wrapt", ("wrapt<2", "wrapt<1.15")),
    (r"typing_extensions", ("typing-extensions<4.6", "typing-extensions>=4.6")),
    (r"tf_keras", ("tf-keras<{next}",)),
    (r"keras", ("keras<{next}", "keras<3")),
    (r"estimator", ("tensorflow-estimator<{next}",)),
    (r"tensorboard", ("tensorboard<{next}",)),
    (r"flatbuffers", ("flatbuffers<2", "flatbuffers<24")),
    (r"werkzeug", ("werkzeug<3", "werkzeug<2.1")),
    (r"markdown", ("markdown<3.4",)),
    (r"'Name' object is not iterable", ("gast<0.3",)),
    (r"gast", ("gast<0.5", "gast<0.4", "gast<0.3")),
    (r"ml_dtypes", ("ml-dtypes<0.5",)),
    (r"jax", ("jax<0.5",)),
    (r"six", ("six<1.16",)),
    (r"google\.auth|oauthlib", ("google-auth<2",)),
)
ANY = ("numpy<2", "protobuf<3.21", "setuptools<82", "keras<{next}", "h5py<3", "wrapt<1.15", "gast<0.5")


@dataclass(frozen=True, slots=True)
class Failure:
    """What failed beside which packages: a stage, or a companion, which is then among them."""

    stage: str
    error: str
    trace: str
    tensorflow: Version
    installed: Mapping[str, str]


def suspects(matrix: Matrix, failure: Failure) -> tuple[str, ...]:
    """Pins that would change what is installed, the likeliest first, each once."""
    following = f"{failure.tensorflow.major}.{failure.tensorflow.minor + 1}"
    said = _hinted(failure.error)
    older = _older(failure)
    words = failure.error.replace("_", "-")
    known = sorted(_known(matrix, failure), key=lambda pin: pin not in said and Requirement(pin).name not in words)
    likely = [*known, *said, *older] if older else [*known, *said, *_hinted(failure.trace)]
    pins = dict.fromkeys(pin.format(next=following) for pin in likely or ANY)
    return tuple(pin for pin in pins if _new(pin, failure.installed))


def _known(matrix: Matrix, failure: Failure) -> Iterator[str]:
    versions = {**failure.installed, FAMILY: str(failure.tensorflow)}
    for conflict in matrix.conflicts:
        version = versions.get(conflict.product)
        holds = version is not None and version in conflict.range and _is_there(conflict, failure.installed)
        if holds and conflict.cure is not None:
            yield str(conflict.cure)


def _is_there(conflict: Conflict, installed: Mapping[str, str]) -> bool:
    """Whether the other package is what breaks it; for some conflicts that is its absence."""
    other = installed.get(conflict.other)
    return other is None if conflict.other_range is None else other is not None and other in conflict.other_range


def _hinted(text: str) -> list[str]:
    return [pin for pattern, pins in HINTS if re.search(pattern, text) for pin in pins]


def _older(failure: Failure) -> tuple[str, ...]:
    """A companion's metadata often admits a TensorFlow that only its older releases work with."""
    text = failure.installed.get(failure.stage)
    if text is None or failure.stage in STAGES:
        return ()
    version = Version(text)
    return (f"{failure.stage}<{version.major}.{version.minor}",)


def _new(pin: str, installed: Mapping[str, str]) -> bool:
    """Whether it asks for another version, or for a package that is not there."""
    wanted = Requirement(pin)
    have = installed.get(canonicalize_name(wanted.name))
    return have is None or not wanted.specifier.contains(have, prereleases=True)
