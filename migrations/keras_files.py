"""Who writes and who reads the files of Keras models in a project, and which of them are the same file."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from typing import NamedTuple

from migrations.calls import argument
from migrations.filepaths import HOLE, PLACEHOLDER, Filepath, filepaths
from migrations.here import Here, World
from migrations.project import Code
from migrations.scopes import Scope
from migrations.spots import Call, calls
from migrations.values import Kind, Value


class Use(Enum):
    """What is done with a file."""

    SAVE = "whole model written"
    EXPORT = "SavedModel written"
    SAVE_WEIGHTS = "weights written"
    CHECKPOINT = "whole models written while training"
    CHECKPOINT_WEIGHTS = "weights written while training"
    LOAD = "whole model read"
    LOAD_WEIGHTS = "weights read"
    LOAD_EXPORT = "SavedModel read"
    FOLDER = "used as a folder"
    MAKE = "folder made"


MANY = 200
FOLDERS = {Use.FOLDER, Use.MAKE}
WRITES = {Use.SAVE, Use.EXPORT, Use.SAVE_WEIGHTS, Use.CHECKPOINT, Use.CHECKPOINT_WEIGHTS}

FUNCTIONS = {
    "tf.keras.models.save_model": (Use.SAVE, 1, "filepath"),
    "tf.keras.saving.save_model": (Use.SAVE, 1, "filepath"),
    "tf.keras.models.load_model": (Use.LOAD, 0, "filepath"),
    "tf.keras.saving.load_model": (Use.LOAD, 0, "filepath"),
    "tf.saved_model.save": (Use.EXPORT, 1, "export_dir"),
    "tf.saved_model.load": (Use.LOAD_EXPORT, 0, "export_dir"),
    "tf.compat.v1.saved_model.load": (Use.LOAD_EXPORT, 2, "export_dir"),
    "tf.compat.v1.saved_model.load_v2": (Use.LOAD_EXPORT, 0, "export_dir"),
    "tf.saved_model.contains_saved_model": (Use.LOAD_EXPORT, 0, "export_dir"),
    "tf.lite.TFLiteConverter.from_saved_model": (Use.LOAD_EXPORT, 0, "saved_model_dir"),
    "tf.keras.layers.TFSMLayer": (Use.LOAD_EXPORT, 0, "filepath"),
    "tensorflow_hub.load": (Use.LOAD_EXPORT, 0, "handle"),
    "tensorflow_hub.KerasLayer": (Use.LOAD_EXPORT, 0, "handle"),
    "os.listdir": (Use.FOLDER, 0, "path"),
    "os.scandir": (Use.FOLDER, 0, "path"),
    "os.walk": (Use.FOLDER, 0, "top"),
    "os.path.isdir": (Use.FOLDER, 0, "s"),
    "shutil.rmtree": (Use.FOLDER, 0, "path"),
    "shutil.copytree": (Use.FOLDER, 0, "src"),
    "shutil.make_archive": (Use.FOLDER, 2, "root_dir"),
    "tf.io.gfile.isdir": (Use.FOLDER, 0, "path"),
    "tf.io.gfile.listdir": (Use.FOLDER, 0, "path"),
    "tf.io.gfile.rmtree": (Use.FOLDER, 0, "path"),
    "os.makedirs": (Use.MAKE, 0, "name"),
    "os.mkdir": (Use.MAKE, 0, "path"),
    "tf.io.gfile.makedirs": (Use.MAKE, 0, "path"),
    "tf.io.gfile.mkdir": (Use.MAKE, 0, "path"),
    "tf.gfile.MakeDirs": (Use.MAKE, 0, "path"),
    "tf.compat.v1.gfile.MakeDirs": (Use.MAKE, 0, "path"),
    "pathlib.Path.mkdir": (Use.MAKE, 0, "self"),
}
METHODS = {
    "save": (Use.SAVE, "filepath"),
    "export": (Use.EXPORT, "filepath"),
    "save_weights": (Use.SAVE_WEIGHTS, "filepath"),
    "load_weights": (Use.LOAD_WEIGHTS, "filepath"),
}
CHECKPOINT = "tf.keras.callbacks.ModelCheckpoint"
LITE = "TFLiteConverter.from_saved_model"
LAST = frozenset({name.rpartition(".")[2] for name in (*FUNCTIONS, CHECKPOINT)} | {*METHODS, "mkdir"})
ONLY_KERAS = {"save_weights", "load_weights"}
"""Methods that hardly anything but a Keras model has."""
LIKELY = ("model", "net", "generator", "discriminator", "encoder", "decoder", "classifier", "critic", "actor")
UNKNOWN_VALUE = Value(Kind.UNKNOWN)
MODELS = ("tf.keras.Model", "tf.compat.v1.keras.Model")


class FileUse(NamedTuple):
    """One call that writes or reads a file; `model` is what is written, where that can be seen."""

    use: Use
    call: ast.Call
    expr: ast.expr
    scope: Scope
    code: Code
    paths: Sequence[Filepath]
    model: ast.expr | None = None


def all_uses(world: World) -> Sequence[FileUse]:
    return world.once(_all)


def uses(around: Here, *kinds: Use) -> Iterator[tuple[FileUse, Here]]:
    """The uses of these kinds in one file, and where each stands."""
    for use in around.world.once(_by_file).get(around.code, ()):
        if use.use in kinds:
            yield use, around.at(use.call, use.scope)


def is_used(world: World, *kinds: Use) -> bool:
    """Whether there is any use of these kinds."""
    return not world.once(_by_use).keys().isdisjoint(kinds)


def others(world: World, paths: Sequence[Filepath], *uses: Use) -> list[FileUse]:
    """The uses of these kinds that may be of the same file."""
    by_use = world.once(_by_use)
    asked = [each for use in dict.fromkeys(uses) for each in by_use.get(use, ())]
    if len(asked) > MANY:  # a file that a program wrote: only the same path is looked for
        keys = {one.key for one in paths if one.key}
        return [each for each in asked if any(two.key in keys for two in each.paths)]
    return [each for each in asked if any(same(one, two) for one in paths for two in each.paths)]


def _by_use(world: World) -> Mapping[Use, Sequence[FileUse]]:
    found: dict[Use, list[FileUse]] = defaultdict(list)
    for each in all_uses(world):
        found[each.use].append(each)
    return found


def _by_file(world: World) -> Mapping[Code, Sequence[FileUse]]:
    found: dict[Code, list[FileUse]] = defaultdict(list)
    for each in all_uses(world):
        found[each.code].append(each)
    return found


def same(one: Filepath, two: Filepath) -> bool:
    """Whether two paths are the same, or one is a case of the other: `w-{epoch}.h5` and `w-03.h5`."""
    if one.key == two.key:
        return bool(one.key)
    if one.ending is None or two.ending is None:
        return False
    return bool(_pattern(one).fullmatch(_filled(two)) or _pattern(two).fullmatch(_filled(one)))


def is_folder(world: World, paths: Sequence[Filepath]) -> bool:
    """Whether the project looks into the path, as one can only with a folder."""
    if others(world, paths, Use.FOLDER, Use.MAKE):
        return True
    inside = tuple(f"{path.key}/" for path in paths if path.key)
    return any(text.startswith(inside) for text in world.once(_texts))


def is_converted(world: World, paths: Sequence[Filepath]) -> bool:
    """Whether a converter to TensorFlow Lite reads the path: it takes what `model.export` writes, and no other."""
    return any(ast.unparse(each.call.func).endswith(LITE) for each in others(world, paths, Use.LOAD_EXPORT))


def is_made(world: World, path: Filepath) -> bool:
    """Whether the folder of the path surely is there: it is the current one, or the project makes it."""
    folder = path.key.rpartition("/")[0]
    if not folder or "tempfile." in folder or folder in {"/tmp", ".", ".."}:  # noqa: S108 - a path in the user's code
        return True
    made = {each.key for use in all_uses(world) if use.use is Use.MAKE for each in use.paths}
    return any(each == folder or each.startswith(f"{folder}/") for each in made)


def _pattern(path: Filepath) -> re.Pattern[str]:
    pieces = [re.escape(piece) for piece in re.split(PLACEHOLDER, _holes(path.key))]
    return re.compile("[^/]*".join(pieces))


def _filled(path: Filepath) -> str:
    return re.sub(PLACEHOLDER, "0", _holes(path.key))


def _holes(key: str) -> str:
    """Unknown parts as a field, so that they fit anything."""
    return re.sub(f"{HOLE}[^{HOLE}]*{HOLE}", "{}", key)


def _texts(world: World) -> frozenset[str]:
    """Every path that is written in some call, as text."""
    paths = filepaths(world)
    found = set()
    for code in world.project.files.values():
        for call, scope in calls(code):
            for arg in call.args[:2]:
                if isinstance(arg, ast.Constant | ast.JoinedStr | ast.BinOp | ast.Call):
                    found |= {each.key for each in paths.known(arg, scope)}
    return frozenset(found)


def _all(world: World) -> Sequence[FileUse]:
    """All uses, in the order of the source. Folders matter only where there are files of Keras as well."""
    found = [(code, call, scope) for code in world.project.files.values() for call, scope in _likely(code)]
    known = [(code, call, scope, use) for code, call, scope in found if (use := _use(world, call, scope)) is not None]
    if all(use[0] in FOLDERS for *_, use in known):
        return []
    paths = filepaths(world)
    return [
        FileUse(use, call, expr, scope, code, paths.of(expr, scope), model)
        for code, call, scope, (use, expr, model) in known
        if not isinstance(call.func, ast.Attribute) or use is not Use.MAKE or _makes_folder(world, call, scope)
    ]


def _likely(code: Code) -> Iterator[Call]:
    """Calls by a name that something here may have; one without a dot may have been given another name."""
    for place in calls(code):
        func = place[0].func
        if func.attr in LAST if isinstance(func, ast.Attribute) else isinstance(func, ast.Name):
            yield place


def _makes_folder(world: World, call: ast.Call, scope: Scope) -> bool:
    """Whether `x.mkdir()` is a function from outside, or `x` surely a path."""
    assert isinstance(call.func, ast.Attribute)
    return world.names.dotted(call.func, scope) is not None or _gives_path(world, call.func.value, scope)


def _use(world: World, call: ast.Call, scope: Scope) -> tuple[Use, ast.expr, ast.expr | None] | None:
    dotted = world.names.dotted(call.func, scope)
    if dotted is None:
        return _method(world, call, scope)
    if dotted.startswith("keras."):
        dotted = f"tf.{dotted}"
    if dotted == CHECKPOINT:
        return _checkpoint(world, call, scope)
    if dotted not in FUNCTIONS:
        return None
    use, position, name = FUNCTIONS[dotted]
    expr = argument(call, position, name)
    if expr is None:
        return None
    return use, expr, argument(call, 0, "model") if use in WRITES else None


def _method(world: World, call: ast.Call, scope: Scope) -> tuple[Use, ast.expr, ast.expr | None] | None:
    match call.func:
        case ast.Attribute(value=owner, attr="mkdir"):
            return Use.MAKE, owner, None
        case ast.Attribute(value=owner, attr=member) if member in METHODS:
            use, name = METHODS[member]
            expr = argument(call, 0, name)
            if expr is not None and is_model(world, owner, scope, member):
                return use, expr, owner
        case _:
            pass
    return None


def _gives_path(world: World, owner: ast.expr, scope: Scope) -> bool:
    return any(each.is_object for each in filepaths(world).of(owner, scope))


def is_model(world: World, owner: ast.expr, scope: Scope, member: str) -> bool:
    """Whether it surely is a Keras model, and the project has no member of its own of this name."""
    if not world.once(_speaks_of_keras):
        return False
    inference = world.inference
    values = [value for value in inference.values(owner, scope) if value.kind is not Kind.NONE]
    if member in ONLY_KERAS and values and all(value == UNKNOWN_VALUE for value in values):
        name = ast.unparse(owner).lower()
        return any(word in name for word in LIKELY) and _has_keras(world.project.code(scope))
    if values and all(value == UNKNOWN_VALUE for value in values):
        made = list(_made_by_own_method(world, owner, scope))
        return bool(made) and all(is_model(world, result, around, member) for result, around in made)
    if not values or any(inference.owns(value, member) for value in values):
        return False
    return all(any(inference.belongs(value, klass) for klass in MODELS) for value in values)


def _made_by_own_method(world: World, owner: ast.expr, scope: Scope) -> Iterator[tuple[ast.expr, Scope]]:
    """What `self.build()` returns, where `self.model = self.build()`."""
    classes = world.classes
    if isinstance(owner, ast.Attribute) and (klass := classes.of_self(owner.value, scope)) is not None:
        stores = [store for store in classes.stores.get(klass, ()) if store.name == owner.attr]
        values = [(store.value, store.scope) for store in stores if store.value is not None]
    else:
        values = [(owner, scope)]
    for value, around in values:
        if not isinstance(value, ast.Call) or not isinstance(value.func, ast.Attribute):
            return
        klass = classes.of_self(value.func.value, around)
        for each in classes.ancestors(klass) if klass is not None else ():
            for statement in each.node.body:
                if isinstance(statement, ast.FunctionDef) and statement.name == value.func.attr:
                    body = each.code.outline.scopes[statement]
                    yield from ((result, body) for result in each.code.outline.returns.get(body, ()))


def _speaks_of_keras(world: World) -> bool:
    """Without that, no project has a model of Keras, and nobody has to ask what is what."""
    return any(b"keras" in code.text.source for code in world.project.files.values())


def _has_keras(code: Code) -> bool:
    """Whether the file speaks of Keras, and of no other library with models of that kind."""
    words = code.text.source
    return b"keras" in words and not any(other in words for other in (b"torch", b"rl.agents", b"stable_baselines"))


def _checkpoint(world: World, call: ast.Call, scope: Scope) -> tuple[Use, ast.expr, ast.expr | None] | None:
    expr = argument(call, 0, "filepath")
    only = argument(call, 4, "save_weights_only")
    if expr is None:
        return None
    truth = constant(world, only, scope) if only is not None else False
    if truth is None:
        return None
    return (Use.CHECKPOINT_WEIGHTS if truth else Use.CHECKPOINT), expr, None


def constant(world: World, expr: ast.expr, scope: Scope) -> object:
    """The value of a constant, or of a name that is bound to one once; None where it cannot be told."""
    if isinstance(expr, ast.Constant):
        return expr.value
    if isinstance(expr, ast.Name):
        bound = scope.assigned(expr.id)
        if bound is not None:
            return constant(world, bound.value, bound.scope)
    return None
