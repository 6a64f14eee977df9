"""From TensorFlow 2.16 on (Keras 3), a checkpoint is not restored into a model of one's own that has no weights yet.

Keras 2 kept the values back until the layers were built. Keras 3 forgets them: the model goes on with the weights it
started with, and says nothing. Called once before, it has its weights when they are restored.
"""

import ast
from collections.abc import Iterator, Sequence

from migrations.below import below
from migrations.calls import source
from migrations.classes import Family
from migrations.here import Here
from migrations.names import Klass
from migrations.rule import Edit, Effect, Example, Finding, Fix, Rule, Span
from migrations.spots import method_calls

FROM = Span("2.16")
CHECKPOINTS = {"tf.train.Checkpoint", "tf.compat.v1.train.Checkpoint"}
HARMLESS = {"compile", "name", "summary", "trainable"}
"""Members that build nothing."""

rule = Rule(
    __name__,
    source="https://keras.io/guides/migrating_to_keras_3/",
    applies=FROM,
    examples=(
        Example(
            before="""\
import tensorflow as tf


class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = tf.keras.layers.Dense(2)

    def call(self, x):
        return self.dense(x)


x = tf.ones((1, 3))
net = Net()
expected = net(x)
path = tf.train.Checkpoint(net=net).save("ck/net")
fresh = Net()
tf.train.Checkpoint(net=fresh).restore(path)
assert float(tf.reduce_sum(abs(fresh(x) - expected))) == 0
""",
            after="""\
import tensorflow as tf


class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = tf.keras.layers.Dense(2)

    def call(self, x):
        return self.dense(x)


x = tf.ones((1, 3))
net = Net()
expected = net(x)
path = tf.train.Checkpoint(net=net).save("ck/net")
fresh = Net()
fresh(x)
tf.train.Checkpoint(net=fresh).restore(path)
assert float(tf.reduce_sum(abs(fresh(x) - expected))) == 0
""",
            runs=True,
        ),
    ),
    untouched=(
        """\
import tensorflow as tf

net = tf.keras.Sequential([tf.keras.layers.Dense(2)])
path = tf.train.Checkpoint(net=net).save("ck/net")
fresh = tf.keras.Sequential([tf.keras.layers.Dense(2)])
tf.train.Checkpoint(net=fresh).restore(path)
""",
        """\
import tensorflow as tf


class Net(tf.keras.Model):
    def call(self, x):
        return x


net = Net()
checkpoint = tf.train.Checkpoint(net=net)
manager = tf.train.CheckpointManager(checkpoint, "ck", max_to_keep=3)
checkpoint.restore(manager.latest_checkpoint)
""",
    ),
)


rule.words("Checkpoint")


@rule.file
def restored(_module: ast.Module, around: Here) -> Iterator[Finding]:
    for call, here in method_calls(around, "restore", "read"):
        yield from _restored(call, here)


def _restored(call: ast.Call, here: Here) -> Iterator[Finding]:
    if not isinstance(call.func, ast.Attribute):
        return
    made = _made(call.func.value, here)
    if made is None or not _saved_before(call, here):
        return
    for arg in (*made.args, *(word.value for word in made.keywords)):
        if isinstance(arg, ast.Name) and (klass := _unbuilt(arg, call, here)) is not None:
            edits = _called(arg, klass, call, here)
            message = (
                f"From TensorFlow 2.16 on (Keras 3), nothing is restored into `{arg.id}`, which has no weights before "
                f"it is "
                "called for the first time: it goes on with fresh ones, silently. "
            )
            message += "The patch calls it once before." if edits else "Call it once before, on any input."
            yield here.finding(
                call,
                symbol="tf.train.Checkpoint.restore",
                message=message,
                effect=Effect.CHANGES,
                span=FROM,
                fix=Fix.REVIEW if edits else Fix.MANUAL,
                edits=edits,
            )


def _made(owner: ast.expr, here: Here) -> ast.Call | None:
    """The call that made the checkpoint."""
    if isinstance(owner, ast.Name):
        bound = here.scope.assigned(owner.id)
        if bound is None:
            return None
        owner = bound.value
    is_checkpoint = isinstance(owner, ast.Call) and here.dotted(owner.func) in CHECKPOINTS
    return owner if is_checkpoint and isinstance(owner, ast.Call) else None


def _saved_before(call: ast.Call, here: Here) -> bool:
    """Whether the program itself has written what it reads: a first run would find nothing to restore."""
    for other, scope in here.code.outline.nodes[ast.Call]:
        assert isinstance(other, ast.Call)
        is_before = scope is here.scope and other.lineno < call.lineno
        if is_before and isinstance(other.func, ast.Attribute) and other.func.attr in {"save", "write"}:
            written = _made(other.func.value, here)
            if written is not None:
                return True
    return False


def _unbuilt(name: ast.Name, call: ast.Call, here: Here) -> Klass | None:
    """The project's class of a model that surely was not called before."""
    bound = here.scope.assigned(name.id)
    if bound is None or here.scope.home(name.id) is not here.scope:
        return None
    value = bound.value
    meaning = here.world.names.meaning(value.func, bound.scope) if isinstance(value, ast.Call) else None
    if not isinstance(meaning, Klass) or here.world.classes.family(meaning) is not Family.KERAS:
        return None
    methods = {statement.name for statement in meaning.node.body if isinstance(statement, ast.FunctionDef)}
    if "call" not in methods or not _has_layers(meaning, here):
        return None
    return None if _is_used(name.id, value, call, here) else meaning


def _has_layers(klass: Klass, here: Here) -> bool:
    """Whether it keeps layers that get their weights when it is called."""
    inference = here.world.inference
    stores = here.world.classes.stores.get(klass, ())
    return any(
        store.value is not None and inference.is_a(store.value, store.scope, "tf.keras.layers.Layer")
        for store in stores
    )


def _is_used(name: str, made: ast.expr, call: ast.Call, here: Here) -> bool:
    """Whether anything between making and restoring may build it."""
    parents = here.code.parents
    for node in below(here.code.text.tree):
        if not isinstance(node, ast.Name) or node.id != name or not isinstance(node.ctx, ast.Load):
            continue
        if not made.lineno < node.lineno <= (call.end_lineno or call.lineno):
            continue
        parent = parents.get(node)
        outer = parents.get(parent) if isinstance(parent, ast.keyword) else parent
        if isinstance(outer, ast.Call) and outer.func is not node and here.dotted(outer.func) in CHECKPOINTS:
            continue
        if isinstance(parent, ast.Attribute) and parent.attr in HARMLESS:
            continue
        return True
    return False


def _called(name: ast.Name, klass: Klass, call: ast.Call, here: Here) -> Sequence[Edit]:
    """The same call that the program makes of another model of this class, before the weights are restored."""
    parents = here.code.parents
    statement: ast.AST | None = call
    while statement is not None and not isinstance(statement, ast.stmt):
        statement = parents.get(statement)
    if statement is None:
        return []
    for other, scope in here.code.outline.nodes[ast.Call]:
        assert isinstance(other, ast.Call)
        if scope is not here.scope or other.lineno >= statement.lineno or not isinstance(other.func, ast.Name):
            continue
        if other.func.id == name.id or {value.of for value in here.values(other.func)} != {klass}:
            continue
        if any(not isinstance(arg, ast.Name | ast.Constant) and not _is_fresh(arg, here) for arg in other.args):
            continue
        indent = here.text.lines[statement.lineno - 1][: here.text.characters(statement.lineno, statement.col_offset)]
        if indent.strip():
            return []
        written = source(here.text, other).replace(other.func.id, name.id, 1)
        place = here.text.start(statement)
        return [Edit(place, place, f"{written}\n{indent}")]
    return []


def _is_fresh(arg: ast.expr, here: Here) -> bool:
    """Whether the input is made on the spot: `tf.ones((1, 3))`."""
    return isinstance(arg, ast.Call) and (here.dotted(arg.func) or "").startswith(("tf.", "numpy."))
