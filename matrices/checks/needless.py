"""A conflict is what metadata allows and run time does not: a release that forbids the other range needs none."""

from collections.abc import Iterator

from matrices.check import Check, Scope
from matrices.load import CONFLICTS, Reading
from matrices.problems import Problem
from matrices.query import releases


def run(reading: Reading) -> Iterator[Problem]:
    for conflict in reading.matrix.conflicts:
        for release in releases(reading.matrix, conflict.product):
            need, against = release.needs.get(conflict.other), conflict.other_range
            if need is None or against is None or release.version not in conflict.range:
                continue
            if need.range.is_disjoint(against):
                found = f"{release.version}, which itself asks for {conflict.other} '{need.range}'"
                expected = f"only releases that admit '{against}'"
                yield Problem(CONFLICTS, f"conflict[{conflict.id}].range", found, expected, "narrow the range")


check = Check("needless", "every release in a conflict's range admits what breaks it", Scope.MATRIX, run)
