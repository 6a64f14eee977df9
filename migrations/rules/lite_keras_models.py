"""TensorFlow 2.16 cannot convert a Keras model that has weights to TensorFlow Lite; 2.17 can again.

The converter ends the whole process there: "LLVM ERROR: Failed to infer result type(s)".
"""

import ast
from collections.abc import Iterator

from migrations.here import Here
from migrations.rule import Effect, Example, Finding, Fix, Rule, Span

ONLY = Span("2.16", "2.16")
CONVERTER = "tf.lite.TFLiteConverter.from_keras_model"
PROGRAM = """\
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.Input((2,)), tf.keras.layers.Dense(1)])
print(len(tf.lite.TFLiteConverter.from_keras_model(model).convert()) > 0)
"""

rule = Rule(
    __name__,
    source="https://github.com/tensorflow/tensorflow/issues/63987",
    applies=ONLY,
    examples=(Example(before=PROGRAM, after=PROGRAM, runs=True),),
    untouched=("import tensorflow as tf\ntf.lite.TFLiteConverter.from_saved_model('folder')\n",),
)


@rule.call(CONVERTER)
def converted(call: ast.Call, here: Here) -> Iterator[Finding]:
    yield here.finding(
        call,
        symbol=CONVERTER,
        message="TensorFlow 2.16 ends the process when it converts a Keras model with weights: go to 2.17, or write "
        "the model with `model.export(folder)` and convert that with TFLiteConverter.from_saved_model(folder).",
        effect=Effect.BREAKS,
        span=ONLY,
        fix=Fix.MANUAL,
    )
