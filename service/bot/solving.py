"""How versions that clash can be had together: the nearest sets of the head, from the facts alone."""

from pathlib import Path

from matrices.facts import Matrix
from service.bot.advising import Ways, ways
from service.bot.bumps import Bump
from service.errors import WrongUse
from service.nouns import Checkout
from service.resolve.ways import Asking
from service.resolving import resolve_project


def solve(checkout: Checkout, moved: tuple[Bump, ...], matrix: Matrix) -> Ways:
    """Nothing where nothing but TensorFlow moved. The index is not asked, so no folder is written to."""
    if all(bump.of_tensorflow for bump in moved):
        return Ways()
    try:
        found = resolve_project(checkout, Asking(facts_alone=True), matrix, Path(), lambda _line: None)
    except WrongUse:
        return Ways()
    return ways(found, found.baseline or "", moved)
