"""Which TensorFlow a project runs on today, by what its files say: the best evidence, and where it stands. Pure."""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple

from packaging.specifiers import SpecifierSet
from packaging.version import InvalidVersion, Version

from service.manifest import Format, Image
from service.nouns import TENSORFLOW, Declared, DeclaredLine, package

DOCUMENTATION = frozenset({"docs", "doc", "documentation", "readthedocs", "rtd"})
KERAS_3, WITH_KERAS_3 = SpecifierSet(">=3.0.0.dev0"), SpecifierSet(">=2.16.0.dev0")
ENOUGH = 2
"""How narrow a range is that says what is used: `>=2.0` in an extra does not."""


class Kind(StrEnum):
    """How a version is known, the best first."""

    LOCKED = "locked"
    ASKED = "asked"
    OPTIONAL = "optional"
    USED = "used"
    IMAGE = "image"


class Evidence(NamedTuple):
    """The versions that it leaves, and the place that says so."""

    specifier: SpecifierSet
    kind: Kind
    path: str
    line: int
    text: str


def evidence(declared: Declared) -> Evidence | None:
    """The best that there is; None where nothing limits the version."""
    asked = of_tensorflow(declared.lines)
    wanted = _all_of(asked)
    locked = (line for line in of_tensorflow(declared.locked) if not wanted.is_disjoint(line.requirement.specifier))
    lock = next(locked, None)
    if lock:
        return _of(lock, Kind.LOCKED)
    if wanted and not wanted.is_disjoint(SpecifierSet()):
        return _of(max(asked, key=_narrowness), Kind.ASKED)._replace(specifier=wanted)
    saying = [line for line in asked if line.requirement.specifier]
    if saying:
        return _of(max(saying, key=_narrowness), Kind.ASKED)
    beside = (*_of_groups(declared), *_used(declared), *_of_images(declared.images))
    limits = _all_of(of_tensorflow(declared.optional))
    limits = (SpecifierSet() if limits.is_disjoint(SpecifierSet()) else limits) & _of_keras(declared.lines)
    return next((each for each in beside if not each.specifier.is_disjoint(limits)), None)


def _of_keras(lines: Iterable[DeclaredLine]) -> SpecifierSet:
    """A project that asks for Keras 3 does not run on an image of a TensorFlow before it, which somebody left there."""
    wanted = _all_of(line for line in lines if package(line.requirement) == "keras")
    return WITH_KERAS_3 if wanted and wanted.is_subset(KERAS_3) else SpecifierSet()


def _of_groups(declared: Declared) -> Iterator[Evidence]:
    """Extras and groups that say enough; those of the documentation say what it was built with."""
    lines = [line for line in of_tensorflow(declared.optional) if line.group not in DOCUMENTATION]
    narrow = max(lines, key=_narrowness, default=None)
    if narrow is not None and _narrowness(narrow) >= ENOUGH:
        yield _of(narrow, Kind.OPTIONAL)


def _used(declared: Declared) -> Iterator[Evidence]:
    """What is installed somewhere, form by form, where all places of one form can mean the same version.

    Notebooks are written once, and run where they run: they speak where no line asks for TensorFlow.
    """
    is_asked = bool(of_tensorflow((*declared.lines, *declared.optional)))
    by_form: dict[Format, list[DeclaredLine]] = {}
    for line in of_tensorflow(declared.others):
        if line.requirement.specifier and not (is_asked and line.format is Format.NOTEBOOK):
            by_form.setdefault(line.format, []).append(line)
    for saying in by_form.values():
        together, narrow = _all_of(saying), max(saying, key=_narrowness)
        if together and not together.is_disjoint(SpecifierSet()) and _narrowness(narrow) >= ENOUGH:
            yield _of(narrow, Kind.USED)._replace(specifier=together)


def of_tensorflow(lines: Iterable[DeclaredLine]) -> list[DeclaredLine]:
    """The lines of every package that TensorFlow was published under."""
    return [line for line in lines if package(line.requirement) in TENSORFLOW]


def _all_of(lines: Iterable[DeclaredLine]) -> SpecifierSet:
    """What every line that holds everywhere asks for."""
    found = SpecifierSet()
    for line in lines:
        if line.requirement.marker is None:
            found &= line.requirement.specifier
    return found


def _narrowness(line: DeclaredLine) -> int:
    """A pin says more than a range with two ends, and that more than one with one, as `==2.*` is."""
    operators = {clause.operator for clause in line.requirement.specifier if str(clause) != "==2.*"}
    if operators & {"==", "==="}:
        return 3
    if operators & {"~=", "<", "<="}:
        return ENOUGH
    return 1 if line.requirement.specifier else 0


def _of(line: DeclaredLine, kind: Kind) -> Evidence:
    return Evidence(line.requirement.specifier, kind, line.path, line.line, line.text)


def _of_images(images: Iterable[Image]) -> Iterator[Evidence]:
    for image in images:
        if image.tensorflow is not None:
            try:
                version = Version(image.tensorflow)
            except InvalidVersion:
                continue
            wild = f"=={version}" if len(version.release) > 2 else f"=={version}.*"  # noqa: PLR2004 - major and minor alone
            yield Evidence(SpecifierSet(wild), Kind.IMAGE, image.path, image.line, image.text)
