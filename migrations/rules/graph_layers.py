"""`tf.layers` and the cells of `tf.nn.rnn_cell` raise from TensorFlow 2.16 on, unless the old Keras is installed.

They were made of Keras 2. The names are still there in `tensorflow.compat.v1`, and say that they are "not available
with Keras 3". The patch writes the few that a file uses into it, made of plain operations and `get_variable`: variables
keep their names, checkpoints load, and the numbers are the same. Where a file uses what cannot be written in a few
lines, the patch keeps Keras 2 instead: with the package tf-keras and TF_USE_LEGACY_KERAS.
"""

import ast
from collections.abc import Iterator

from migrations.graph.files import Switch
from migrations.graph.written import FAMILIES, Plans, place_of
from migrations.here import Here
from migrations.legacy import is_legacy
from migrations.rule import Edit, Effect, Example, Finding, Fix, Rule, Span

SINCE = Span("2.16")

rule = Rule(
    __name__,
    source="https://github.com/tensorflow/tensorflow/releases/tag/v2.16.1",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import tensorflow.compat.v1 as tf
tf.disable_v2_behavior()

x = tf.placeholder(tf.float32, [None, 2, 2, 1])
y = tf.layers.flatten(x)
with tf.Session() as sess:
    print(sess.run(y, {x: [[[[1.0], [2.0]], [[3.0], [4.0]]]]}).tolist())
""",
            after="""\
import tensorflow.compat.v1 as tf
tf.disable_v2_behavior()

# TensorFlow no longer has these layers: here they are, made of its operations, with the same names and values.
def v1_flatten(inputs, name=None, data_format="channels_last"):
    with tf.name_scope(name, "flatten"):
        inputs = tf.convert_to_tensor(inputs)
        rank = len(inputs.shape)
        if data_format == "channels_first" and rank > 2:
            inputs = tf.transpose(inputs, [0] + list(range(2, rank)) + [1])
        batch, size = inputs.shape.as_list()[0], 1
        for each in inputs.shape.as_list()[1:]:
            size = size * each if size and each else None
        outputs = tf.reshape(inputs, [tf.shape(inputs)[0] if batch is None else batch, size or -1])
        outputs.set_shape([batch, size])
        return outputs


x = tf.placeholder(tf.float32, [None, 2, 2, 1])
y = v1_flatten(x)
with tf.Session() as sess:
    print(sess.run(y, {x: [[[[1.0], [2.0]], [[3.0], [4.0]]]]}).tolist())
""",
            runs=True,
        ),
    ),
    untouched=(
        # Other parts of tf.nn and of Keras.
        """\
import tensorflow.compat.v1 as tf
tf.disable_v2_behavior()
x = tf.placeholder(tf.float32, [None, 4])
print(tf.nn.relu(x), tf.losses.mean_squared_error(x, x))
""",
    ),
)


@rule.below(*FAMILIES)
def layers(node: ast.Attribute | ast.alias, here: Here) -> Iterator[Finding]:
    name = here.dotted(node) if isinstance(node, ast.Attribute) else None
    if is_legacy(here.world, here.code) or (name or "") in FAMILIES:
        return
    plan = here.world.once(Plans).plan(here.code)
    edits: list[Edit] = list(_stage(here))
    symbol = name or (node.name if isinstance(node, ast.alias) else "tf.layers")
    block = plan.blocks.get(node)
    if plan.legacy is not None:
        edits.append(plan.legacy)
        advice = (
            "The patch keeps Keras 2 for this program: TF_USE_LEGACY_KERAS is set before TensorFlow is imported, and "
            "the package tf-keras has to be installed. Look at it: this holds for the whole process."
        )
    elif block is not None and plan.insertion is not None:
        edits += [plan.insertion, *place_of(here.code, node, block)]
        advice = (
            f"The patch writes it into the file as v1_{block}, made of plain operations: variables keep their names, "
            "and the numbers are the same. Look at it once with the checkpoints of the program."
        )
    else:
        edits = []
        advice = (
            "Keep Keras 2 for this program, with the package tf-keras and TF_USE_LEGACY_KERAS=1 in the environment, or "
            "write the layer with get_variable and operations of tf.nn."
        )
    yield here.finding(
        node,
        symbol=symbol,
        message=f"From TensorFlow 2.16 on, {symbol} raises: it is not available with Keras 3. {advice}",
        effect=Effect.BREAKS,
        span=SINCE,
        fix=Fix.REVIEW if edits else Fix.MANUAL,
        edits=edits,
        requires=("tf-keras",) if plan.legacy is not None else (),
    )


def _stage(here: Here) -> tuple[Edit, ...]:
    """A file from TensorFlow 1 goes over to compat.v1 as well."""
    switch = here.world.once(Switch)
    return (switch.edits(here.code) or ()) if switch.switches(here.code) else ()
