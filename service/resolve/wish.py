"""What a project wants of one candidate: its own lines for one place, with names that live and one TensorFlow. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from matrices import query
from matrices.picking import Facts
from matrices.requirements import holds
from matrices.wheels import LINUX
from service.nouns import Declared, DeclaredLine, package

NIGHTLY = {
    "keras-nightly": "keras",
    "tb-nightly": "tensorboard",
    "tf-estimator-nightly": "tensorflow-estimator",
    "tf-keras-nightly": "tf-keras",
    "tf-nightly": "tensorflow",
    "tf-nightly-cpu": "tensorflow-cpu",
    "tf-nightly-gpu": "tensorflow",
    "tfa-nightly": "tensorflow-addons",
    "tfds-nightly": "tensorflow-datasets",
    "tfp-nightly": "tensorflow-probability",
}
"""Builds of a day, under names of their own, which the index forgets: each is a release of the other package since."""

_ONE_PACKAGE = Version("2.1")
"""From here on tensorflow is what tensorflow-gpu was."""
_CUDA_EXTRA = Version("2.14")
"""From here on an extra brings CUDA as wheels."""


class Kind(StrEnum):
    """What happens to a declared line, or to a package that none names."""

    MOVED = "moved"
    REPLACED = "replaced"
    MERGED = "merged"
    RELAXED = "relaxed"
    ADDED = "added"


class Device(StrEnum):
    """For what TensorFlow is wanted."""

    GPU = "gpu"
    CPU = "cpu"


@dataclass(frozen=True, slots=True)
class Change:
    """One requirement before and after, as texts, why, and the source of that. `line` None: no line has it yet."""

    kind: Kind
    name: str
    before: str
    after: str
    place: str
    reason: str
    source: str
    line: DeclaredLine | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """One requirement and the place that has it, "requirements.txt:3". `is_constraint`: it limits and asks nothing."""

    requirement: Requirement
    place: str
    line: DeclaredLine | None = None
    is_constraint: bool = False


@dataclass(frozen=True, slots=True)
class Wish:
    """Everything that is wanted beside one TensorFlow, and what had to be changed of it before anything is asked."""

    tensorflow: Requirement
    asks: tuple[Asked, ...]
    changes: tuple[Change, ...]

    @property
    def version(self) -> Version:
        """The TensorFlow that it is about."""
        return Version(next(iter(self.tensorflow.specifier)).version)


def wish(declared: Declared, tensorflow: Version, facts: Facts, device: Device | str | None = None) -> Wish:
    """The wish of a project for a TensorFlow in the place of the facts. A line whose marker is false there is none."""
    here = [line for line in declared.lines if _concerns(line, facts)]
    own = [line for line in here if is_tensorflow(line, facts)]
    wanted = _tensorflow(own, tensorflow, facts, Device(device) if device else None)
    changes = [*_moved(own, wanted, facts)]
    asks: list[Asked] = []
    for line in here:
        if line not in own:
            asked, change = _living(line, facts)
            asks.append(asked)
            changes += [change] if change else []
    for one in declared.undeclared:
        if not one.optional:
            place = f"{one.path}:{one.line}"
            reason = f"{place} imports {one.module}, and no line asks for it"
            changes.append(Change(Kind.ADDED, one.package, "", one.package, place, reason, place))
            asks.append(Asked(Requirement(one.package), place))
    return Wish(wanted, tuple(asks), tuple(changes))


def is_tensorflow(line: DeclaredLine, facts: Facts) -> bool:
    """Whether a line asks for TensorFlow itself, under any of its names."""
    name = package(line.requirement)
    return query.code_of(facts.matrix, NIGHTLY.get(name, name)) == query.TENSORFLOW


def _concerns(line: DeclaredLine, facts: Facts) -> bool:
    marker = line.requirement.marker
    return marker is None or holds(str(marker), facts.place.python, facts.place.platform, ())


def _tensorflow(own: list[DeclaredLine], version: Version, facts: Facts, device: Device | None) -> Requirement:
    """One requirement for exactly this version, under the name that the device and the project ask for."""
    asked = [line for line in own if not line.is_constraint] or own
    names = {package(line.requirement) for line in asked}
    extras = {extra for line in asked for extra in line.requirement.extras}
    name = query.TENSORFLOW
    if device is Device.CPU or (device is None and names and names <= {"tensorflow-cpu", "tf-nightly-cpu"}):
        name, extras = "tensorflow-cpu", extras - {"and-cuda"}
    elif version < _ONE_PACKAGE and (device is Device.GPU or "tensorflow-gpu" in names):
        name = "tensorflow-gpu"
    elif device is Device.GPU and version >= _CUDA_EXTRA and facts.place.platform == LINUX:
        extras |= {"and-cuda"}
    known = facts.matrix.products.get(name)
    if known is None or version not in known.by_version:
        name = query.TENSORFLOW
    wanted = Requirement(f"{name}=={version}")
    wanted.extras = extras
    return wanted


def _moved(own: list[DeclaredLine], wanted: Requirement, facts: Facts) -> Iterator[Change]:
    """What happens to the lines that ask for TensorFlow: the first moves, others would install it a second time."""
    if not own:
        reason = "no line asks for TensorFlow"
        yield Change(Kind.ADDED, wanted.name, "", str(wanted), "", reason, "")
    first: DeclaredLine | None = None
    for line in own:
        before, place = _text(line.requirement), line.place
        name = package(line.requirement)
        if first is not None and not line.is_constraint and name != package(first.requirement):
            reason = f"both bring the module tensorflow, and overwrite each other's files: {first.place}"
            yield Change(Kind.MERGED, name, before, str(wanted), place, reason, f"pkg:pypi/{name}", line)
        elif name != wanted.name:
            reason, source = _retired(name, wanted.name, facts)
            yield Change(Kind.REPLACED, name, before, str(wanted), place, reason, source, line)
        elif str(wanted.specifier) != str(line.requirement.specifier) and not _holds(line.requirement, wanted):
            yield Change(Kind.MOVED, name, before, str(wanted), place, "the version that was asked for", "", line)
        if not line.is_constraint and first is None:
            first = line


def _holds(requirement: Requirement, wanted: Requirement) -> bool:
    """Whether a line admits the version already."""
    return requirement.specifier.contains(next(iter(wanted.specifier)).version, prereleases=True)


def _retired(name: str, after: str, facts: Facts) -> tuple[str, str]:
    known = facts.matrix.products.get(name)
    if known is not None and known.retired is not None:
        return known.retired.reason, known.retired.source
    if name in NIGHTLY:
        return f"{name} are builds of a day that the index forgets; {after} has the releases", f"pkg:pypi/{name}"
    return "the device that was asked for", ""


def _living(line: DeclaredLine, facts: Facts) -> tuple[Asked, Change | None]:
    """A line as it is; or, where its package has another name today and cannot be had here, under that name."""
    name, place = package(line.requirement), line.place
    asked = Asked(_bare_of_marker(line.requirement), place, line, line.is_constraint)
    known = facts.matrix.products.get(name)
    after = NIGHTLY.get(name)
    if (
        known is not None
        and known.retired is not None
        and known.retired.replaced_by
        and not facts.versions(name).finals
    ):
        after = known.retired.replaced_by[0]
    if after is None:
        return asked, None
    reason, source = _retired(name, after, facts)
    change = Change(Kind.REPLACED, name, _text(line.requirement), after, place, reason, source, line)
    return Asked(Requirement(after), place, line, line.is_constraint), change


def _bare_of_marker(requirement: Requirement) -> Requirement:
    if requirement.marker is None:
        return requirement
    copy = Requirement(str(requirement))
    copy.marker = None
    return copy


def _text(requirement: Requirement) -> str:
    return str(_bare_of_marker(requirement))


def bare(requirement: Requirement) -> Requirement:
    """The same package in whatever version."""
    copy = Requirement(str(requirement))
    copy.specifier = SpecifierSet()
    return copy
