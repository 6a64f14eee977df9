"""A TensorFlow 1 program that builds a graph and runs it in a session goes on as one of `tensorflow.compat.v1`.

TensorFlow 2.0 took `tf.placeholder`, `tf.Session` and their kind away and runs operations at once. The safe first stage
keeps the program what it is: its files import `tensorflow.compat.v1` as `tf` and turn the new behaviour off. All files
of a program that import each other go together, since the behaviour is one for the whole process.
"""

import ast
from collections.abc import Iterator

from matrices.symbols import Misfit, Presence
from migrations.calls import is_spread
from migrations.graph.files import TWO, Switch
from migrations.here import Here
from migrations.rule import Effect, Example, Finding, Fix, Rule, Span, minor_of

V1 = "tf.compat.v1."
STAGE = (
    "This program builds a graph for a session. First stage, as in the patch: import tensorflow.compat.v1 and call "
    "tf.disable_v2_behavior(); look at it once with the whole program, since that holds for the whole process."
)
APART = ("tf.compat.", "tf.contrib.", "tf.python.", "tf.examples.")
"""What the first stage does not bring back, or what is dealt with elsewhere."""

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
def gone_names(node: ast.Module, here: Here) -> Iterator[Finding]:
    """Every reference that TensorFlow 2 does not have any more; each brings the first stage along."""
    del node
    switch = here.world.once(Switch)
    if not switch.switches(here.code):
        return
    edits = switch.edits(here.code)
    assert edits is not None
    for each in switch.found[here.code]:
        if each.dotted.startswith(APART) or not each.dotted.startswith("tf.") or ".keras." in each.dotted:
            continue
        name = _known(each.dotted, here)
        span = _gone(name, here) if name else None
        if name is None or span is None:
            continue
        there = V1 + name.removeprefix("tf.")
        if here.index.at(there, here.minors[-1]) is None:
            span = _until(there, span, here)
        if span is not None:
            yield here.finding(
                each.node,
                symbol=name,
                message=f"TensorFlow {span.since} has no {name} any more; tensorflow.compat.v1 has it. {STAGE}",
                effect=Effect.BREAKS,
                span=span,
                fix=Fix.REVIEW,
                edits=edits,
                writes=(there, f"{V1}disable_v2_behavior"),
            )


@rule.file
def old_calls(node: ast.Module, here: Here) -> Iterator[Finding]:
    """Calls of names that are still there, but take other arguments in TensorFlow 2 than in compat.v1."""
    del node
    switch = here.world.once(Switch)
    if not switch.switches(here.code):
        return
    edits = switch.edits(here.code)
    assert edits is not None
    for call, scope in here.code.outline.nodes[ast.Call]:
        assert isinstance(call, ast.Call)
        name = here.world.names.dotted(call.func, scope)
        if name is None or not name.startswith("tf.") or name.startswith(APART) or ".keras." in name or is_spread(call):
            continue
        since = next((minor for minor in here.minors if _is_two(minor) and _refuses(name, call, minor, here)), None)
        there = V1 + name.removeprefix("tf.")
        if (
            since is None
            or _refuses(name, call, here.minors[0], here)
            or not _takes(there, call, here.minors[-1], here)
        ):
            continue
        yield here.finding(
            call,
            symbol=name,
            message=f"{name} of TensorFlow {since} does not take these arguments; that of tensorflow.compat.v1 does. "
            f"{STAGE}",
            effect=Effect.BREAKS,
            span=Span(since),
            fix=Fix.REVIEW,
            edits=edits,
            writes=(there,),
        )


def _known(dotted: str, here: Here) -> str | None:
    """The longest part that is a name at the baseline."""
    name = dotted
    while name.count("."):
        if here.index.presence(name, here.minors[0]) is Presence.YES:
            return name
        name = name.rpartition(".")[0]
    return None


def _gone(name: str, here: Here) -> Span | None:
    since = next((minor for minor in here.minors if _is_two(minor) and _lost(name, minor, here)), None)
    return Span(since) if since else None


def _lost(name: str, minor: str, here: Here) -> bool:
    return here.index.presence(name, minor) is Presence.NO


def _until(there: str, span: Span, here: Here) -> Span | None:
    """The minors in which compat.v1 still has it."""
    having = [minor for minor in here.minors if _is_two(minor) and here.index.at(there, minor) is not None]
    return Span(span.since, having[-1]) if having and having[-1] != span.since else None


def _refuses(name: str, call: ast.Call, minor: str, here: Here) -> bool:
    thing = here.index.at(name, minor)
    return thing is not None and thing.signature is not None and not _takes(name, call, minor, here)


def _takes(name: str, call: ast.Call, minor: str, here: Here) -> bool:
    thing = here.index.at(name, minor)
    if thing is None or thing.signature is None:
        return False
    words = [word.arg for word in call.keywords if word.arg]
    return not isinstance(thing.signature.bind(len(call.args), words), Misfit)


def _is_two(minor: str) -> bool:
    return tuple(int(part) for part in minor.split(".")) >= minor_of(TWO)
