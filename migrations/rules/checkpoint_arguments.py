"""Arguments of `ModelCheckpoint` and `TensorBoard` that had no effect any more, and that Keras 3 refuses.

Since TensorFlow 2.0, `TensorBoard` ignored `batch_size`, `write_grads` and all about embeddings but two. `period=1` is
what `ModelCheckpoint` does anyway; another period has no successor, for `save_freq` counts batches.
"""

import ast
from collections.abc import Iterator

from packaging.version import Version

from migrations.calls import keyword, remove_argument
from migrations.here import Here
from migrations.keras_files import constant
from migrations.rule import Edit, Effect, Example, Finding, Fix, Rule, Span

FROM = Span("2.16")
NATIVE = Version("2.0")
IGNORED = ("batch_size", "write_grads", "embeddings_layer_names", "embeddings_data")

rule = Rule(
    __name__,
    source="https://keras.io/api/callbacks/model_checkpoint/",
    applies=FROM,
    examples=(
        Example(
            before="""\
import tensorflow as tf

saver = tf.keras.callbacks.ModelCheckpoint("m{epoch}.h5", period=1, monitor="loss")
board = tf.keras.callbacks.TensorBoard("logs", write_grads=False, batch_size=32, write_graph=True)
print(saver.monitor, board.write_graph)
""",
            after="""\
import tensorflow as tf

saver = tf.keras.callbacks.ModelCheckpoint("m{epoch}.h5", monitor="loss")
board = tf.keras.callbacks.TensorBoard("logs", write_graph=True)
print(saver.monitor, board.write_graph)
""",
            runs=True,
        ),
        Example(
            before="""\
import os
import numpy as np
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.layers.Dense(1, input_shape=(1,))])
model.compile("sgd", "mse")
saver = tf.keras.callbacks.ModelCheckpoint("{epoch}.keras", period=2)
model.fit(np.ones((2, 1)), np.ones((2, 1)), epochs=4, verbose=0, callbacks=[saver])
print(os.path.exists("2.keras"), os.path.exists("4.keras"))
""",
            after="""\
import os
import numpy as np
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.layers.Dense(1, input_shape=(1,))])
model.compile("sgd", "mse")
saver = tf.keras.callbacks.ModelCheckpoint("{epoch}.keras")
model.fit(np.ones((2, 1)), np.ones((2, 1)), epochs=4, verbose=0, callbacks=[saver])
print(os.path.exists("2.keras"), os.path.exists("4.keras"))
""",
            runs=True,
        ),
    ),
    untouched=(
        "from tensorflow import keras\nkeras.callbacks.ModelCheckpoint('m.keras', save_freq='epoch')\n",
        "from tensorflow import keras\nkeras.callbacks.CSVLogger('log.csv', append=True)\n",
    ),
)


rule.needs(*IGNORED, "period", "load_weights_on_restart", "options")


@rule.call("tf.keras.callbacks.TensorBoard")
def board(call: ast.Call, here: Here) -> Iterator[Finding]:
    doubt = "" if here.baseline >= NATIVE else " TensorFlow 1 heeded it."
    for name in IGNORED:
        word = keyword(call, name)
        if word is not None:
            message = (
                f"Keras 3 (TensorFlow 2.16 on) refuses `{name}` of TensorBoard, which TensorFlow 2 ignored. The patch "
                f"leaves it out.{doubt}"
            )
            yield _finding(call, word, here, "TensorBoard", message, Fix.REVIEW if doubt else Fix.SAFE)


@rule.call("tf.keras.callbacks.ModelCheckpoint")
def saver(call: ast.Call, here: Here) -> Iterator[Finding]:
    for name, idle in (("period", 1), ("load_weights_on_restart", False), ("options", None)):
        word = keyword(call, name)
        if word is None:
            continue
        is_idle = isinstance(word.value, ast.Constant) and word.value.value == idle
        is_idle = is_idle or (idle is not None and constant(here.world, word.value, here.scope) == idle)
        what = f"Keras 3 (TensorFlow 2.16 on) refuses `{name}` of ModelCheckpoint."
        if is_idle:
            yield _finding(
                call, word, here, "ModelCheckpoint", f"{what} It does nothing here; the patch leaves it out."
            )
        elif name == "period":
            advice = (
                "The patch leaves it out, and every epoch is saved. To save fewer, count the batches of so many epochs "
                "and pass them as `save_freq`."
            )
            yield _finding(call, word, here, "ModelCheckpoint", f"{what} {advice}", Fix.REVIEW)
        else:
            yield _finding(call, word, here, "ModelCheckpoint", f"{what} It has no successor.", Fix.MANUAL)


def _finding(  # noqa: PLR0917 - all of it is said in one place
    call: ast.Call, word: ast.keyword, here: Here, name: str, message: str, fix: Fix = Fix.SAFE
) -> Finding:
    edits: list[Edit] = [] if fix is Fix.MANUAL else [remove_argument(here.text, call, word)]
    return here.finding(
        word,
        symbol=f"tf.keras.callbacks.{name}",
        message=message,
        effect=Effect.BREAKS,
        span=FROM,
        fix=fix,
        edits=edits,
    )
