"""Candidates: from what a project declares and the matrix, the consistent sets to try, nearest first. Pure."""

from collections.abc import Sequence
from typing import NamedTuple

from packaging.specifiers import SpecifierSet
from packaging.version import Version

from matrices import query
from matrices.facts import Matrix, Release
from service.errors import WrongUse
from service.nouns import Candidate, Constraint, Declared, Refusal
from service.resolve.versions import Versions, admits, between


class Choice(NamedTuple):
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
    known = [release.version for release in query.releases(matrix)]
    versions = between(declared, known, baseline=baseline, targets=targets, suited=suited)
    return offer(declared, matrix, versions, python)


def offer(declared: Declared, matrix: Matrix, versions: Versions, python: str | None = None) -> Choice:
    """The candidates for a project. A baseline that the interpreters which are allowed cannot run raises WrongUse."""
    known = {release.version: release for release in query.releases(matrix)}
    allowed = SpecifierSet(f"=={python}.*") if python else declared.python or SpecifierSet()
    base = known[versions.baseline]
    base_python = _python(base, allowed, prefer=None)
    if base_python is None:
        raise WrongUse(
            f"TensorFlow {base.version} has no wheel for the Python that is asked for ({allowed}): "
            f"it has {', '.join(query.pythons(base))}",
            "name another baseline with --from, or another interpreter with --python",
        )
    candidates: list[Candidate] = []
    refusals: list[Refusal] = []
    for version in versions.targets:
        release = known[version]
        chosen = _python(release, allowed, prefer=base_python)
        if chosen is None:
            has = ", ".join(query.pythons(release))
            refusals.append(Refusal(version, f"it has wheels for Python {has}; the project allows {allowed}"))
        else:
            candidates.append(candidate_on(matrix, release, chosen))
    return Choice(candidate_on(matrix, base, base_python), tuple(candidates), tuple(refusals), versions.assumed)


def _python(release: Release, allowed: SpecifierSet, prefer: str | None) -> str | None:
    """The interpreter of the baseline where the release has it, else the next newer one, else the newest."""
    possible = [python for python in query.pythons(release) if admits(allowed, python)]
    if prefer is None or not possible:
        return possible[-1] if possible else None
    newer = [python for python in possible if Version(python) >= Version(prefer)]
    return newer[0] if newer else possible[-1]


def candidate_on(matrix: Matrix, release: Release, python: str) -> Candidate:
    """A release on one interpreter, with the pins that are a precaution whatever stands beside it."""
    keras = query.keras_of(matrix, release, python)
    constraints = tuple(
        Constraint(conflict.cure, conflict.said, conflict.source)
        for conflict in query.conflicts(matrix, release)
        if conflict.cure is not None and conflict.other_range is not None
        if query.is_serious(conflict) and conflict.other in release.needs and query.concerns(conflict, python)
    )
    return Candidate(release.version, python, str(keras) if keras else None, constraints)
