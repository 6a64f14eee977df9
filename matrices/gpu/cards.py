"""A card as people and programs name it: "RTX 3090", "NVIDIA A100-SXM4-80GB", "sm_86"; and its compute capability."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from fnmatch import fnmatchcase
from functools import lru_cache

from matrices.gpu.facts import Cards, Gpu, Series
from matrices.gpu.versions import Capability
from matrices.grades import How

# What tells cards of one name apart, but not their capability: form, memory, and that it sits in a laptop.
_FORM = re.compile(
    r"\d+(gb|g)|sxm\d?|pcie|nvl|hbm\dx?|laptop|gpu|generation|with|max|q|design|mobile|active|notebook|d"
)
_BRANDS = ("nvidia", "geforce", "tesla", "quadro")
_GLUED = re.compile(r"(?<=[a-z])(?=\d{3,})|(?<=\d)(?=(?:ti|super)\b)")


@dataclass(frozen=True, slots=True)
class Card:
    """A card, by the name under which it is known, and how its capability is known."""

    name: str
    capability: Capability
    source: str | None
    how: How
    reason: str = ""


OTHERS = (
    (re.compile(r"(?:apple )?m\d(?: (?:pro|max|ultra))?"), "Apple", "tensorflow-metal, a plugin of Apple"),
    (re.compile(r"(?:amd )?(?:radeon|instinct|vega|rx|mi) ?\w.*"), "AMD", "tensorflow-rocm, which AMD builds"),
    (re.compile(r"(?:intel )?(?:arc|iris|uhd)\b.*"), "Intel", "intel-extension-for-tensorflow, a plugin of Intel"),
)
"""Makers of cards that TensorFlow's own wheels have no code for, and what has."""


class UnknownCard(ValueError):
    """No document names that card, or several different ones by that name; `nearest` are the ones that come close."""

    def __init__(self, text: str, nearest: Sequence[str], *, several: bool = False) -> None:
        self.text, self.nearest = text, tuple(nearest)
        near = " and ".join(nearest)
        plain = " ".join(words(text))
        other = next(((maker, way) for name, maker, way in OTHERS if name.fullmatch(plain)), None)
        if other:
            maker, way = other
            message = (
                f"{text} is not a known card of NVIDIA, which TensorFlow's wheels are for; for {maker} there is {way}"
            )
        elif several:
            message = f"{text} may be {' or '.join(nearest)}: say which"
        else:
            message = f"{text} is not a known card; " + (f"the nearest are {near}" if near else "none comes close")
        super().__init__(f'{message}. A compute capability will do too, like "8.6"')


def card(gpu: Gpu, text: str) -> Card:
    """The card that a person or nvidia-smi means; UnknownCard names what comes close."""
    try:
        return Card(text.strip(), Capability.parse(text.strip().lower()), None, How.STATED)
    except ValueError:
        pass
    named, known = words(text), _names(gpu.cards)
    while named:
        if found := known.get(" ".join(named)):
            return _only(text, found)
        if (guess := next(series_of(gpu, named), None)) is not None:
            return Card(text.strip(), guess.capability, guess.source, guess.how, guess.reason)
        if not _FORM.fullmatch(named[-1]):
            break
        named = named[:-1]
    raise UnknownCard(text, _nearest(text, known))


def _only(text: str, found: Sequence[Card]) -> Card:
    if len({one.capability for one in found}) > 1:
        raise UnknownCard(text, [f"{one.name} ({one.capability})" for one in found], several=True)
    return found[0]


def words(text: str) -> list[str]:
    """The words of a name in small letters: "rtx3090ti" has three."""
    plain = re.sub(r"[^a-z0-9]+", " ", text.lower())
    return _GLUED.sub(" ", plain).split()


@lru_cache(maxsize=8)
def _names(groups: tuple[Cards, ...]) -> Mapping[str, list[Card]]:
    """Every card by every name that it goes by: with its brand and without."""
    found: dict[str, list[Card]] = {}
    for group in groups:
        for name in group.names:
            one = Card(name, group.capability, group.source, group.how)
            for alias in _aliases(words(name)):
                found.setdefault(alias, []).append(one)
    return {alias: _sure(alias, cards) for alias, cards in found.items()}


def _sure(alias: str, cards: list[Card]) -> list[Card]:
    """A card that has this very name is meant before those that only lose their brand for it."""
    return [one for one in cards if alias == " ".join(words(one.name))] or cards


def _aliases(named: Sequence[str]) -> Iterator[str]:
    yield " ".join(named)
    bare = list(named)
    while bare and bare[0] in _BRANDS:
        bare = bare[1:]
        yield " ".join(bare)
    yield from (f"{brand} {' '.join(bare)}" for brand in ("nvidia", "tesla", "nvidia geforce", "nvidia quadro") if bare)
    if named[0] == "geforce" and bare[0] in ("gtx", "rtx"):
        yield " ".join(bare[1:])
    if bare[-1:] == ["ada"]:
        yield " ".join(bare[:-1])


def series_of(gpu: Gpu, named: Sequence[str]) -> Iterator[Series]:
    """The series that a name belongs to: for cards that no document lists."""
    bare = [word for word in named if word != "nvidia"]
    names = (" ".join(bare), " ".join(["geforce", *bare]))
    yield from (series for series in gpu.series if any(fnmatchcase(name, series.like) for name in names))


def _nearest(text: str, known: Mapping[str, Sequence[Card]]) -> list[str]:
    close = get_close_matches(" ".join(words(text)), known, 6, 0.5)
    return list(dict.fromkeys(known[name][0].name for name in close))[:3]
