"""Which release of a companion goes with a TensorFlow, and how that is known; most metadata does not say it.

The newest release whose metadata admits a TensorFlow is often one from before its makers wrote bounds: that is no
answer. A companion is stated to go with a TensorFlow when its metadata bounds TensorFlow from above and holds it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

from matrices.facts import How, Matrix, Product, Release
from matrices.judging import trouble
from matrices.measuring.trial import Outcome
from matrices.picking import Place, installs
from matrices.query import TENSORFLOW, code_of

_EXTRAS = ("tf", "tensorflow", "tensorflow-cpu", "tensorflow_cpu", "tensorflow-gpu", "tf-cpu", "tensorflow-rocm")
_BEYOND = Version("2.999")
"""A bound that admits this admits all of TensorFlow 2: it was written when nobody knew what would come."""


@dataclass(frozen=True, slots=True)
class Companion:
    """The newest release of a product that is known to go with a TensorFlow; None: unknown, and `note` says why."""

    product: str
    version: Version | None
    how: How | None
    source: str
    note: str


def companions(matrix: Matrix, tensorflow: Version, place: Place) -> Iterator[Companion]:
    """Every product that says anything of TensorFlow, by name."""
    for name, product in sorted(matrix.products.items()):
        if product.variant_of is None and name != TENSORFLOW and _speaks(matrix, product):
            yield companion(matrix, product, tensorflow, place)


def companion(matrix: Matrix, product: Product, tensorflow: Version, place: Place) -> Companion:
    """The release of one product for one TensorFlow: the newest that was measured beside it, else that is stated to."""
    if (measured := _measured(matrix, product, tensorflow, place)) is not None:
        return measured
    for release in product.offered:
        stated = installs(release, place) and _stated(matrix, release, tensorflow, place)
        if stated and not _broken(matrix, product, release, tensorflow, place):
            return Companion(product.name, release.version, How.STATED, release.source, "")
    note = f"no release of it that installs on Python {place.python} is bounded to it and was not seen to break"
    return Companion(product.name, None, None, product.source, note)


def _measured(matrix: Matrix, product: Product, tensorflow: Version, place: Place) -> Companion | None:
    """What a trial of both together found; one that needed pins says them. Two TensorFlows at once prove nothing."""
    found: list[Companion] = []
    for trial in (one for one in matrix.trials if not one.is_doubled):
        version = trial.installed.get(product.name)
        asked = [canonicalize_name(Requirement(one).name) for one in trial.question.beside]
        if version is None or product.name not in asked or trial.question.version != tensorflow:
            continue
        if trial.question.python == place.python and (trial.outcome is Outcome.WORKS or trial.cure is not None):
            pins = f"with {', '.join(trial.cure.pins)}" if trial.cure else ""
            changed = (trial.cure.changed.get(product.name, version) if trial.cure else version) or version
            found.append(Companion(product.name, Version(changed), How.MEASURED, trial.source, pins))
    return max(found, key=lambda one: (not one.note, one.version), default=None)


def bounds(matrix: Matrix, release: Release, place: Place) -> Iterator[SpecifierSet]:
    """What a release says of TensorFlow, under any of its names; in an extra only where its own needs say nothing.

    An extra may contradict the needs: that of tensorflow-text for tensorflow-cpu named another minor for years.
    """
    found: list[SpecifierSet] = []
    for extras in ((), _EXTRAS):
        needs = release.needs_on(place.python, place.platform, extras)
        found = found or [need.range for name, need in needs.items() if code_of(matrix, name) == TENSORFLOW]
    yield from found


def _speaks(matrix: Matrix, product: Product) -> bool:
    """Whether any of its last releases names TensorFlow at all."""
    lines = {line for release in product.offered[:3] for line in release.requires or ()}
    return any(code_of(matrix, canonicalize_name(Requirement(line).name)) == TENSORFLOW for line in lines)


def _stated(matrix: Matrix, release: Release, tensorflow: Version, place: Place) -> bool:
    found = list(bounds(matrix, release, place))
    return any(_BEYOND not in held for held in found) and all(tensorflow in held for held in found)


def _broken(matrix: Matrix, product: Product, release: Release, tensorflow: Version, place: Place) -> bool:
    """Whether the pair was seen to break, whichever of the two that is written down for."""
    pair = {product.name: release.version, TENSORFLOW: tensorflow}
    return any({conflict.product, conflict.other} == set(pair) for conflict in trouble(matrix, pair, place.python))
