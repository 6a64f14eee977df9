"""Ranges hold something that exists: a conflict some release, an interpreter range some Python, a need some release."""

from collections.abc import Iterator

from matrices.check import Check, Scope
from matrices.facts import Conflict, Matrix, Need, Product, Release
from matrices.load import CONFLICTS, PRODUCTS, Reading
from matrices.problems import Problem
from matrices.query import NEWEST_PYTHON, newest_in, pythons

RAISE = "raise NEWEST_PYTHON in matrices/query.py"


def run(reading: Reading) -> Iterator[Problem]:
    matrix = reading.matrix
    for product in matrix.products.values():
        for release in product.releases:
            yield from _python(product, release)
            yield from _needs(product, release, matrix)
    for conflict in matrix.conflicts:
        yield from _conflict(conflict, matrix)


def _python(product: Product, release: Release) -> Iterator[Problem]:
    held, (major, newest) = release.python.range, NEWEST_PYTHON
    if not pythons(release):
        yield _problem(product, release, "python", release.python, "one that holds an interpreter")
    if f"{major}.{newest + 1}" in held and f"{major}.99" not in held:
        expected = f"an end at Python {major}.{newest}, or none"
        yield _problem(product, release, "python", release.python, expected, tip=RAISE)


def _needs(product: Product, release: Release, matrix: Matrix) -> Iterator[Problem]:
    for name, need in release.needs.items():
        if name in matrix.products and newest_in(matrix, need.range, name) is None:
            yield _problem(product, release, f"needs.{name}", need, f"a range that holds a known release of {name}")


def _conflict(conflict: Conflict, matrix: Matrix) -> Iterator[Problem]:
    key = f"conflict[{conflict.id}]"
    if conflict.product in matrix.products and newest_in(matrix, conflict.range, conflict.product) is None:
        expected = f"a range that holds a known release of {conflict.product}"
        yield Problem(CONFLICTS, f"{key}.range", f"'{conflict.range}'", expected)
    if not conflict.cure.specifier.is_disjoint(conflict.other_range):
        expected = f"a pin that leaves out '{conflict.other_range}'"
        yield Problem(CONFLICTS, f"{key}.cure", f"'{conflict.cure}'", expected)


def _problem(product: Product, release: Release, key: str, need: Need, expected: str, *, tip: str = "") -> Problem:
    place = f"release[{release.version}].{key}.range"
    return Problem(f"{PRODUCTS}/{product.name}.toml", place, f"'{need.range}'", expected, tip)


check = Check("ranges", "no range is empty of what exists, no cure lets the trouble in", Scope.MATRIX, run)
