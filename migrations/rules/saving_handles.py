"""From TensorFlow 2.16 on (Keras 3), `load_model` and `save` take the name of a file, no `h5py.File`.

A handle knows the name of its file, which every version takes. For writing, the handle has to be closed first.
"""

import ast
from collections.abc import Iterator

from migrations.here import Here
from migrations.keras_files import FileUse, Use, uses
from migrations.rule import Edit, Effect, Example, Finding, Fix, Rule, Span

FROM = Span("2.16")

rule = Rule(
    __name__,
    source="https://keras.io/guides/migrating_to_keras_3/",
    applies=FROM,
    examples=(
        Example(
            before="""\
import h5py
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.layers.Dense(2, input_shape=(3,))])
model.save("model.h5")
with h5py.File("model.h5", "r") as handle:
    print(tf.keras.models.load_model(handle).count_params())
""",
            after="""\
import h5py
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.layers.Dense(2, input_shape=(3,))])
model.save("model.h5")
with h5py.File("model.h5", "r") as handle:
    print(tf.keras.models.load_model(handle.filename).count_params())
""",
            runs=True,
        ),
    ),
    untouched=(
        "from tensorflow import keras\nwith open('name.txt') as names:\n    keras.models.load_model(names.read())\n",
        "import h5py\nwith h5py.File('a.h5') as handle:\n    print(handle.keys())\n",
    ),
)


rule.words("save", "save_model", "load_model")
rule.needs("h5py")


@rule.file
def handles(_module: ast.Module, around: Here) -> Iterator[Finding]:
    for use, here in uses(around, Use.SAVE, Use.LOAD):
        if isinstance(use.expr, ast.Name):
            yield from _handle(use, use.expr, here)


def _handle(use: FileUse, name: ast.Name, here: Here) -> Iterator[Finding]:
    if not _is_handle(name, here):
        return
    reads = use.use is Use.LOAD
    message = "From TensorFlow 2.16 on (Keras 3), the name of a file is wanted here, not an h5py.File. "
    message += "The patch passes the handle's own file name." if reads else "Close the file and pass its name."
    end = here.text.end(name)
    yield here.finding(
        use.call,
        symbol="tf.keras.models.load_model" if reads else "tf.keras.Model.save",
        message=message,
        effect=Effect.BREAKS,
        span=FROM,
        fix=Fix.SAFE if reads else Fix.MANUAL,
        edits=[Edit(end, end, ".filename")] if reads else [],
    )


def _is_handle(name: ast.Name, here: Here) -> bool:
    """Whether `h5py.File(...)` made it, in a `with` around it or in an assignment."""
    bound = here.scope.assigned(name.id)
    if bound is not None:
        return _opens(bound.value, here)
    node = here.code.parents.get(here.node)
    while node is not None:
        if isinstance(node, ast.With):
            for item in node.items:
                target = item.optional_vars
                if isinstance(target, ast.Name) and target.id == name.id:
                    return _opens(item.context_expr, here)
        node = here.code.parents.get(node)
    return False


def _opens(expr: ast.expr, here: Here) -> bool:
    return isinstance(expr, ast.Call) and here.dotted(expr.func) == "h5py.File"
