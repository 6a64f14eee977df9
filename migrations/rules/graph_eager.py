"""A TensorFlow 1 program that imports `tensorflow.compat.v1` still needs the new behaviour turned off.

The names are all there, but from TensorFlow 2.0 on operations run at once: a placeholder raises, and a session has an
empty graph. Inside `with tf.Graph().as_default()` it stays as it was.
"""

import ast
import re
from collections.abc import Iterator, Sequence

from packaging.version import Version

from migrations.graph.files import Switch, turned_off
from migrations.here import Here, World
from migrations.project import Code
from migrations.rule import Effect, Example, Finding, Fix, Rule, Span
from migrations.scopes import Imported

SINCE = Span("2.0")
RAISES = (
    "tf.compat.v1.placeholder",
    "tf.compat.v1.sparse_placeholder",
    "tf.compat.v1.Session",
    "tf.compat.v1.InteractiveSession",
    "tf.compat.v1.train.MonitoredTrainingSession",
    "tf.compat.v1.train.batch",
    "tf.compat.v1.train.shuffle_batch",
)
OWN = rb"\bas_default\b|\bGraph\(|\bwrap_function\b|\bset_session\b|\bEstimator\b|\bmodel_fn\b"
"""What gives operations a graph of their own, or a session another use."""

rule = Rule(
    __name__,
    source="https://www.tensorflow.org/guide/migrate",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import tensorflow.compat.v1 as tf

x = tf.placeholder(tf.float32, [])
with tf.Session() as sess:
    print(sess.run(x * 2, {x: 1.0}))
""",
            after="""\
import tensorflow.compat.v1 as tf
tf.disable_v2_behavior()

x = tf.placeholder(tf.float32, [])
with tf.Session() as sess:
    print(sess.run(x * 2, {x: 1.0}))
""",
            runs=True,
        ),
    ),
    untouched=(
        # Turned off already, only as far as it is needed.
        """\
import tensorflow as tf
tf.compat.v1.disable_eager_execution()
x = tf.compat.v1.placeholder(tf.float32, [])
""",
        # The session of a graph of its own.
        """\
import tensorflow.compat.v1 as tf
graph = tf.Graph()
with tf.Session(graph=graph) as sess:
    print(sess.graph is graph)
""",
    ),
)


class Owners:
    """Which groups of files have a graph of their own; each is looked through once."""

    def __init__(self, world: World) -> None:
        del world
        self._known: dict[Code, bool] = {}

    def any(self, group: Sequence[Code]) -> bool:
        first = group[0]
        if first not in self._known:
            self._known[first] = any(re.search(OWN, code.text.source) for code in group)
        return self._known[first]


rule.needs("v1")


@rule.call(*RAISES)
def at_once(call: ast.Call, here: Here) -> Iterator[Finding]:
    if here.baseline >= Version(SINCE.since):
        return
    switch = here.world.once(Switch)
    group = switch.group(here.code)
    if not switch.builds_graph(here.code) or switch.switches(here.code) or switch.turned_off(here.code):
        return
    if here.world.once(Owners).any(group):
        return
    name = here.dotted(call.func) or ""
    found = _import(here)
    yield here.finding(
        call,
        symbol=name,
        message=f"From TensorFlow 2.0 on operations run at once, and {name} raises. Turn that off for the program, "
        "right behind the imports, with tf.compat.v1.disable_v2_behavior().",
        effect=Effect.BREAKS,
        span=SINCE,
        fix=Fix.REVIEW if found else Fix.MANUAL,
        edits=[turned_off(here.code, *found)] if found else [],
        writes=("tf.compat.v1.disable_v2_behavior",) if found else (),
    )


def _import(here: Here) -> tuple[ast.Import | ast.ImportFrom, str] | None:
    """The first import of TensorFlow at the top of the file, and how it says compat.v1 behind that."""
    top = here.code.outline.top
    for alias, node, scope in here.code.outline.aliases:
        local = alias.asname or alias.name
        if scope is not top or node.col_offset or len(top.bindings.get(local, ())) != 1:
            continue
        meaning = here.world.names.name(local, top) if isinstance(top.bindings[local][0], Imported) else None
        if meaning in {"tf", "tf.compat.v1"}:
            return node, local if meaning == "tf.compat.v1" else f"{local}.compat.v1"
    return None
