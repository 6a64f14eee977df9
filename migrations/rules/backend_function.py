"""Keras 3 has no `backend.function`: a model from the same tensors gives the same, called on the same data.

What the function gave were arrays, in a list where its outputs were one.
"""

import ast
from collections.abc import Iterator, Sequence
from functools import partial

from packaging.version import Version

from migrations.below import below
from migrations.calls import argument, source
from migrations.here import Here
from migrations.rule import Edit, Effect, Example, Finding, Fix, Rule, Span
from migrations.saying import sayable
from migrations.symbolic import is_symbolic

SINCE, PHASED = Span("2.16"), Span("2.0", "2.15")
BACKENDS = ("tf.keras.backend.", "keras.backend.", "tf.compat.v1.keras.backend.")
NAMES = tuple(f"{backend}function" for backend in BACKENDS)
PHASES = frozenset(f"{backend}learning_phase" for backend in BACKENDS)
MODEL = "tf.keras.Model"

rule = Rule(
    __name__,
    source="https://keras.io/guides/migrating_to_keras_3/",
    applies=Span("2.0"),
    examples=(
        Example(
            before="""\
import numpy as np
import tensorflow as tf
from tensorflow.keras import backend as K

model = tf.keras.Sequential([
    tf.keras.layers.Dense(3, kernel_initializer="ones", input_shape=(2,)),
    tf.keras.layers.Dense(1, kernel_initializer="ones"),
])
x = np.ones((1, 2))
hidden = K.function([model.layers[0].input], [model.layers[0].output])
print(hidden([x])[0].tolist())
total = K.function(model.inputs, model.layers[1].output)
print(total([x]).tolist())
""",
            after="""\
import numpy as np
import tensorflow as tf
from tensorflow.keras import backend as K

model = tf.keras.Sequential([
    tf.keras.layers.Dense(3, kernel_initializer="ones", input_shape=(2,)),
    tf.keras.layers.Dense(1, kernel_initializer="ones"),
])
x = np.ones((1, 2))
hidden = (lambda data, net=tf.keras.Model([model.layers[0].input], [model.layers[0].output]): \
[part.numpy() for part in tf.nest.flatten(net(data))])
print(hidden([x])[0].tolist())
total = (lambda data, net=tf.keras.Model(model.inputs, model.layers[1].output): net(data).numpy())
print(total([x]).tolist())
""",
            runs=True,
        ),
        Example(
            before="""\
import tensorflow as tf
from tensorflow.keras import backend as K
i = tf.keras.Input((2,))
o = tf.keras.layers.Dropout(0.5)(i)
f = K.function([i, K.learning_phase()], [o])
f([tf.ones((1, 2)), 1])
""",
            after="""\
import tensorflow as tf
from tensorflow.keras import backend as K
i = tf.keras.Input((2,))
o = tf.keras.layers.Dropout(0.5)(i)
f = (lambda data, net=tf.keras.Model([i], [o]): \
[part.numpy() for part in tf.nest.flatten(net(data[:-1], training=bool(data[-1])))])
f([tf.ones((1, 2)), 1])
""",
        ),
    ),
    untouched=("import tensorflow as tf\nclass K:\n    function = print\nK.function([1], [2])\nprint(tf)\n",),
)


rule.needs("backend")


@rule.call(*NAMES)
def function(call: ast.Call, here: Here) -> Iterator[Finding]:
    edits = _edits(call, here)
    inputs = argument(call, 0, "inputs")
    found = partial(
        here.finding,
        call.func,
        symbol=here.dotted(call.func) or "",
        effect=Effect.BREAKS,
        edits=edits,
        writes=(MODEL, "tf.nest.flatten") if edits else (),
    )
    if here.baseline < Version("2.0") and inputs is not None and _without_phase(inputs, here)[1]:
        yield found(
            message="From TensorFlow 2.0 on, the learning phase is a number, and no tensor that a function can take. "
            "Make a tf.keras.Model of the same tensors and call it with `training`.",
            span=PHASED,
            fix=Fix.REVIEW if edits else Fix.MANUAL,
        )
    yield found(
        message="From TensorFlow 2.16 on (Keras 3), there is no `backend.function`. Make a tf.keras.Model of the same "
        "tensors and call it.",
        span=SINCE,
        fix=Fix.SAFE if edits else Fix.MANUAL,
    )


def _edits(call: ast.Call, here: Here) -> Sequence[Edit]:
    inputs, outputs = argument(call, 0, "inputs"), argument(call, 1, "outputs")
    model, flatten = sayable(here, MODEL), sayable(here, "tf.nest.flatten")
    several = isinstance(outputs, ast.List | ast.Tuple)
    if inputs is None or outputs is None or model is None or flatten is None or len(call.args) > 2:  # noqa: PLR2004 - both
        return []
    if any(word.arg not in {"inputs", "outputs"} for word in call.keywords) or b"#" in _bytes(call, here):
        return []
    if not several and (not isinstance(outputs, ast.Name | ast.Attribute) or not is_symbolic(outputs, here)):
        return []
    text, phased = _without_phase(inputs, here)
    if text is None:
        return []
    asked = "net(data[:-1], training=bool(data[-1]))" if phased else "net(data)"
    result = f"[part.numpy() for part in {flatten.text}({asked})]" if several else f"{asked}.numpy()"
    made = f"{model.text}({text}, {source(here.text, outputs)})"
    start, end = here.text.start(call), here.text.end(call)
    imports = list(dict.fromkeys([*model.edits, *flatten.edits]))
    return [*imports, Edit(start, end, f"(lambda data, net={made}: {result})")]


def _bytes(call: ast.Call, here: Here) -> bytes:
    return here.text.source[here.text.start(call) : here.text.end(call)]


def _without_phase(inputs: ast.expr, here: Here) -> tuple[str | None, bool]:
    """The tensors that go in, and whether the learning phase was the last of them."""
    if isinstance(inputs, ast.BinOp) and isinstance(inputs.op, ast.Add) and isinstance(inputs.right, ast.List):
        rest = inputs.right.elts
        if len(rest) == 1 and _is_phase(rest[0], here):
            return source(here.text, inputs.left), True
    if not isinstance(inputs, ast.List | ast.Tuple):
        return (None, False) if _has_phase(inputs, here) else (source(here.text, inputs), False)
    if inputs.elts and _is_phase(inputs.elts[-1], here):
        kept = ", ".join(source(here.text, each) for each in inputs.elts[:-1])
        return f"[{kept}]", True
    return (None, False) if _has_phase(inputs, here) else (source(here.text, inputs), False)


def _is_phase(node: ast.expr, here: Here) -> bool:
    return isinstance(node, ast.Call) and here.dotted(node.func) in PHASES


def _has_phase(node: ast.expr, here: Here) -> bool:
    return any(isinstance(each, ast.expr) and _is_phase(each, here) for each in below(node))
