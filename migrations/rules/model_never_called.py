"""A Sequential model of Keras 3 has no `input` and `output` of its own before it is called on a symbolic tensor.

It raises "has never been called and thus has no defined output". `inputs` and `outputs`, the lists, are there as
soon as the model knows its input shape, in every version.
"""

import ast
from collections.abc import Iterator

from migrations.here import Here
from migrations.rule import Edit, Effect, Example, Finding, Fix, Rule, Span
from migrations.symbolic import is_symbolic

SINCE = Span("2.16")
LISTS = {"input": "inputs[0]", "output": "outputs[0]"}

rule = Rule(
    __name__,
    source="https://keras.io/guides/migrating_to_keras_3/",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.Input((3,)), tf.keras.layers.Dense(2), tf.keras.layers.Dense(1)])
features = tf.keras.Model(model.input, model.layers[0].output)
print(features(tf.ones((1, 3))).shape, model.output.shape[1])
""",
            after="""\
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.Input((3,)), tf.keras.layers.Dense(2), tf.keras.layers.Dense(1)])
features = tf.keras.Model(model.inputs[0], model.layers[0].output)
print(features(tf.ones((1, 3))).shape, model.outputs[0].shape[1])
""",
            runs=True,
        ),
    ),
    untouched=(
        """\
import tensorflow as tf
i = tf.keras.Input((3,))
model = tf.keras.Model(i, tf.keras.layers.Dense(1)(i))
print(model.input, model.output)
inner = tf.keras.Sequential([tf.keras.layers.Dense(1)])
outer = tf.keras.Model(i, inner(i))
print(inner.output)
""",
    ),
)


@rule.attribute("tf.keras.Sequential", *LISTS)
def undefined(node: ast.Attribute, here: Here) -> Iterator[Finding]:
    if not isinstance(node.ctx, ast.Load) or _is_called(node.value, here) or not _is_plain(node.value, here):
        return
    end = here.text.end(node)
    yield here.finding(
        node,
        symbol=f"tf.keras.Sequential.{node.attr}",
        message=f"From TensorFlow 2.16 on (Keras 3), `{node.attr}` of a Sequential model that was never called on a "
        f"symbolic tensor raises an AttributeError. Write `{LISTS[node.attr]}`.",
        effect=Effect.BREAKS,
        span=SINCE,
        fix=Fix.SAFE,
        edits=[Edit(end - len(node.attr), end, LISTS[node.attr])],
    )


def _is_plain(owner: ast.expr, here: Here) -> bool:
    """Whether it is a Sequential itself; what was loaded or got from a function may have been called there."""
    return all(
        value.name
        in {"tf.keras.Sequential", "tf.keras.models.Sequential", "keras.Sequential", "keras.models.Sequential"}
        for value in here.values(owner)
    )


def _is_called(owner: ast.expr, here: Here) -> bool:
    """Whether anything of this name is called on a symbolic tensor."""
    last = owner.attr if isinstance(owner, ast.Attribute) else owner.id if isinstance(owner, ast.Name) else None
    for node, scope in here.code.outline.nodes[ast.Call]:
        assert isinstance(node, ast.Call)
        func = node.func
        name = func.attr if isinstance(func, ast.Attribute) else func.id if isinstance(func, ast.Name) else None
        if name is not None and name == last and node.args:
            there = Here(here.rule, here.world, here.code, scope, node)
            if is_symbolic(node.args[0], there):
                return True
    return last is None
