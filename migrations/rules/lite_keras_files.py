"""A converter to TensorFlow Lite takes a Keras model, and no longer the file of one.

`TFLiteConverter.from_keras_model_file` is the one of TensorFlow 1. Under `tf.lite` it went with 2.0; under
`tf.compat.v1.lite` it is still there, and raises beside Keras 3.
"""

import ast
from collections.abc import Iterator

from migrations.calls import replace, source
from migrations.here import Here
from migrations.rule import Edit, Effect, Example, Finding, Fix, Rule, Span

NEW = "tf.lite.TFLiteConverter.from_keras_model"
LOAD = "tf.keras.models.load_model"

rule = Rule(
    __name__,
    source="https://www.tensorflow.org/lite/api_docs/python/tf/lite/TFLiteConverter",
    applies=Span("2.0"),
    examples=(
        Example(
            before="""\
import os
import tempfile
import tensorflow as tf

path = os.path.join(tempfile.mkdtemp(), "model.h5")
tf.keras.Sequential([tf.keras.layers.Dense(1, input_shape=(2,))]).save(path)
converter = tf.compat.v1.lite.TFLiteConverter.from_keras_model_file(path)
print(len(converter.convert()) > 0)
""",
            after="""\
import os
import tempfile
import tensorflow as tf

path = os.path.join(tempfile.mkdtemp(), "model.h5")
tf.keras.Sequential([tf.keras.layers.Dense(1, input_shape=(2,))]).save(path)
converter = tf.lite.TFLiteConverter.from_keras_model(tf.keras.models.load_model(path, compile=False))
print(len(converter.convert()) > 0)
""",
            runs=True,
        ),
    ),
    untouched=(
        """\
import tensorflow as tf
tf.lite.TFLiteConverter.from_saved_model("model")
""",
    ),
)


@rule.call(
    "tf.lite.TFLiteConverter.from_keras_model_file",
    "tf.compat.v1.lite.TFLiteConverter.from_keras_model_file",
)
def from_file(call: ast.Call, here: Here) -> Iterator[Finding]:
    dotted = here.dotted(call.func) or ""
    span = Span("2.16") if "compat" in dotted else Span("2.0")
    edits = _edits(call, here)
    yield here.finding(
        call.func,
        symbol=dotted,
        message=f"`{dotted}` {'raises' if 'compat' in dotted else 'is gone'} from TensorFlow {span.since} on. "
        f"Load the model and pass it to `{NEW}`.",
        effect=Effect.BREAKS,
        span=span,
        fix=Fix.SAFE if edits else Fix.MANUAL,
        edits=edits,
        writes=[NEW, f"{LOAD}(compile)"] if edits else [],
    )


def _edits(call: ast.Call, here: Here) -> list[Edit]:
    """Only for a call with just the path: arrays and shapes of inputs have to be said in another way."""
    root = next((name for name in ("tf", "tensorflow") if here.dotted(ast.Name(name)) == "tf"), None)
    if root is None or len(call.args) != 1 or call.keywords or isinstance(call.args[0], ast.Starred):
        return []
    path = source(here.text, call.args[0])
    new, load = (f"{root}{name.removeprefix('tf')}" for name in (NEW, LOAD))
    return [
        Edit(here.text.start(call.func), here.text.end(call.func), new),
        replace(here.text, call.args[0], f"{load}({path}, compile=False)"),
    ]
