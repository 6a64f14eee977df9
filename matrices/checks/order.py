"""Releases stand newest first, and their dates can be true."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from matrices.check import Check, Scope
from matrices.facts import Product, Release
from matrices.load import PRODUCTS, Reading
from matrices.problems import Problem
from matrices.query import minor

FIRST = date(2015, 3, 27)  # the first Keras; TensorFlow followed in November


def run(reading: Reading) -> Iterator[Problem]:
    for product in reading.matrix.products.values():
        yield from _whole(product)
        for newer, older in pairwise(product.releases):
            yield from _pair(product, newer, older)
        if (source := reading.matrix.sources.get(product.source)) is not None:
            for release in product.releases:
                yield from _day(product, release, source.read)


def _whole(product: Product) -> Iterator[Problem]:
    tip = f"`python -m matrices update {product.name}` finds them"
    if not product.releases:
        yield _problem(product, "release", "no release", "at least one", tip)
    elif product.releases[-1].version < product.since:
        found = f"{product.since}, and a release {product.releases[-1].version}"
        yield _problem(product, "since", found, "no release before it")


def _pair(product: Product, newer: Release, older: Release) -> Iterator[Problem]:
    key = f"release[{newer.version}]"
    if newer.version <= older.version:
        yield _problem(product, key, f"it above {older.version}", "the newest first")
    if minor(newer.version) == minor(older.version) and newer.date < older.date:
        yield _problem(product, f"{key}.date", str(newer.date), f"not before {older.version} of {older.date}")


def _day(product: Product, release: Release, read: date) -> Iterator[Problem]:
    if not FIRST <= release.date <= read:
        expected = f"between {FIRST} and {read}, when {product.source} was read"
        yield _problem(product, f"release[{release.version}].date", str(release.date), expected)


def _problem(product: Product, key: str, found: str, expected: str, tip: str = "") -> Problem:
    return Problem(f"{PRODUCTS}/{product.name}.toml", key, found, expected, tip)


check = Check("order", "releases stand newest first, with plausible dates", Scope.PRODUCT, run)
