"""The optimizers' attribute `lr` is gone from TensorFlow 2.16 on; `learning_rate` is there in every version.

Reading `optimizer.lr` raises. Setting it only makes an attribute of that name: the training goes on with the old rate
and nothing is said.
"""

import ast
from collections.abc import Iterator

from migrations.calls import replace
from migrations.here import Here
from migrations.rule import Edit, Effect, Example, Finding, Fix, Rule, Span
from migrations.spots import attributes
from migrations.values import Kind

SINCE = Span("2.16")

rule = Rule(
    __name__,
    source="https://keras.io/guides/migrating_to_keras_3/",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import tensorflow as tf

optimizer = tf.keras.optimizers.SGD(0.5)
optimizer.lr = 0.25
assert float(optimizer.lr) == 0.25
variable = tf.Variable(0.0)
optimizer.apply_gradients([(tf.constant(1.0), variable)])
assert float(variable) == -0.25, variable
""",
            after="""\
import tensorflow as tf

optimizer = tf.keras.optimizers.SGD(0.5)
optimizer.learning_rate = 0.25
assert float(optimizer.learning_rate) == 0.25
variable = tf.Variable(0.0)
optimizer.apply_gradients([(tf.constant(1.0), variable)])
assert float(variable) == -0.25, variable
""",
            runs=True,
        ),
        Example(
            before="""\
import tensorflow as tf
class Halve(tf.keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        print(float(self.model.optimizer.lr))
        self.model.optimizer.lr *= 0.5
""",
            after="""\
import tensorflow as tf
class Halve(tf.keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        print(float(self.model.optimizer.learning_rate))
        self.model.optimizer.learning_rate *= 0.5
""",
        ),
    ),
    untouched=(
        "import tensorflow as tf\nclass Options:\n    lr = 0.1\nprint(Options().lr)\n",
        "import tensorflow as tf\nimport sys\no = tf.keras.optimizers.Adam(sys.lr)\nprint(o.learning_rate)\n",
    ),
)


rule.words("lr")
rule.needs("lr")


@rule.file
def rate(_module: ast.Module, around: Here) -> Iterator[Finding]:
    for node, here in attributes(around, "lr"):
        yield from _rate(node, here)


def _rate(node: ast.Attribute, here: Here) -> Iterator[Finding]:
    if here.dotted(node) is not None or not _is_optimizer(node.value, here):
        return
    end = here.text.end(node)
    stored = isinstance(node.ctx, ast.Store) and not isinstance(here.parent, ast.AugAssign)
    happens = "setting `lr` of an optimizer does not set its rate" if stored else "optimizers have no `lr`"
    yield here.finding(
        node,
        symbol="tf.keras.optimizers.Optimizer.lr",
        message=f"From TensorFlow 2.16 on (Keras 3), {happens}. Write `learning_rate`.",
        effect=Effect.CHANGES if stored else Effect.BREAKS,
        span=SINCE,
        fix=Fix.SAFE,
        edits=[Edit(end - len("lr"), end, "learning_rate")],
    )


@rule.call("builtins.hasattr", "builtins.getattr", "builtins.setattr")
def asked(call: ast.Call, here: Here) -> Iterator[Finding]:
    """`if not hasattr(optimizer, "lr")`, as tutorials have it."""
    name = call.args[1] if len(call.args) > 1 else None
    if not isinstance(name, ast.Constant) or name.value != "lr" or not _is_optimizer(call.args[0], here):
        return
    yield here.finding(
        name,
        symbol="tf.keras.optimizers.Optimizer.lr",
        message='From TensorFlow 2.16 on (Keras 3), optimizers have no `lr`. Write "learning_rate".',
        effect=Effect.BREAKS,
        span=SINCE,
        fix=Fix.SAFE,
        edits=[replace(here.text, name, '"learning_rate"')],
    )


def _is_optimizer(owner: ast.expr, here: Here) -> bool:
    """An optimizer by its class, or the one of a model; legacy ones go together with their `lr`."""
    if here.is_a(owner, "tf.keras.optimizers.Optimizer"):
        return not any("legacy" in each for each in here.classes_of(owner))
    classes = here.classes_of(owner)
    if classes and all(each.startswith(("tf.keras.optimizers.", "keras.optimizers.")) for each in classes):
        return True
    if not isinstance(owner, ast.Attribute) or owner.attr != "optimizer":
        return False
    values = here.values(owner.value)
    layers = bool(values) and {value.kind for value in values} == {Kind.LAYER}
    named = isinstance(owner.value, ast.Attribute) and owner.value.attr == "model"
    return layers or (named and here.is_a(owner.value, "tf.keras.Model"))
