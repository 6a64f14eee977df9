"""From TensorFlow 2.16 on (Keras 3), an HDF5 file of a model with a loss such as `mse` cannot be loaded any more.

The file keeps the loss as it was written, and `load_model` looks for `mse`, `mae`, `mape`, `msle`, `bce` and `kld`
among the metrics, where it finds a function and raises. The full names load in every version, and mean the same.
"""

import ast
from collections.abc import Iterator, Sequence

from migrations.calls import argument, keyword, replace
from migrations.here import Here, World
from migrations.keras_files import FileUse, Use, all_uses, constant, is_model, others
from migrations.reach import parts
from migrations.rule import Effect, Example, Finding, Fix, Rule, Span
from migrations.scopes import Scope

FULL = {
    "mse": "mean_squared_error",
    "mae": "mean_absolute_error",
    "mape": "mean_absolute_percentage_error",
    "msle": "mean_squared_logarithmic_error",
    "bce": "binary_crossentropy",
    "kld": "kl_divergence",
}
HDF5 = (".h5", ".hdf5")
FROM = Span("2.16")

rule = Rule(
    __name__,
    source="https://keras.io/guides/migrating_to_keras_3/",
    applies=FROM,
    examples=(
        Example(
            before="""\
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.layers.Dense(2, input_shape=(3,))])
model.compile(optimizer="adam", loss="mse", metrics=["mae"])
model.save("model.h5")
print(tf.keras.models.load_model("model.h5").count_params())
""",
            after="""\
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.layers.Dense(2, input_shape=(3,))])
model.compile(optimizer="adam", loss="mean_squared_error", metrics=["mae"])
model.save("model.h5")
print(tf.keras.models.load_model("model.h5").count_params())
""",
            runs=True,
        ),
    ),
    untouched=(
        (
            "from tensorflow import keras\nm = keras.Sequential()\nm.compile('sgd', 'mse')\nm.save('m.h5')\n"
            "keras.models.load_model('m.h5', compile=False)\n"
        ),
        (
            "from tensorflow import keras\nm = keras.Sequential()\nm.compile('sgd', 'mse')\nm.save('m.keras')\n"
            "keras.models.load_model('m.keras')\n"
        ),
        (
            "from tensorflow import keras\nm = keras.Sequential()\nm.compile('sgd', 'hinge')\nm.save('m.h5')\n"
            "keras.models.load_model('m.h5')\n"
        ),
        (
            "from tensorflow import keras\nm = keras.Sequential()\nm.compile('sgd', 'mse')\nm.save('m.h5')\n"
            "keras.models.load_model('other.h5')\n"
        ),
    ),
)


@rule.method("tf.keras.Model", "compile")
def short_loss(call: ast.Call, here: Here) -> Iterator[Finding]:
    loss = argument(call, 1, "loss")
    short = [part for part in _texts(loss) if str(part.value).lower() in FULL] if loss is not None else []
    if not short:
        return
    readers = [reader for writer in _writers(call, here) for reader in _readers(here.world, writer)]
    if not readers:
        return
    where = f"{readers[0].code.path}:{readers[0].call.lineno}"
    for part in short:
        name = str(part.value)
        if all(_is_named(reader, name) for reader in readers):
            continue
        message = (
            f"From TensorFlow 2.16 on (Keras 3), load_model ({where}) raises for an HDF5 file of a model that was "
            f"compiled "
            f"with the loss {name!r}. {FULL[name.lower()]!r} is the same and loads. Files that were written before "
            f"keep "
            "the old name: load them with `compile=False`."
        )
        yield here.finding(
            part,
            symbol="tf.keras.models.load_model",
            message=message,
            effect=Effect.BREAKS,
            span=FROM,
            fix=Fix.SAFE,
            edits=[replace(here.text, part, f'"{FULL[name.lower()]}"')],
        )


def _texts(loss: ast.expr) -> Iterator[ast.Constant]:
    """The names of losses: one, or several in a list or by output."""
    match loss:
        case ast.Constant(value=str()):
            yield loss
        case ast.List(elts=inner) | ast.Tuple(elts=inner) | ast.Dict(values=inner):
            for each in inner:
                yield from _texts(each)
        case _:
            return


def _writers(call: ast.Call, here: Here) -> list[FileUse]:
    """Who writes this model to an HDF5 file, its optimizer and loss included."""
    assert isinstance(call.func, ast.Attribute)
    made = _makers(here.world, call.func.value, here.scope)
    found = []
    for use in all_uses(here.world):
        if use.use not in {Use.SAVE, Use.CHECKPOINT} or not use.paths or not all(p.ends(*HDF5) for p in use.paths):
            continue
        word = keyword(use.call, "include_optimizer")
        if word is not None and constant(here.world, word.value, use.scope) is False:
            continue
        trained = use.code is here.code if use.model is None else bool(made & _makers(here.world, use.model, use.scope))
        if trained:
            found.append(use)
    return found


def _makers(world: World, expr: ast.expr, scope: Scope) -> set[ast.AST]:
    """The calls that make the model that an expression gives."""
    return {
        part.node
        for part in parts(world, expr, scope)
        if isinstance(part.node, ast.Call) and part.klass is None and is_model(world, part.node, part.scope, "compile")
    }


def _readers(world: World, writer: FileUse) -> Sequence[FileUse]:
    found = others(world, writer.paths, Use.LOAD)
    return [use for use in found if not _is_without(world, use)]


def _is_without(world: World, use: FileUse) -> bool:
    """Whether it is loaded without being compiled."""
    told = argument(use.call, 2, "compile")
    return told is not None and constant(world, told, use.scope) is not True


def _is_named(use: FileUse, name: str) -> bool:
    """Whether the reader says itself what the loss is."""
    customs = argument(use.call, 1, "custom_objects")
    if customs is None:
        return False
    if not isinstance(customs, ast.Dict):
        return True
    return any(isinstance(key, ast.Constant) and key.value == name for key in customs.keys)
