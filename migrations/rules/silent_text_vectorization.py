"""TextVectorization of Keras 3 gives whole numbers where it counts or marks words; it gave floating point before."""

import ast
from collections.abc import Iterator

from migrations.calls import keyword
from migrations.here import Here
from migrations.rule import Effect, Example, Finding, Fix, Rule, Span

SINCE = Span("2.16")
MODES = frozenset({"multi_hot", "binary", "count"})

PROGRAM = """\
import tensorflow as tf

words = tf.keras.layers.TextVectorization(max_tokens=10, output_mode="multi_hot")
words.adapt(tf.constant(["a b", "b"]))
print(words(tf.constant(["a", "b"])).numpy().tolist())
"""

rule = Rule(
    __name__,
    source="https://keras.io/api/layers/preprocessing_layers/text/text_vectorization/",
    applies=SINCE,
    examples=(Example(before=PROGRAM, after=PROGRAM, runs=True),),
    untouched=("import tensorflow as tf\ntf.keras.layers.TextVectorization(output_mode='int')\n",),
)


@rule.call("tf.keras.layers.TextVectorization")
def mode(call: ast.Call, here: Here) -> Iterator[Finding]:
    word = keyword(call, "output_mode")
    if word is None or not isinstance(word.value, ast.Constant) or word.value.value not in MODES:
        return
    yield here.finding(
        word,
        symbol="tf.keras.layers.TextVectorization(output_mode)",
        message=f'From TensorFlow 2.16 on (Keras 3), output_mode="{word.value.value!s}" gives int64 and no longer '
        "float32. Cast the result with tf.cast(result, tf.float32) where its dtype matters.",
        effect=Effect.CHANGES,
        span=SINCE,
        fix=Fix.MANUAL,
    )
