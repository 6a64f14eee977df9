"""Every source is cited by some fact: one that no fact needs is a leftover, or its fact was forgotten."""

from collections.abc import Iterator

from matrices import vulnerabilities
from matrices.check import Check, Scope
from matrices.facts import Matrix
from matrices.gpu.load import cited
from matrices.load import SOURCES, Reading
from matrices.problems import Problem
from matrices.sources import family


def run(reading: Reading) -> Iterator[Problem]:
    cited = {family(source) for source in _cited(reading.matrix)}
    for name in reading.matrix.sources:
        if name not in cited:
            yield Problem(SOURCES, name, "no fact that cites it", "at least one", "delete it, or add its fact")


def _cited(matrix: Matrix) -> Iterator[str]:
    for product in matrix.products.values():
        yield product.source
        if product.retired is not None:
            yield product.retired.source
    yield from (conflict.source for conflict in matrix.conflicts)
    yield from (allowance.source for allowance in matrix.allowances)
    yield from cited(matrix.gpu)
    yield vulnerabilities.SOURCE


check = Check("sources", "every source is cited", Scope.MATRIX, run)
