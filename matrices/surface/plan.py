"""Which versions are read, and which other wheels lie beside each: those that an installation of its day would have."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from packaging.version import Version

TENSORFLOW, KERAS, TF_KERAS, ESTIMATOR = "tensorflow", "keras", "tf-keras", "tensorflow-estimator"
FIRST = {
    TENSORFLOW: Version("1.13"),
    ESTIMATOR: Version("1.13"),
    KERAS: Version("2.0"),
    TF_KERAS: Version("2.14"),
}
TENSORBOARD, ABSL = "tensorboard", "absl-py"
PROCESSING, APPLICATIONS = "keras-preprocessing", "keras-applications"
BESIDE = (TENSORBOARD, ABSL, PROCESSING, APPLICATIONS)
STUBBED = Version(
    "2.15"
)  # from here on wheels hold stubs of the classes that are written in C++; older ones borrow them
UNSTUBBED = Version("2.1")  # before that there were no such classes


@dataclass(frozen=True, slots=True)
class Wheel:
    """One version of a package."""

    package: str
    version: Version


@dataclass(frozen=True, slots=True)
class Reading:
    """One surface to make."""

    wheel: Wheel
    beside: tuple[Wheel, ...]
    stubs: tuple[Wheel, ...] = ()


Minor = tuple[int, int]
Known = Mapping[str, Mapping[Minor, Version]]


def newest(versions: Sequence[Version]) -> dict[Minor, Version]:
    """The newest patch of every minor, oldest first."""
    found = {(one.major, one.minor): one for one in sorted(versions)}
    return dict(sorted(found.items()))


def plan(known: Known) -> Iterator[Reading]:
    """Every minor of every package, oldest first, package by package."""
    makers = {KERAS: _keras, TENSORFLOW: _tensorflow, ESTIMATOR: _estimator, TF_KERAS: _tf_keras}
    for package in sorted(makers):
        for minor, version in known[package].items():
            if version >= FIRST[package]:
                beside = makers[package](known, minor)
                yield Reading(Wheel(package, version), beside, _stubs(known, beside, Wheel(package, version)))


def _stubs(known: Known, beside: Sequence[Wheel], own: Wheel) -> tuple[Wheel, ...]:
    """The first stubs there were, and what only the newest wheel has stubs of."""
    base = next((one.version for one in (own, *beside) if one.package == TENSORFLOW), STUBBED)
    if base < UNSTUBBED or own.package in {ESTIMATOR, TF_KERAS}:
        return ()
    found = known[TENSORFLOW]
    first = found.get((STUBBED.major, STUBBED.minor)) if base < STUBBED else None
    last = found[max(found)]
    return tuple(Wheel(TENSORFLOW, one) for one in (first, last) if one is not None and one != base)


def _tensorflow(known: Known, minor: Minor) -> tuple[Wheel, ...]:
    """From 2.21 on TensorBoard is no dependency any more."""
    board = TENSORBOARD if minor < (2, 21) else ""
    return (*_of(known, minor, board), *_absl(known, minor), *_of(known, minor, ESTIMATOR), *_parts(known, minor))


def _estimator(known: Known, minor: Minor) -> tuple[Wheel, ...]:
    keras = KERAS if minor >= (2, 6) else ""
    return (*_of(known, minor, TENSORFLOW), *_of(known, minor, keras), *_parts(known, minor))


def _keras(known: Known, minor: Minor) -> tuple[Wheel, ...]:
    """Up to 2.4 it ran on several TensorFlows; from 2.6 on each has its own, and Keras 3 goes with the newest."""
    older = {(2, 3): (1, 15), (2, 4): (2, 3)}
    beside = older.get(minor, minor if minor < (3, 0) else max(known[TENSORFLOW]))
    if minor < (2, 3):
        beside = (1, 13)
    return (*_of(known, beside, TENSORFLOW), *_parts(known, minor))


def _tf_keras(known: Known, minor: Minor) -> tuple[Wheel, ...]:
    return _of(known, minor, TENSORFLOW)


def _of(known: Known, minor: Minor, package: str) -> tuple[Wheel, ...]:
    found = known[package].get(minor) if package else None
    return (Wheel(package, found),) if found else ()


def _absl(known: Known, minor: Minor) -> tuple[Wheel, ...]:
    """2.4 to 2.6 do not admit absl 1, the others do."""
    admitted = {at: one for at, one in known[ABSL].items() if one.major < 1 or not (2, 4) <= minor <= (2, 6)}
    return (Wheel(ABSL, admitted[max(admitted)]),) if admitted else ()


def _parts(known: Known, minor: Minor) -> tuple[Wheel, ...]:
    """What Keras was cut into for some years."""
    wanted = (PROCESSING, APPLICATIONS) if minor < (2, 6) else (PROCESSING,) if minor < (2, 13) else ()
    return tuple(Wheel(package, max(known[package].values())) for package in wanted if known[package])
