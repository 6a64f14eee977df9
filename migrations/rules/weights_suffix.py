"""From TensorFlow 2.16 on (Keras 3), weights are saved to files that end in `.weights.h5`, and nothing else.

Keras 2 wrote HDF5 for `.h5`, `.hdf5` and `.keras` and TensorFlow checkpoints for all other names; Keras 3 raises. A
file that ends in `.weights.h5` is written and read by every version. The patch renames the file where it is written and
where it is read; what wrote or reads it outside the project has to follow.
"""

import ast
from collections.abc import Iterator

from migrations.calls import keyword, remove_argument, source
from migrations.endings import another_ending, ending_of, folder_first
from migrations.filepaths import filepaths
from migrations.here import Here
from migrations.keras_files import FileUse, Use, others, uses
from migrations.rule import Edit, Effect, Example, Finding, Fix, Rule, Span
from migrations.saying import said

NEW = ".weights.h5"
HDF5 = (".hdf5", ".h5", ".keras")
ENDINGS = (*HDF5, ".ckpt", ".tf", ".weights", ".cpkt", ".chkpt", ".checkpoint", ".model")
"""Endings that the new one takes the place of; anything else stays in front of it."""
READABLE = (NEW, ".keras", ".h5", ".hdf5")
WRITERS = (Use.SAVE_WEIGHTS, Use.CHECKPOINT_WEIGHTS)
STATUS = {"expect_partial", "assert_consumed", "assert_existing_objects_matched", "assert_nontrivial_match"}
FROM = Span("2.16")
MODIFIED = "os.path.getmtime"

rule = Rule(
    __name__,
    source="https://keras.io/guides/migrating_to_keras_3/",
    applies=FROM,
    examples=(
        Example(
            before="""\
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.layers.Dense(2, input_shape=(3,))])
model.save_weights("w.h5")
model.load_weights("w.h5")
print(len(model.get_weights()))
""",
            after="""\
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.layers.Dense(2, input_shape=(3,))])
model.save_weights("w.weights.h5")
model.load_weights("w.weights.h5")
print(len(model.get_weights()))
""",
            runs=True,
        ),
        Example(
            before="""\
from tensorflow import keras

model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
PATH = "my_checkpoint"
model.save_weights(PATH, save_format="tf")
model.load_weights(PATH).expect_partial()
""",
            after="""\
from tensorflow import keras

model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])
PATH = "my_checkpoint.weights.h5"
model.save_weights(PATH)
model.load_weights(PATH)
""",
            runs=True,
        ),
    ),
    untouched=(
        "from tensorflow import keras\nm = keras.Sequential()\nm.save_weights('a.weights.h5')\n",
        "from tensorflow import keras\nm = keras.Sequential()\nm.load_weights('vgg16.h5')\n",
        "from tensorflow import keras\nimport sys\nm = keras.Sequential()\nm.save_weights(sys.argv[1])\n",
        "import keras\nimport torch\ntorch.nn.Linear(1, 2).save_weights('x')\n",
    ),
)


rule.words("save_weights", "load_weights", "ModelCheckpoint")


@rule.file
def old_endings(_module: ast.Module, around: Here) -> Iterator[Finding]:
    for use, here in uses(around, *WRITERS):
        yield from _written(use, here)
    for use, here in uses(around, Use.LOAD_WEIGHTS):
        yield from _read(use, here)


def _written(use: FileUse, here: Here) -> Iterator[Finding]:
    format_word = keyword(use.call, "save_format") if use.use is Use.SAVE_WEIGHTS else None
    is_right = all(path.ends(NEW) for path in use.paths)
    if not is_right and not all(path.ends(NEW) is False for path in use.paths):
        return
    if is_right and format_word is None:
        return
    symbol = "tf.keras.Model.save_weights" if use.use is Use.SAVE_WEIGHTS else "tf.keras.callbacks.ModelCheckpoint"
    edits = [remove_argument(here.text, use.call, format_word)] if format_word is not None else []
    if is_right:
        message = f"From TensorFlow 2.16 on (Keras 3), {symbol} takes no `save_format`. Leave it out."
        yield _finding(here, symbol, message, Fix.SAFE, edits)
        return
    what = f"From TensorFlow 2.16 on (Keras 3), {symbol} raises for a file that does not end in `{NEW}`."
    whole = _as_whole_model(use, here)
    if whole is not None:
        message = (
            f"{what} It is read by layer names, which such files do not allow: the patch writes the whole model to "
            f"the same "
            "HDF5 file, and what reads it stays."
        )
        yield _finding(here, symbol, message, Fix.REVIEW, [*whole, *edits])
        return
    renamed = _renamed(use, here)
    trouble = _trouble(use, here)
    if renamed is None or trouble:
        yield _finding(here, symbol, f"{what} {trouble or 'Give it that ending.'}", Fix.MANUAL, [])
        return
    message = f"{what} The patch gives it that ending; whoever else reads the file has to follow."
    yield _finding(here, symbol, message, Fix.REVIEW, [*renamed, *edits])


def _as_whole_model(use: FileUse, here: Here) -> list[Edit] | None:
    """`model.save_weights("w.h5")` as `model.save("w.h5")`, where the weights are read by layer names."""
    func = use.call.func
    readers = others(here.world, use.paths, Use.LOAD_WEIGHTS)
    if use.use is not Use.SAVE_WEIGHTS or not isinstance(func, ast.Attribute) or not any(map(_by_name, readers)):
        return None
    if use.model is None or any(value.of is not None for value in here.values(use.model)):
        return None  # models of one's own are not written to HDF5 by Keras 2
    if not all(path.ends(".h5", ".hdf5") for path in use.paths):
        return None
    end = here.text.end(func)
    return [Edit(end - len("save_weights"), end, "save")]


def _renamed(use: FileUse, here: Here) -> list[Edit] | None:
    old = ending_of(use, ENDINGS)
    edits = another_ending(here.world, use, old, NEW) if old is not None else None
    if edits is None or use.use is Use.CHECKPOINT_WEIGHTS or old in HDF5:
        return edits
    folder = folder_first(here, use)  # checkpoints made it themselves, HDF5 does not
    return [*edits, *(folder or ())]


def _trouble(use: FileUse, here: Here) -> str:
    """Why the new ending alone would not do."""
    readers = others(here.world, use.paths, Use.LOAD_WEIGHTS)
    if any(_by_name(each) for each in readers):
        return (
            f"It is read by layer names later, which files in `{NEW}` do not allow: write the whole model with "
            "`model.save(...)` to an `.h5` file and read the weights from there."
        )
    checkpoints = others(here.world, use.paths, Use.LOAD_EXPORT)
    return "Another part of the project reads it as a checkpoint." if checkpoints else ""


def _at(here: Here, use: FileUse) -> Here:
    return here.at(use.call, use.scope, use.code)


def _by_name(use: FileUse) -> bool:
    word = keyword(use.call, "by_name")
    return word is not None and not (isinstance(word.value, ast.Constant) and not word.value.value)


def _read(use: FileUse, here: Here) -> Iterator[Finding]:  # noqa: PLR0911 - one for each kind of reader
    symbol = "tf.keras.Model.load_weights"
    writers = others(here.world, use.paths, *WRITERS)
    if others(here.world, use.paths, Use.CHECKPOINT):
        return  # weights of whole models
    if all(path.ends(NEW) for path in use.paths):
        yield from _status(use, here, writers)
        return
    if _is_latest(use, here):
        yield from _latest(use, here)
        return
    readable = all(path.ends(*READABLE) for path in use.paths)
    if not writers:
        if not readable and use.paths and all(path.ends(*READABLE) is False for path in use.paths):
            message = (
                "From TensorFlow 2.16 on (Keras 3), load_weights reads no TensorFlow checkpoint. Load it with an older "
                f"TensorFlow once, and save it again with `model.save_weights('name{NEW}')`."
            )
            yield _finding(here, symbol, message, Fix.MANUAL, [])
        return
    if others(here.world, use.paths, Use.SAVE, Use.CHECKPOINT) and readable:
        return
    if not all(path.ends(NEW) is False for path in use.paths):
        return
    old = ending_of(use, ENDINGS)
    edits = another_ending(here.world, use, old, NEW) if old is not None else None
    message = (
        f"From TensorFlow 2.16 on (Keras 3), weights are in files that end in `{NEW}`, and so has to be read what the "
        "project writes."
    )
    if all(_as_whole_model(each, _at(here, each)) is not None for each in writers):
        return
    if edits is None or any(_trouble(each, here) or _renamed(each, _at(here, each)) is None for each in writers):
        yield _finding(here, symbol, message, Fix.MANUAL, [])
        return
    yield _finding(here, symbol, message, Fix.REVIEW, [*edits, *_without_status(use, here)])


def _status(use: FileUse, here: Here, writers: list[FileUse]) -> Iterator[Finding]:
    """`load_weights(...).expect_partial()` on what never was a checkpoint."""
    edits = _without_status(use, here)
    if edits and writers:
        message = "From TensorFlow 2.16 on (Keras 3), load_weights gives nothing back. Leave out what is asked of it."
        yield _finding(here, "tf.keras.Model.load_weights", message, Fix.REVIEW, edits)


def _without_status(use: FileUse, here: Here) -> list[Edit]:
    """Take `.expect_partial()` away, where the call is a statement of its own."""
    parents = here.code.parents
    attribute = parents.get(use.call)
    if isinstance(attribute, ast.Assign):
        return _without_asking(attribute, here)
    outer = parents.get(attribute) if isinstance(attribute, ast.Attribute) and attribute.attr in STATUS else None
    if not isinstance(outer, ast.Call) or not isinstance(parents.get(outer), ast.Expr):
        return []
    return [Edit(here.text.end(use.call), here.text.end(outer), "")]


def _without_asking(assigned: ast.Assign, here: Here) -> list[Edit]:
    """`status.assert_consumed()` as `pass`, where `status = model.load_weights(...)`."""
    match assigned.targets:
        case [ast.Name(id=name)]:
            pass
        case _:
            return []
    edits = []
    for call, scope in here.code.outline.nodes[ast.Call]:
        match call:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=owner), attr=member)) if (
                owner == name and member in STATUS
            ):
                if scope.home(owner) is here.scope.home(name) and isinstance(here.code.parents.get(call), ast.Expr):
                    edits.append(Edit(here.text.start(call), here.text.end(call), "pass"))
            case _:
                pass
    return edits


def _is_latest(use: FileUse, here: Here) -> bool:
    return _latest_call(use, here) is not None


def _latest_call(use: FileUse, here: Here) -> ast.Call | None:
    """The call of `tf.train.latest_checkpoint` that the path comes from."""
    names = {"tf.train.latest_checkpoint", "tf.compat.v1.train.latest_checkpoint"}
    expr, scope = use.expr, use.scope
    if isinstance(expr, ast.Name):
        found = list(filepaths(here.world).sources(expr, scope))
        if len(found) != 1:
            return None
        expr, scope = found[0]
    is_latest = isinstance(expr, ast.Call) and here.world.names.dotted(expr.func, scope) in names
    return expr if is_latest and isinstance(expr, ast.Call) else None


def _latest(use: FileUse, here: Here) -> Iterator[Finding]:
    """`tf.train.latest_checkpoint(folder)` finds no `.weights.h5`: the newest file of the folder is it."""
    call = _latest_call(use, here)
    assert call is not None
    symbol = "tf.train.latest_checkpoint"
    message = (
        "From TensorFlow 2.16 on (Keras 3), models read no TensorFlow checkpoint, and tf.train.latest_checkpoint does "
        f"not see files in `{NEW}`. The patch takes the newest such file of the folder."
    )
    written = any(True for _ in uses(here, *WRITERS))
    if not written or len(call.args) != 1 or call.keywords:
        yield _finding(here, symbol, message, Fix.MANUAL, [])
        return
    folder = source(here.text, call.args[0])
    tf = source(here.text, call.func).removesuffix(".train.latest_checkpoint")
    if tf not in {"tf", "tensorflow"}:
        yield _finding(here, symbol, message, Fix.MANUAL, [])
        return
    modified = said(here, MODIFIED)
    if modified is None and "os" in here.code.outline.top.bindings:
        yield _finding(here, symbol, message, Fix.MANUAL, [])
        return
    imported = [here.add_import("import os")] if modified is None else []
    newest = (  # times of tf.io.gfile are whole seconds, in which an epoch or two may end
        f'max({tf}.io.gfile.glob({tf}.io.gfile.join({folder}, "*{NEW}")), '
        f"key=lambda name: ({modified or MODIFIED}(name), name), default=None)"
    )
    edits = [*imported, Edit(here.text.start(call), here.text.end(call), newest), *_without_status(use, here)]
    yield _finding(here, symbol, message, Fix.REVIEW, edits)


def _finding(here: Here, symbol: str, message: str, fix: Fix, edits: list[Edit]) -> Finding:
    assert isinstance(here.node, ast.Call)
    return here.finding(
        here.node, symbol=symbol, message=message, effect=Effect.BREAKS, span=FROM, fix=fix, edits=edits
    )
