"""Which requirement lines a candidate needs otherwise, rewritten in place: comments, markers and order stay. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from packaging.requirements import Requirement
from packaging.specifiers import Specifier, SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

from matrices import query
from matrices.facts import Matrix, Release
from migrations.rule import Finding
from service.nouns import RETIRED, TENSORFLOW, Candidate, Constraint, Declared, DeclaredLine, package


@dataclass(frozen=True, slots=True)
class LineEdit:
    """One declared line and what it must say instead."""

    line: DeclaredLine
    requirement: Requirement


def edits_for(declared: Declared, candidate: Candidate, needs: Mapping[str, SpecifierSet]) -> tuple[LineEdit, ...]:
    """The lines that would keep the candidate out. `needs`: what the TensorFlow release asks of other packages."""
    edits = []
    for line in declared.lines:
        wanted = _wanted(line.requirement, candidate, needs)
        if wanted is not None and str(wanted) != str(line.requirement):
            edits.append(LineEdit(line, wanted))
    return tuple(edits)


def cures_to_add(declared: Declared, candidate: Candidate) -> tuple[Constraint, ...]:
    """The cures that no declared line carries: without them the set installs, and crashes."""
    named = {package(line.requirement) for line in declared.lines}
    wanted = {str(c.requirement): c for c in candidate.constraints if package(c.requirement) not in named}
    return tuple(wanted.values())


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


def apply_edits(
    files: Mapping[str, bytes],
    edits: Sequence[LineEdit],
    cures: Sequence[Constraint] = (),
    beside: DeclaredLine | None = None,
) -> Mapping[str, bytes]:
    """The changed files. Only the name and the version text of a line are touched, in its own bytes.

    `cures` become lines of their own, after the line `beside`, where that is a line of a requirements file.
    """
    changed: dict[str, bytes] = {}
    for edit in edits:
        path = edit.line.path
        lines = changed.get(path, files[path]).splitlines(keepends=True)
        lines[edit.line.line - 1] = _edit_line(lines[edit.line.line - 1], edit)
        changed[path] = b"".join(lines)
    if cures and beside and beside.path.endswith(".txt"):
        changed[beside.path] = _with_cures(changed.get(beside.path, files[beside.path]), beside, cures)
    return changed


def _with_cures(content: bytes, beside: DeclaredLine, cures: Sequence[Constraint]) -> bytes:
    """Placed behind the whole logical line, with the reason as its comment."""
    lines = content.splitlines(keepends=True)
    at = beside.line - 1
    while lines[at].rstrip().endswith(b"\\") and at + 1 < len(lines):
        at += 1
    end = b"\r\n" if lines[at].endswith(b"\r\n") else b"\n"
    lines[at] = lines[at].rstrip(b"\r\n") + end
    added = [f"{cure.requirement}  # {cure.reason}".encode() + end for cure in cures]
    return b"".join([*lines[: at + 1], *added, *lines[at + 1 :]])


def _edit_line(line: bytes, edit: LineEdit) -> bytes:
    old, new = edit.line.requirement, edit.requirement
    extras = r"(\s*\[[^\]]*\])?"
    clause = r"\s*(?:===|[=~!<>]=?|<|>)\s*[\w.*+!-]+\s*"
    pattern = rf"(?<![\w-]){re.escape(old.name)}(?![\w-]){extras}(\s*\(?(?:{clause}(?:,{clause})*)?\)?)"
    text = line.decode("utf-8", errors="surrogateescape")

    def replacement(match: "re.Match[str]") -> str:
        kept_space = re.search(r"\s*$", match[2] or "")
        return f"{new.name}{match[1] or ''}{_text(new.specifier)}{kept_space[0] if kept_space else ''}"

    return re.sub(pattern, replacement, text, count=1).encode("utf-8", errors="surrogateescape")


def _text(specifier: SpecifierSet) -> str:
    """Lower bounds first, as people write them."""
    order = {"===": 0, "==": 0, "~=": 0, ">=": 1, ">": 1, "!=": 2, "<=": 3, "<": 3}
    return ",".join(
        str(clause) for clause in sorted(specifier, key=lambda clause: (order[clause.operator], str(clause)))
    )


def _wanted(requirement: Requirement, candidate: Candidate, needs: Mapping[str, SpecifierSet]) -> Requirement | None:
    name = package(requirement)
    if name in TENSORFLOW:
        specifier = move(requirement.specifier, candidate.tensorflow)
        return _copy(requirement, name=RETIRED.get(name, requirement.name), specifier=specifier)
    cures = [constraint.requirement for constraint in candidate.constraints if constraint.requirement.name == name]
    need = needs.get(name)
    specifier = requirement.specifier
    if need is not None and not _can_meet(specifier, need):
        specifier = need
    for cure in cures:
        if not _within(specifier, cure.specifier):
            specifier = specifier & cure.specifier if _can_meet(specifier, cure.specifier) else cure.specifier
    return _copy(requirement, specifier=specifier)


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
    if any(clause.operator in {"<", "<=", "==", "~="} for clause in clauses):
        kept.append(Specifier(f"<{version.major}.{version.minor + 1}"))
    if not any(clause.operator in {">=", ">", "==", "~="} for clause in kept):
        kept.append(Specifier(f">={version.major}.{version.minor}"))
    return SpecifierSet(kept)


def _can_meet(specifier: SpecifierSet, other: SpecifierSet) -> bool:
    """Whether some version could meet both."""
    return not specifier.is_disjoint(other)


def _within(specifier: SpecifierSet, limit: SpecifierSet) -> bool:
    """Whether whatever meets the specifier keeps the limit already."""
    return specifier.is_subset(limit)


def _copy(requirement: Requirement, *, specifier: SpecifierSet, name: str | None = None) -> Requirement:
    copy = Requirement(str(requirement))
    copy.name = name or requirement.name
    copy.specifier = specifier
    return copy
