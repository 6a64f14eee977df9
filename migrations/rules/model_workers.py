"""`fit`, `evaluate` and `predict` of Keras 3 take no `workers`, `use_multiprocessing` and `max_queue_size`.

They say how a `tf.keras.utils.Sequence` is read, not what is read, and belong to it with Keras 3.
"""

import ast
from collections.abc import Iterator

from migrations.calls import remove_arguments
from migrations.here import Here
from migrations.rule import Effect, Example, Finding, Fix, Rule, Span

SINCE = Span("2.16")
WORDS = ("max_queue_size", "workers", "use_multiprocessing")

rule = Rule(
    __name__,
    source="https://keras.io/guides/migrating_to_keras_3/",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import numpy as np
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.Input((1,)), tf.keras.layers.Dense(1)])
model.compile(optimizer="sgd", loss="mse")
model.fit(np.ones((2, 1)), np.ones((2, 1)), verbose=0, workers=2, use_multiprocessing=False)
print(model.predict(np.ones((2, 1)), max_queue_size=5, verbose=0).shape)
""",
            after="""\
import numpy as np
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.Input((1,)), tf.keras.layers.Dense(1)])
model.compile(optimizer="sgd", loss="mse")
model.fit(np.ones((2, 1)), np.ones((2, 1)), verbose=0)
print(model.predict(np.ones((2, 1)), verbose=0).shape)
""",
            runs=True,
        ),
    ),
    untouched=(
        "import tensorflow as tf\nclass Mine:\n    def fit(self, workers): ...\nprint(tf, Mine().fit(workers=1))\n",
    ),
)


rule.needs(*WORDS)


@rule.method("tf.keras.Model", "fit", "evaluate", "predict")
def read(call: ast.Call, here: Here) -> Iterator[Finding]:
    assert isinstance(call.func, ast.Attribute)
    words = [word for word in call.keywords if word.arg in WORDS]
    edits = remove_arguments(here.text, call, words) if words else []
    for word in words:
        yield here.finding(
            word,
            symbol=f"tf.keras.Model.{call.func.attr}",
            message=f"From TensorFlow 2.16 on (Keras 3), `{call.func.attr}` takes no `{word.arg}`. Leave it out, or "
            "give it to the Sequence that is read.",
            effect=Effect.BREAKS,
            span=SINCE,
            fix=Fix.SAFE,
            edits=edits,
        )
