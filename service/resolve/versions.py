"""From which TensorFlow a project comes, and to which it is to go: what is known before packages are chosen. Pure."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from packaging.version import Version

from matrices import published
from service.errors import WrongUse
from service.nouns import TENSORFLOW, Declared, DeclaredLine, package

if TYPE_CHECKING:  # ranges take as long to load as all the code of a small project to be looked at
    from packaging.specifiers import SpecifierSet

    from service.evidence import Evidence

ASSUMED = 2
"""The major of which the oldest release is the baseline of a project that does not say what it was written for."""


class Versions(NamedTuple):
    """The baseline, and where to go from it, oldest first. `assumed`: nothing declares the baseline."""

    baseline: Version
    targets: tuple[Version, ...]
    assumed: bool


def between(
    declared: Declared,
    known: Sequence[Version],
    *,
    baseline: str | None = None,
    targets: Sequence[str] = (),
    suited: str | None = None,
) -> Versions:
    """The versions that a question is about; those that do not exist raise WrongUse with the nearest ones.

    `known` are all there are, newest first; no `targets` are every newer minor. `suited` is the minor that the project
    was written for, by its code: taken where nothing says a version.
    """
    found = _evidence(declared)
    base = _baseline(known, declared, found, baseline, suited)
    asked = {_find(known, text) for text in targets} - {base}
    return Versions(
        base,
        tuple(sorted(asked)) if targets else published.newer_minors(known, base),
        not baseline and found is None and (suited is not None or tensorflow_line(declared) is None),
    )


def says_no_version(declared: Declared) -> bool:
    """Whether nothing in a project tells which TensorFlow it runs on."""
    return _evidence(declared) is None


def tensorflow_line(declared: Declared) -> DeclaredLine | None:
    """The line that asks for TensorFlow: the first that limits its version, else the first."""
    lines = [line for line in declared.lines if package(line.requirement) in TENSORFLOW]
    return next((line for line in lines if line.requirement.specifier), lines[0] if lines else None)


def _evidence(declared: Declared) -> "Evidence | None":
    if declared.is_silent:
        return None
    from service.evidence import evidence  # noqa: PLC0415 - ranges take long to load, and are nowhere

    return evidence(declared)


def _baseline(
    known: Sequence[Version], declared: Declared, found: "Evidence | None", named: str | None, suited: str | None
) -> Version:
    if named:
        return _find(known, named)
    if found is None:
        able = _installable(known, declared.python) or known
        if suited is not None:
            return next((each for each in reversed(able) if each >= _find(known, suited)), able[0])
        line = tensorflow_line(declared)
        return able[0] if line else next((each for each in reversed(able) if each.major == ASSUMED), able[0])
    admitted = next((each for each in known if each in found.specifier), None) or _released(known, found)
    if admitted is None:
        raise WrongUse(
            f"{found.path}:{found.line}: {found.text.strip()!r} admits no TensorFlow that upflow knows",
            f"it knows {known[-1]} to {known[0]}; name the baseline with --from",
        )
    return admitted


def _installable(known: Sequence[Version], allowed: "SpecifierSet | None") -> Sequence[Version]:
    """Those that an allowed interpreter can install: what is assumed is a version that the project could run on."""
    if not allowed:
        return known
    from matrices.load import load  # noqa: PLC0415 - few projects say a Python and no TensorFlow
    from matrices.query import find, pythons  # noqa: PLC0415 - as above

    matrix = load()
    return [each for each in known if any(admits(allowed, one) for one in pythons(find(matrix, str(each))))]


def admits(allowed: "SpecifierSet", python: str) -> bool:
    """A minor is allowed when some patch of it is: ">=3.9.2" does not exclude 3.9."""
    return any(allowed.contains(f"{python}.{patch}") for patch in range(100))


def _released(known: Sequence[Version], found: "Evidence") -> Version | None:
    """What became of a pre-release that is pinned: 2.3.0 of 2.3.0rc0."""
    for clause in found.specifier:
        pinned = Version(clause.version) if clause.operator == "==" and not clause.version.endswith("*") else None
        if pinned is not None and pinned.is_prerelease:
            same = [each for each in known if each.release[:2] == pinned.release[:2] and each > pinned]
            return min(same, default=None)
    return None


def _find(known: Sequence[Version], text: str) -> Version:
    try:
        return published.find(known, text)
    except published.UnknownVersion as error:
        raise WrongUse(str(error), "`upflow matrix` lists all that are known") from None
