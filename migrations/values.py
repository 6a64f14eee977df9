"""Kinds of things that an expression may give, and what containers of them give. Unknown is an answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from migrations.names import Klass


class Kind(Enum):
    """`PLAIN` holds no variables: numbers, text, tensors, functions, losses."""

    LAYER = "Keras layer or model"
    VARIABLE = "tf.Variable"
    MODULE = "tf.Module"
    SEQUENCE = "sequence"
    MAPPING = "mapping"
    STREAM = "set or iterator"
    PLAIN = "plain"
    NONE = "None"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Value:
    """One thing that an expression may give: `of` is its class, if the project has it; `items` are a container's."""

    kind: Kind
    of: Klass | None = None
    items: frozenset["Value"] = frozenset()


Values = frozenset[Value]

CONTAINERS = {Kind.SEQUENCE, Kind.MAPPING, Kind.STREAM}

UNKNOWN = frozenset({Value(Kind.UNKNOWN)})
PLAIN = frozenset({Value(Kind.PLAIN)})
NONE = frozenset({Value(Kind.NONE)})
LAYER = frozenset({Value(Kind.LAYER)})
VARIABLE = frozenset({Value(Kind.VARIABLE)})
MODULE = frozenset({Value(Kind.MODULE)})


def container(kind: Kind, parts: Iterable[Values]) -> Values:
    return frozenset({Value(kind, None, frozenset[Value]().union(*parts))})


def items(containers: Values) -> Values:
    """What is inside; of what is no container, nothing is known."""
    found: set[Value] = set()
    for each in containers:
        found |= each.items if each.kind in CONTAINERS else UNKNOWN
    return frozenset(found)


def combined(left: Values, right: Values) -> Values:
    """`+` joins sequences, `*` repeats them; of plain values it makes a plain value."""
    both = left | right
    kinds = {value.kind for value in both}
    if kinds <= {Kind.PLAIN, Kind.VARIABLE, Kind.NONE}:
        return PLAIN
    if Kind.SEQUENCE in kinds and kinds <= {Kind.SEQUENCE, Kind.PLAIN}:
        return container(Kind.SEQUENCE, [items(frozenset(value for value in both if value.kind is Kind.SEQUENCE))])
    return UNKNOWN
