"""Ranges hold something that exists: a conflict some release, an interpreter range some Python, a need some release."""

from collections.abc import Iterator

from matrices.check import Check, Scope
from matrices.facts import Allowance, Conflict, Matrix, Need, Product, Release
from matrices.load import ALLOWANCES, CONFLICTS, RELEASES, Reading
from matrices.problems import Problem
from matrices.query import newest_in
from matrices.requirements import NEWEST_PYTHON, interpreters

RAISE = "raise NEWEST_PYTHON in matrices/requirements.py"


def run(reading: Reading) -> Iterator[Problem]:
    matrix = reading.matrix
    for product in matrix.products.values():
        for release in product.offered:
            yield from _python(product, release)
    for conflict in matrix.conflicts:
        yield from _held(CONFLICTS, f"conflict[{conflict.id}]", conflict, matrix)
        yield from _cure(conflict)
    for allowance in matrix.allowances:
        yield from _held(ALLOWANCES, f"allowance[{allowance.id}]", allowance, matrix)


def _python(product: Product, release: Release) -> Iterator[Problem]:
    held, (major, newest) = release.python.range, NEWEST_PYTHON
    if f"{major}.{newest + 1}" in held and f"{major}.99" not in held and f"{major}.{newest + 1}.99" in held:
        expected = f"an end at Python {major}.{newest}, or none"
        yield _problem(product, release, release.python, expected, tip=RAISE)


def _held(file: str, key: str, fact: Conflict | Allowance, matrix: Matrix) -> Iterator[Problem]:
    sides = [("range", fact.product, fact.range), ("other_range", fact.other, fact.other_range)]
    for name, product, held in sides:
        if held is not None and product in matrix.products and newest_in(matrix, held, product) is None:
            yield Problem(file, f"{key}.{name}", f"'{held}'", f"a range that holds a known release of {product}")
    if fact.python is not None and not interpreters(fact.python):
        yield Problem(file, f"{key}.python", f"'{fact.python}'", "a range that holds an interpreter")


def _cure(conflict: Conflict) -> Iterator[Problem]:
    cure, against = conflict.cure, conflict.other_range
    if cure is None or against is None or cure.name != conflict.other:
        return
    if not cure.specifier.is_disjoint(against):
        expected = f"a pin that leaves out '{against}'"
        yield Problem(CONFLICTS, f"conflict[{conflict.id}].cure", f"'{cure}'", expected)


def _problem(product: Product, release: Release, need: Need, expected: str, *, tip: str = "") -> Problem:
    key = f"release[{release.version}].wheels"
    return Problem(f"{RELEASES}/{product.name}.json", key, f"'{need.range}'", expected, tip)


check = Check("ranges", "no range is empty of what exists, no cure lets the trouble in", Scope.MATRIX, run)
