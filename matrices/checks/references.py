"""What a conflict names is there: its product, the versions in its range, and one package in its cure."""

from collections.abc import Iterator

from packaging.utils import canonicalize_name

from matrices.check import Check, Scope
from matrices.facts import Conflict, Matrix
from matrices.load import CONFLICTS, Reading
from matrices.problems import Problem
from matrices.query import UnknownVersion, find


def run(reading: Reading) -> Iterator[Problem]:
    for conflict in reading.matrix.conflicts:
        yield from _conflict(conflict, reading.matrix)


def _conflict(conflict: Conflict, matrix: Matrix) -> Iterator[Problem]:
    key = f"conflict[{conflict.id}]"
    if conflict.product not in matrix.products:
        yield Problem(CONFLICTS, f"{key}.product", repr(conflict.product), "one of " + ", ".join(matrix.products))
    else:
        yield from _versions(conflict, matrix, f"{key}.range")
    if canonicalize_name(conflict.cure.name) != conflict.other:
        yield Problem(CONFLICTS, f"{key}.cure", repr(conflict.cure.name), f"a pin of {conflict.other}")


def _versions(conflict: Conflict, matrix: Matrix, key: str) -> Iterator[Problem]:
    for specifier in conflict.range:
        try:
            find(matrix, specifier.version.removesuffix(".*"), conflict.product)
        except UnknownVersion as error:
            nearest = " or ".join(error.nearest)
            yield Problem(CONFLICTS, key, repr(str(specifier)), "a release or a minor that exists", f"near: {nearest}")


check = Check("references", "conflicts name products and versions that exist", Scope.MATRIX, run)
