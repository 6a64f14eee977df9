"""A `.keras` file is a zip archive from TensorFlow 2.13 on; before, `save` wrote HDF5 into a file of any such name.

`load_model` reads both. What opens the file itself does not: h5py raises, and bytes are others.
"""

import ast
from collections.abc import Iterator

from packaging.version import Version

from migrations.calls import argument
from migrations.here import Here
from migrations.keras_files import constant
from migrations.rule import Effect, Example, Finding, Fix, Rule, Span
from migrations.spots import method_calls

SINCE = Span("2.13")
SUFFIX = ".keras"
H5PY = "h5py.File"

rule = Rule(
    __name__,
    source="https://github.com/tensorflow/tensorflow/releases/tag/v2.13.0",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import h5py
import tensorflow as tf
model = tf.keras.Sequential([tf.keras.layers.Dense(1, input_shape=(2,))])
model.save("model.keras")
print(list(h5py.File("model.keras", "r").attrs))
""",
            after="""\
import h5py
import tensorflow as tf
model = tf.keras.Sequential([tf.keras.layers.Dense(1, input_shape=(2,))])
model.save("model.keras")
print(list(h5py.File("model.keras", "r").attrs))
""",
            runs=True,
        ),
    ),
    untouched=(
        """\
import h5py
import tensorflow as tf
model = tf.keras.Sequential([tf.keras.layers.Dense(1, input_shape=(2,))])
model.save("model.h5")
print(list(h5py.File("model.h5", "r").attrs), open("other.keras", "rb"))
""",
    ),
)


rule.needs(H5PY.rpartition(".")[2], "open", "GFile")
rule.needs("save")


@rule.call(H5PY, "builtins.open", "tf.io.gfile.GFile", "tf.compat.v1.gfile.GFile")
def opened(call: ast.Call, here: Here) -> Iterator[Finding]:
    if here.baseline >= Version(SINCE.since) or not call.args:
        return
    path = constant(here.world, call.args[0], here.scope)
    if not isinstance(path, str) or not path.endswith(SUFFIX) or not _is_saved(path, here):
        return
    raises = here.dotted(call.func) == H5PY
    happens = "h5py raises for it" if raises else "its bytes are others"
    yield here.finding(
        call,
        symbol="tf.keras.Model.save",
        message=f"From TensorFlow 2.13 on, `save` writes a zip archive into `{path}`, where it was HDF5: {happens}. "
        "Save to a file that ends in `.h5` to have HDF5 in every version.",
        effect=Effect.BREAKS if raises else Effect.CHANGES,
        span=SINCE,
        fix=Fix.MANUAL,
    )


def _is_saved(path: str, here: Here) -> bool:
    """Whether the file saves a model of Keras there."""
    for call, at in method_calls(here, "save"):
        given = argument(call, 0, "filepath")
        if given is not None and constant(at.world, given, at.scope) == path and isinstance(call.func, ast.Attribute):
            return at.is_a(call.func.value, "tf.keras.Model")
    return False
