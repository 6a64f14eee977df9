"""With Keras 3, `trainable = False` holds for a model that was compiled before, too: it is silently not trained.

Keras 2 kept what was trainable when `compile` was called. The usual GAN relies on it: the discriminator is compiled,
then frozen for the combined model, and trained all the same. To thaw it while it is trained does so in every version.
"""

import ast
from collections.abc import Iterator, Sequence

from migrations.below import below
from migrations.calls import argument
from migrations.endings import line_before
from migrations.here import Here
from migrations.optimizers import made_once
from migrations.rule import Edit, Effect, Example, Finding, Fix, Rule, Span
from migrations.scopes import Scope, Store
from migrations.spots import Spots, mentions
from migrations.walk import FUNCTIONS

SINCE = Span("2.16")
MODEL = "tf.keras.Model"
TRAINS = ("fit", "fit_generator", "train_on_batch")

rule = Rule(
    __name__,
    source="https://keras.io/getting_started/faq/#how-can-i-freeze-layers-and-do-finetuning",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import numpy as np
import tensorflow as tf

judge = tf.keras.Sequential([tf.keras.layers.Dense(1, input_shape=(2,), kernel_initializer="ones")])
judge.compile("sgd", "mse")
judge.trainable = False
noise = tf.keras.Input((3,))
maker = tf.keras.layers.Dense(2, kernel_initializer="ones")
both = tf.keras.Model(noise, judge(maker(noise)))
both.compile("sgd", "mse")
for _ in range(3):
    judge.train_on_batch(np.ones((2, 2)), np.zeros((2, 1)))
    both.train_on_batch(np.ones((2, 3)), np.ones((2, 1)))
print(judge.get_weights()[0].round(4).tolist(), maker.get_weights()[0].round(4).tolist())
""",
            after="""\
import numpy as np
import tensorflow as tf

judge = tf.keras.Sequential([tf.keras.layers.Dense(1, input_shape=(2,), kernel_initializer="ones")])
judge.compile("sgd", "mse")
judge.trainable = False
noise = tf.keras.Input((3,))
maker = tf.keras.layers.Dense(2, kernel_initializer="ones")
both = tf.keras.Model(noise, judge(maker(noise)))
both.compile("sgd", "mse")
for _ in range(3):
    judge.trainable = True
    judge.train_on_batch(np.ones((2, 2)), np.zeros((2, 1)))
    judge.trainable = False
    both.train_on_batch(np.ones((2, 3)), np.ones((2, 1)))
print(judge.get_weights()[0].round(4).tolist(), maker.get_weights()[0].round(4).tolist())
""",
            runs=True,
        ),
    ),
    untouched=(
        """\
import tensorflow as tf
base = tf.keras.Sequential([tf.keras.layers.Dense(1, input_shape=(2,))])
base.trainable = False
base.compile("sgd", "mse")
base.fit(x, y)
again = tf.keras.Sequential([tf.keras.layers.Dense(1, input_shape=(2,))])
again.compile("sgd", "mse")
again.fit(x, y)
again.trainable = False
again.compile("adam", "mse")
again.fit(x, y)
""",
    ),
)


rule.words("trainable")


@rule.file
def frozen(_module: ast.Module, around: Here) -> Iterator[Finding]:
    if not mentions(around.code, "trainable"):
        return
    for store in around.code.outline.stores:
        if store.name == "trainable" and isinstance(store.value, ast.Constant) and store.value.value is False:
            yield from _frozen(store, around)


def _frozen(store: Store, around: Here) -> Iterator[Finding]:
    name, line = ast.unparse(store.owner), store.node.lineno
    here = around.at(store.node, store.scope)
    if not isinstance(store.node, ast.stmt) or not here.is_a(store.owner, MODEL):
        return
    compiled = [call for call, scope in _calls(name, around, "compile") if scope is store.scope]
    earlier = [call for call in compiled if call.lineno < line]
    if not earlier or len(earlier) < len(compiled) or _is_thawed(name, around):
        return
    trained = [(call, scope) for call, scope in _calls(name, around, *TRAINS) if _comes_later(call, scope, store)]
    if not trained:
        return
    edits = _edits(name, trained, here) if _has_its_optimizer(earlier[-1], here) else []
    advice = (
        "The patch thaws it while it is trained."
        if edits
        else "Set `trainable` to True before it is trained, and to False afterwards."
    )
    yield here.finding(
        store.node,
        symbol="tf.keras.Model.trainable",
        message=f"From TensorFlow 2.16 on (Keras 3), `{name}` is not trained: that it was compiled before it was "
        f"frozen no longer matters, and nothing is said. {advice}",
        effect=Effect.CHANGES,
        span=SINCE,
        fix=Fix.REVIEW if edits else Fix.MANUAL,
        edits=edits,
    )


def _calls(name: str, around: Here, *members: str) -> Iterator[tuple[ast.Call, Scope]]:
    for call, scope in around.world.once(Spots).methods(around.code, *members):
        if isinstance(call.func, ast.Attribute) and ast.unparse(call.func.value) == name:
            yield call, scope


def _is_thawed(name: str, around: Here) -> bool:
    """Whether the file sets it otherwise elsewhere."""
    return any(
        each.name == "trainable"
        and ast.unparse(each.owner) == name
        and not (isinstance(each.value, ast.Constant) and each.value.value is False)
        for each in around.code.outline.stores
    )


def _comes_later(call: ast.Call, scope: Scope, store: Store) -> bool:
    """Whether it is called behind the line in its own function, or in another method of the same class."""
    if scope is store.scope:
        return call.lineno > store.node.lineno
    methods = isinstance(scope.owner, FUNCTIONS) and isinstance(store.scope.owner, FUNCTIONS)
    if isinstance(store.owner, ast.Attribute):
        return methods and scope.parent is store.scope.parent
    return False


def _has_its_optimizer(call: ast.Call, here: Here) -> bool:
    """Whether no other model can have the same optimizer, or optimizer_shared gives the others one of their own."""
    given = argument(call, 0, "optimizer")
    if isinstance(given, ast.Name):
        return made_once(given, here) is not None and _is_only_compiled_with(given.id, here)
    return isinstance(given, ast.Constant | ast.Call)


def _is_only_compiled_with(name: str, here: Here) -> bool:
    """Whether models are compiled with it, and nothing else is done with it in the file."""
    given = [argument(call, 0, "optimizer") for call, _ in here.world.once(Spots).methods(here.code, "compile")]
    return all(
        node in given
        for node in below(here.code.text.tree)
        if isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load)
    )


def _edits(name: str, trained: Sequence[tuple[ast.Call, Scope]], here: Here) -> list[Edit]:
    """Lines around each statement that trains it."""
    edits: list[Edit] = []
    statements: dict[ast.stmt, None] = {}
    for call, _ in trained:
        node: ast.AST | None = call
        while node is not None and not isinstance(node, ast.stmt):
            node = here.code.parents.get(node)
        if not isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign | ast.Expr):
            return []
        statements[node] = None
    for statement in statements:
        first = line_before(here.code, statement, f"{name}.trainable = True")
        end = here.text.end(statement)
        rest = here.text.source[end : here.text.end_of_line(statement.end_lineno or statement.lineno)]
        if first is None or rest.strip():
            return []
        indent = first[0].text.rpartition("\n")[2]
        edits += [*first, Edit(end, end, f"\n{indent}{name}.trainable = False")]
    return edits
