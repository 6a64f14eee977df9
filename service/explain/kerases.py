"""Errors of a Keras that is not of its TensorFlow's time, and of two Kerases in one program."""

import re

from service.explain.answer import By, Mend
from service.explain.installed import ISSUES
from service.explain.signatures import LEGACY, Signature

KERAS_ISSUES = "https://github.com/keras-team/keras/issues"
ITS_KERAS = Mend(
    By.PIN, "the keras that `upflow matrix --tf X` names for this TensorFlow; beside TensorFlow 1: keras<2.4"
)
ONE_KERAS = Mend(By.CODE, "import all of it from tensorflow.keras, or all of it from keras")

KERASES: tuple[Signature, ...] = (
    Signature(
        "keras-newer-than-tensorflow",
        re.compile(
            r"module 'tensorflow(?:\._api\.v\d)?\.compat\.v2(?:\.__internal__|\.compat)?' has no attribute "
            r"'(?:__internal__|tf2|register_\w+|v1)'|"
            r"cannot import name 'get_config'(?: from 'tensorflow\.python\.eager\.context'.*|\s*)$|"
            r"cannot import name 'dtensor'\s*$|'Model' object has no attribute '_(?:is_compiled|callable_losses)'"
        ),
        "The package keras is newer than the TensorFlow beside it, and asks for what only a newer one has.",
        (ITS_KERAS, Mend(By.CODE, "or tensorflow.keras instead of keras, which is always of the TensorFlow's time")),
        f"{ISSUES}/48799",
        "AttributeError: module 'tensorflow.compat.v2.__internal__' has no attribute 'tf2'",
    ),
    Signature(
        "keras-registered-twice",
        re.compile(
            r"Another metric with the same name already exists|Cannot register 2 metrics with the same name: \S*keras"
        ),
        "Two Kerases are imported in one program: mostly TensorFlow 2.6 with keras 2.7 or newer, or keras-nightly.",
        (ITS_KERAS, Mend(By.PIN, "and no keras-nightly beside it")),
        f"{ISSUES}/52937",
        "tensorflow.python.framework.errors_impl.AlreadyExistsError: Another metric with the same name already exists.",
    ),
    Signature(
        "keras-without-its-tensorflow",
        re.compile(r"Keras requires TensorFlow 2\.\d+ or higher"),
        "keras 2.4 takes all of itself from TensorFlow 2.2 or newer, which is not there, is older, or is not imported.",
        (ITS_KERAS, Mend(By.MACHINE, "or see why `import tensorflow` fails by itself")),
        "https://github.com/keras-team/keras/releases/tag/2.4.0",
        "ImportError: Keras requires TensorFlow 2.2 or higher. Install TensorFlow via `pip install tensorflow`",
    ),
    Signature(
        "optimizer-of-another-keras",
        re.compile(r"Could not interpret optimizer identifier"),
        "The optimizer is of another Keras than the model: keras, tensorflow.keras, tensorflow.python.keras and "
        "tf_keras do not know each other.",
        (ONE_KERAS, LEGACY),
        f"{ISSUES}/64250",
        "ValueError: Could not interpret optimizer identifier: <keras.src.optimizers.adam.Adam object at 0x7f41>",
    ),
    Signature(
        "history-of-keras-3",
        re.compile(r"'KerasHistory' object has no attribute 'layer'"),
        "In Keras 3 it is called operation; where nothing of one's own asks for it, tensorflow.python.keras does, an "
        "old private copy of Keras that meets tensors of Keras 3.",
        (
            Mend(By.CODE, "tensor._keras_history.operation, and tensorflow.keras instead of tensorflow.python.keras"),
            LEGACY,
        ),
        f"{KERAS_ISSUES}/19428",
        "AttributeError: 'KerasHistory' object has no attribute 'layer'",
    ),
    Signature(
        "tensor-of-no-layer",
        re.compile(r"'Tensor' object has no attribute '_keras_(?:history|shape)'"),
        "A tensor that no layer of this Keras made: it is of TensorFlow itself, or of another Keras.",
        (ONE_KERAS, Mend(By.CODE, "wrap the operations of TensorFlow between layers in a layer")),
        "https://github.com/bojone/bert4keras/issues/432",
        "AttributeError: 'Tensor' object has no attribute '_keras_history'",
    ),
)
