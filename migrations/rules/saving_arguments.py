"""Arguments of `save` that belong to SavedModels are refused with `.keras` files, and with all files from 2.16 on.

HDF5 files never used `save_traces`, `signatures` and `options`; Keras 3 raises for them. `include_optimizer` is refused
for `.keras` files by 2.13 to 2.15 alone.
"""

import ast
from collections.abc import Iterator

from migrations.calls import keyword, remove_argument
from migrations.endings import without_arguments
from migrations.here import Here
from migrations.keras_files import FileUse, Use, constant, uses
from migrations.rule import Effect, Example, Finding, Fix, Rule, Span

SAVED_MODEL = ("save_traces", "signatures", "options")
FROM = Span("2.16")
ZIP = Span("2.13", "2.15")

rule = Rule(
    __name__,
    source="https://keras.io/guides/migrating_to_keras_3/",
    applies=Span("2.13"),
    examples=(
        Example(
            before="""\
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.layers.Dense(2, input_shape=(3,))])
model.save("model.h5", save_traces=False)
print(tf.keras.models.load_model("model.h5").count_params())
""",
            after="""\
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.layers.Dense(2, input_shape=(3,))])
model.save("model.h5")
print(tf.keras.models.load_model("model.h5").count_params())
""",
            runs=True,
        ),
    ),
    untouched=(
        "from tensorflow import keras\nkeras.Sequential().save('m.h5', overwrite=True, include_optimizer=False)\n",
        "from tensorflow import keras\nkeras.Sequential().save('m.h5', save_format='h5')\n",
    ),
)


rule.words("save", "save_model")


@rule.file
def saves(_module: ast.Module, around: Here) -> Iterator[Finding]:
    for use, here in uses(around, Use.SAVE):
        if use.paths:
            yield from _save(use, here)


def _save(use: FileUse, here: Here) -> Iterator[Finding]:
    is_zip = all(path.ends(".keras") for path in use.paths)
    if not is_zip and not all(path.ends(".h5", ".hdf5") for path in use.paths):
        return
    words = [word for word in use.call.keywords if word.arg in SAVED_MODEL]
    if words:
        names = ", ".join(f"`{word.arg}`" for word in words)
        message = (
            f"Keras 3 (TensorFlow 2.16 on) refuses {names} in `save`; HDF5 files never used that. The patch leaves it "
            f"out."
        )
        yield here.finding(
            words[0],
            symbol="tf.keras.Model.save",
            message=message,
            effect=Effect.BREAKS,
            span=Span("2.13") if is_zip else FROM,
            fix=Fix.SAFE,
            edits=without_arguments(here.text, use.call, SAVED_MODEL),
        )
    word = keyword(use.call, "include_optimizer")
    if is_zip and word is not None:
        keeps = constant(here.world, word.value, use.scope) is True
        message = (
            "TensorFlow 2.13 to 2.15 refuse `include_optimizer` for `.keras` files, which always have the optimizer."
        )
        yield here.finding(
            word,
            symbol="tf.keras.Model.save",
            message=message,
            effect=Effect.BREAKS,
            span=ZIP,
            fix=Fix.SAFE if keeps else Fix.REVIEW,
            edits=[remove_argument(here.text, use.call, word)],
        )
