"""Loads a saved file the way a program does, runs it on inputs made from a seed, and says what comes out: a program.

Every call is the one of the public API with what is its default: nothing that is unsafe is allowed beyond that.
"""
# ruff: noqa: ANN401 - what TensorFlow gives differs between its releases

import contextlib
import importlib
import json
import os
import sys
from collections.abc import Callable, Iterator
from typing import Any

from service.sandbox.inside.alone import HERE, in_one_line, run_alone
from service.sandbox.inside.arrays import say_all
from service.sandbox.inside.feeding import Inputs, dtype_of, is_open, run_sized, shape_of, shaped


def import_tensorflow() -> str:
    """Why it cannot be imported; empty where it can. What is loaded lazily is asked for, so that forks have it."""
    sys.path[:] = [each for each in sys.path if each not in ("", HERE, os.getcwd())]  # noqa: PTH109 - one import less
    try:
        tf: Any = importlib.import_module("tensorflow")
    except Exception as error:  # noqa: BLE001 - whatever it is, it is told
        return f"{type(error).__name__}: {error}"
    with contextlib.suppress(Exception):  # what an old one does not have, only those lack that need it
        tf.keras.models.load_model  # noqa: B018 - as above
        tf.lite.Interpreter  # noqa: B018 - as above
    return ""


def load_keras(path: str, say: "Callable[..., None]") -> None:
    """A whole model. Where it only loads without what it was compiled with, that is said."""
    tf = importlib.import_module("tensorflow")  # type: Any

    try:
        model = tf.keras.models.load_model(path)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is told
        try:
            model = tf.keras.models.load_model(path, compile=False)
        except Exception:  # noqa: BLE001 - the first one tells more
            raise error from None
        say("level", "uncompiled", in_one_line(f"{type(error).__name__}: {error}"))
    else:
        say("level", "loaded", "")
    run_keras(model, say)


def run_keras(model: Any, say: "Callable[..., None]") -> None:
    """What it predicts, without training anything."""
    tensors = getattr(model, "inputs", None)
    if not tensors:
        say("unrun", "", "the file does not say what its inputs are")
        return
    tensors = list(tensors.values()) if isinstance(tensors, dict) else list(tensors)

    def run(size: int) -> Any:
        made = Inputs()
        values = [made.of(shaped(shape_of(each), size), dtype_of(each)) for each in tensors]
        try:
            return model.predict(values[0] if len(values) == 1 else values, verbose=0)
        except Exception:
            names = getattr(model, "input_names", None)
            if not names or len(names) != len(values):
                raise
            return model.predict(dict(zip(names, values)), verbose=0)  # noqa: B905 - Python 3.6 has no strict

    run_sized(run, say, is_open=is_open(tensors))


def load_h5(path: str, say: "Callable[..., None]") -> None:
    """A whole model is loaded; weights alone, and what is no model, can only be opened and read."""
    h5py = importlib.import_module("h5py")

    with h5py.File(path, "r") as file:
        if "model_config" not in file.attrs:
            is_weights = "layer_names" in file.attrs or "_layer_checkpoint_dependencies" in file or "layers" in file
            say("level", "weights" if is_weights else "data", "")
            say_all(dict(datasets(file)), say)
            return
    load_keras(path, say)


def datasets(file: Any) -> "Iterator[tuple[str, Any]]":
    """Every array of an HDF5 file by its name."""
    found = []  # type: list[tuple[str, Any]]
    file.visititems(lambda name, each: found.append((name, each)) if hasattr(each, "dtype") else None)
    for name, each in found:
        if each.dtype.kind in "biufc":
            yield name, each[()]


def tags_of(path: str) -> "list[str]":
    """The tags of the graph that serves, or of the first."""
    saved_model_pb2 = importlib.import_module("tensorflow.core.protobuf.saved_model_pb2")

    with open(os.path.join(path, "saved_model.pb"), "rb") as file:  # noqa: PTH118, PTH123 - as above
        saved = saved_model_pb2.SavedModel.FromString(file.read())
    found = [list(graph.meta_info_def.tags) for graph in saved.meta_graphs]
    return next((tags for tags in found if "serve" in tags), found[0] if found else [])


def load_saved_model(path: str, say: "Callable[..., None]") -> None:
    tf = importlib.import_module("tensorflow")  # type: Any

    tags = tags_of(path)
    if tf.__version__.startswith("1."):
        load_saved_model_in_a_session(path, tags, say)
        return
    loaded = tf.saved_model.load(path, tags=tags)
    say("level", "loaded", "")
    if not getattr(loaded, "signatures", None):
        say("unrun", "", "it has no signature to call")
    for name, function in sorted(loaded.signatures.items()):
        specs = signature_of(function)
        if name.startswith("__") or specs is None:
            continue

        def run(size: int, function: Any = function, specs: "dict[str, Any]" = specs) -> Any:
            made = Inputs()
            values = {key: made.of(shaped(shape_of(spec), size), dtype_of(spec)) for key, spec in sorted(specs.items())}
            return function(**{key: tf.constant(value, specs[key].dtype) for key, value in values.items()})

        run_sized(run, say, is_open=is_open(list(specs.values())), way=name)


def signature_of(function: Any) -> "dict[str, Any] | None":
    """Its inputs by name; those of TensorFlow 1 know their tensors only."""
    structured = getattr(function, "structured_input_signature", None)
    if structured is not None and not structured[0]:
        return dict(structured[1])
    names = getattr(function, "_arg_keywords", None)
    return dict(zip(names, function.inputs)) if names else None  # noqa: B905 - as above


def load_saved_model_in_a_session(path: str, tags: "list[str]", say: "Callable[..., None]") -> None:
    tf = importlib.import_module("tensorflow")  # type: Any

    graph = tf.Graph()
    with graph.as_default(), tf.compat.v1.Session(graph=graph) as session:
        meta = tf.compat.v1.saved_model.loader.load(session, tags, path)
        say("level", "loaded", "")
        for name, signature in sorted(meta.signature_def.items()):
            if name.startswith("__") or not signature.outputs:
                continue
            inputs = {key: graph.get_tensor_by_name(info.name) for key, info in signature.inputs.items()}
            outputs = {key: graph.get_tensor_by_name(info.name) for key, info in signature.outputs.items()}

            def run(size: int, inputs: "dict[str, Any]" = inputs, outputs: "dict[str, Any]" = outputs) -> Any:
                made = Inputs()
                feed = {
                    each: made.of(shaped(shape_of(each), size), dtype_of(each)) for _, each in sorted(inputs.items())
                }
                return session.run(outputs, feed)

            run_sized(run, say, is_open=is_open(list(inputs.values())), way=name)


def load_checkpoint(path: str, say: "Callable[..., None]") -> None:
    """Every variable is read: of TensorFlow 1 and 2 alike."""
    tf = importlib.import_module("tensorflow")  # type: Any

    reader = tf.train.load_checkpoint(path)
    names = sorted(reader.get_variable_to_shape_map())
    values = {name: reader.get_tensor(name) for name in names if name != "_CHECKPOINTABLE_OBJECT_GRAPH"}
    say("level", "loaded", "")
    say_all(values, say)


def load_meta_graph(path: str, say: "Callable[..., None]") -> None:
    """A graph of TensorFlow 1 beside its checkpoint, and its variables restored."""
    tf = importlib.import_module("tensorflow")  # type: Any

    with tf.Graph().as_default(), tf.compat.v1.Session() as session:
        saver = tf.compat.v1.train.import_meta_graph(path + ".meta")
        if saver is not None:
            saver.restore(session, path)
        say("level", "loaded", "")


def load_tflite(path: str, say: "Callable[..., None]") -> None:
    tf = importlib.import_module("tensorflow")  # type: Any

    interpreter = tf.lite.Interpreter(model_path=path)
    interpreter.allocate_tensors()
    say("level", "loaded", "")

    def run(_: int) -> Any:
        made = Inputs()
        for each in interpreter.get_input_details():
            dtype = each["dtype"].__name__.rstrip("_")
            interpreter.set_tensor(each["index"], made.of([int(size) for size in each["shape"]], dtype))
        interpreter.invoke()
        return [interpreter.get_tensor(each["index"]) for each in interpreter.get_output_details()]

    run_sized(run, say, is_open=False)


WAYS = {
    "h5": load_h5,
    "keras": load_keras,
    "saved-model": load_saved_model,
    "saved-model-keras": load_keras,
    "checkpoint": load_checkpoint,
    "meta-graph": load_meta_graph,
    "tflite": load_tflite,
}


def load(thing: "list[str]", _: int, say: "Callable[..., None]") -> None:
    """What goes wrong once a file is loaded is told of its run."""
    way, path = thing
    said = set()

    def say_and_know(*words: object) -> None:
        said.add(words[0])
        say(*words)

    try:
        WAYS[way](path, say_and_know)
    except Exception as error:
        if "level" not in said:
            raise
        say("unrun", "", in_one_line(f"{type(error).__name__}: {error}"))


if __name__ == "__main__":
    sys.exit(run_alone(dict(json.loads(sys.argv[1]), before=import_tensorflow), load))
