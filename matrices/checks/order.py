"""Releases stand newest first, and their dates can be true."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from matrices.check import Check, Scope
from matrices.facts import Product, Release
from matrices.load import PRODUCTS, RELEASES, Reading
from matrices.problems import Problem

FIRST = date(2005, 1, 1)  # the index keeps no file that is older


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
    if newer.version <= older.version:
        yield _problem(product, f"release[{newer.version}]", f"it above {older.version}", "the newest first")


def _day(product: Product, release: Release, read: date) -> Iterator[Problem]:
    if not FIRST <= release.date <= read:
        expected = f"between {FIRST} and {read}, when {product.source} was read"
        yield _problem(product, f"release[{release.version}].date", str(release.date), expected)


def _problem(product: Product, key: str, found: str, expected: str, tip: str = "") -> Problem:
    folder, ending = (RELEASES, "json") if key.startswith("release") else (PRODUCTS, "toml")
    return Problem(f"{folder}/{product.name}.{ending}", key, found, expected, tip)


check = Check("order", "releases stand newest first, with plausible dates", Scope.PRODUCT, run)
