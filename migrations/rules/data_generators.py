"""Generators have to yield tuples to Keras 3: `(inputs, targets)`, and several inputs as a tuple, not as a list."""

import ast
from collections.abc import Collection, Iterator, Mapping

from migrations.below import below
from migrations.calls import argument
from migrations.here import Here, World
from migrations.names import Routine
from migrations.rule import Edit, Effect, Example, Finding, Fix, Rule, Span
from migrations.scopes import Assigned, Scope
from migrations.spots import Spots

SINCE = Span("2.16")
ASKED = frozenset({"predict", "predict_generator"})
METHODS = frozenset({"fit", "evaluate", "predict", "fit_generator", "evaluate_generator", "predict_generator"})

rule = Rule(
    __name__,
    source="https://keras.io/guides/migrating_to_keras_3/",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import numpy as np
import tensorflow as tf

def batches():
    while True:
        yield [np.ones((2, 1)), np.ones((2, 1))], np.ones((2, 1))

a, b = tf.keras.Input((1,)), tf.keras.Input((1,))
model = tf.keras.Model([a, b], tf.keras.layers.Dense(1)(tf.keras.layers.add([a, b])))
model.compile(optimizer="sgd", loss="mse")
history = model.fit(batches(), steps_per_epoch=2, verbose=0)
print(len(history.history["loss"]))
""",
            after="""\
import numpy as np
import tensorflow as tf

def batches():
    while True:
        yield (np.ones((2, 1)), np.ones((2, 1))), np.ones((2, 1))

a, b = tf.keras.Input((1,)), tf.keras.Input((1,))
model = tf.keras.Model([a, b], tf.keras.layers.Dense(1)(tf.keras.layers.add([a, b])))
model.compile(optimizer="sgd", loss="mse")
history = model.fit(batches(), steps_per_epoch=2, verbose=0)
print(len(history.history["loss"]))
""",
            runs=True,
        ),
        Example(
            before="""\
import numpy as np
import tensorflow as tf

def slices(data):
    for start in range(0, len(data), 2):
        yield data[start : start + 2]

model = tf.keras.Sequential([tf.keras.layers.Dense(1, kernel_initializer="ones")])
print(model.predict(slices(np.ones((4, 3))), steps=2, verbose=0).shape)
""",
            after="""\
import numpy as np
import tensorflow as tf

def slices(data):
    for start in range(0, len(data), 2):
        yield (data[start : start + 2],)

model = tf.keras.Sequential([tf.keras.layers.Dense(1, kernel_initializer="ones")])
print(model.predict(slices(np.ones((4, 3))), steps=2, verbose=0).shape)
""",
            runs=True,
        ),
    ),
    untouched=(
        """\
import numpy as np
import tensorflow as tf
def rows():
    yield [1, 2]
def batches():
    yield np.ones((2, 1)), np.ones((2, 1))
print(list(rows()))
model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
model.fit(batches(), steps_per_epoch=1)
""",
    ),
)


def _fed(world: World) -> Mapping[ast.AST, Collection[str]]:
    """The generator functions of the project that models are fed from, and by which methods."""
    found: dict[ast.AST, set[str]] = {}
    for code in world.project.files.values():
        for call, scope in world.once(Spots).methods(code, *METHODS):
            assert isinstance(call.func, ast.Attribute)
            given = [
                node
                for each in (
                    argument(call, 0, "x"),
                    argument(call, 0, "generator"),
                    argument(call, None, "validation_data"),
                )
                if each is not None and (node := _generator(each, scope, world)) is not None
            ]
            if given and world.inference.is_a(call.func.value, scope, "tf.keras.Model"):
                for each in given:
                    found.setdefault(each, set()).add(call.func.attr)
    return found


def _generator(given: ast.expr, scope: Scope, world: World) -> ast.AST | None:
    """The generator function of the project that an argument comes from, followed to where it is made."""
    if isinstance(given, ast.Name) and (home := scope.home(given.id)):
        values = home.bindings[given.id]
        if len(values) == 1 and isinstance(values[0], Assigned):
            given, scope = values[0].value, values[0].scope
    meaning = world.names.meaning(given.func, scope) if isinstance(given, ast.Call) else None
    is_generator = isinstance(meaning, Routine) and meaning.body in meaning.code.outline.generators
    return meaning.node if is_generator and isinstance(meaning, Routine) else None


rule.words("yield", "__getitem__")


@rule.file
def generator(_module: ast.Module, here: Here) -> Iterator[Finding]:
    fed = here.world.once(_fed)
    for node, _ in here.code.outline.nodes[ast.FunctionDef] if fed else ():
        for each in below(node) if node in fed else ():
            if isinstance(each, ast.Yield) and each.value is not None:
                yield from _alone(each.value, here) if ASKED.issuperset(fed[node]) else _yielded(each.value, here)


@rule.subclass("tf.keras.utils.Sequence")
def batches(node: ast.ClassDef, here: Here) -> Iterator[Finding]:
    """A Sequence may give its batch as a list, but not the inputs in it."""
    methods = [each for each in node.body if isinstance(each, ast.FunctionDef) and each.name == "__getitem__"]
    for method in methods:
        for each in below(method):
            if isinstance(each, ast.Return) and isinstance(each.value, ast.Tuple | ast.List):
                for part in each.value.elts:
                    yield from _listed(part, here)


def _yielded(value: ast.expr, here: Here) -> Iterator[Finding]:
    parts = [value]
    if isinstance(value, ast.Tuple | ast.List):
        parts += value.elts
    for part in parts:
        yield from _listed(part, here)


def _alone(value: ast.expr, here: Here) -> Iterator[Finding]:
    """Inputs for `predict` that are one array: Keras 3 takes them for a tuple of inputs, targets and weights."""
    match value:
        case ast.Subscript(slice=ast.Slice()) | ast.Subscript(slice=ast.Tuple(elts=[ast.Slice(), *_])):
            is_array = True
        case ast.Call():
            is_array = (here.dotted(value.func) or "").startswith(("numpy.", "tf."))
        case _:
            is_array = False
    if is_array:
        start, end = here.text.start(value), here.text.end(value)
        yield here.finding(
            value,
            symbol="tf.keras.Model.predict",
            message="From TensorFlow 2.16 on (Keras 3), `predict` raises for a generator that gives its inputs without "
            "a tuple around them.",
            effect=Effect.BREAKS,
            span=SINCE,
            fix=Fix.SAFE,
            edits=[Edit(start, start, "("), Edit(end, end, ",)")],
        )


def _listed(part: ast.expr, here: Here) -> Iterator[Finding]:
    if isinstance(part, ast.List) and len(part.elts) > 1 and not all(isinstance(e, ast.Constant) for e in part.elts):
        start, end = here.text.start(part), here.text.end(part)
        yield here.finding(
            part,
            symbol="tf.keras.Model.fit",
            message="From TensorFlow 2.16 on (Keras 3), a list among the data that a generator gives raises. "
            "Give a tuple.",
            effect=Effect.BREAKS,
            span=SINCE,
            fix=Fix.SAFE,
            edits=[Edit(start, start + 1, "("), Edit(end - 1, end, ")")],
        )
