"""Attributes of Keras 3's own classes that can only be read: assigning to them raises, where Keras 2 took them.

A callback's `model`, a layer's `path`, a sequence's `num_batches`: classes of one's own used these names freely. Found
by asking every public class of TensorFlow 2.15 and 2.21 which of its attributes are properties without a setter.
"""

import ast
from collections.abc import Iterator
from typing import TypeGuard

from migrations.calls import replace, source
from migrations.here import Here
from migrations.names import Klass
from migrations.rule import Edit, Effect, Example, Finding, Fix, Rule, Span
from migrations.scopes import Store

SINCE = Span("2.16")
PLAIN = (["tf.keras.callbacks.Callback"], ["keras.callbacks.Callback"])
MODEL = ("tf.keras.callbacks.Callback", ("model",))
FREE = (
    ("tf.keras.layers.Layer", ("path", "input_dtype", "metrics_variables", "quantization_mode")),
    ("tf.keras.losses.Loss", ("dtype",)),
    ("tf.keras.utils.Sequence", ("num_batches",)),
)
"""Names that mean something of the project's own there: another name does as well."""

KERNELS = ("Dense", "EinsumDense", "Conv1D", "Conv2D", "Conv3D")
OTHERS = (
    *((f"tf.keras.layers.{layer}", ("kernel",)) for layer in KERNELS),
    ("tf.keras.layers.Embedding", ("embeddings",)),
    ("tf.keras.layers.MultiHeadAttention", ("num_heads", "key_dim", "value_dim", "dropout", "use_bias")),
    ("tf.keras.Model", ("compiled_metrics",)),
)
"""Names that Keras itself reads: what takes their place depends on what they are for."""

rule = Rule(
    __name__,
    source="https://keras.io/guides/migrating_to_keras_3/",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import numpy as np
import tensorflow as tf


class Watch(tf.keras.callbacks.Callback):
    def __init__(self, model):
        super().__init__()
        self.model = model

    def on_epoch_end(self, epoch, logs=None):
        print(len(self.model.layers))


model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
model.compile(loss="mse")
model.fit(np.ones((4, 2)), np.ones((4, 1)), verbose=0, callbacks=[Watch(model)])
""",
            after="""\
import numpy as np
import tensorflow as tf


class Watch(tf.keras.callbacks.Callback):
    def __init__(self, model):
        super().__init__()
        super().set_model(model)

    def on_epoch_end(self, epoch, logs=None):
        print(len(self.model.layers))


model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
model.compile(loss="mse")
model.fit(np.ones((4, 2)), np.ones((4, 1)), verbose=0, callbacks=[Watch(model)])
""",
            runs=True,
        ),
        Example(
            before="""\
import numpy as np
import tensorflow as tf


class Batches(tf.keras.utils.Sequence):
    def __init__(self, count):
        super().__init__()
        self.num_batches = count

    def __len__(self):
        return self.num_batches

    def __getitem__(self, index):
        return np.ones((4, 2)), np.ones((4, 1))


print(len(Batches(3)))
""",
            after="""\
import numpy as np
import tensorflow as tf


class Batches(tf.keras.utils.Sequence):
    def __init__(self, count):
        super().__init__()
        self.num_batches_ = count

    def __len__(self):
        return self.num_batches_

    def __getitem__(self, index):
        return np.ones((4, 2)), np.ones((4, 1))


print(len(Batches(3)))
""",
            runs=True,
        ),
    ),
    untouched=(
        """\
import tensorflow as tf
class Watch(tf.keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        self.model.stop_training = True
        self.network = self.model
class Own:
    def __init__(self, model):
        self.model = model
        self.path = "x"
class Named(tf.keras.layers.Layer):
    path = None
    def __init__(self, path):
        super().__init__()
        self.path = path
""",
    ),
)


WANTED = tuple((klass, name) for klass, names in (MODEL, *FREE, *OTHERS) for name in names)
NAMES = frozenset(name for _, name in WANTED)
PLACED = frozenset(name for _, names in FREE for name in names)
rule.words(*sorted(NAMES))


@rule.file
def assigned(_module: ast.Module, around: Here) -> Iterator[Finding]:
    for store in around.code.outline.stores:
        if store.name in NAMES:
            yield from _assigned(store, around.at(around.node, store.scope))


def _assigned(store: Store, here: Here) -> Iterator[Finding]:
    classes = here.world.classes
    own = classes.of_self(store.owner, store.scope)
    klass = next((each for each, name in WANTED if name == store.name and _is_a(store, own, each, here)), None)
    if klass is None or (own and any(store.name in _said(each.node) for each in classes.ancestors(own))):
        return
    edits, fix = _edits(store, own, here)
    yield here.finding(
        store.node,
        symbol=f"{klass}.{store.name}",
        message=f"From TensorFlow 2.16 on (Keras 3), `{store.name}` of a {klass.rpartition('.')[2]} can only be read: "
        f"assigning to it raises. {_advice(store.name)}",
        effect=Effect.BREAKS,
        span=SINCE,
        fix=fix,
        edits=edits,
    )


def _is_a(store: Store, own: Klass | None, klass: str, here: Here) -> bool:
    if own is None:
        return here.is_a(store.owner, klass)
    kinship, classes = here.world.inference.kinship, here.world.classes
    bases = (base for each in classes.ancestors(own) for base in classes.bases(each))
    return any(isinstance(base, str) and kinship.derives(base, klass) for base in bases)


def _said(node: ast.ClassDef) -> Iterator[str]:
    for statement in node.body:
        match statement:
            case ast.FunctionDef(name=name) | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr()):
                yield name
            case ast.Assign(targets=targets):
                yield from (target.id for target in targets if isinstance(target, ast.Name))
            case _:
                pass


def _advice(name: str) -> str:
    if name == "model":
        return "`set_model` sets it, in every version."
    if name in PLACED:
        return f"Use another name, `{name}_`, here and wherever it is read."
    return "Keep it under another name, or make the layer from plain ones."


def _edits(store: Store, own: Klass | None, here: Here) -> tuple[list[Edit], Fix]:
    match store.node:
        case ast.Assign(targets=[ast.Attribute()], value=value) if store.name == "model":
            owner = "super()" if own else source(here.text, store.owner)
            text = f"{owner}.set_model({source(here.text, value)})"
            plain = own is not None and [*here.world.classes.bases(own)] in PLAIN
            return [replace(here.text, store.node, text)], Fix.SAFE if plain else Fix.REVIEW
        case _ if store.name in PLACED and own is not None:
            return _renamed(store, own, here), Fix.REVIEW
        case _:
            return [], Fix.MANUAL


def _renamed(store: Store, own: Klass, here: Here) -> list[Edit]:
    """The name in all of its class: what is read goes along with the first line that assigns."""
    inside = [each for each in ast.walk(own.node) if _is_of(each, store)]
    first = min(each.lineno for each in inside if isinstance(each.ctx, ast.Store))
    is_first = store.node.lineno == first
    mine = [each for each in inside if _is_within(each, store.node) or (is_first and isinstance(each.ctx, ast.Load))]
    ends = [here.text.end(each) for each in mine]
    return [Edit(end - len(store.name), end, f"{store.name}_") for end in ends]


def _is_of(node: ast.AST, store: Store) -> TypeGuard[ast.Attribute]:
    if not isinstance(node, ast.Attribute) or node.attr != store.name or not isinstance(node.value, ast.Name):
        return False
    return isinstance(store.owner, ast.Name) and node.value.id == store.owner.id


def _is_within(node: ast.Attribute, around: ast.stmt | ast.expr) -> bool:
    return isinstance(node.ctx, ast.Store) and any(each is node for each in ast.walk(around))
