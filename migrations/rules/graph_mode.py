"""A TensorFlow 1 program that builds a graph and runs it in a session goes on as one of `tensorflow.compat.v1`.

TensorFlow 2.0 took `tf.placeholder`, `tf.Session` and their kind away and runs operations at once. The safe first stage
keeps the program what it is: its files import `tensorflow.compat.v1` as `tf` and turn the new behaviour off. All files
of a program that import each other go together, since the behaviour is one for the whole process.
"""

import ast
from collections.abc import Iterator

from migrations.calls import is_spread
from migrations.graph.files import Switch
from migrations.graph.losses import V1, Losses
from migrations.here import Here
from migrations.rule import Effect, Example, Finding, Fix, Rule, Span

STAGE = (
    "This program builds a graph for a session. First stage, as in the patch: import tensorflow.compat.v1 and call "
    "tf.disable_v2_behavior(); look at it once with the whole program, since that holds for the whole process."
)
OFF = "tf.compat.v1.disable_v2_behavior"

rule = Rule(
    __name__,
    source="https://www.tensorflow.org/guide/migrate",
    applies=Span("2.0"),
    examples=(
        Example(
            before="""\
import numpy as np
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 2], name="x")
w = tf.get_variable("w", [2, 1], initializer=tf.ones_initializer())
y = tf.reduce_sum(tf.matmul(x, w), keep_dims=True)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(y, {x: np.ones((3, 2))}).tolist())
""",
            after="""\
import numpy as np
import tensorflow.compat.v1 as tf
tf.disable_v2_behavior()

x = tf.placeholder(tf.float32, [None, 2], name="x")
w = tf.get_variable("w", [2, 1], initializer=tf.ones_initializer())
y = tf.reduce_sum(tf.matmul(x, w), keep_dims=True)
with tf.Session() as sess:
    sess.run(tf.global_variables_initializer())
    print(sess.run(y, {x: np.ones((3, 2))}).tolist())
""",
            runs=True,
        ),
    ),
    untouched=(
        # Already one of compat.v1, with the behaviour of TensorFlow 2 turned off.
        """\
import tensorflow.compat.v1 as tf
tf.disable_v2_behavior()
x = tf.placeholder(tf.float32, [])
with tf.Session() as sess:
    print(sess.run(x * 2, {x: 1.0}))
""",
        # A graph of its own around it: operations of compat.v1 do not run at once there.
        """\
import tensorflow as tf
with tf.Graph().as_default():
    x = tf.compat.v1.placeholder(tf.float32, [])
    with tf.compat.v1.Session() as sess:
        print(sess.run(x * 2, {x: 1.0}))
""",
    ),
)


@rule.file
def gone(node: ast.Module, here: Here) -> Iterator[Finding]:
    """Every reference that TensorFlow 2 does not have any more; each brings the first stage along."""
    del node
    switch, losses = here.world.once(Switch), here.world.once(Losses)
    edits = switch.edits(here.code) if switch.switches(here.code) else None
    if edits is None:
        return
    for each in switch.references(here.code):
        loss = losses.loss(each.dotted)
        if loss is not None:
            yield here.finding(
                each.node,
                symbol=loss.name,
                message=f"TensorFlow {loss.span.since} has no {loss.name} any more, tensorflow.compat.v1 has. {STAGE}",
                effect=Effect.BREAKS,
                span=loss.span,
                fix=Fix.REVIEW,
                edits=edits,
                writes=(loss.there, OFF),
            )
    for call, scope in here.code.outline.nodes[ast.Call]:
        assert isinstance(call, ast.Call)
        name = here.world.names.dotted(call.func, scope)
        since = losses.misfit(name, call) if name is not None and name.startswith("tf.") else None
        if name is not None and since is not None and not is_spread(call):
            yield here.finding(
                call,
                symbol=name,
                message=f"{name} of TensorFlow {since} does not take these arguments, that of compat.v1 does. {STAGE}",
                effect=Effect.BREAKS,
                span=Span(since),
                fix=Fix.REVIEW,
                edits=edits,
                writes=(V1 + name.removeprefix("tf."), OFF),
            )
