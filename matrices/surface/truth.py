"""Whether a value is true, as far as it is known without running anything."""

from typing import TYPE_CHECKING

from matrices.surface.values import Bound, Class, Const, Foreign, Function, Module, Partial, Sequence, Table, Value

if TYPE_CHECKING:
    from matrices.surface.machine import Machine


def truth(machine: "Machine", value: Value) -> bool | None:
    """None: nobody knows."""
    match machine.settle(value):
        case Const(value=known):
            return bool(known)
        case Sequence(items=items) | Table(items=items):
            return bool(items)
        case Function() | Class() | Module() | Bound() | Partial():
            return True
        case Foreign(path="typing.TYPE_CHECKING"):
            return False
        case _:
            return None
