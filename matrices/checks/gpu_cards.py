"""Cards: one name has one capability, and what is inferred for a series holds for every card of it that is listed."""

from collections.abc import Iterator

from matrices.check import Check, Scope
from matrices.gpu.cards import card, series_of, words
from matrices.gpu.facts import Gpu
from matrices.gpu.load import CARDS
from matrices.gpu.versions import Capability
from matrices.load import Reading
from matrices.problems import Problem


def run(reading: Reading) -> Iterator[Problem]:
    gpu = reading.matrix.gpu
    yield from _twice(gpu)
    for group in gpu.cards:
        for name in group.names:
            yield from _found(gpu, name, group.capability)
            for series in series_of(gpu, words(name)):
                if series.capability != group.capability:
                    key, found = f"series[{series.like}].capability", f"{series.capability}, and {name}"
                    yield Problem(CARDS, key, found, f"{group.capability}, as {group.source} says of that card")


def _twice(gpu: Gpu) -> Iterator[Problem]:
    seen: dict[str, Capability] = {}
    for group in gpu.cards:
        for name in group.names:
            key = " ".join(words(name))
            if seen.setdefault(key, group.capability) != group.capability:
                place = f"cards[{group.capability}].names"
                yield Problem(CARDS, place, repr(name), f"one capability a card, not {seen[key]} too")


def _found(gpu: Gpu, name: str, capability: Capability) -> Iterator[Problem]:
    """A name in the list is itself looked up right."""
    try:
        found = card(gpu, name)
    except ValueError as error:
        yield Problem(CARDS, f"cards[{capability}].names", repr(name), "a name that can be looked up", str(error))
        return
    if found.capability != capability:
        place, other = f"cards[{capability}].names", f"{found.name}, {found.capability}"
        yield Problem(CARDS, place, repr(name), f"a name that is not taken for {other}")


check = Check("gpu_cards", "a card has one capability, and rules for series agree with the list", Scope.MATRIX, run)
