"""What rules for TensorFlow 1 share: how a file says a name, and a call that goes to its first version."""

import ast
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from matrices.symbols import Misfit, Reason
from migrations import repairs
from migrations.adapting import adapt
from migrations.calls import source
from migrations.graph.files import TWO, Switch
from migrations.here import Here
from migrations.knowledge import Trouble, knowledge
from migrations.lives import Life, Stage
from migrations.rule import Edit, Span
from migrations.scopes import Imported

ROOTS = ("tf", "tf.compat.v1")


def spelled(here: Here, near: ast.expr, name: str) -> str | None:
    """`tf.float32` as `T.float32`, where `near` is `T.to_float`; None where no part of it is TensorFlow itself."""
    node = near
    while isinstance(node, ast.Attribute):
        node = node.value
        if here.dotted(node) in ROOTS:
            return f"{source(here.text, node)}.{name.removeprefix('tf.')}"
    return None


def leaves_one(here: Here) -> bool:
    """Whether a file comes from TensorFlow 1, and does not go to compat.v1 as a whole, where all is as it was."""
    return here.baseline < TWO and not here.world.once(Switch).switches(here.code)


def says_two(here: Here, node: ast.expr) -> bool:
    """Whether a reference goes through `tensorflow.compat.v2`, where TensorFlow 1 has what TensorFlow 2 is."""
    while isinstance(node, ast.Attribute):
        if node.attr == "v2":
            return True
        node = node.value
    home = here.scope.home(node.id) if isinstance(node, ast.Name) else None
    bindings = home.bindings[node.id] if home is not None and isinstance(node, ast.Name) else ()
    return any(isinstance(each, Imported) and "v2" in f"{each.module}.{each.name}.".split(".") for each in bindings)


def called(call: ast.Call, here: Here) -> Life | None:
    """The life of the function of TensorFlow 1 that is called, where its name is there at the baseline."""
    name = here.dotted(call.func) if leaves_one(here) and not says_two(here, call.func) else None
    life = knowledge(here.index, here.minors).lives.reference(name) if name else None
    return life if life is not None and life.name == name else None


def troubles(call: ast.Call, here: Here, life: Life) -> Iterator[tuple[Trouble, str | None]]:
    """Where the call does not fit, or reaches something else; and what keeps it from being adapted."""
    old = life.first.signature
    for trouble in knowledge(here.index, here.minors).troubles(life, call):
        new = trouble.stage.signature
        if old is not None and new is not None:
            yield trouble, adapt(here.text, call, old, new, repairs.parameters(life.name)).obstacle


class First(NamedTuple):
    """A function under compat.v1, and the edits that make a call one of it; None where it cannot be said here."""

    name: str
    edits: Sequence[Edit] | None


def first(call: ast.Call, here: Here, life: Life, minor: str) -> First | None:
    """The function under compat.v1, if it is there in a minor and takes the call."""
    name = repairs.first_version(here.index, life.name, minor)
    found = here.index.at(name, minor) if name else None
    if name is None or found is None or found.signature is None or life.first.signature is None:
        return None
    adapted = adapt(here.text, call, life.first.signature, found.signature)
    if adapted.obstacle:
        return None
    edits = here.rename(call.func, name) if isinstance(call.func, ast.Attribute) else None
    return First(name, None if edits is None else [*edits, *adapted.edits])


def span(here: Here, stage: Stage) -> Span:
    return Span(stage.since, None if stage.until == here.minors[-1] else stage.until)


def place(call: ast.Call, misfit: Misfit | None) -> ast.expr | ast.keyword:
    """The keyword that is not taken, or else the call."""
    if misfit is None or misfit.reason not in {Reason.UNKNOWN_KEYWORD, Reason.TWICE}:
        return call
    return next((word for word in call.keywords if word.arg == misfit.name), call)
