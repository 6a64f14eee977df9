"""Losses of Keras 3 do not know the reduction "auto"; what it meant is their default.

`tf.keras.losses.Reduction.AUTO` is that word, so it raises too.
"""

import ast
from collections.abc import Iterator

from migrations.calls import keyword, remove_argument, replace
from migrations.here import Here
from migrations.rule import Effect, Example, Finding, Fix, Rule, Span
from migrations.spots import keyword_calls

SINCE = Span("2.16")
AUTO = frozenset(
    f"{root}.{name}.AUTO"
    for root in ("tf.keras.losses", "keras.losses", "tf.losses", "tf.keras.utils.losses_utils")
    for name in ("Reduction", "ReductionV2")
)

rule = Rule(
    __name__,
    source="https://keras.io/guides/migrating_to_keras_3/",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import tensorflow as tf

loss = tf.keras.losses.MeanSquaredError(reduction=tf.keras.losses.Reduction.AUTO, name="mse")
print(float(loss(tf.ones((2, 2)), tf.zeros((2, 2)))))
print(float(tf.keras.losses.MeanAbsoluteError(reduction="auto")(tf.ones((2, 2)), tf.zeros((2, 2)))))
""",
            after="""\
import tensorflow as tf

loss = tf.keras.losses.MeanSquaredError(name="mse")
print(float(loss(tf.ones((2, 2)), tf.zeros((2, 2)))))
print(float(tf.keras.losses.MeanAbsoluteError()(tf.ones((2, 2)), tf.zeros((2, 2)))))
""",
            runs=True,
        ),
        Example(
            before="""\
import tensorflow as tf

class Weighted(tf.keras.losses.Loss):
    def __init__(self, weight=2.0, reduction=tf.keras.losses.Reduction.AUTO, name="weighted"):
        super().__init__(reduction=reduction, name=name)
        self.weight = weight

    def call(self, y_true, y_pred):
        return self.weight * tf.square(y_true - y_pred)

print(float(Weighted()(tf.zeros((2, 1)), tf.ones((2, 1)))))
""",
            after="""\
import tensorflow as tf

class Weighted(tf.keras.losses.Loss):
    def __init__(self, weight=2.0, reduction="sum_over_batch_size", name="weighted"):
        super().__init__(reduction=reduction, name=name)
        self.weight = weight

    def call(self, y_true, y_pred):
        return self.weight * tf.square(y_true - y_pred)

print(float(Weighted()(tf.zeros((2, 1)), tf.ones((2, 1)))))
""",
            runs=True,
        ),
    ),
    untouched=(
        "import tensorflow as tf\ntf.keras.losses.MeanSquaredError(reduction=tf.keras.losses.Reduction.SUM)\n",
        "import tensorflow as tf\ntf.keras.losses.MeanSquaredError(reduction='none')\ndict(reduction='auto')\n",
    ),
)


rule.words("reduction")


@rule.file
def auto(_module: ast.Module, around: Here) -> Iterator[Finding]:
    for call, here in keyword_calls(around, "reduction"):
        yield from _auto(call, here)


def _auto(call: ast.Call, here: Here) -> Iterator[Finding]:
    word = keyword(call, "reduction")
    if word is None or not _makes_loss(call, here):
        return
    default = _default(word.value, here)
    if default is not None and _is_auto(default, here):
        yield here.finding(
            default,
            symbol="tf.keras.losses.Reduction.AUTO",
            message='From TensorFlow 2.16 on (Keras 3), losses raise a ValueError for the reduction "auto", which this '
            'class hands on. It meant "sum_over_batch_size".',
            effect=Effect.BREAKS,
            span=SINCE,
            fix=Fix.SAFE,
            edits=[replace(here.text, default, '"sum_over_batch_size"')],
        )
    if not _is_auto(word.value, here):
        return
    yield here.finding(
        word,
        symbol="tf.keras.losses.Reduction.AUTO",
        message='From TensorFlow 2.16 on (Keras 3), losses raise a ValueError for the reduction "auto". '
        "Leave it out: the default is what it meant.",
        effect=Effect.BREAKS,
        span=SINCE,
        fix=Fix.SAFE,
        edits=[remove_argument(here.text, call, word)],
    )


def _default(value: ast.expr, here: Here) -> ast.expr | None:
    """What the parameter is that is handed on, where the caller says nothing."""
    function = here.enclosing(ast.FunctionDef)
    if function is None or not isinstance(value, ast.Name):
        return None
    args = function.args
    placed = [*args.posonlyargs, *args.args]
    pairs = [*zip(placed[len(placed) - len(args.defaults) :], args.defaults, strict=True)]
    pairs += [(arg, each) for arg, each in zip(args.kwonlyargs, args.kw_defaults, strict=True) if each is not None]
    return next((each for arg, each in pairs if arg.arg == value.id), None)


def _is_auto(value: ast.expr, here: Here) -> bool:
    if isinstance(value, ast.Constant):
        return bool(value.value == "auto")
    return here.dotted(value) in AUTO


def _makes_loss(call: ast.Call, here: Here) -> bool:
    """A loss of Keras, or what a class of the project hands on to it."""
    dotted = here.dotted(call.func) or ""
    if dotted.startswith(("tf.keras.losses.", "keras.losses.", "tf.losses.")):
        return True
    if here.is_a(call, "tf.keras.losses.Loss"):
        return True
    match call.func:
        case ast.Attribute(value=ast.Call(func=ast.Name(id="super")), attr="__init__"):
            return here.enclosing(ast.ClassDef) is not None
        case _:
            return False
