"""What classes inherit, in the order in which Python looks for a member."""

from collections.abc import Sequence
from typing import NamedTuple

from matrices.index.moments import Found, Moment

# Bases without public members: not to know them is to know them.
BARE = frozenset({"builtins:object", "abc:ABC", "typing:Generic", "typing:Protocol"})


class Ancestry(NamedTuple):
    """A class and all that it inherits from; `whole`: every ancestor is known, so what is in none is not there."""

    order: tuple[Found, ...]
    whole: bool


def ancestry(moment: Moment, found: Found, below: frozenset[Found] = frozenset()) -> Ancestry:
    """The method resolution order. What inherits from itself is not known."""
    below |= {found}
    settled = [(base, moment.settle(found.at, base)) for base in moment.bases(found)]
    bases = [(text, None if base in below else base) for text, base in settled]
    known = [base for _, base in bases if base is not None]
    above = [ancestry(moment, base, below) for base in known]
    whole = all(base is not None or text[1:] in BARE for text, base in bases) and all(each.whole for each in above)
    return Ancestry((found, *_merge([list(each.order) for each in above] + [known])), whole)


def _merge(rows: Sequence[list[Found]]) -> list[Found]:
    """C3; where no order satisfies all rows, which Python would refuse, the first row goes first."""
    merged: list[Found] = []
    while rows := [row for row in rows if row]:
        behind = [each for row in rows for each in row[1:]]
        chosen = next((row[0] for row in rows if row[0] not in behind), rows[0][0])
        merged.append(chosen)
        rows = [[each for each in row if each != chosen] for row in rows]
    return merged
