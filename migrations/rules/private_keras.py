"""`tensorflow.python.keras` is a second Keras: a copy that is left of 2.5, and does not mix with `tf.keras`.

From TensorFlow 2.6 on `tf.keras` is the package keras, and the copy is another set of classes: its optimizers are
refused by models of `tf.keras` and the other way round, and its layers by their inputs. From 2.13 on its models do not
train, from 2.16 on its layers fit into no model. Its functions, losses and callbacks still work beside `tf.keras`.
"""

import ast
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from packaging.version import Version

from migrations.here import Here, World
from migrations.homes import is_there, public, public_module, was_module
from migrations.relocation import relocated
from migrations.rule import Edit, Effect, Example, Finding, Fix, Rule, Span

ROOT = "tf.python.keras."
SEPARATE = "2.6"
"""The first minor in which there are two."""

HIDDEN = "2.4"
"""The first minor since 2.3 without the attribute `tf.python`."""
STRICT = {"Dense", "Flatten", "TimeDistributed"}
"""Layers that take no input of the other Keras; the rest does, as long as `tf.keras` is Keras 2."""

rule = Rule(
    __name__,
    source="https://github.com/tensorflow/tensorflow/releases/tag/v2.6.0",
    applies=Span("2.6"),
    examples=(
        Example(
            before="""\
import numpy as np
from tensorflow.python.keras.layers import Dense, Input
from tensorflow.python.keras.models import Model
from tensorflow.keras.optimizers import SGD

inputs = Input((2,))
model = Model(inputs, Dense(1, kernel_initializer="zeros")(inputs))
model.compile(SGD(0.1), "mse")
history = model.fit(np.ones((4, 2)), np.ones((4, 1)), epochs=1, verbose=0)
print("%.2f" % history.history["loss"][0])
""",
            after="""\
import numpy as np
from tensorflow.keras.layers import Dense, Input
from tensorflow.keras.models import Model
from tensorflow.keras.optimizers import SGD

inputs = Input((2,))
model = Model(inputs, Dense(1, kernel_initializer="zeros")(inputs))
model.compile(SGD(0.1), "mse")
history = model.fit(np.ones((4, 2)), np.ones((4, 1)), epochs=1, verbose=0)
print("%.2f" % history.history["loss"][0])
""",
            runs=True,
        ),
    ),
    untouched=(
        "from tensorflow.keras.layers import Dense\nimport tensorflow as tf\nprint(Dense)\n",
        "from tensorflow.python.ops import math_ops\nprint(math_ops.add(1, 2))\n",
    ),
)


class Stacks(NamedTuple):
    """What a project takes of the copy, and of the Keras that is public."""

    copied: frozenset[str]
    public: frozenset[str]
    trains: bool

    @classmethod
    def of(cls, world: World) -> "Stacks":
        copied: set[str] = set()
        found: set[str] = set()
        trains = False
        for code in world.project.files.values():
            names = [world.names.dotted(chain, scope) for chain, scope in code.outline.chains]
            for alias, statement, _ in code.outline.aliases:
                module = statement.module if isinstance(statement, ast.ImportFrom) else None
                names.append(f"{module}.{alias.name}".replace("tensorflow.", "tf.", 1) if module else alias.name)
            for name in filter(None, names):
                kind = _kind(name)
                if kind:
                    kinds = {kind, "strict"} if name.rpartition(".")[2] in STRICT else {kind}
                    (copied if name.startswith(ROOT) else found).update(kinds)
            calls = (node for node, _ in code.outline.nodes[ast.Attribute] if isinstance(node, ast.Attribute))
            trains = trains or any(call.attr in {"fit", "evaluate", "predict", "train_on_batch"} for call in calls)
        return cls(frozenset(copied), frozenset(found), trains)

    @property
    def since(self) -> str | None:
        """The first minor in which it breaks; None where what is taken of the copy works on."""
        copied, public = self.copied, self.public
        known = (
            ("optimizer" in copied and "model" in public - copied, SEPARATE),
            ("model" in copied and "optimizer" in public, SEPARATE),
            ("strict" in copied and "input" in public, SEPARATE),
            ("input" in copied and "strict" in public, SEPARATE),
            ("model" in copied and self.trains, "2.13"),
            ("layer" in copied and {"model", "input"} & public, "2.16"),
            ("input" in copied and {"model", "layer"} & public, "2.16"),
            ("model" in copied and "layer" in public, "2.16"),
        )
        return next((minor for holds, minor in known if holds), None)


def _kind(name: str) -> str | None:
    """What a name of some Keras is: model, layer, input or optimizer."""
    for root in (ROOT, "tf.keras.", "keras."):
        if name.startswith(root):
            first, _, rest = name.removeprefix(root).partition(".")
            last = rest.rpartition(".")[2] or first
            if last == "Input":
                return "input"
            if last in {"Model", "Sequential"} or (first in {"applications", "models"} and last[:1].isupper()):
                return "model"
            if first in {"optimizers", "optimizer_v2"} and last[:1].isupper():
                return "optimizer"
            return "layer" if first in {"layers", "engine"} and last[:1].isupper() else None
    return None


rule.needs("python")


@rule.below("tf.python.keras")
def from_the_copy(node: ast.expr | ast.alias, here: Here) -> Iterator[Finding]:
    if _is_imported(node, here):
        return
    dotted = _dotted(node, here)
    since = here.world.once(Stacks.of).since
    if isinstance(node, ast.Attribute):  # from `tf`, which has no `python` any more
        since = min(since or HIDDEN, HIDDEN, key=Version)
    edits, new = _repair(node, dotted, here)
    advice = f"Use `{new}`." if new else "Use what `tf.keras` has."
    yield here.finding(
        node,
        symbol=dotted,
        message=f"`{dotted.replace('tf.', 'tensorflow.', 1)}` is a private copy of an old Keras"
        + (f", and from TensorFlow {since} on it does not work in this project. " if since else ". ")
        + advice,
        effect=Effect.BREAKS if since else Effect.DEPRECATED,
        span=Span(since or SEPARATE),
        fix=Fix.SAFE if edits else Fix.MANUAL,
        edits=edits or [],
        writes=[new] if edits and new else [],
    )


def _is_imported(node: ast.expr | ast.alias, here: Here) -> bool:
    """Whether an import statement brought what a chain goes through: then all is said there."""
    inner = node
    while isinstance(inner, ast.Attribute):
        inner = inner.value
    return isinstance(inner, ast.Name) and here.dotted(inner) != "tf"


def _dotted(node: ast.expr | ast.alias, here: Here) -> str:
    if not isinstance(node, ast.alias):
        return here.dotted(node) or ""
    statement = here.parent
    name = f"{statement.module}.{node.name}" if isinstance(statement, ast.ImportFrom) else node.name
    return f"tf.{name.removeprefix('tensorflow.')}"


def _repair(node: ast.expr | ast.alias, dotted: str, here: Here) -> tuple[list[Edit] | None, str | None]:
    new = _new(dotted, here)
    if new is None or not isinstance(node, ast.alias):
        return (here.rename(node, new) if new and isinstance(node, ast.Attribute) else None), new
    statement = here.parent
    if isinstance(statement, ast.ImportFrom):
        return relocated(here.text, statement, _moves(statement, here)), new
    return here.rename(node, new), new


def _moves(statement: ast.ImportFrom, here: Here) -> Mapping[str, str]:
    module = f"tf.{(statement.module or '').removeprefix('tensorflow.')}"
    names = ((f"{statement.module}.{alias.name}", _new(f"{module}.{alias.name}", here)) for alias in statement.names)
    return {name: new for name, new in names if new}


def _new(dotted: str, here: Here) -> str | None:
    if dotted == ROOT.removesuffix("."):
        return "tf.keras" if _has_all("tf.keras", _taken(dotted, here), here) else None
    if was_module(here.index, dotted):
        home = public_module(here.index, dotted, here.minors[-1])
        return home if home and _has_all(home, _taken(dotted, here), here) else None
    return public(here.index, dotted, here.minors[0], here.minors[-1])


def _has_all(module: str, names: Collection[str], here: Here) -> bool:
    return all(is_there(here.index, f"{module}.{name}", here.minors[-1]) for name in names)


def _taken(module: str, here: Here) -> frozenset[str]:
    """What the file takes out of a module through attributes: of a package in it, what is in there."""
    found = (here.world.names.dotted(chain, scope) or "" for chain, scope in here.code.outline.chains)
    paths = (name[len(module) + 1 :].split(".") for name in found if name.startswith(f"{module}."))
    return frozenset(
        ".".join(path[: 2 if path[0].islower() and was_module(here.index, f"{module}.{path[0]}") else 1])
        for path in paths
    )
