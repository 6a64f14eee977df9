"""The program that runs in a trial: stage by stage what a first user does. Runs on Python 3.6 too."""

import importlib
import importlib.util
import json
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

MARK = "@@upflow "
KEPT = 6000


def tensorflow() -> Any:  # noqa: ANN401 - it is not there when types are checked
    return importlib.import_module("tensorflow")


def core() -> None:
    tf = tensorflow()
    if hasattr(tf, "Session"):
        core_of_sessions(tf)
        return
    matrix, variable = tf.constant([[1.0, 2.0], [3.0, 4.0]]), tf.Variable(2.0)
    with tf.GradientTape() as tape:
        total = tf.reduce_sum(tf.matmul(matrix, matrix) * variable)
    expect(total.numpy(), 108.0)
    expect(tape.gradient(total, variable).numpy(), 54.0)


def core_of_sessions(tf: Any) -> None:  # noqa: ANN401
    matrix, variable = tf.constant([[1.0, 2.0], [3.0, 4.0]]), tf.Variable(2.0)
    total = tf.reduce_sum(tf.matmul(matrix, matrix) * variable)
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        expect(session.run(total), 108.0)
        expect(session.run(tf.gradients(total, variable))[0], 54.0)


def function() -> None:
    """A branch on data, which has to be rewritten: without that, tracing raises."""
    tf = tensorflow()
    decorate = tf.autograph.to_graph if hasattr(tf, "Session") else tf.function
    result = decorate(halved_if_positive)(tf.constant(8.0))
    if hasattr(tf, "Session"):
        with tf.Session() as session:
            result = session.run(result)
    expect(result, 4.0)


def halved_if_positive(number: Any) -> Any:  # noqa: ANN401
    if number > 0:
        number = number / 2
    return number


def keras() -> None:
    model, rows = trained()
    expect(len(model.predict(rows)), 8)


def h5() -> None:
    tf = tensorflow()
    model, rows = trained()
    with tempfile.TemporaryDirectory() as folder:
        file = str(Path(folder, "model.h5"))  # the first TensorFlows take no other path
        model.save(file)
        again = tf.keras.models.load_model(file, compile=False)
        expect(abs(again.predict(rows) - model.predict(rows)).max(), 0.0)
        weights = str(Path(folder, "the.weights.h5"))
        model.save_weights(weights)
        model.load_weights(weights)


def trained() -> Any:  # noqa: ANN401
    """A model after one epoch, and the rows that it was trained on."""
    tf, numpy = tensorflow(), importlib.import_module("numpy")
    rows = numpy.arange(16, dtype="float32").reshape(8, 2) / 16
    model = tf.keras.Sequential([tf.keras.layers.Dense(1, input_shape=(2,))])
    model.compile(optimizer="sgd", loss="mse")
    model.fit(rows, rows[:, :1], epochs=1, verbose=0)
    return model, rows


def tensorboard() -> None:
    """What its command does first: import itself, and look for plugins."""
    importlib.import_module("tensorboard.main")
    default = importlib.import_module("tensorboard.default")
    default.get_plugins()
    if hasattr(default, "get_dynamic_plugins"):
        default.get_dynamic_plugins()


def companion(distribution: str) -> None:
    """Imports every module that a distribution brings, by the names that its files have."""
    metadata = importlib.import_module("importlib.metadata")
    files = metadata.distribution(distribution).files or ()
    names = {file.parts[0] for file in files if len(file.parts) == 2 and file.name == "__init__.py"}  # noqa: PLR2004
    if not names:
        raise ModuleNotFoundError("no package among the files of " + distribution)
    for name in sorted(names):
        importlib.import_module(name)


def expect(found: Any, expected: Any) -> None:  # noqa: ANN401
    if not found == expected:
        raise ValueError(f"found {found!r}, expected {expected!r}")


STAGES: "dict[str, Callable[[], Any]]" = {
    "import": tensorflow,
    "core": core,
    "function": function,
    "keras": keras,
    "h5": h5,
    "tensorboard": tensorboard,
}
ALONE = ("import", "tensorboard")


def attempt(stage: str) -> "BaseException | None":
    say(begin=stage)
    try:
        if stage in STAGES:
            STAGES[stage]()
        else:
            companion(stage)
    except BaseException as error:  # noqa: BLE001 - whatever it is, it is the answer
        say(end=stage, error=first_sentence(error), trace=traceback.format_exc()[-KEPT:])
        return error
    say(end=stage)
    return None


def first_sentence(error: BaseException) -> str:
    """Of the last line of a traceback, which may be a whole page: as much as ends with a full stop."""
    lines = "".join(traceback.format_exception_only(type(error), error)).split("\n")
    words = []
    for line in lines:
        words += line.split()
        if line.rstrip().endswith("."):
            break
    return " ".join(words)


def say(**words: str) -> None:
    print("\n" + MARK + json.dumps(words), flush=True)


def main(stages: "list[str]") -> None:
    """Without the import only what does not need it is tried; what is not installed is not tried either."""
    imported = True
    for stage in stages:
        if not imported and stage not in ALONE:
            continue
        if stage == "tensorboard" and importlib.util.find_spec("tensorboard") is None:
            continue
        failed = attempt(stage)
        if stage == "import":
            imported = failed is None


if __name__ == "__main__":
    main(sys.argv[1:])
