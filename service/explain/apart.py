"""Errors of parts that are not of one time: built, saved or written for another NumPy, Keras, CUDA or driver."""

import re

from service.explain.answer import By, Mend
from service.explain.installed import ISSUES
from service.explain.signatures import KERAS_3, LEGACY, Signature

APART: tuple[Signature, ...] = (
    Signature(
        "built-for-another-numpy",
        re.compile(
            r"module (?:was )?compiled against (?:ABI|API) version 0x|"
            r"numpy\.core\.(?:_multiarray_)?umath failed to import|"
            r"Unable to convert function return value to a Python type!"
        ),
        "A compiled package, mostly TensorFlow itself, was built for another NumPy than the one that is found.",
        (
            Mend(
                By.PIN, "the NumPy that `upflow matrix --tf X` names: numpy<2 up to 2.17, and none older than its range"
            ),
            Mend(By.MACHINE, "one NumPy alone: remove the one in the folder of the user, or of the system"),
        ),
        f"{ISSUES}/57106",
        "TypeError: Unable to convert function return value to a Python type! The signature was",
    ),
    Signature(
        "written-by-numpy-2",
        re.compile(r"No module named 'numpy\._core"),
        "NumPy 2 wrote the pickle, and an older NumPy reads it, in which the module has another name.",
        (Mend(By.PIN, "numpy>=1.26.1, which knows both names"), Mend(By.CODE, "or np.savez in place of pickle")),
        "https://numpy.org/doc/stable/release/1.26.1-notes.html",
        "ModuleNotFoundError: No module named 'numpy._core'",
    ),
    Signature(
        "ragged-array",
        re.compile(r"setting an array element with a sequence\. The requested array has an inhomogeneous shape"),
        "From NumPy 1.24 on, lists of different lengths do not become an array of objects by themselves.",
        (Mend(By.CODE, "np.array(lists, dtype=object), or lists of one length"),),
        "https://numpy.org/doc/stable/release/1.24.0-notes.html",
        "ValueError: setting an array element with a sequence. The requested array has an inhomogeneous shape after 1",
    ),
    Signature(
        "older-ml-dtypes",
        re.compile(r"module 'ml_dtypes' has no attribute"),
        "A package, such as JAX or ONNX, uses a type of a newer ml-dtypes than the one that TensorFlow keeps.",
        (
            Mend(By.PIN, "a release of that package from the time of this TensorFlow"),
            Mend(By.PIN, "or TensorFlow 2.19 and newer, with ml-dtypes>=0.5.1"),
        ),
        "https://github.com/jax-ml/ml_dtypes",
        "AttributeError: module 'ml_dtypes' has no attribute 'float8_e3m4'",
    ),
    Signature(
        "inside-of-another-tensorflow",
        re.compile(r"module 'tensorflow\.python\.[\w.]+' has no attribute"),
        "Something uses tensorflow.python, which is private, and was made for another TensorFlow.",
        (
            Mend(By.PIN, "a release of the package in the traceback that was made for this TensorFlow"),
            Mend(By.CODE, "in own code, the public name: `upflow symbol NAME`"),
        ),
        "https://www.tensorflow.org/guide/versions",
        "AttributeError: module 'tensorflow.python.framework.ops' has no attribute '_TensorLike'",
    ),
    Signature(
        "operations-for-another-tensorflow",
        re.compile(r"undefined symbol: _ZNK?\d*(?:10tensorflow|4absl|3tsl|6google)"),
        "A library of operations was built for another TensorFlow: on the side of C++ no two minors go together.",
        (Mend(By.PIN, "its release for this TensorFlow, such as tensorflow-text 2.X beside TensorFlow 2.X"),),
        "https://github.com/tensorflow/custom-op",
        "NotFoundError: tensorflow_text/_text_similarity_metric_ops.so: undefined symbol: _ZN10tensorflow11",
    ),
    Signature(
        "metal-of-another-tensorflow",
        re.compile(r"libmetal_plugin\.dylib.*(?:Symbol not found|Library not loaded)"),
        "The plugin tensorflow-metal was built for another TensorFlow.",
        (Mend(By.PIN, "the tensorflow-metal for this TensorFlow, or none: it then runs on the processor"),),
        "https://developer.apple.com/metal/tensorflow-plugin/",
        "NotFoundError: dlopen(libmetal_plugin.dylib, 0x0006): Symbol not found: __ZN3tsl8internal10LogMessageC1EPKcii",
    ),
    Signature(
        "driver-older-than-cuda",
        re.compile(
            r"CUDA driver version is insufficient for CUDA runtime|CUDA_ERROR_UNSUPPORTED_PTX_VERSION|"
            r"PTX was compiled with an unsupported toolchain"
        ),
        "The driver of the GPU is older than the CUDA that this TensorFlow uses.",
        (
            Mend(By.MACHINE, "a newer driver: `upflow matrix --tf X` says from which on"),
            Mend(By.PIN, "or a TensorFlow for this driver: `upflow matrix --driver V`"),
        ),
        "https://docs.nvidia.com/deploy/cuda-compatibility/",
        "'cuModuleLoadData(&module, data)' failed with 'CUDA_ERROR_UNSUPPORTED_PTX_VERSION'",
    ),
    Signature(
        "gpu-newer-than-cuda",
        re.compile(r"ptxas does not support CC [\d.]+"),
        "The GPU is newer than the CUDA of this TensorFlow; the driver compiles for it, which takes long at the start.",
        (Mend(By.PIN, "a TensorFlow with a newer CUDA: `upflow matrix --gpu CARD`"),),
        "https://www.tensorflow.org/install/source#gpu",
        "Falling back to the CUDA driver for PTX compilation; ptxas does not support CC 8.9",
        harmless=True,
    ),
    Signature(
        "library-loaded-too-late",
        re.compile(r"cannot allocate memory in static TLS block"),
        "On ARM, a library that wants its place at the start of the program, mostly libgomp, was loaded after others.",
        (
            Mend(By.CODE, "import the package that it belongs to, such as sklearn, before tensorflow"),
            Mend(By.VARIABLE, "or LD_PRELOAD= the path of the library that the message names"),
        ),
        "https://github.com/keras-team/keras-tuner/issues/317",
        "ImportError: /usr/lib/aarch64-linux-gnu/libgomp.so.1: cannot allocate memory in static TLS block",
    ),
    Signature(
        "layers-of-keras-2",
        re.compile(r"`\w+` is not available with Keras 3"),
        "The functions of tf.compat.v1.layers are made of Keras 2.",
        (LEGACY, Mend(By.CODE, "or the layer of tf.keras.layers that does the same")),
        "https://github.com/AI4EPS/PhaseNet/issues/90",
        "AttributeError: `conv2d` is not available with Keras 3.",
    ),
    Signature(
        "kernel-is-no-attribute",
        re.compile(r"can't set attribute '(?:kernel|embeddings)'|property '(?:kernel|embeddings)' of .* has no setter"),
        "In Keras 3 the kernel of a layer is a property: a layer of one's own cannot put another in its place.",
        (LEGACY, Mend(By.CODE, "or compute the other kernel in call, without giving it that name")),
        "https://github.com/airtai/monotonic-nn/pull/14",
        "AttributeError: Exception encountered when calling MonoDense.call(). can't set attribute 'kernel'",
    ),
    Signature(
        "variable-of-keras-3",
        re.compile(r"'(?:Keras)?Variable' object has no attribute '(?:read_value|assign_moving_average|initializer)'"),
        "Weights of Keras 3 are variables of its own, which hold one of TensorFlow.",
        (Mend(By.CODE, "the variable of TensorFlow: weight.value"), LEGACY),
        f"{ISSUES}/91686",
        "AttributeError: 'Variable' object has no attribute 'read_value'",
    ),
    Signature(
        "nodes-of-keras-3",
        re.compile(r"'Node' object has no attribute '(?:inbound_layers|outbound_layer|output_shapes|iterate_inbound)'"),
        "What joins layers to a model has other names in Keras 3: operation, parent_nodes, input_tensors.",
        (Mend(By.CODE, "node.operation, and the operation of each of node.parent_nodes"), LEGACY),
        "https://github.com/majianjia/nnom/issues/217",
        "AttributeError: 'Node' object has no attribute 'inbound_layers'",
    ),
    Signature(
        "optimizer-of-other-variables",
        re.compile(
            r"optimizer cannot recognize variable|"
            r"optimizer can only be called for the variables it was originally built"
        ),
        "From TensorFlow 2.11 on an optimizer belongs to the variables that it was first used with.",
        (
            Mend(By.CODE, "one optimizer for each model, or optimizer.build(all of them) before the first step"),
            Mend(By.CODE, "up to 2.15 also tf.keras.optimizers.legacy"),
        ),
        "https://github.com/yzhao062/pyod/issues/459",
        "KeyError: 'The optimizer cannot recognize variable dense_3/kernel:0. This usually means you are",
    ),
    Signature(
        "not-for-xla",
        re.compile(r"Detected unsupported operations when trying to compile graph .*XLA"),
        "The model is compiled with XLA, which Keras 3 does by itself on a GPU, and XLA lacks one of its operations.",
        (Mend(By.CODE, "model.compile(..., jit_compile=False)"),),
        KERAS_3,
        "InvalidArgumentError: Detected unsupported operations when trying to compile graph __step[] on XLA_GPU_JIT",
    ),
    Signature(
        "saved-by-a-newer-keras",
        re.compile(r"(?:unexpected keyword argument|Unrecognized keyword arguments?).*'quantization_config'"),
        "A newer Keras 3 saved it than the one that reads it.",
        (Mend(By.PIN, "keras as new as the one that saved it: the file has it in metadata.json"),),
        "https://github.com/keras-team/keras/pull/21928",
        "TypeError: Dense.__init__() got an unexpected keyword argument 'quantization_config'",
    ),
)
