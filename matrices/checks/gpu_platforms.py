"""Ends of platforms and plugins: their ranges hold releases that exist, and no release has two plugins."""

from collections.abc import Iterator
from itertools import combinations

from packaging.specifiers import SpecifierSet

from matrices.check import Check, Scope
from matrices.facts import Matrix
from matrices.gpu.load import PLATFORMS
from matrices.load import Reading
from matrices.problems import Problem
from matrices.query import TENSORFLOW, releases


def run(reading: Reading) -> Iterator[Problem]:
    gpu = reading.matrix.gpu
    for cliff in gpu.cliffs:
        yield from _holds(reading.matrix, cliff.range, f"cliff[{cliff.id}].range")
    for plugin in gpu.plugins:
        yield from _holds(reading.matrix, plugin.range, f"plugin[{plugin.version}].range")
    for one, two in combinations(gpu.plugins, 2):
        if set(one.platforms) & set(two.platforms) and not one.range.is_disjoint(two.range):
            key, expected = f"plugin[{two.version}].range", f"no overlap with {one.version}, '{one.range}'"
            yield Problem(PLATFORMS, key, f"'{two.range}'", expected)
    for name in sorted({one.id for one, two in combinations(gpu.cliffs, 2) if one.id == two.id}):
        yield Problem(PLATFORMS, f"cliff[{name}].id", "the same id twice", "every id once")


def _holds(matrix: Matrix, held: SpecifierSet, key: str) -> Iterator[Problem]:
    known = releases(matrix, TENSORFLOW)
    if known and not any(one.version in held for one in known):
        yield Problem(PLATFORMS, key, f"'{held}'", f"a range that holds a known release of {TENSORFLOW}")


check = Check("gpu_platforms", "ends and plugins are about releases that exist", Scope.MATRIX, run)
