"""The difference of two signatures in words."""

from collections.abc import Iterator, Sequence

from matrices.index.signature import STARS, Parameter, Passing, parameters

_PLACES = (Passing.POSITION, Passing.EITHER)
_ENDINGS = {1: "st", 2: "nd", 3: "rd"}


def differences(old: str, new: str) -> tuple[str, ...]:
    """What a caller has to know: "loses `name`", "`axis` moves from 2nd to 3rd". Names stand in backquotes."""
    before, after = (parameters(text) for text in (old, new))
    return (*_losses(before, after), *_gains(before, after), *_moves(before, after), *_changes(before, after))


def _losses(before: Sequence[Parameter], after: Sequence[Parameter]) -> Iterator[str]:
    kept = {each.name for each in after}
    lost = [_shown(each) for each in before if each.name not in kept]
    if lost:
        yield f"loses {_listed(lost)}"


def _gains(before: Sequence[Parameter], after: Sequence[Parameter]) -> Iterator[str]:
    known = {each.name for each in before}
    new = [_shown(each) + (" (required)" if each.required else "") for each in after if each.name not in known]
    if new:
        yield f"gains {_listed(new)}"


def _moves(before: Sequence[Parameter], after: Sequence[Parameter]) -> Iterator[str]:
    """Places count from 1, as people do."""
    was, now = _order(before), _order(after)
    for name, place in was.items():
        if name in now and now[name] != place:
            yield f"`{name}` moves from {_ordinal(place)} to {_ordinal(now[name])}"


def _changes(before: Sequence[Parameter], after: Sequence[Parameter]) -> Iterator[str]:
    known = {each.name: each for each in before}
    for new in after:
        old = known.get(new.name)
        if old is None or old == new:
            continue
        if old.passing is not new.passing:
            yield f"`{new.name}` is taken {new.passing.value}"
        if old.required and not new.required:
            yield f"`{new.name}` gets the default {new.default}"
        elif new.required and not old.required:
            yield f"`{new.name}` becomes required"
        elif old.default != new.default:
            yield f"the default of `{new.name}` becomes {new.default}"


def _order(wanted: Sequence[Parameter]) -> dict[str, int]:
    places = (each.name for each in wanted if each.passing in _PLACES)
    return {name: number for number, name in enumerate(places, 1)}


def _shown(parameter: Parameter) -> str:
    stars = {Passing.POSITIONS: "*", Passing.KEYWORDS: "**"}.get(parameter.passing, "")
    assert bool(stars) == (parameter.passing in STARS)
    return f"`{stars}{parameter.name}`"


def _listed(words: Sequence[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


def _ordinal(number: int) -> str:
    ending = "th" if number in range(11, 14) else _ENDINGS.get(number % 10, "th")
    return f"{number}{ending}"
