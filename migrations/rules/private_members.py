"""Private members of models, layers and optimizers that are gone, or that nothing reads any more.

`layer._name = "a"` renamed a layer of Keras 2; Keras 3 keeps its name elsewhere, and says nothing. Found by asking
instances in TensorFlow 2.10, 2.11, 2.15, 2.16 and 2.21 for all of their members.
"""

import ast
from collections.abc import Iterator

from packaging.version import Version

from migrations.calls import replace, source
from migrations.here import Here
from migrations.optimizers import is_optimizer
from migrations.rule import Edit, Effect, Example, Finding, Fix, Rule, Span
from migrations.saying import sayable
from migrations.spots import Spots, attributes

KERAS3, NEW_OPTIMIZERS = Span("2.16"), Span("2.11")
LAYER, OPTIMIZER = "tf.keras.layers.Layer", "tf.keras.optimizers.Optimizer"
METRIC = "tf.keras.metrics.Metric"
"""A layer of Keras 2, which keeps some of these."""
PUBLIC = {"_name": "name", "_dtype": "dtype", "_compute_dtype": "compute_dtype"}
"""What says the same in every version."""
OF_LAYERS = {
    **{old: f"Read `{new}`." for old, new in PUBLIC.items()},
    "_is_graph_network": "A model made of tensors has `inputs`, one of one's own has None there.",
    "_is_compiled": "Read `compiled`, which Keras 3 has.",
    "_feed_inputs": "Read `inputs`.",
    "_feed_input_names": "Read the names of `inputs`.",
    "_feed_input_shapes": "Read the shapes of `inputs`.",
    "_input_layers": "Take the layers that `inputs` come from.",
    "_output_layers": "Take the layers that `outputs` come from.",
    "_get_trainable_state": "Keep `trainable` of each layer.",
    "_set_trainable_state": "Set `trainable` of each layer.",
    "_set_inputs": "Call the model on tf.keras.Input instead.",
    "_build_input_shape": "Keep the shape that `build` was given.",
    "_batch_input_shape": "Read `input.shape` of the layer.",
    "_trainable_weights": "Read `trainable_weights`.",
    "_non_trainable_weights": "Read `non_trainable_weights`.",
    "_undeduplicated_weights": "Read `weights`.",
    "_train_counter": "Read `optimizer.iterations`.",
    "_distribution_strategy": "Read `distribute_strategy`, which Keras 2 and 3 have.",
    "_updates": "Nothing is collected there since TensorFlow 2.0: updates run when they are called.",
}
OF_OPTIMIZERS = {
    "_decayed_lr": "Read `learning_rate`, or call the schedule with `iterations`.",
    "_get_hyper": "Read the attribute of that name.",
    "_set_hyper": "Set the attribute of that name.",
    "_hyper": "Read the attributes.",
    "_create_slots": "Call `build` with the variables.",
    "_create_hypers": "Leave it out: they are there from the start.",
    "_create_all_weights": "Call `build` with the variables.",
    "_aggregate_gradients": "`apply_gradients` does it.",
    "_compute_gradients": "Take them by tf.GradientTape.",
    "_weights": "Read `variables`.",
    "_initial_decay": "Take a schedule.",
}

rule = Rule(
    __name__,
    source="https://keras.io/guides/migrating_to_keras_3/",
    applies=Span("2.11"),
    examples=(
        Example(
            before="""\
import tensorflow as tf

base = tf.keras.Sequential([tf.keras.layers.Dense(1, input_shape=(2,))])
base._name = "base"
for layer in base.layers:
    layer._name = "base_" + layer.name
print(base.name, base._name, base.layers[0].name[:6])
""",
            after="""\
import tensorflow as tf

base = tf.keras.Sequential([tf.keras.layers.Dense(1, input_shape=(2,))])
base.name = "base"
for layer in base.layers:
    layer.name = "base_" + layer.name
print(base.name, base.name, base.layers[0].name[:6])
""",
            runs=True,
        ),
        Example(
            before="""\
import tensorflow as tf

class Block(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self._name = "first"

print(Block().name)
""",
            after="""\
import tensorflow as tf

class Block(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.name = "first"

print(Block().name)
""",
            runs=True,
        ),
        Example(
            before="""\
import tensorflow as tf

optimizer = tf.keras.optimizers.SGD(tf.keras.optimizers.schedules.ExponentialDecay(0.5, 2, 0.5))
print(float(optimizer._decayed_lr(tf.float32)))
""",
            after="""\
import tensorflow as tf

optimizer = tf.keras.optimizers.SGD(tf.keras.optimizers.schedules.ExponentialDecay(0.5, 2, 0.5))
print(float(tf.cast(optimizer.learning_rate, tf.float32)))
""",
        ),
    ),
    untouched=(
        """\
import tensorflow as tf
class Own:
    def __init__(self):
        self._name = "own"
class Count(tf.keras.metrics.Metric):
    def update_state(self, y_true, y_pred):
        return tf.cast(y_pred, self._dtype)
class Layer(tf.keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self._updates = []
    def call(self, x):
        return x if self._updates else -x
Own()._name = "other"
""",
    ),
)


rule.words("_name", *OF_OPTIMIZERS)


@rule.file
def renamed(_module: ast.Module, around: Here) -> Iterator[Finding]:
    """`x._name = ...`, in the class itself as well, which Keras 3 takes and never looks at."""
    for store in around.code.outline.stores:
        here = around.at(around.node, store.scope)
        if store.name == "_name" and here.is_a(store.owner, LAYER):
            plain = isinstance(store.node, ast.Assign) and not _is_read(store.owner, here)
            targets = [each for each in ast.walk(store.node) if isinstance(each, ast.Attribute) and _is_set(each)]
            yield here.finding(
                store.node,
                symbol=f"{LAYER}._name",
                message="From TensorFlow 2.16 on (Keras 3), setting `_name` leaves the layer's name as it is. Set "
                "`name`, which Keras 2 does not let set, or give the name when the layer is made.",
                effect=Effect.CHANGES,
                span=KERAS3,
                fix=Fix.REVIEW if plain else Fix.MANUAL,
                edits=[_public(each, here) for each in targets] if plain else [],
            )


def _is_set(node: ast.Attribute) -> bool:
    return node.attr == "_name" and isinstance(node.ctx, ast.Store)


def _is_read(owner: ast.expr, here: Here) -> bool:
    """Whether a class of the project keeps its own name there."""
    own = here.world.classes.of_self(owner, here.scope)
    return own is not None and any(
        isinstance(each, ast.Attribute) and each.attr == "_name" and isinstance(each.ctx, ast.Load)
        for each in ast.walk(own.node)
    )


def _public(node: ast.Attribute, here: Here) -> Edit:
    end = here.text.end(node)
    return Edit(end - len(node.attr), end, PUBLIC[node.attr])


@rule.attribute(LAYER, *OF_LAYERS)
def of_layers(node: ast.Attribute, here: Here) -> Iterator[Finding]:
    if isinstance(node.ctx, ast.Load) and not here.is_a(node.value, METRIC) and not _is_own(node, here):
        yield _gone(node, LAYER, KERAS3, here)


@rule.file
def of_optimizers(_module: ast.Module, around: Here) -> Iterator[Finding]:
    for node, here in attributes(around, *OF_OPTIMIZERS):
        if here.world.classes.of_self(node.value, here.scope) is not None:
            continue  # an optimizer of one's own, which optimizer_subclass tells of as a whole
        old = any("legacy" in each for each in here.classes_of(node.value))
        if here.baseline >= Version(NEW_OPTIMIZERS.since) and not old:
            continue
        if isinstance(node.ctx, ast.Load) and is_optimizer(node.value, here):
            yield _gone(node, OPTIMIZER, KERAS3 if old else NEW_OPTIMIZERS, here)


def _is_own(node: ast.Attribute, here: Here) -> bool:
    """Whether the project itself may have put it there."""
    if node.attr == "_name" and here.world.classes.of_self(node.value, here.scope) is None:
        return False
    return any(store.name == node.attr for store in here.code.outline.stores)


def _gone(node: ast.Attribute, owner: str, span: Span, here: Here) -> Finding:
    advice = {**OF_OPTIMIZERS, **OF_LAYERS}[node.attr]
    edits = [_public(node, here)] if node.attr in PUBLIC else _rate(node, here)
    return here.finding(
        node,
        symbol=f"{owner}.{node.attr}",
        message=f"From TensorFlow {span.since} on, `{node.attr}`, which was never public, is gone. {advice}",
        effect=Effect.BREAKS,
        span=span,
        fix=(Fix.SAFE if node.attr in PUBLIC else Fix.REVIEW) if edits else Fix.MANUAL,
        edits=edits,
    )


def _rate(node: ast.Attribute, here: Here) -> list[Edit]:
    """`optimizer._decayed_lr(dtype)` as a number of this type, which a schedule is asked for, too."""
    call = here.world.once(Spots).calling(here.code, node)
    cast = sayable(here, "tf.cast")
    if node.attr != "_decayed_lr" or call is None or cast is None or len(call.args) != 1 or call.keywords:
        return []
    rate = f"{cast.text}({source(here.text, node.value)}.learning_rate, {source(here.text, call.args[0])})"
    return [*cast.edits, replace(here.text, call, rate)]
