"""The stops between two releases: where the interpreters do not meet, before TensorFlow 2, and before Keras 3. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from packaging.version import Version

from matrices import query
from matrices.facts import Matrix, Release
from migrations.rule import Effect, Finding, Fix
from service.plan.targets import KERAS_3

TWO = Version("2.0")


class Stop(NamedTuple):
    """A release to stop at, an interpreter that it shares with the stop before, and why."""

    release: Release
    python: str
    reason: str


def stops(matrix: Matrix, start: Release, end: Release, findings: Sequence[Finding], python: str) -> tuple[Stop, ...]:
    """The stops from one release to another, the last of them the end; one alone means that a jump will do.

    `python` is the interpreter at the end: it is taken as soon as both sides of a hop have it.
    """
    found: list[Stop] = []
    here = start
    for wall in _walls(matrix, start, end, findings):
        found += _way(matrix, here, wall.release, wall.reason, python)
        here = wall.release
    return (*found, *_way(matrix, here, end, "", python))


class _Wall(NamedTuple):
    release: Release
    reason: str


def _walls(matrix: Matrix, start: Release, end: Release, findings: Sequence[Finding]) -> Iterator[_Wall]:
    """The last release before one that takes away much; it still warns of what will go."""
    last = _last_before(matrix, TWO)
    if start.version < last.version and end.version >= TWO and start.version.release[:2] < last.version.release[:2]:
        yield _Wall(
            last, "the last TensorFlow 1: it has tf.compat.v1 and v2 side by side, and warns of what 2.0 removes"
        )
    last = _last_before(matrix, KERAS_3)
    wanted = sum(1 for one in findings if one.since == "2.16" and _needs_eyes(one))
    if start.version < last.version and end.version >= KERAS_3 and wanted:
        words = f"the last with Keras 2: {wanted} place{'' if wanted == 1 else 's'} to look at come with 2.16"
        yield _Wall(last, words)


def _needs_eyes(finding: Finding) -> bool:
    return finding.effect is not Effect.DEPRECATED and (finding.fix is not Fix.SAFE or not finding.edits)


def _last_before(matrix: Matrix, version: Version) -> Release:
    return next(one for one in query.releases(matrix) if one.version < version)


def _way(matrix: Matrix, start: Release, end: Release, reason: str, python: str) -> Iterator[Stop]:
    """As far as the same interpreter goes, again and again, until the end shares one, too."""
    here = start
    while here.version < end.version:
        common = _common(here, end)
        if common:
            yield Stop(end, python if python in common else common[-1], reason)
            return
        between = [one for one in query.releases(matrix) if here.version < one.version < end.version]
        step = next((one for one in between if _common(here, one)), None)
        if step is None:
            words = f"no release between {here.version} and it shares a Python with either: change both at once"
            yield Stop(end, query.pythons(end)[0], f"{words}{f'; {reason}' if reason else ''}")
            return
        shared = _common(here, step)[-1]
        yield Stop(step, shared, f"the last that has a wheel for Python {shared}, as {here.version} has")
        here = step


def _common(one: Release, other: Release) -> list[str]:
    theirs = set(query.pythons(other))
    return [python for python in query.pythons(one) if python in theirs]


def new_between(findings: Iterable[Finding], start: Version, end: Version) -> tuple[Finding, ...]:
    """What begins after one release and holds at another."""
    return tuple(one for one in findings if one.span.holds(end) and not one.span.holds(start))
