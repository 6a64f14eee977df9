"""Layers and models of Keras 3 do not find a `tf.Variable` in their attributes: it is not trained, and nothing is said.

They know the weights that `add_weight` makes, as every version does.
"""

import ast
from collections.abc import Iterator, Sequence

from migrations.below import below
from migrations.calls import argument, is_spread, replace, source
from migrations.here import Here
from migrations.rule import Edit, Effect, Example, Finding, Fix, Rule, Span
from migrations.saying import said
from migrations.scopes import Assigned

SINCE = Span("2.16")
SHAPED = {
    "tf.zeros": (0, "shape", 1),
    "tf.ones": (0, "shape", 1),
    "tf.random.normal": (0, "shape", 3),
    "tf.random.uniform": (0, "shape", 3),
    "tf.random.truncated_normal": (0, "shape", 3),
    "tf.fill": (0, "dims", None),
}
"""Functions that are told a shape, and the position of their dtype."""
PLACES = ("__init__", "build")

rule = Rule(
    __name__,
    source="https://keras.io/guides/migrating_to_keras_3/",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import tensorflow as tf

class Linear(tf.keras.layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.w = tf.Variable(tf.ones((2, units)), name="w")
        self.scale = tf.Variable(2.0)
        start = tf.zeros_initializer()
        self.b = tf.Variable(initial_value=start(shape=(units,), dtype="float32"), trainable=True)

    def call(self, inputs):
        return (tf.matmul(inputs, self.w) + self.b) * self.scale

layer = Linear(3)
print(float(tf.reduce_sum(layer(tf.ones((1, 2))))), len(layer.trainable_variables))
""",
            after="""\
import tensorflow as tf

class Linear(tf.keras.layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.w = self.add_weight(name="w", shape=(2, units), initializer=lambda shape, dtype=None: tf.ones((2, units)))
        self.scale = self.add_weight(name="scale", shape=(), initializer=lambda shape, dtype=None: tf.constant(2.0))
        start = tf.zeros_initializer()
        self.b = self.add_weight(name="b", shape=(units,), initializer=start, trainable=True)

    def call(self, inputs):
        return (tf.matmul(inputs, self.w) + self.b) * self.scale

layer = Linear(3)
print(float(tf.reduce_sum(layer(tf.ones((1, 2))))), len(layer.trainable_variables))
""",
            runs=True,
        ),
    ),
    untouched=(
        """\
import tensorflow as tf
class Counted(tf.keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.steps = tf.Variable(0, trainable=False)
        self.w = self.add_weight(name="w", shape=())
class Plain(tf.Module):
    def __init__(self):
        self.w = tf.Variable(1.0)
class Logs(tf.keras.callbacks.Callback):
    def __init__(self):
        self.best = tf.Variable(1.0)
""",
    ),
)


rule.words("Variable")


@rule.subclass("tf.keras.layers.Layer")
def variables(node: ast.ClassDef, here: Here) -> Iterator[Finding]:
    if _is_metric(node, here):
        return
    for method in node.body:
        if not isinstance(method, ast.FunctionDef):
            continue
        scope = here.code.outline.scopes[method]
        for statement in below(method):
            match statement:
                case ast.Assign(
                    targets=[ast.Attribute(value=ast.Name(id="self"), attr=name)], value=ast.Call() as made
                ):
                    there = Here(here.rule, here.world, here.code, scope, made)
                    if there.dotted(made.func) == "tf.Variable" and _is_trained(made):
                        yield _found(node, method, name, made, there)
                case _:
                    continue


def _is_metric(node: ast.ClassDef, here: Here) -> bool:
    """Metrics were layers once; nobody trains their variables."""
    classes, kinship = here.world.classes, here.world.inference.kinship
    klass = here.world.names.klass(node, here.scope)
    bases = [base for each in classes.ancestors(klass) for base in classes.bases(each) if isinstance(base, str)]
    return any(kinship.derives(base, "tf.keras.metrics.Metric") for base in bases)


def _is_trained(made: ast.Call) -> bool:
    trainable = argument(made, 1, "trainable")
    return not (isinstance(trainable, ast.Constant) and trainable.value is False)


def _found(node: ast.ClassDef, method: ast.FunctionDef, name: str, made: ast.Call, here: Here) -> Finding:
    edits = _edits(method, name, made, here)
    return here.finding(
        made,
        symbol="tf.keras.layers.Layer.trainable_variables",
        message=f"From TensorFlow 2.16 on (Keras 3), `{node.name}` does not find the tf.Variable `self.{name}`: "
        "it is not trained and not saved. Make it with `self.add_weight`.",
        effect=Effect.CHANGES,
        span=SINCE,
        fix=Fix.SAFE if edits else Fix.MANUAL,
        edits=edits,
    )


def _edits(method: ast.FunctionDef, name: str, made: ast.Call, here: Here) -> Sequence[Edit]:
    start = argument(made, 0, "initial_value")
    known = {"initial_value", "trainable", "name", "dtype"}
    if start is None or is_spread(made) or method.name not in PLACES or any(w.arg not in known for w in made.keywords):
        return []
    if method.name == "__init__" and not _after_super(method, made):
        return []
    shaped = _shape(start, here)
    dtype = argument(made, None, "dtype")
    if shaped is None or (dtype is not None and not _is_float(dtype, here)):
        return []
    shape, initializer = shaped
    given = argument(made, None, "name")
    words = [
        f"name={source(here.text, given)}" if given is not None else f'name="{name}"',
        f"shape={shape}",
        f"initializer={initializer}",
    ]
    trainable = argument(made, 1, "trainable")
    if trainable is not None:
        words.append(f"trainable={source(here.text, trainable)}")
    return [replace(here.text, made, f"self.add_weight({', '.join(words)})")]


def _after_super(method: ast.FunctionDef, made: ast.Call) -> bool:
    """Whether the base class is set up before."""
    calls = [
        node.lineno
        for node in below(method)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "__init__"
    ]
    return bool(calls) and min(calls) < made.lineno


def _shape(start: ast.expr, here: Here) -> tuple[str, str] | None:  # noqa: PLR0911  # many kinds, most of them unclear
    """The shape of a first value, and what makes one."""
    text = source(here.text, start)
    if "\n" in text:
        return None
    if isinstance(start, ast.Constant) and isinstance(start.value, float):
        constant = said(here, "tf.constant")
        return ("()", f"lambda shape, dtype=None: {constant}({text})") if constant else None
    if not isinstance(start, ast.Call):
        return None
    dotted = here.dotted(start.func)
    if dotted in SHAPED:
        place, word, dtype_place = SHAPED[dotted]
        shape, dtype = argument(start, place, word), argument(start, dtype_place, "dtype")
        if shape is None or (dtype is not None and not _is_float(dtype, here)):
            return None
        if dotted == "tf.fill" and not (len(start.args) > 1 and _is_decimal(start.args[1])):
            return None
        return source(here.text, shape), f"lambda shape, dtype=None: {text}"
    if dotted is None and _is_initializer(start.func, here):
        shape, dtype = argument(start, 0, "shape"), argument(start, 1, "dtype")
        if shape is not None and (dtype is None or _is_float(dtype, here)):
            return source(here.text, shape), source(here.text, start.func)
    return None


def _is_decimal(expr: ast.expr) -> bool:
    return isinstance(expr, ast.Constant) and isinstance(expr.value, float)


def _is_float(dtype: ast.expr, here: Here) -> bool:
    if isinstance(dtype, ast.Constant):
        return bool(dtype.value == "float32")
    return here.dotted(dtype) == "tf.float32"


def _is_initializer(func: ast.expr, here: Here) -> bool:
    """Whether it is an initializer of TensorFlow or Keras, made here or before."""
    home = here.scope.home(func.id) if isinstance(func, ast.Name) else None
    if isinstance(func, ast.Name) and home is not None:
        values = [each.value for each in home.bindings[func.id] if isinstance(each, Assigned)]
        if len(values) != 1 or len(home.bindings[func.id]) != 1:
            return False
        func = values[0]
    name = (here.dotted(func.func) or "").rpartition(".") if isinstance(func, ast.Call) else ("", "", "")
    return name[2].endswith("_initializer") or name[0].endswith("initializers")
