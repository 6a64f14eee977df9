"""From TensorFlow 2.16 on (Keras 3), whole models are saved to `.keras` or `.h5` files, no longer to folders.

Keras 2 wrote a SavedModel wherever the name had no known ending, and `load_model` read it back; Keras 3 raises at both
ends. Where the model is read by `load_model`, the patch gives the file the ending `.keras` at both ends. Where it is
served, converted or read as a SavedModel, the patch writes one with `tf.saved_model.save`, which every version has. A
converter to TensorFlow Lite takes only what `model.export` writes: what it makes of the other computes garbage.
"""

import ast
from collections.abc import Iterator, Sequence

from migrations.calls import argument, insert_argument, is_spread, keyword, source
from migrations.endings import (
    another_ending,
    ending_of,
    folder_first,
    line_before,
    tensorflow_name,
    without_arguments,
)
from migrations.here import Here
from migrations.keras_files import FileUse, Use, is_converted, is_folder, others, uses
from migrations.names import Klass
from migrations.reach import parts
from migrations.rule import Edit, Effect, Example, Finding, Fix, Rule, Span

NEW = ".keras"
GOOD = (".keras", ".h5", ".hdf5")
CHECKPOINT_GOOD = (".keras", ".h5")
REPLACED = (".hdf5", ".tf", ".model", ".pb", ".ckpt", ".H5", ".HDF5", ".savedmodel")
"""Endings that the new one takes the place of; anything else stays in front of it."""
SERVED = ("serv", "export", "saved_model", "savedmodel")
"""Words in the path of a model that is written for others than Keras."""
IGNORED = ("save_format", "include_optimizer", "options", "save_traces", "signatures")
WRITTEN = {"saved_model.save(": "tf.saved_model.save", ".export(": "tf.keras.Model.export"}
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
model.save("my_model")
loaded = tf.keras.models.load_model("my_model")
print(loaded.count_params())
""",
            after="""\
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.layers.Dense(2, input_shape=(3,))])
model.save("my_model.keras")
loaded = tf.keras.models.load_model("my_model.keras")
print(loaded.count_params())
""",
            runs=True,
        ),
        Example(
            before="""\
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.layers.Dense(2, input_shape=(3,))])
model.save("exported", save_format="tf")
loaded = tf.saved_model.load("exported")
print(list(loaded.signatures))
""",
            after="""\
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.layers.Dense(2, input_shape=(3,))])
tf.saved_model.save(model, "exported")
loaded = tf.saved_model.load("exported")
print(list(loaded.signatures))
""",
            runs=True,
        ),
    ),
    untouched=(
        "from tensorflow import keras\nm = keras.Sequential()\nm.save('m.keras')\nm.save('a/m.h5')\nm.save('m.hdf5')\n",
        "from tensorflow import keras\nimport sys\nm = keras.Sequential()\nm.save(sys.argv[1])\n",
        "from PIL import Image\nimport keras\nimage = Image.open('a')\nimage.save('b')\n",
        "from tensorflow import keras\nkeras.callbacks.ModelCheckpoint('m.{epoch}.keras')\n",
        "import tensorflow as tf\ntf.saved_model.save(tf.Module(), 'm')\ntf.saved_model.load('m')\n",
    ),
)


rule.words("save", "save_model", "load_model", "load_weights", "ModelCheckpoint")


@rule.file
def folders(_module: ast.Module, around: Here) -> Iterator[Finding]:
    for use, here in uses(around, Use.SAVE, Use.CHECKPOINT, Use.LOAD, Use.LOAD_WEIGHTS):
        if use.paths:
            yield from _folder(use, here)


def _folder(use: FileUse, here: Here) -> Iterator[Finding]:
    if use.use is Use.SAVE and _lacks(use, GOOD):
        yield from _written(use, here)
    elif use.use is Use.CHECKPOINT and _lacks(use, CHECKPOINT_GOOD):
        yield from _checkpoint(use, here)
    elif use.use is Use.LOAD:
        yield from _read(use, here)
    elif use.use is Use.LOAD_WEIGHTS and _lacks(use, CHECKPOINT_GOOD):
        checkpoints = [each for each in others(here.world, use.paths, Use.CHECKPOINT) if _lacks(each, CHECKPOINT_GOOD)]
        if checkpoints:
            yield from _read_after(use, here, checkpoints, _checkpoint_ending(checkpoints[0]))


def _lacks(use: FileUse, endings: Sequence[str]) -> bool:
    """Whether the path surely has none of these endings."""
    return all(path.ends(*endings) is False for path in use.paths)


def _written(use: FileUse, here: Here) -> Iterator[Finding]:
    what = "From TensorFlow 2.16 on (Keras 3), models are saved to `.keras` or `.h5` files only; this raises."
    if _wants_hdf5(use):
        edits = _with_ending(use, here, ".h5")
        advice = " The patch writes the same HDF5 file with the ending `.h5`; whoever else reads it has to follow."
    elif _is_served(use, here):
        edits = _as_saved_model(use, here)
        how = "model.export" if is_converted(here.world, use.paths) else "tf.saved_model.save"
        advice = (
            f" The patch writes the same folder with `{how}`. Its signature gives `output_0` in place of the layer's "
            "name from Keras 3 on, and Keras itself cannot load it."
        )
    elif (twice := _twice(use, here)) is not None:
        edits, advice = twice, f" The patch writes a `{NEW}` file for Keras, and a SavedModel for those who read one."
    else:
        trouble = _trouble(use, here)
        edits = None if trouble else _with_ending(use, here, NEW)
        advice = f" {trouble}" if trouble else f" The patch writes a `{NEW}` file; whoever else reads it has to follow."
    if edits is None and not advice.endswith("."):
        advice = ""
    fix = Fix.MANUAL if edits is None else Fix.REVIEW
    if edits is None and "patch" in advice:
        advice = " Save to a `.keras` file, or write a SavedModel with `model.export(...)`."
    yield _finding(here, "tf.keras.Model.save", what + advice, fix, edits)


def _wants_hdf5(use: FileUse) -> bool:
    word = keyword(use.call, "save_format")
    return word is not None and isinstance(word.value, ast.Constant) and word.value.value in {"h5", "hdf5"}


def _is_served(use: FileUse, here: Here) -> bool:
    """Whether what is written is for others than Keras, by who reads it, or by its name where nobody does."""
    if others(here.world, use.paths, Use.LOAD, Use.LOAD_WEIGHTS):
        return False
    if others(here.world, use.paths, Use.LOAD_EXPORT) or is_folder(here.world, use.paths):
        return True
    if keyword(use.call, "signatures") is not None:
        return True
    if _customs(use, here):
        return True
    return all(_says_served(path.key) for path in use.paths)


def _says_served(key: str) -> bool:
    last = key.rpartition("/")[2]
    return last.isdigit() or any(word in key.lower() for word in SERVED)


def _twice(use: FileUse, here: Here) -> list[Edit] | None:
    """The model as a SavedModel and as a file of Keras, where each end says its path in its own call."""
    readers = others(here.world, use.paths, Use.LOAD)
    statement = use.code.parents.get(use.call)
    if not readers or not others(here.world, use.paths, Use.LOAD_EXPORT) or is_folder(here.world, use.paths):
        return None
    if _customs(use, here) or not all(_says_its_path(each, here) for each in (use, *readers)):
        return None
    saved = _saved_model(use, here)
    first = line_before(use.code, statement, saved) if saved is not None and isinstance(statement, ast.Expr) else None
    edits = another_ending(here.world, use, ending_of(use, REPLACED) or "", NEW)
    if first is None or edits is None or is_spread(use.call):
        return None
    return [*first, *edits, *without_arguments(here.text, use.call, IGNORED)]


def _says_its_path(use: FileUse, here: Here) -> bool:
    """Whether another ending is an edit of this very call."""
    old, text = ending_of(use, REPLACED), use.code.text
    edits = another_ending(here.world, use, old, NEW) if old is not None else None
    start, end = text.start(use.call), text.end(use.call)
    return bool(edits) and all(start <= each.start <= each.end <= end for each in edits or ())


def _trouble(use: FileUse, here: Here) -> str:
    """Why another ending alone would not do."""
    if _twice(use, here) is not None:
        return ""
    readers = others(here.world, use.paths, Use.LOAD)
    if readers and (others(here.world, use.paths, Use.LOAD_EXPORT) or is_folder(here.world, use.paths)):
        return (
            "Keras reads it and others read it as a SavedModel: save it twice, to a `.keras` file and with "
            "`model.export(...)`."
        )
    unsaved = sorted(klass.node.name for klass in _customs(use, here) if not _has_config(here, klass))
    if unsaved:
        return (
            f"A `.keras` file keeps the configuration and not the code: give {', '.join(unsaved)} a `get_config` and "
            "an `__init__` that takes `**kwargs`, save to `.keras`, and load with `custom_objects`."
        )
    return ""


def _customs(use: FileUse, here: Here) -> list[Klass]:
    """The project's own layers and models that the saved model is made of."""
    if use.model is None:
        return []
    world = here.world
    found = {part.klass: None for part in parts(world, use.model, use.scope) if part.klass is not None}
    for value in world.inference.values(use.model, use.scope):
        if value.of is not None:
            found[value.of] = None
    return [klass for klass in found if _is_layer(here, klass)]


def _is_layer(here: Here, klass: Klass) -> bool:
    classes, kinship = here.world.classes, here.world.inference.kinship
    bases = {base for each in classes.ancestors(klass) for base in classes.bases(each) if isinstance(base, str)}
    return any(kinship.derives(base, "tf.keras.layers.Layer") for base in bases)


def _has_config(here: Here, klass: Klass) -> bool:
    """Whether Keras can make it again from its configuration."""
    methods = {
        statement.name: statement
        for each in reversed(here.world.classes.ancestors(klass))
        for statement in each.node.body
        if isinstance(statement, ast.FunctionDef)
    }
    init = methods.get("__init__")
    if init is None or "get_config" in methods:
        return True
    return init.args.kwarg is not None and len(init.args.args) == 1 and not init.args.kwonlyargs


def _with_ending(use: FileUse, here: Here, new: str) -> list[Edit] | None:
    old = ending_of(use, REPLACED)
    edits = another_ending(here.world, use, old, new) if old is not None else None
    if edits is None or is_spread(use.call):
        return None
    folder = folder_first(here, use) if new == NEW else []  # HDF5 makes its own folder
    return [*edits, *(folder or ()), *without_arguments(here.text, use.call, IGNORED)]


def _as_saved_model(use: FileUse, here: Here) -> list[Edit] | None:
    written = _saved_model(use, here)
    return [Edit(here.text.start(use.call), here.text.end(use.call), written)] if written is not None else None


def _saved_model(use: FileUse, here: Here) -> str | None:
    """`model.save(path)` as `tf.saved_model.save(model, path)`, or as `model.export(path)` for who converts it."""
    alias = tensorflow_name(here)
    if alias is None or is_spread(use.call) or use.model is None or len(use.call.args) > len(("model", "filepath", "")):
        return None
    signatures = argument(use.call, None, "signatures")
    options = argument(use.call, None, "options")
    if is_converted(here.world, use.paths):
        model = source(here.text, use.model)
        return None if signatures or options else f"{model}.export({source(here.text, use.expr)}, verbose=False)"
    pieces = [source(here.text, use.model), source(here.text, use.expr)]
    pieces += [f"signatures={source(here.text, signatures)}"] if signatures is not None else []
    pieces += [f"options={source(here.text, options)}"] if options is not None else []
    return f"{alias}.saved_model.save({', '.join(pieces)})"


def _checkpoint(use: FileUse, here: Here) -> Iterator[Finding]:
    what = (
        "From TensorFlow 2.16 on (Keras 3), ModelCheckpoint saves models to `.keras` or `.h5` files only; this raises."
    )
    old = ending_of(use, REPLACED)
    new = ".h5" if old in {".hdf5", ".H5", ".HDF5"} else NEW
    edits = (
        another_ending(here.world, use, old, new) if old is not None and not is_folder(here.world, use.paths) else None
    )
    advice = f" The patch gives it the ending `{new}`; whoever else reads it has to follow." if edits else ""
    advice = advice or " Give it one of these endings."
    yield _finding(
        here, "tf.keras.callbacks.ModelCheckpoint", what + advice, Fix.REVIEW if edits else Fix.MANUAL, edits
    )


def _checkpoint_ending(use: FileUse) -> str:
    return ".h5" if ending_of(use, REPLACED) in {".hdf5", ".H5", ".HDF5"} else NEW


def _read(use: FileUse, here: Here) -> Iterator[Finding]:
    world = here.world
    exact = all(path.ends(*GOOD) is False for path in use.paths)
    hdf5 = others(world, use.paths, Use.CHECKPOINT) if not _lacks(use, (".hdf5",)) else []
    if hdf5:
        yield from _read_after(use, here, hdf5, ".h5")
    if not exact:
        return
    what = (
        "From TensorFlow 2.16 on (Keras 3), load_model reads `.keras` and `.h5` files only, no SavedModel; this raises."
    )
    writers = others(world, use.paths, Use.SAVE, Use.CHECKPOINT)
    if not writers:
        message = (
            f"{what} Load it with Keras 2 once and save it to a `.keras` file, or use it for inference by "
            "`tf.keras.layers.TFSMLayer(path, call_endpoint='serving_default')`."
        )
        yield _finding(here, "tf.keras.models.load_model", message, Fix.MANUAL, None)
        return
    yield from _read_after(use, here, writers, ".h5" if any(_wants_hdf5(each) for each in writers) else NEW)


def _read_after(use: FileUse, here: Here, writers: Sequence[FileUse], new: str) -> Iterator[Finding]:
    """The reader follows the writer; what the model is made of may have to be named."""
    old = ending_of(use, REPLACED)
    edits = another_ending(here.world, use, old, new) if old is not None else None
    saves = [each for each in writers if each.use is Use.SAVE]
    trouble = any(_trouble(each, here) for each in saves) or is_folder(here.world, use.paths)
    trouble = trouble or any(_renamed(each, new, here) is None for each in writers)
    message = (
        "From TensorFlow 2.16 on (Keras 3), whole models are in `.keras` and `.h5` files. What is read here has to be "
        "what the project writes."
    )
    if edits is None or trouble or is_spread(use.call):
        yield _finding(here, "tf.keras.models.load_model", message, Fix.MANUAL, None)
        return
    more = _named_customs(use, here, saves) if new == NEW and use.use is Use.LOAD else ()
    if more is None:
        yield _finding(here, "tf.keras.models.load_model", message, Fix.MANUAL, None)
        return
    yield _finding(here, "tf.keras.models.load_model", message, Fix.REVIEW, [*edits, *more])


def _renamed(writer: FileUse, new: str, here: Here) -> list[Edit] | None:
    """The writer's own edit: where there is none, the reader keeps the old name, too."""
    old = ending_of(writer, REPLACED)
    return another_ending(here.world, writer, old, new) if old is not None else None


def _named_customs(use: FileUse, here: Here, saves: Sequence[FileUse]) -> list[Edit] | None:
    """`custom_objects` with the project's classes, which a SavedModel brought along; None where one is out of sight."""
    customs = {klass.node.name: klass for each in saves for klass in _customs(each, here)}
    fresh = {name: klass for name, klass in customs.items() if not _is_registered(here, klass)}
    if not fresh or argument(use.call, 1, "custom_objects") is not None:
        return []
    if any(here.world.names.name(name, use.scope) is not klass for name, klass in fresh.items()):
        return None
    words = ", ".join(f'"{name}": {name}' for name in sorted(fresh))
    return [insert_argument(here.text, use.call, f"custom_objects={{{words}}}")]


def _is_registered(here: Here, klass: Klass) -> bool:
    for decorator in klass.node.decorator_list:
        func = decorator.func if isinstance(decorator, ast.Call) else decorator
        dotted = here.world.names.dotted(func, klass.scope) or ""
        if dotted.endswith(".register_keras_serializable"):
            return True
    return False


def _finding(here: Here, symbol: str, message: str, fix: Fix, edits: Sequence[Edit] | None) -> Finding:
    assert isinstance(here.node, ast.Call)
    return here.finding(
        here.node,
        symbol=symbol,
        message=message,
        effect=Effect.BREAKS,
        span=FROM,
        fix=fix,
        edits=edits or (),
        writes=[name for word, name in WRITTEN.items() if any(word in edit.text for edit in edits or ())],
    )
