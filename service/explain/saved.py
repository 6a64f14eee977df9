"""Errors of saved files that another TensorFlow made: why they do not load any more, and how they do again.

Each was seen with a file that a real TensorFlow wrote, and what mends it was done with that file.
"""

import re

from service.explain.answer import By, Mend
from service.explain.signatures import KERAS_3, Signature

SAVING = "https://keras.io/guides/serialization_and_saving/"
SAVED_MODEL = "https://www.tensorflow.org/guide/saved_model"
AGAIN = "with the TensorFlow of today"

SAVED: tuple[Signature, ...] = (
    Signature(
        "saved-model-with-optimizer",
        re.compile(r"'_UserObject' object has no attribute 'add_slot'"),
        "The SavedModel holds the state of an optimizer of Keras 2, which nothing restores from TensorFlow 2.16 on.",
        (
            Mend(By.CODE, f"load it {AGAIN}, and save it with model.save(path, include_optimizer=False)"),
            Mend(By.CODE, "or write it for serving with TensorFlow 2.13 to 2.15: model.export(path)"),
        ),
        SAVED_MODEL,
        "AttributeError: '_UserObject' object has no attribute 'add_slot'",
    ),
    Signature(
        "keras-file-of-tensorflow-1",
        re.compile(
            r"(?:Uniform|Normal|Zeros|Ones|Constant|Orthogonal|Identity|Scaling)\.__init__\(\) got an unexpected "
            r"keyword argument 'dtype'"
        ),
        "TensorFlow 1 saved it: its initializers name a dtype, which Keras 3 refuses.",
        (Mend(By.CODE, "load it with TensorFlow 2.15 or older and compile=False, and save it again as .h5"),),
        SAVING,
        "TypeError: Error when deserializing ... GlorotUniform.__init__() got an unexpected keyword argument 'dtype'",
    ),
    Signature(
        "keras-file-of-keras-3",
        re.compile(r"Unrecognized keyword arguments?:? ?\[?'batch_shape'"),
        "Keras 3 saved it, and what reads it is Keras 2, whose input layers have no batch_shape.",
        (
            Mend(By.PIN, "tensorflow>=2.16, which has Keras 3, and no TF_USE_LEGACY_KERAS=1"),
            Mend(By.CODE, "or build the model in code, and take the weights alone: model.load_weights(path)"),
        ),
        "https://github.com/tensorflow/tensorflow/issues/66381",
        "ValueError: Unrecognized keyword arguments: ['batch_shape']",
    ),
    Signature(
        "keras-file-of-keras-2",
        re.compile(r"Could not deserialize class '\w+' because its parent module keras\.\S+ cannot be imported"),
        "Keras 2 (TensorFlow 2.12 to 2.15) wrote into the .keras file in which of its modules each class stood, and "
        "Keras 3 has no such modules.",
        (
            Mend(By.CODE, "build the model in code, and take the weights alone: model.load_weights(path)"),
            Mend(By.CODE, f"or load it {AGAIN}, and save it as .h5"),
        ),
        SAVING,
        "TypeError: Could not deserialize class 'Functional' because its parent module keras.src.engine.functional "
        "cannot be imported.",
    ),
    Signature(
        "lambda-is-code",
        re.compile(r"Requested the deserialization of a `Lambda` layer|Lambda` layer whose `function` is a Python"),
        "The file holds the code of a Lambda layer, which Keras does not run unless somebody says so; Keras 3 "
        "(TensorFlow 2.16 on) refuses it in .h5 files, too.",
        (
            Mend(By.CODE, "load_model(path, safe_mode=False), where you trust who wrote the file"),
            Mend(
                By.CODE, "or replace the Lambda by a layer of your own, and take the weights: model.load_weights(path)"
            ),
        ),
        "https://www.tensorflow.org/api_docs/python/tf/keras/layers/Lambda",
        "ValueError: Requested the deserialization of a `Lambda` layer whose `function` is a Python lambda.",
    ),
    Signature(
        "keras-file-time-major",
        re.compile(r"Unrecognized keyword arguments passed to \w+: \{'time_major'"),
        "Keras 2 saved time_major with each recurrent layer, and Keras 3 has no such argument.",
        (
            Mend(By.CODE, "build the model in code, and take the weights alone: model.load_weights(path)"),
            Mend(By.CODE, "or custom_objects={'GRU': a subclass that drops time_major}, when it is loaded"),
        ),
        KERAS_3,
        "ValueError: Unrecognized keyword arguments passed to GRU: {'time_major': False}",
    ),
    Signature(
        "keras-file-compiled",
        re.compile(
            r"Could not deserialize 'keras\.(?:metrics|losses)\.\w+' because it is not|"
            r"it loads with compile=False only"
        ),
        "What the model was compiled with is saved in words of another Keras; its layers and weights are fine.",
        (
            Mend(By.CODE, "load_model(path, compile=False), and compile it in code where it is trained further"),
            Mend(By.CODE, f"or load it {AGAIN}, and save it with include_optimizer=False"),
        ),
        SAVING,
        "ValueError: Could not deserialize 'keras.metrics.mse' because it is not a KerasSaveable subclass",
    ),
    Signature(
        "keras-file-does-not-predict",
        re.compile(r"it loads, and does not run any more.*'>' not supported between instances of 'NoneType' and 'int'"),
        "Keras 2 saved that it does not say how many steps run at once, and Keras 3 takes that for a number.",
        (Mend(By.CODE, "load_model(path, compile=False)"),),
        SAVING,
        "it loads, and does not run any more: TypeError: '>' not supported between instances of 'NoneType' and 'int'",
    ),
    Signature(
        "keras-name-of-hdf5",
        re.compile(r"Please ensure the file is an accessible `\.keras` zip file"),
        "Its name ends in .keras, and TensorFlow before 2.12 saved HDF5 under that name; Keras 3 goes by the name.",
        (Mend(By.CODE, "rename it to end in .h5"),),
        SAVING,
        "ValueError: File not found: filepath=model.keras. Please ensure the file is an accessible `.keras` zip file.",
    ),
    Signature(
        "lambda-of-another-python",
        re.compile(r"bad marshal data|EOF read where object expected|codeobject\.c:\d+: bad argument to internal"),
        "A Lambda layer saves the bytecode of its function, which only the Python that wrote it can read.",
        (
            Mend(By.CODE, "build the model in code, and take the weights alone: model.load_weights(path)"),
            Mend(By.CODE, "or replace the Lambda by a layer of your own"),
        ),
        "https://www.tensorflow.org/api_docs/python/tf/keras/layers/Lambda",
        "ValueError: bad marshal data (unknown type code)",
    ),
)
