"""Optimizers of the project's own: their base class is another one from TensorFlow 2.11 on, and again with Keras 3.

`_resource_apply_dense`, `_create_slots`, `_set_hyper` and `get_updates` of the old one are not called, or not there. Up
to 2.15 the old base class is `tf.keras.optimizers.legacy.Optimizer`, from 2.11 on.
"""

import ast
from collections.abc import Iterator

from migrations.here import Here
from migrations.rule import Effect, Example, Finding, Fix, Rule, Span

SINCE = Span("2.11")
LEGACY = "tf.keras.optimizers.legacy.Optimizer"
OLD = frozenset({"_resource_apply_dense", "_resource_apply_sparse", "_create_slots", "_prepare_local", "get_updates"})

rule = Rule(
    __name__,
    source="https://github.com/tensorflow/tensorflow/releases/tag/v2.11.0",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import tensorflow as tf

class Plain(tf.keras.optimizers.Optimizer):
    def __init__(self, rate=0.1, name="Plain"):
        super().__init__(name)
        self._set_hyper("rate", rate)

    def _resource_apply_dense(self, grad, var, apply_state=None):
        return var.assign_sub(0.1 * grad)

    def get_config(self):
        return {}

v = tf.Variable(1.0)
Plain().apply_gradients([(tf.constant(1.0), v)])
print(float(v))
""",
            after="""\
import tensorflow as tf

class Plain(tf.keras.optimizers.Optimizer):
    def __init__(self, rate=0.1, name="Plain"):
        super().__init__(name)
        self._set_hyper("rate", rate)

    def _resource_apply_dense(self, grad, var, apply_state=None):
        return var.assign_sub(0.1 * grad)

    def get_config(self):
        return {}

v = tf.Variable(1.0)
Plain().apply_gradients([(tf.constant(1.0), v)])
print(float(v))
""",
            runs=True,
        ),
    ),
    untouched=(
        """\
import tensorflow as tf
class Mine(tf.keras.optimizers.Adam):
    def __init__(self, rate):
        super().__init__(rate)
class New(tf.keras.optimizers.Optimizer):
    def build(self, variables): ...
    def update_step(self, gradient, variable): ...
""",
    ),
)


rule.words(*OLD)


@rule.subclass("tf.keras.optimizers.Optimizer")
def own(node: ast.ClassDef, here: Here) -> Iterator[Finding]:
    methods = sorted({each.name for each in node.body if isinstance(each, ast.FunctionDef)} & OLD)
    if not methods or any("legacy" in (here.dotted(base) or "") for base in node.bases):
        return
    base = next((each for each in node.bases if here.dotted(each) == "tf.keras.optimizers.Optimizer"), None)
    edits = here.rename(base, LEGACY) if base is not None else None
    happens = f"Keras does not call `{methods[0]}` of the optimizer `{node.name}`, and raises"
    yield here.finding(
        node,
        symbol="tf.keras.optimizers.Optimizer",
        message=f"From TensorFlow 2.11 on, {happens}. {LEGACY} is the old base class, up to 2.15.",
        effect=Effect.BREAKS,
        span=Span("2.11", "2.15"),
        fix=Fix.REVIEW if edits else Fix.MANUAL,
        edits=edits or (),
        writes=(LEGACY,) if edits else (),
    )
    yield here.finding(
        node,
        symbol="tf.keras.optimizers.Optimizer",
        message=f"From TensorFlow 2.16 on (Keras 3), {happens}. Write `build` and `update_step` instead.",
        effect=Effect.BREAKS,
        span=Span("2.16"),
        fix=Fix.MANUAL,
    )
