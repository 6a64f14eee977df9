"""Every final release that the index has is known: one that is not is a question that nobody can answer."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from packaging.version import Version

from matrices.check import Check, Scope
from matrices.facts import Product
from matrices.load import RELEASES, Reading
from matrices.problems import Problem

AT_ONCE = 4


def run(reading: Reading) -> Iterator[Problem]:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for found in pool.map(_of_product, reading.matrix.products.values()):
            yield from found


def _of_product(product: Product) -> list[Problem]:
    known = {release.version for release in product.releases}
    missing = sorted(version for version in _listed(product) if version not in known)
    return [_problem(product, str(version)) for version in missing]


def _listed(product: Product) -> set[Version]:
    """The final releases of the index; imported late, because only this check needs what developers have."""
    from pypi_simple import PyPISimple  # noqa: PLC0415 - as the docstring says

    from matrices.updates.pypi import by_version  # noqa: PLC0415 - as above

    with PyPISimple() as index:
        listed = by_version(index.get_project_page(product.name).packages, product.since)
    return {version for version, files in listed.items() if not version.is_prerelease and not files[0].is_yanked}


def _problem(product: Product, version: str) -> Problem:
    file, tip = f"{RELEASES}/{product.name}.json", f"`python -m matrices update {product.name}` reads it"
    return Problem(file, f"release[{version}]", "nothing", "a release that the index has", tip)


check = Check("stale", "every final release of the index is known", Scope.MATRIX, run, network=True)
