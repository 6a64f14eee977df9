"""`hard_sigmoid` is another function with Keras 3: `relu6(x + 3) / 6`, where Keras 2 had `0.2 * x + 0.5`, clipped.

Both run, so nobody is told. The old one is easily written out, and is the same in every version.
"""

import ast
from collections.abc import Iterator

from migrations.calls import insert_argument, keyword, replace
from migrations.graph.helpers import behind_imports
from migrations.here import Here
from migrations.rule import Edit, Effect, Example, Finding, Fix, Rule, Span
from migrations.saying import Saying, sayable
from migrations.spots import mentioned

SINCE = Span("2.16")
WORDS = ("activation", "recurrent_activation")
CONV = ("ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D")
"""Their default was hard_sigmoid, and is sigmoid with Keras 3."""
COPIES = ("Bidirectional", "clone_model", "from_config", "model_from_json", "load_model", "save", "save_model")
"""Words of projects that make layers again from what is written about them."""
OLD = "hard_sigmoid_of_keras_2"
REGISTER = "tf.keras.utils.register_keras_serializable"
FUNCTION = """\
@{register}()
def {name}(x):
    return {clip}(0.2 * x + 0.5, 0.0, 1.0)


"""

rule = Rule(
    __name__,
    source="https://keras.io/api/layers/activations/#hard_sigmoid-function",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import tensorflow as tf

start = {"kernel_initializer": "ones"}
layer = tf.keras.layers.Dense(1, activation="hard_sigmoid", **start)
print("%.4f" % float(layer(tf.ones((1, 1)))[0, 0]))
conv = tf.keras.layers.ConvLSTM2D(1, 2)
conv.build((1, 2, 3, 3, 1))
conv.set_weights([each * 0.0 + 1.0 for each in conv.get_weights()])
print("%.4f" % float(conv(tf.ones((1, 2, 3, 3, 1)) * 0.05)[0, 0, 0, 0]))
""",
            after="""\
import tensorflow as tf

start = {"kernel_initializer": "ones"}
layer = tf.keras.layers.Dense(1, activation=lambda x: tf.clip_by_value(0.2 * x + 0.5, 0.0, 1.0), **start)
print("%.4f" % float(layer(tf.ones((1, 1)))[0, 0]))
conv = tf.keras.layers.ConvLSTM2D(1, 2, recurrent_activation=lambda x: tf.clip_by_value(0.2 * x + 0.5, 0.0, 1.0))
conv.build((1, 2, 3, 3, 1))
conv.set_weights([each * 0.0 + 1.0 for each in conv.get_weights()])
print("%.4f" % float(conv(tf.ones((1, 2, 3, 3, 1)) * 0.05)[0, 0, 0, 0]))
""",
            runs=True,
        ),
    ),
    untouched=(
        """\
import tensorflow as tf
tf.keras.layers.LSTM(2)
tf.keras.layers.Dense(2, activation="sigmoid")
tf.keras.layers.ConvLSTM2D(1, 2, recurrent_activation="sigmoid")
""",
    ),
)


rule.words("hard_sigmoid", *CONV)
rule.needs("hard_sigmoid", *CONV)


@rule.call_below("tf.keras.layers")
def used(call: ast.Call, here: Here) -> Iterator[Finding]:
    dotted = here.dotted(call.func) or ""
    package, _, name = dotted.rpartition(".")
    if package not in {"tf.keras.layers", "keras.layers"}:
        return
    for word in call.keywords:
        if word.arg in WORDS and isinstance(word.value, ast.Constant) and word.value.value == "hard_sigmoid":
            old = old_hard_sigmoid(here)
            edits = [*old.edits, replace(here.text, word.value, old.text)] if old else []
            yield _finding(word, f"{dotted}({word.arg})", edits, here)
    first = call.args[0] if call.args else None
    if name == "Activation" and isinstance(first, ast.Constant) and first.value == "hard_sigmoid":
        old = old_hard_sigmoid(here)
        edits = [*old.edits, replace(here.text, first, old.text)] if old else []
        yield _finding(first, dotted, edits, here)
    if name in CONV and keyword(call, "recurrent_activation") is None and not _hides(call):
        old = old_hard_sigmoid(here)
        edits = [*old.edits, insert_argument(here.text, call, f"recurrent_activation={old.text}")] if old else []
        yield here.finding(
            call,
            symbol=dotted,
            message=f"From TensorFlow 2.16 on (Keras 3), {dotted} uses sigmoid where it used hard_sigmoid "
            "(recurrent_activation), and computes something else. Say which one.",
            effect=Effect.CHANGES,
            span=SINCE,
            fix=Fix.REVIEW if edits else Fix.MANUAL,
            edits=edits,
        )


@rule.refers("tf.keras.activations.hard_sigmoid", "tf.keras.backend.hard_sigmoid")
def function(node: ast.expr | ast.alias, here: Here) -> Iterator[Finding]:
    if isinstance(node, ast.alias) or (here.dotted(node) or "").endswith("backend.hard_sigmoid"):
        return  # the backend's one is the old one
    yield _finding(node, "tf.keras.activations.hard_sigmoid", [], here)


def _hides(call: ast.Call) -> bool:
    return any(word.arg is None for word in call.keywords)


def old_hard_sigmoid(here: Here) -> Saying | None:
    """The old function, written out; a registered one where layers are copied, saved or loaded."""
    clip, register = sayable(here, "tf.clip_by_value"), sayable(here, REGISTER)
    if clip is None:
        return None
    if not mentioned(here.world, *COPIES):
        return Saying(f"lambda x: {clip.text}(0.2 * x + 0.5, 0.0, 1.0)", clip.edits)
    place = behind_imports(here.text)
    if register is None or place is None or OLD in here.code.outline.top.bindings:
        return None
    written = Edit(place[1], place[1], FUNCTION.format(register=register.text, name=OLD, clip=clip.text))
    return Saying(OLD, tuple(dict.fromkeys([*clip.edits, *register.edits, written])))


def _finding(node: ast.expr | ast.keyword, symbol: str, edits: list[Edit], here: Here) -> Finding:
    return here.finding(
        node,
        symbol=symbol,
        message="From TensorFlow 2.16 on (Keras 3), hard_sigmoid is relu6(x + 3) / 6, and no longer 0.2 * x + 0.5, "
        "clipped: the results change. Write the old one out where models were trained with it.",
        effect=Effect.CHANGES,
        span=SINCE,
        fix=Fix.REVIEW if edits else Fix.MANUAL,
        edits=edits,
    )
