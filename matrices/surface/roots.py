"""Where the public names of a package begin, in each of its eras."""

from dataclasses import dataclass

from packaging.version import Version


@dataclass(frozen=True, slots=True)
class Root:
    """A public name, the module that it stands for, and the names below that are left out."""

    name: str
    module: str
    without: tuple[str, ...] = ()


REPEATS = ("tf.compat.v2", "tf.compat.v1.compat.v1", "tf.compat.v1.compat.v2")
ESTIMATOR = ("tf.estimator", "tf.compat.v1.estimator")
# The API below these is that of others again: reading it would double the time and add no name.
REPEATED = {
    "tensorflow._api.v2.compat.v2": "tensorflow",
    "tensorflow._api.v2.compat.v1.compat.v1": "tensorflow._api.v2.compat.v1",
    "tensorflow._api.v2.compat.v1.compat.v2": "tensorflow",
    "tensorflow._api.v2.v2": "tensorflow",
    "tensorflow._api.v1.compat.v1.compat.v1": "tensorflow._api.v1.compat.v1",
    "tensorflow._api.v1.compat.v1.compat.v2": "tensorflow._api.v1.compat.v2",
    "tensorflow._api.v1.v1": "tensorflow",
}
IN_TENSORFLOW = Version("2.6")  # from then on `tf.keras` is the package keras
KERAS_3 = Version("3")
SAME_IN_TENSORFLOW = ("losses", "metrics", "optimizers", "initializers")


def roots(package: str, version: Version) -> tuple[Root, ...]:
    """TensorFlow's losses, metrics, optimizers and initializers are Keras's since 2.6, and are read with Keras."""
    match package:
        case "tensorflow":
            return (_tensorflow(version),)
        case "tensorflow-estimator":
            return _estimator(version)
        case "tf-keras":
            return (Root("tf_keras", "tf_keras", ("tf_keras.src", "tf_keras.api")),)
        case _:
            return _keras(version)


def _tensorflow(version: Version) -> Root:
    if version < IN_TENSORFLOW:
        return Root("tf", "tensorflow", (*REPEATS, *ESTIMATOR))
    keras = (f"tf.{name}" for name in ("keras", "compat.v1.keras", "compat.v1.layers", "compat.v1.nn.rnn_cell"))
    same = (f"tf.{name}" for name in SAME_IN_TENSORFLOW)
    return Root("tf", "tensorflow", (*REPEATS, *ESTIMATOR, *keras, *same))


def _estimator(version: Version) -> tuple[Root, ...]:
    api = "tensorflow_estimator.python.estimator.api"
    if version < Version("1.14"):
        return (Root("tf.estimator", f"{api}.estimator"),)
    one = Root("tf.compat.v1.estimator", f"{api}._v1.estimator")
    return (Root("tf.estimator", f"{api}._v{version.major}.estimator"), one)


def _keras(version: Version) -> tuple[Root, ...]:
    plain = Root("keras", "keras", ("keras.src", "keras.api"))
    if version < IN_TENSORFLOW:
        return (plain,)
    again: tuple[Root, ...] = ()
    if version < KERAS_3:
        new, old = "keras.api._v2.keras", "keras.api._v1.keras"
        legacy = f"{old}.__internal__.legacy"
        again = (
            Root("tf.compat.v1.layers", f"{legacy}.layers"),
            Root("tf.compat.v1.nn.rnn_cell", f"{legacy}.rnn_cell"),
        )
    else:
        new = old = "keras._tf_keras.keras"
    same = (Root(f"tf.{name}", f"{new}.{name}") for name in SAME_IN_TENSORFLOW)
    return (plain, Root("tf.keras", new), Root("tf.compat.v1.keras", old), *same, *again)


def python(package: str, version: str) -> tuple[int, int]:
    """An interpreter that the release was made for: what follows from its number is the same on all of them."""
    newer = Version("3") if package == "keras" else Version("2.12")
    return (3, 11) if Version(version) >= newer else (3, 9)


def modern(package: str, version: str) -> bool:
    """Whether it is TensorFlow 2, or goes with it."""
    return Version(version) >= Version("2.4" if package == "keras" else "2")
