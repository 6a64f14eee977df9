"""Which declared lines a candidate needs otherwise, and what they must ask for instead. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from packaging.requirements import Requirement
from packaging.specifiers import Specifier, SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

from matrices import query
from matrices.facts import Matrix, Release
from matrices.picking import is_pinned
from migrations.rule import Finding
from service.manifest import Format, Notation, Role
from service.nouns import RETIRED, TENSORFLOW, Candidate, Constraint, Declared, DeclaredLine, package

WITH_GPU = "tensorflow-gpu"
MACHINES = tuple(
    {"sys_platform": system, "platform_system": name, "os_name": kind, "platform_machine": machine, "extra": ""}
    for system, name, kind in (("linux", "Linux", "posix"), ("darwin", "Darwin", "posix"), ("win32", "Windows", "nt"))
    for machine in ("x86_64", "arm64", "aarch64", "AMD64")
)
MATRICES = frozenset({Format.TOX, Format.NOX, Format.WORKFLOW})


@dataclass(frozen=True, slots=True)
class LineEdit:
    """One declared line and what it must say instead."""

    line: DeclaredLine
    requirement: Requirement


def edits_for(
    declared: Declared,
    candidate: Candidate,
    needs: Mapping[str, SpecifierSet],
    extra: str | None = None,
    pythons: Sequence[str] = (),
) -> tuple[LineEdit, ...]:
    """The lines that would keep the candidate out. `needs`: what the TensorFlow release asks of other packages.

    `extra` is the one with which it brings CUDA: who asked for tensorflow-gpu gets it. `pythons` are those that the
    release has wheels for: a line for none of them is left alone.
    """
    edits = []
    matrices = _matrices(declared)
    for line in movable(declared):
        if line.path in matrices and package(line.requirement) in TENSORFLOW:
            continue
        if not any(_applies(line.requirement, python) for python in pythons or (candidate.python,)):
            continue
        wanted = _wanted(line, candidate, needs, extra)
        if str(wanted) != str(line.requirement):
            edits.append(LineEdit(line, wanted))
    return tuple(edits)


def _applies(requirement: Requirement, python: str) -> bool:
    """Whether a line says anything on an interpreter, whatever the machine; `; python_version < "3.9"` not on 3.11."""
    if requirement.marker is None:
        return True
    version = {"python_version": python, "python_full_version": f"{python}.0"}
    return any(requirement.marker.evaluate({**version, **machine}) for machine in MACHINES)


def movable(declared: Declared) -> tuple[DeclaredLine, ...]:
    """Everything that a person wrote and that the index answers."""
    return (*declared.lines, *declared.optional, *(one for one in declared.others if one.role is not Role.ADDRESSED))


def _matrices(declared: Declared) -> set[str]:
    """Files that name several TensorFlows on purpose: test environments, one for each."""
    said: dict[str, set[str]] = {}
    for line in declared.others:
        if line.format in MATRICES and package(line.requirement) in TENSORFLOW:
            said.setdefault(line.path, set()).add(str(line.requirement.specifier))
    return {path for path, ranges in said.items() if len(ranges) > 1}


def cures_to_add(declared: Declared, candidate: Candidate) -> tuple[Constraint, ...]:
    """The cures that no declared line carries: without them the set installs, and crashes."""
    named = {package(line.requirement) for line in declared.lines}
    wanted = {str(c.requirement): c for c in candidate.constraints if package(c.requirement) not in named}
    return tuple(wanted.values())


def once(cures: Iterable[Constraint], needed: Sequence[Constraint]) -> tuple[Constraint, ...]:
    """What is added, a package once: what the code needs of it says more than that it must be there."""
    names = {package(one.requirement) for one in needed}
    return (*(one for one in cures if package(one.requirement) not in names), *needed)


def needed_by_code(
    declared: Declared, findings: Iterable[Finding], release: Release, matrix: Matrix
) -> tuple[Constraint, ...]:
    """What patched code needs and no declared line asks for; the first place that needs it is the reason."""
    named = {package(line.requirement) for line in declared.lines}
    places: dict[str, Finding] = {}
    for finding in findings:
        for name in finding.requires:
            if canonicalize_name(name) not in named:
                places.setdefault(name, finding)
    return tuple(
        Constraint(
            Requirement(f"{name}{_made_for(release, matrix, name)}"),
            f"for {finding.path}:{finding.line}",
            finding.source,
            needed=True,
            brings=True,
        )
        for name, finding in sorted(places.items())
    )


def _made_for(release: Release, matrix: Matrix, name: str) -> str:
    """The minor of a package whose every release is made for one TensorFlow; of others any will do."""
    known = query.releases(matrix, canonicalize_name(name))
    if not known or query.TENSORFLOW not in known[0].needs:
        return ""
    for each in known:
        need = each.needs.get(query.TENSORFLOW)
        if need is not None and release.version in need.range:
            return f"=={each.version.major}.{each.version.minor}.*"
    return ""


def rewritten(declared: Declared, edits: Sequence[LineEdit]) -> tuple[tuple[DeclaredLine, Requirement], ...]:
    """Every declared line with what it asks for after the edits."""
    changed = {(edit.line.path, edit.line.line, edit.line.requirement.name): edit.requirement for edit in edits}
    return tuple(
        (line, changed.get((line.path, line.line, line.requirement.name), line.requirement)) for line in declared.lines
    )


def _wanted(
    line: DeclaredLine, candidate: Candidate, needs: Mapping[str, SpecifierSet], extra: str | None
) -> Requirement:
    requirement, name = line.requirement, package(line.requirement)
    if name in TENSORFLOW:
        wanted = _copy(requirement, specifier=_moved(line, candidate.tensorflow))
        if line.notation is not Notation.CONDA:
            wanted.name = RETIRED.get(name, requirement.name)
            wanted.extras |= {extra} if extra and name == WITH_GPU else set()
        return wanted
    cures = [constraint.requirement for constraint in candidate.constraints if constraint.requirement.name == name]
    need = needs.get(name)
    specifier = requirement.specifier
    if need is not None and not _can_meet(specifier, need) and not _is_settled(line):
        specifier = need
    for cure in cures:
        if not _within(specifier, cure.specifier):
            specifier = specifier & cure.specifier if _can_meet(specifier, cure.specifier) else _given(specifier, cure)
    return _copy(requirement, specifier=specifier)


def _is_settled(line: DeclaredLine) -> bool:
    """Whether the nearest set, among the candidate's constraints, says what becomes of a line: a pin stays a pin."""
    return line.role in {Role.ASKED, Role.CONSTRAINT} and is_pinned(line.requirement.specifier)


def _given(specifier: SpecifierSet, cure: Requirement) -> SpecifierSet:
    """What takes the place of a range that cannot be kept: one version that is known to fit is asked for as it was."""
    (only, *more) = cure.specifier
    if more or only.operator != "==" or only.version.endswith(".*"):
        return cure.specifier
    return move(specifier, Version(only.version))


def move(specifier: SpecifierSet, version: Version) -> SpecifierSet:
    """The same way of asking, so that it admits `version`: a pin stays a pin, an upper bound goes just above it."""
    clauses = list(specifier)
    if specifier.contains(version, prereleases=True):
        return specifier
    if len(clauses) == 1 and clauses[0].operator in {"==", "===", "~="}:
        only = clauses[0]
        if only.version.endswith(".*"):
            return SpecifierSet(f"=={version.major}.{version.minor}.*")
        return SpecifierSet(f"{only.operator}{version}")
    kept = [clause for clause in clauses if clause.contains(version, prereleases=True)]
    goes_back = any(clause.operator in {">=", ">"} for clause in clauses if clause not in kept)
    if goes_back:
        kept = [clause for clause in kept if clause.operator not in {"<", "<="}]
    if goes_back or any(clause.operator in {"<", "<=", "==", "~="} for clause in clauses):
        kept.append(Specifier(f"<{version.major}.{version.minor + 1}"))
    if not any(clause.operator in {">=", ">", "==", "~="} for clause in kept):
        kept.append(Specifier(f">={version.major}.{version.minor}"))
    return SpecifierSet(kept)


def _moved(line: DeclaredLine, version: Version) -> SpecifierSet:
    """What Poetry writes with a sign of its own stays in it."""
    specifier = line.requirement.specifier
    if line.notation is not Notation.POETRY or specifier.contains(version, prereleases=True):
        return move(specifier, version)
    minor = f"{version.major}.{version.minor}"
    if re.search(r"[\"']\s*\^", line.text):
        return SpecifierSet(f"~={minor}")
    return SpecifierSet(f"=={minor}.*") if re.search(r"[\"']\s*~\d", line.text) else move(specifier, version)


def _can_meet(specifier: SpecifierSet, other: SpecifierSet) -> bool:
    """Whether some version could meet both."""
    return not specifier.is_disjoint(other)


def _within(specifier: SpecifierSet, limit: SpecifierSet) -> bool:
    """Whether whatever meets the specifier keeps the limit already."""
    return specifier.is_subset(limit)


def _copy(requirement: Requirement, *, specifier: SpecifierSet) -> Requirement:
    copy = Requirement(str(requirement))
    copy.specifier = specifier
    return copy
