"""What a fact names is there: products, variants, replacements, the versions in ranges, one package in a cure."""

from collections.abc import Iterator

from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from matrices.check import Check, Scope
from matrices.facts import Allowance, Conflict, Matrix, Product
from matrices.load import ALLOWANCES, CONFLICTS, PRODUCTS, Reading
from matrices.problems import Problem
from matrices.query import UnknownVersion, find


def run(reading: Reading) -> Iterator[Problem]:
    matrix = reading.matrix
    for product in matrix.products.values():
        yield from _product(product, matrix)
    for conflict in matrix.conflicts:
        key = f"conflict[{conflict.id}]"
        yield from _pair(CONFLICTS, key, conflict, matrix)
        if conflict.cure is not None and canonicalize_name(conflict.cure.name) not in (
            conflict.other,
            conflict.product,
            conflict.unless,
        ):
            found, expected = repr(conflict.cure.name), f"a pin of {conflict.other} or of {conflict.product}"
            yield Problem(CONFLICTS, f"{key}.cure", found, expected)
        if conflict.unless is not None and conflict.unless not in matrix.products:
            yield Problem(CONFLICTS, f"{key}.unless", repr(conflict.unless), "one of " + ", ".join(matrix.products))
    for allowance in matrix.allowances:
        yield from _pair(ALLOWANCES, f"allowance[{allowance.id}]", allowance, matrix)


def _product(product: Product, matrix: Matrix) -> Iterator[Problem]:
    file = f"{PRODUCTS}/{product.name}.toml"
    if product.variant_of is not None and product.variant_of not in matrix.products:
        yield Problem(file, "variant_of", repr(product.variant_of), "one of " + ", ".join(matrix.products))
    if product.retired is not None and product.retired.after is not None and product.releases:
        yield from _version(str(product.retired.after), product.name, matrix, file, "retired.after")


def _pair(file: str, key: str, fact: Conflict | Allowance, matrix: Matrix) -> Iterator[Problem]:
    if fact.product not in matrix.products:
        yield Problem(file, f"{key}.product", repr(fact.product), "one of " + ", ".join(matrix.products))
        return
    yield from _versions(file, f"{key}.range", fact.range, fact.product, matrix)


def _versions(file: str, key: str, held: SpecifierSet, product: str, matrix: Matrix) -> Iterator[Problem]:
    for specifier in held:
        yield from _version(specifier.version.removesuffix(".*"), product, matrix, file, key)


def _version(text: str, product: str, matrix: Matrix, file: str, key: str) -> Iterator[Problem]:
    try:
        find(matrix, text, product)
    except UnknownVersion as error:
        nearest = " or ".join(error.nearest)
        yield Problem(file, key, repr(text), "a release or a minor that exists", f"near: {nearest}")


check = Check("references", "facts name products and versions that exist", Scope.MATRIX, run)
