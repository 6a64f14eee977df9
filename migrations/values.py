"""Kinds of things that an expression may give, and what containers of them give. Unknown is an answer."""

from collections.abc import Iterable
from enum import Enum
from typing import NamedTuple

from migrations.names import Klass


class Kind(Enum):
    """`PLAIN` holds no variables: numbers, text, tensors, functions, losses."""

    __hash__ = object.__hash__  # that of `Enum` is Python, and values are hashed all the time

    LAYER = "Keras layer or model"
    VARIABLE = "tf.Variable"
    MODULE = "tf.Module"
    SEQUENCE = "sequence"
    MAPPING = "mapping"
    STREAM = "set or iterator"
    PLAIN = "plain"
    NONE = "None"
    UNKNOWN = "unknown"


class Value(NamedTuple):
    """One thing that an expression may give: `items` are a container's.

    `of` is its class if the project has it; `name` is its class by its public name if it comes from outside.
    """

    kind: Kind
    of: Klass | None = None
    items: frozenset["Value"] = frozenset()
    name: str | None = None


Values = frozenset[Value]

CONTAINERS = {Kind.SEQUENCE, Kind.MAPPING, Kind.STREAM}

UNKNOWN = frozenset({Value(Kind.UNKNOWN)})
PLAIN = frozenset({Value(Kind.PLAIN)})
NONE = frozenset({Value(Kind.NONE)})
LAYER = frozenset({Value(Kind.LAYER)})
VARIABLE = frozenset({Value(Kind.VARIABLE, name="tf.Variable")})
MODULE = frozenset({Value(Kind.MODULE)})
KERAS_TENSOR = "tf.keras.KerasTensor"
SYMBOLIC = frozenset({Value(Kind.PLAIN, name=KERAS_TENSOR)})
"""What `tf.keras.Input` gives, and what layers and functions make of it."""


def container(kind: Kind, parts: Iterable[Values]) -> Values:
    return frozenset({Value(kind, None, frozenset[Value]().union(*parts))})


def items(containers: Values) -> Values:
    """What is inside; of what is no container, nothing is known. A part of a symbolic tensor is symbolic."""
    found: set[Value] = set()
    for each in containers:
        if each.kind in CONTAINERS:
            found |= each.items
        else:
            found |= SYMBOLIC if each.name == KERAS_TENSOR else UNKNOWN
    return frozenset(found)


def symbolic(values: Values) -> bool:
    """Whether a symbolic tensor is among these, or inside one of these."""
    return any(value.name == KERAS_TENSOR or symbolic(value.items) for value in values)


def combined(left: Values, right: Values) -> Values:
    """`+` joins sequences, `*` repeats them; of plain values it makes a plain value."""
    both = left | right
    kinds = {value.kind for value in both}
    if symbolic(both):
        return SYMBOLIC
    if kinds <= {Kind.PLAIN, Kind.VARIABLE, Kind.NONE}:
        return PLAIN
    if Kind.SEQUENCE in kinds and kinds <= {Kind.SEQUENCE, Kind.PLAIN}:
        return container(Kind.SEQUENCE, [items(frozenset(value for value in both if value.kind is Kind.SEQUENCE))])
    return UNKNOWN
