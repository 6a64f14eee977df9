"""From TensorFlow 2.6 on, models have no `predict_classes`: it is made of what `predict` gives.

It took the largest of several outputs, and asked a single one whether it is over one half.
"""

import ast
from collections.abc import Iterator, Sequence

from migrations.below import below
from migrations.calls import argument, keyword
from migrations.here import Here
from migrations.rule import Edit, Effect, Example, Finding, Fix, Rule, Span

SINCE = Span("2.6")
OLD = "predict_classes"
MANY = frozenset({"softmax"})
EITHER = 'lambda p: p.argmax(axis=-1) if p.shape[-1] > 1 else (p > 0.5).astype("int32")'

rule = Rule(
    __name__,
    source="https://github.com/tensorflow/tensorflow/releases/tag/v2.6.0",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import numpy as np
import tensorflow as tf

x = np.array([[0.0, 2.0], [1.0, 0.0]])
three = tf.keras.Sequential([tf.keras.layers.Dense(3, activation="softmax", kernel_initializer="ones")])
three.build((None, 2))
print(three.predict_classes(x).tolist())
one = tf.keras.Sequential()
one.add(tf.keras.layers.Dense(1, kernel_initializer="ones", input_shape=(2,)))
print(one.predict_classes(x, verbose=0).tolist())

def build(units):
    return tf.keras.Sequential([tf.keras.layers.Dense(units, kernel_initializer="ones")])

print(build(1).predict_classes(x).tolist(), build(2).predict_classes(x).tolist())
""",
            after="""\
import numpy as np
import tensorflow as tf

x = np.array([[0.0, 2.0], [1.0, 0.0]])
three = tf.keras.Sequential([tf.keras.layers.Dense(3, activation="softmax", kernel_initializer="ones")])
three.build((None, 2))
print(three.predict(x).argmax(axis=-1).tolist())
one = tf.keras.Sequential()
one.add(tf.keras.layers.Dense(1, kernel_initializer="ones", input_shape=(2,)))
print((one.predict(x, verbose=0) > 0.5).astype("int32").tolist())

def build(units):
    return tf.keras.Sequential([tf.keras.layers.Dense(units, kernel_initializer="ones")])

print((lambda p: p.argmax(axis=-1) if p.shape[-1] > 1 else (p > 0.5).astype("int32"))(build(1).predict(x)).tolist(), \
(lambda p: p.argmax(axis=-1) if p.shape[-1] > 1 else (p > 0.5).astype("int32"))(build(2).predict(x)).tolist())
""",
            runs=True,
        ),
    ),
    untouched=(
        "import tensorflow as tf\nclass Mine:\n    def predict_classes(self, x): ...\nMine().predict_classes(1)\n",
        "import tensorflow as tf\ntf.keras.Sequential([tf.keras.layers.Dense(1)]).predict(tf.ones((1, 1)))\n",
    ),
)


@rule.method("tf.keras.Model", OLD)
def classes(call: ast.Call, here: Here) -> Iterator[Finding]:
    assert isinstance(call.func, ast.Attribute)
    opening, closing = _around(_outputs(call.func.value, here))
    start, end, name = here.text.start(call), here.text.end(call), here.text.end(call.func)
    edits = [Edit(name - len(OLD), name, "predict"), Edit(end, end, closing)]
    yield here.finding(
        call.func,
        symbol=f"tf.keras.Sequential.{OLD}",
        message="From TensorFlow 2.6 on, models have no `predict_classes`. Use `(model.predict(x) > 0.5)"
        '.astype("int32")` for a single output, and `model.predict(x).argmax(axis=-1)` for several.',
        effect=Effect.BREAKS,
        span=SINCE,
        fix=Fix.SAFE,
        edits=[Edit(start, start, opening), *edits] if opening else edits,
        writes=("tf.keras.Model.predict",),
    )


def _around(outputs: bool | None) -> tuple[str, str]:
    """What stands before and behind `predict(...)`, for several outputs, for one, and for any number."""
    if outputs is None:
        return f"({EITHER})(", ")"
    return ("", ".argmax(axis=-1)") if outputs else ("(", ' > 0.5).astype("int32")')


def _outputs(model: ast.expr, here: Here) -> bool | None:
    """Whether a model surely has several outputs, or one; None where that is not seen."""
    if not isinstance(model, ast.Name):
        return None
    last: ast.expr | None = None
    made = 0
    for node in below(here.code.text.tree):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if name == model.id:
                made += 1
                last = _last(value) or last
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="add"), args=[layer]) if name == model.id:
                last = layer if last is None or here.text.start(layer) > here.text.start(last) else last
            case _:
                pass
    return _several(last, here) if made == 1 and isinstance(last, ast.Call) else None


def _last(value: ast.expr) -> ast.expr | None:
    layers: Sequence[ast.expr] = ()
    if isinstance(value, ast.Call) and value.args and isinstance(value.args[0], ast.List):
        layers = value.args[0].elts
    return layers[-1] if layers else None


def _several(layer: ast.Call, here: Here) -> bool | None:
    """By the activation or the width of the last layer."""
    dotted = (here.dotted(layer.func) or "").rpartition(".")[2]
    if dotted == "Softmax":
        return True
    given = argument(layer, 0, "activation") if dotted == "Activation" else None
    if dotted == "Dense":
        word = keyword(layer, "activation")
        given = word.value if word else None
        units = argument(layer, 0, "units")
        if isinstance(units, ast.Constant) and isinstance(units.value, int):
            return units.value > 1
    return True if isinstance(given, ast.Constant) and given.value in MANY else None
