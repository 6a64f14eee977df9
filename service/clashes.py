"""What cannot go together in the lines of a project, found before anything is resolved. Pure.

Three kinds: two packages that install the same files, versions of which no TensorFlow takes both, and two Keras.
"""

from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from packaging.specifiers import SpecifierSet

from matrices import query
from matrices.facts import Matrix, Release
from service.manifest import Format, Role
from service.nouns import TENSORFLOW, Declared, DeclaredLine, package

NIGHTLY = {"tf-nightly": "tensorflow", "tf-nightly-cpu": "tensorflow", "tf-nightly-gpu": "tensorflow",
           "tensorflow-cpu-aws": "tensorflow", "keras-nightly": "keras"}  # fmt: skip
"""Packages besides those in TENSORFLOW that bring a module of another package."""

MOST = 50
KERAS_3 = SpecifierSet(">=3.0.0.dev0")
WITH_KERAS_3 = SpecifierSet(">=2.16.0.dev0")
OF_ITS_OWN = SpecifierSet("<2.4")
"""The Keras that has layers of its own, and takes TensorFlow for a backend."""
BESIDE_LEGACY = "Keras 3 and tf-keras, which is Keras 2, are two: what one of them makes the other refuses"


class Kind(StrEnum):
    """What is wrong."""

    TWICE = "twice"
    IMPOSSIBLE = "impossible"
    TWO_KERAS = "two-keras"


class Clash(NamedTuple):
    """Two lines that do not go together, and the sentence that says why; `source` is of the fact behind it."""

    kind: Kind
    lines: tuple[DeclaredLine, DeclaredLine]
    message: str
    source: str


def clashes(declared: Declared, matrix: Matrix) -> tuple[Clash, ...]:
    """The clashes of lines that are installed together, each said once."""
    found: dict[tuple[str, str, Kind], Clash] = {}
    for together in _sets(declared):
        for clash in (*_twice(together, matrix), *_impossible(together, matrix), *_two_keras(together, matrix)):
            # Of two TensorFlows one is enough to say what goes with neither.
            first, second = (f"{line.place} {package(line.requirement)}" for line in clash.lines)
            key = "tensorflow" if clash.kind is Kind.IMPOSSIBLE and _brings(clash.lines[0]) == "tensorflow" else first
            found.setdefault((key, second, clash.kind), clash)
    return tuple(found.values())[:MOST]


def _sets(declared: Declared) -> Iterator[list[DeclaredLine]]:
    """Lines that one command installs: those of the project, with each of its extras, and those of one other file."""
    asked = [line for line in declared.lines if not line.is_constraint]
    yield asked
    groups: dict[tuple[str, str], list[DeclaredLine]] = {}
    for line in declared.optional:
        groups.setdefault((line.path, line.group or ""), []).append(line)
    for (path, group), lines in groups.items():
        # An extra is installed with what stands beside it; another requirements file stands for itself, and what
        # holds below a condition may stand in the place of what holds without.
        beside = [line for line in asked if line.path == path and not group.startswith("if ")]
        yield [*beside, *lines]
    by_file: dict[tuple[str, Role, str, int], list[DeclaredLine]] = {}
    for line in declared.others:
        if line.role is not Role.ADDRESSED:
            # The jobs of a workflow and the branches of a script are told apart by their commands alone.
            command = line.line if line.format in {Format.WORKFLOW, Format.SCRIPT} else 0
            by_file.setdefault((line.path, line.role, line.group or "", command), []).append(line)
    yield from by_file.values()


def _brings(line: DeclaredLine) -> str | None:
    """The module that a package installs, of those that several packages install."""
    name = package(line.requirement)
    if name in TENSORFLOW:
        return "tensorflow"
    return NIGHTLY.get(name, name if name == "keras" else None)


def _twice(lines: Sequence[DeclaredLine], matrix: Matrix) -> Iterator[Clash]:
    for first, second in _pairs(lines):
        module = _brings(first)
        one, other = package(first.requirement), package(second.requirement)
        if module and module == _brings(second) and one != other and not _apart(first, second):
            yield Clash(
                Kind.TWICE,
                (first, second),
                f"{first.requirement.name} and {second.requirement.name} ({second.place}) install the same module "
                f"{module}: the one that comes last overwrites the other, and removing either breaks both; keep one",
                matrix.products[module].source,
            )


def _impossible(lines: Sequence[DeclaredLine], matrix: Matrix) -> Iterator[Clash]:
    """Pairs of which every TensorFlow that the one line admits refuses what the other line asks for."""
    named: dict[str, list[DeclaredLine]] = {}
    for line in lines:
        of_name = named.setdefault(package(line.requirement), [])
        if len(of_name) < MOST:
            of_name.append(line)
    for line in _distinct(line for line in lines if _brings(line) == "tensorflow"):
        if not line.requirement.specifier or package(line.requirement) in NIGHTLY:
            continue
        admitted = [one for one in query.releases(matrix) if one.version in line.requirement.specifier]
        needed = ("keras", *admitted[0].needs) if admitted else ()
        for other in (one for name in dict.fromkeys(needed) for one in named.get(name, ())):
            if other.requirement.specifier and not _apart(line, other):
                yield from _refused(line, other, admitted)


def _refused(line: DeclaredLine, other: DeclaredLine, admitted: Sequence[Release]) -> Iterator[Clash]:
    name, wanted = package(other.requirement), other.requirement.specifier
    needs = [one.needs.get(name) for one in admitted]
    newest, need = admitted[0], needs[0]
    place = f"{other.requirement} ({other.place})"
    if need is not None and all(each is not None and each.range.is_disjoint(wanted) for each in needs):
        message = f"{place} cannot be met: TensorFlow {newest.version} asks for {name} {need.range}"
        yield Clash(Kind.IMPOSSIBLE, (line, other), message, need.source)
    elif name == "keras" and wanted.is_subset(KERAS_3) and not any(one.version in WITH_KERAS_3 for one in admitted):
        message = f"{place} cannot work: Keras 3 needs TensorFlow 2.16 or later, and {line.requirement} admits none"
        yield Clash(Kind.IMPOSSIBLE, (line, other), message, newest.source)


def _two_keras(lines: Sequence[DeclaredLine], matrix: Matrix) -> Iterator[Clash]:
    """Two Keras whose layers and models do not mix."""
    for first, second in _pairs(lines):
        by_name = {package(line.requirement): line for line in (first, second)}
        keras = by_name.get("keras")
        if keras is None or not keras.requirement.specifier:
            continue
        wanted = keras.requirement.specifier
        tensorflow = next((line for name, line in by_name.items() if name in TENSORFLOW), None)
        legacy = by_name.get("tf-keras")
        if legacy is not None and wanted.is_subset(KERAS_3) and not _is_frozen(keras, lines):
            yield _mixed(keras, legacy, BESIDE_LEGACY, matrix.products["tf-keras"].source)
        elif tensorflow is not None and wanted.is_subset(OF_ITS_OWN) and _is_second(tensorflow):
            why = f"Keras {wanted} is a Keras of its own beside tf.keras: layers and models of the two do not mix"
            yield _mixed(keras, tensorflow, why, matrix.products["keras"].source)


def _is_frozen(keras: DeclaredLine, lines: Sequence[DeclaredLine]) -> bool:
    """Pins of both were written down by a tool: Keras 3 comes with TensorFlow, also where tf-keras is used."""
    is_pinned = any(clause.operator == "==" for clause in keras.requirement.specifier)
    return is_pinned and any(_brings(line) == "tensorflow" and line.requirement.specifier for line in lines)


def _is_second(line: DeclaredLine) -> bool:
    """Whether it can only be a TensorFlow 2, of which tf.keras is the Keras."""
    return bool(line.requirement.specifier) and line.requirement.specifier.is_subset(SpecifierSet(">=2.0.0.dev0"))


def _mixed(keras: DeclaredLine, other: DeclaredLine, why: str, source: str) -> Clash:
    return Clash(Kind.TWO_KERAS, (keras, other), f"{why} ({other.place}: {other.requirement})", source)


def _pairs(lines: Sequence[DeclaredLine]) -> Iterator[tuple[DeclaredLine, DeclaredLine]]:
    """Only lines of packages that this is about, so that a long file costs nothing."""
    concerned = _distinct(line for line in lines if _brings(line) or package(line.requirement) == "tf-keras")
    yield from ((one, other) for at, one in enumerate(concerned) for other in concerned[at + 1 :])


def _distinct(lines: Iterable[DeclaredLine]) -> list[DeclaredLine]:
    """Each requirement once, and no more of them than any file has that a person wrote."""
    found: dict[str, DeclaredLine] = {}
    for line in lines:
        found.setdefault(str(line.requirement), line)
    return list(found.values())[:MOST]


def _apart(first: DeclaredLine, second: DeclaredLine) -> bool:
    """Markers may keep two lines from ever meeting."""
    ours, theirs = first.requirement.marker, second.requirement.marker
    return (ours is not None or theirs is not None) and str(ours) != str(theirs)
