"""Candidates: from what a project declares and the matrix, the consistent sets to try, nearest first. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from packaging.specifiers import SpecifierSet
from packaging.version import Version

from matrices import query
from matrices.facts import Matrix, Release
from service.errors import WrongUse
from service.evidence import Evidence, evidence
from service.nouns import TENSORFLOW, Candidate, Constraint, Declared, DeclaredLine, Refusal, package

ASSUMED = 2
"""The major of which the oldest release is the baseline of a project that does not say what it was written for."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The baseline, what to try against it, and what is not offered. `assumed`: nothing declares its version."""

    baseline: Candidate
    candidates: tuple[Candidate, ...]
    refusals: tuple[Refusal, ...]
    assumed: bool


def choose(
    declared: Declared,
    matrix: Matrix,
    *,
    baseline: str | None = None,
    targets: Sequence[str] = (),
    python: str | None = None,
    suited: str | None = None,
) -> Choice:
    """The candidates for a project. Versions that do not exist raise WrongUse with the nearest ones.

    `suited` is the minor that the project was written for, by its code: taken where nothing says a version.
    """
    found = evidence(declared)
    base = _baseline(matrix, declared, found, baseline, suited)
    allowed = SpecifierSet(f"=={python}.*") if python else declared.python
    base_python = _python(base, allowed, prefer=None)
    if base_python is None:
        raise WrongUse(
            f"TensorFlow {base.version} has no wheel for the Python that is asked for ({allowed}): "
            f"it has {', '.join(query.pythons(base))}",
            "name another baseline with --from, or another interpreter with --python",
        )
    candidates: list[Candidate] = []
    refusals: list[Refusal] = []
    for release in _targets(matrix, base, targets):
        chosen = _python(release, allowed, prefer=base_python)
        if chosen is None:
            has = ", ".join(query.pythons(release))
            refusals.append(Refusal(release.version, f"it has wheels for Python {has}; the project allows {allowed}"))
        else:
            candidates.append(_candidate(matrix, release, chosen))
    return Choice(
        _candidate(matrix, base, base_python),
        tuple(candidates),
        tuple(refusals),
        not baseline and found is None and (suited is not None or tensorflow_line(declared) is None),
    )


def says_no_version(declared: Declared) -> bool:
    """Whether nothing in a project tells which TensorFlow it runs on."""
    return evidence(declared) is None


def tensorflow_line(declared: Declared) -> DeclaredLine | None:
    """The line that asks for TensorFlow: the first that limits its version, else the first."""
    lines = [line for line in declared.lines if package(line.requirement) in TENSORFLOW]
    return next((line for line in lines if line.requirement.specifier), lines[0] if lines else None)


def _baseline(
    matrix: Matrix, declared: Declared, found: Evidence | None, named: str | None, suited: str | None
) -> Release:
    if named:
        return _find(matrix, named)
    if found is None and suited is not None:
        return _find(matrix, suited)
    if found is None and tensorflow_line(declared) is None:
        return next(one for one in reversed(query.releases(matrix)) if one.version.major == ASSUMED)
    release = query.newest_in(matrix, found.specifier if found else SpecifierSet())
    if release is None:
        known = query.releases(matrix)
        place = f"{found.path}:{found.line}: {found.text.strip()!r}" if found else "what is declared"
        raise WrongUse(
            f"{place} admits no TensorFlow that upflow knows",
            f"it knows {known[-1].version} to {known[0].version}; name the baseline with --from",
        )
    return release


def _targets(matrix: Matrix, base: Release, targets: Sequence[str]) -> tuple[Release, ...]:
    if not targets:
        return query.newer_minors(matrix, base.version)
    found = {release.version: release for release in (_find(matrix, text) for text in targets)}
    return tuple(found[version] for version in sorted(found) if version != base.version)


def _find(matrix: Matrix, text: str) -> Release:
    try:
        return query.find(matrix, text)
    except query.UnknownVersion as error:
        raise WrongUse(str(error), "`upflow matrix` lists all that are known") from None


def _python(release: Release, allowed: SpecifierSet, prefer: str | None) -> str | None:
    """The interpreter of the baseline where the release has it, else the next newer one, else the newest."""
    possible = [python for python in query.pythons(release) if _admits(allowed, python)]
    if prefer is None or not possible:
        return possible[-1] if possible else None
    newer = [python for python in possible if Version(python) >= Version(prefer)]
    return newer[0] if newer else possible[-1]


def _admits(allowed: SpecifierSet, python: str) -> bool:
    """A minor is allowed when some patch of it is: ">=3.9.2" does not exclude 3.9."""
    return any(allowed.contains(f"{python}.{patch}") for patch in range(100))


def _candidate(matrix: Matrix, release: Release, python: str) -> Candidate:
    keras = query.keras_of(matrix, release, python)
    constraints = tuple(
        Constraint(conflict.cure, conflict.reason, conflict.source)
        for conflict in query.conflicts(matrix, release)
        if conflict.cure is not None and conflict.other_range is not None
        if query.is_serious(conflict) and conflict.other in release.needs and query.concerns(conflict, python)
    )
    return Candidate(release.version, python, str(keras) if keras else None, constraints)
