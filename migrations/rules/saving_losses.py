"""From TensorFlow 2.16 on (Keras 3), an HDF5 file of a model with a loss such as `mse` cannot be loaded any more.

The file keeps the loss as it was written, and `load_model` looks for `mse`, `mae`, `mape`, `msle`, `bce` and `kld`
among the metrics, where it finds a function and raises. The full names load in every version, and mean the same.
"""

import ast
from collections.abc import Iterator, Mapping, Sequence

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


rule.needs("load_model")


@rule.method("tf.keras.Model", "compile")
def short_loss(call: ast.Call, here: Here) -> Iterator[Finding]:
    loss = argument(call, 1, "loss")
    short = [part for part in _texts(loss) if str(part.value).lower() in FULL] if loss is not None else []
    if not short:
        return
    readers = list(_readers(call, here))
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


def _readers(call: ast.Call, here: Here) -> Iterator[FileUse]:
    """Who loads and compiles this model from a file that it is written to."""
    read = here.world.once(_read)
    if not read:
        return
    assert isinstance(call.func, ast.Attribute)
    made = _calls(here.world, call.func.value, here.scope)
    for writer, readers in read:
        if writer.model is None:
            trained = writer.code is here.code
        else:
            both = made.keys() & _calls(here.world, writer.model, writer.scope)
            trained = any(is_model(here.world, each, made[each], "compile") for each in both)
        if trained:
            yield from readers


def _read(world: World) -> Sequence[tuple[FileUse, Sequence[FileUse]]]:
    """Who writes a model to an HDF5 file, its optimizer and loss included, and who loads and compiles it."""
    found = []
    for use in all_uses(world):
        if use.use not in {Use.SAVE, Use.CHECKPOINT} or not use.paths or not all(p.ends(*HDF5) for p in use.paths):
            continue
        word = keyword(use.call, "include_optimizer")
        if word is not None and constant(world, word.value, use.scope) is False:
            continue
        readers = [each for each in others(world, use.paths, Use.LOAD) if not _is_without(world, each)]
        if readers:
            found.append((use, readers))
    return found


def _calls(world: World, expr: ast.expr, scope: Scope) -> Mapping[ast.Call, Scope]:
    """The calls that take part in the model that an expression gives."""
    return {part.node: part.scope for part in parts(world, expr, scope) if isinstance(part.node, ast.Call)}


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
