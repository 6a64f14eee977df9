"""What TensorFlow 1 only added to a graph, TensorFlow 2 does at once: `variable.assign(1.0)` as a statement of its own.

Without a session nothing ever ran it: the variable kept its value, and `optimizer.apply_gradients` trained nothing.
"""

import ast
from collections.abc import Iterator

from packaging.version import Version

from migrations.here import Here
from migrations.rule import Effect, Example, Finding, Fix, Rule, Span
from migrations.spots import mentioned, method_calls

SINCE = Span("2.0")
ASSIGNS = ("assign", "assign_add", "assign_sub")
TRAINS = ("apply_gradients",)
OPTIMIZER = "tf.keras.optimizers.Optimizer"
RUNS = (
    "ConfigProto",
    "InteractiveSession",
    "MonitoredSession",
    "MonitoredTrainingSession",
    "Session",
    "Supervisor",
    "add_update",
    "control_dependencies",
    "enable_eager_execution",
    "enable_v2_behavior",
    "estimator",
    "function",
    "get_session",
    "group",
)
"""Words of projects in which something may run what a graph has, or in which there is none."""

PROGRAM = """\
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.layers.Dense(1, input_shape=(1,), kernel_initializer="ones")])
for weight in model.trainable_weights:
    weight.assign(weight * 3.0)
print(model.get_weights()[0].tolist())
"""

rule = Rule(
    __name__,
    source="https://www.tensorflow.org/guide/migrate/tf1_vs_tf2",
    applies=SINCE,
    examples=(Example(before=PROGRAM, after=PROGRAM, runs=True),),
    untouched=(
        "import tensorflow as tf\nadd = tf.Variable(1.0).assign_add(1.0)\n",
        """\
import tensorflow as tf
weight = tf.Variable(1.0)
@tf.function
def step():
    weight.assign(2.0)
""",
    ),
)


rule.words(*ASSIGNS, *TRAINS)


@rule.file
def unrun(_module: ast.Module, around: Here) -> Iterator[Finding]:
    if around.baseline >= Version("2.0") or mentioned(around.world, *RUNS):
        return
    for call, here in method_calls(around, *ASSIGNS, *TRAINS):
        func = call.func
        if not isinstance(func, ast.Attribute) or not isinstance(here.parent, ast.Expr):
            continue
        if func.attr in TRAINS and not here.is_a(func.value, OPTIMIZER):
            continue
        yield here.finding(
            call,
            symbol=f"tf.Variable.{func.attr}" if func.attr in ASSIGNS else f"{OPTIMIZER}.{func.attr}",
            message=f"In TensorFlow 1 `{func.attr}` only added to the graph, and no session runs it here: nothing "
            "happened. From TensorFlow 2.0 on, it happens at once. See that this is what is meant.",
            effect=Effect.CHANGES,
            span=SINCE,
            fix=Fix.MANUAL,
        )
