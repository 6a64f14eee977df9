"""The cliffs that a set will come to, from the facts alone, so that no resolution is spent on finding them. Pure."""

from collections.abc import Mapping
from contextlib import suppress

from packaging.version import Version

from matrices.facts import Release
from matrices.picking import Facts, NoSet, is_pure
from service.nouns import Constraint
from service.resolve.cliffs import LIBRARIES, risks
from service.resolve.nearest import Nearest
from service.resolve.pins import Pins, Wheel


def foreseen(found: Nearest, facts: Facts) -> tuple[Constraint, ...]:
    """The pins against cliffs of the packages that the facts know, where the set has room for all of them."""
    releases = {name: facts.matrix.products[name].by_version[version] for name, version in found.picks.items()}
    pins = Pins({name: str(version) for name, version in found.picks.items()}, _askers(releases, facts))
    wheels = {name: Wheel(release.date, not is_pure(release)) for name, release in releases.items()}
    limits = tuple({str(risk.pin.requirement): risk.pin for risk in risks(pins, wheels)}.values())
    return limits if limits and _has_room(found, limits, facts) else ()


def _askers(releases: Mapping[str, Release], facts: Facts) -> dict[str, tuple[str, ...]]:
    place = facts.place
    asked = {name: one.needs_on(place.python, place.platform) for name, one in releases.items()}
    return {library: tuple(name for name, needs in asked.items() if library in needs) for library in LIBRARIES}


def _has_room(found: Nearest, limits: tuple[Constraint, ...], facts: Facts) -> bool:
    held = [(limit.requirement, None) for limit in (*found.limits, *limits)]
    with suppress(NoSet):
        picks: Mapping[str, Version] = facts.pick([(one, None) for one in found.requirements], limits=held, sound=True)
        return picks.keys() >= found.picks.keys()
    return False
