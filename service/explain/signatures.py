"""The table of errors: how each reads, what causes it, what mends it; a line with its own source and its own sample."""

import re
from typing import NamedTuple

from service.explain.answer import By, Mend

INSTALL = "https://www.tensorflow.org/install/pip"
GPU = "https://www.tensorflow.org/guide/gpu"
KERAS_3 = "https://keras.io/guides/migrating_to_keras_3/"
NUMPY_2 = "https://numpy.org/doc/stable/numpy_2_0_migration_guide.html"
_OPTIMIZER = r"'(Adam|SGD|RMSprop|Adagrad|Adadelta|Nadam|Adamax|Ftrl)' object has no attribute "
LEGACY = Mend(By.VARIABLE, "TF_USE_LEGACY_KERAS=1, with the package tf-keras installed")


class Signature(NamedTuple):
    """`sample` is a line as it was seen: the pattern has to find it, and no other may before."""

    id: str
    pattern: re.Pattern[str]
    cause: str
    mends: tuple[Mend, ...]
    source: str
    sample: str
    harmless: bool = False


class Ruled(NamedTuple):
    """An error that a rule of `upflow migrate` mends: cause and source are those of the rule."""

    rule: str
    pattern: re.Pattern[str]
    sample: str


SIGNATURES: tuple[Signature, ...] = (
    Signature(
        "no-libgl",
        re.compile(r"libGL\.so\.1: cannot open shared object file"),
        "OpenCV's usual wheel needs a graphics library that slim images and servers do not have.",
        (
            Mend(By.PIN, "opencv-python-headless instead of opencv-python"),
            Mend(By.IMAGE, "install libgl1 in the image: apt-get install libgl1"),
        ),
        "https://github.com/opencv/opencv-python#installation-and-usage",
        "ImportError: libGL.so.1: cannot open shared object file: No such file or directory",
    ),
    Signature(
        "old-libstdc",
        re.compile(r"version `(GLIBCXX|CXXABI)_[\d.]+' not found"),
        "The wheel was built with a newer compiler than the C++ library of this system knows.",
        (
            Mend(By.IMAGE, "a newer base image, such as python:3.12-slim"),
            Mend(By.MACHINE, "in a conda environment: conda install -c conda-forge libstdcxx-ng"),
        ),
        INSTALL,
        "ImportError: /lib/libstdc++.so.6: version `GLIBCXX_3.4.29' not found (required by _pywrap_tensorflow.so)",
    ),
    Signature(
        "old-libc",
        re.compile(r"version `GLIBC_[\d.]+' not found"),
        "The system is older than the wheel was built for.",
        (Mend(By.IMAGE, "a newer base image, such as python:3.12-slim"),),
        INSTALL,
        "ImportError: /lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.27' not found (required by libtensorflow.so.2)",
    ),
    Signature(
        "no-avx",
        re.compile(
            r"(?i:illegal (hardware )?instruction)|"
            r"compiled to use (AVX\w*|SSE\S*) instructions, but these aren't available"
        ),
        "From TensorFlow 1.6 on, the wheels use AVX instructions, which this processor, or the virtual machine, lacks.",
        (Mend(By.MACHINE, "a processor with AVX; in a virtual machine, pass the host's processor through"),),
        INSTALL,
        "Illegal instruction (core dumped)",
    ),
    Signature(
        "gpu-libraries-not-found",
        re.compile(
            r"Could not load dynamic library '(lib)?(cu|nv)|Cannot dlopen some GPU libraries|"
            r"Could not find cuda drivers"
        ),
        "No GPU is used: the libraries that this TensorFlow was built for are not found. On a processor alone it is no "
        "error.",
        (
            Mend(By.PIN, "from 2.14 on: tensorflow[and-cuda]"),
            Mend(
                By.MACHINE, "before, and on Windows, up to 2.10: the CUDA and cuDNN that `upflow matrix --tf X` names"
            ),
        ),
        INSTALL,
        "Could not load dynamic library 'libcudart.so.11.0'; dlerror: libcudart.so.11.0: cannot open shared object",
        harmless=True,
    ),
    Signature(
        "cudnn-older-than-built",
        re.compile(r"Loaded runtime CuDNN library: [\d.]+( \(.*?\))? but source was compiled with"),
        "The cuDNN of this machine is not the one that TensorFlow was built for, or newer within its major version.",
        (Mend(By.MACHINE, "the cuDNN that `upflow matrix --tf X` names, or newer within its major version"),),
        "https://www.tensorflow.org/install/source#gpu",
        "Loaded runtime CuDNN library: 8.0.5 but source was compiled with: 8.1.0.  CuDNN library needs to have",
    ),
    Signature(
        "no-libdevice",
        re.compile(r"libdevice not found|Can't find libdevice directory"),
        "The compiler of CUDA is not where XLA looks for it.",
        (Mend(By.VARIABLE, "XLA_FLAGS=--xla_gpu_cuda_data_dir=PATH, the folder that has nvvm/libdevice in it"),),
        INSTALL,
        "InternalError: libdevice not found at ./libdevice.10.bc [Op:__inference_train_step]",
    ),
    Signature(
        "gpu-memory",
        re.compile(r"CUDA_ERROR_OUT_OF_MEMORY|ResourceExhaustedError.*OOM|OOM when allocating tensor"),
        "The memory of the GPU is full: by default one process takes all of it.",
        (
            Mend(By.VARIABLE, "TF_FORCE_GPU_ALLOW_GROWTH=true, where several processes share it"),
            Mend(By.CODE, "smaller batches"),
        ),
        f"{GPU}#limiting_gpu_memory_growth",
        "tensorflow.python.framework.errors_impl.ResourceExhaustedError: OOM when allocating tensor with shape[64,512]",
    ),
    Signature(
        "numpy-2-beside-1",
        re.compile(
            r"compiled using NumPy 1\.x cannot be run in|numpy\.core\.multiarray failed to import|"
            r"_ARRAY_API not found|numpy\.dtype size changed"
        ),
        "A compiled package was built for another major version of NumPy than the one that is installed.",
        (Mend(By.PIN, "numpy<2"), Mend(By.PIN, "or a release of that package that was built for NumPy 2")),
        NUMPY_2,
        "A module that was compiled using NumPy 1.x cannot be run in NumPy 2.0.1 as it may crash.",
    ),
    Signature(
        "protobuf-generated-code",
        re.compile(r"Descriptors cannot (not )?be created directly"),
        "protobuf 4 refuses code that was generated by an older compiler.",
        (
            Mend(By.PIN, "protobuf<3.21"),
            Mend(By.VARIABLE, "PROTOCOL_BUFFERS_PYTHON_IMPLEMENTATION=python, which is much slower"),
        ),
        "https://protobuf.dev/news/2022-05-06/#python-updates",
        "TypeError: Descriptors cannot be created directly.",
    ),
    Signature(
        "gast-index",
        re.compile(r"module 'gast' has no attribute '(Index|Num)'"),
        "AutoGraph of this TensorFlow was made for an older gast.",
        (Mend(By.PIN, "gast==0.3.3 for TensorFlow 2.2 to 2.4, gast==0.2.2 before"),),
        "https://github.com/tensorflow/tensorflow/issues/32319",
        "AttributeError: module 'gast' has no attribute 'Index'",
    ),
    Signature(
        "keras-3-file-format",
        re.compile(r"File format not supported: filepath=.*"),
        "Keras 3 loads `.keras` and `.h5` files, and no SavedModel.",
        (
            Mend(By.CODE, "keras.layers.TFSMLayer(path, call_endpoint='serving_default'), to infer only"),
            Mend(By.CODE, "or load it with the old version once, and save it as .keras"),
            LEGACY,
        ),
        KERAS_3,
        "ValueError: File format not supported: filepath=saved. Keras 3 only supports V3 `.keras` files and",
    ),
    Signature(
        "keras-unknown-object",
        re.compile(r"Could not locate (class|function) '|Unknown (layer|metric|loss)( function)?: "),
        "A saved model names a class or function of one's own, which loading does not know.",
        (
            Mend(
                By.CODE,
                "custom_objects={name: ...} when it is loaded, or register_keras_serializable() where it is made",
            ),
        ),
        "https://keras.io/guides/serialization_and_saving/",
        "TypeError: Could not locate class 'Attention'. Make sure custom classes are decorated with",
    ),
    Signature(
        "keras-file-is-no-file",
        re.compile(r"Unable to (synchronously )?open file \((file signature not found|truncated file)"),
        "The file is no HDF5 file: often it is a pointer of Git LFS, a page that was downloaded, or cut short.",
        (Mend(By.MACHINE, "git lfs pull, or download it again"),),
        "https://docs.h5py.org/en/stable/faq.html",
        "OSError: Unable to synchronously open file (file signature not found)",
    ),
    Signature(
        "windows-dll",
        re.compile(r"DLL load failed while importing _pywrap_tensorflow_internal|ImportError: DLL load failed"),
        "On Windows the C++ runtime of Microsoft is missing, or older than the wheel needs.",
        (Mend(By.MACHINE, "install the Microsoft Visual C++ Redistributable 2015-2022 for x64"),),
        INSTALL,
        "ImportError: DLL load failed while importing _pywrap_tensorflow_internal: The specified module could not be",
    ),
    Signature(
        "no-network",
        re.compile(
            r"Temporary failure in name resolution|Network is unreachable|URL fetch failure on|Name or service not"
        ),
        "It wants the network: a trial has none, on purpose.",
        (Mend(By.CODE, "put the data into the project, or skip what needs the network in tests"),),
        "https://docs.docker.com/engine/network/drivers/none/",
        "socket.gaierror: [Errno -3] Temporary failure in name resolution",
    ),
    Signature(
        "disk-full",
        re.compile(r"No space left on device|Disk quota exceeded"),
        "The disk is full. A path in /dev/shm is shared memory, which a container has little of.",
        (Mend(By.MACHINE, "free some space; for /dev/shm: docker run --shm-size=1g"),),
        "https://docs.docker.com/reference/cli/docker/container/run/",
        "OSError: [Errno 28] No space left on device",
    ),
    Signature(
        "machine-memory",
        re.compile(r"^MemoryError\b|^Killed$|exit code 137"),
        "The memory of the machine, or of the container, was not enough: who is killed for it says nothing more.",
        (Mend(By.MACHINE, "more memory (UPFLOW_MEMORY for trials)"), Mend(By.CODE, "smaller batches, or less data")),
        "https://docs.docker.com/engine/containers/resource_constraints/",
        "Killed",
    ),
)

RULED: tuple[Ruled, ...] = (
    Ruled(
        "graph_mode",
        re.compile(r"is not compatible with eager execution|The Session graph is empty"),
        "RuntimeError: tf.placeholder() is not compatible with eager execution.",
    ),
    Ruled(
        "contrib_names",
        re.compile(r"No module named 'tensorflow\.contrib"),
        "ModuleNotFoundError: No module named 'tensorflow.contrib'",
    ),
    Ruled(
        "private_keras",
        re.compile(r"No module named 'tensorflow\.python\.keras"),
        "ModuleNotFoundError: No module named 'tensorflow.python.keras'",
    ),
    Ruled(
        "private_paths",
        re.compile(r"No module named 'tensorflow\.python\."),
        "ModuleNotFoundError: No module named 'tensorflow.python.platform.flags'",
    ),
    Ruled(
        "scikit_wrappers",
        re.compile(r"No module named '(tensorflow\.)?keras\.wrappers"),
        "ModuleNotFoundError: No module named 'tensorflow.keras.wrappers'",
    ),
    Ruled(
        "tensorboard_missing",
        re.compile(r"No module named 'tensorboard'"),
        "ModuleNotFoundError: No module named 'tensorboard'",
    ),
    Ruled(
        "python_removals",
        re.compile(r"No module named '(distutils|imp|asyncore)\b|module 'collections' has no attribute"),
        "ModuleNotFoundError: No module named 'distutils'",
    ),
    Ruled(
        "optimizer_learning_rate",
        re.compile(r"Argument\(s\) not recognized: \{'lr'"),
        "ValueError: Argument(s) not recognized: {'lr': 0.001}",
    ),
    Ruled(
        "optimizer_decay",
        re.compile(r"(decay|lr) is deprecated in the new Keras optimizer"),
        "ValueError: decay is deprecated in the new Keras optimizer, please check the docstring for valid arguments,",
    ),
    Ruled(
        "optimizer_legacy",
        re.compile(r"`keras\.optimizers\.legacy` is not supported in Keras 3"),
        "ImportError: `keras.optimizers.legacy` is not supported in Keras 3. When using `tf.keras`, to continue using",
    ),
    Ruled(
        "optimizer_lr_attribute", re.compile(_OPTIMIZER + "'lr'"), "AttributeError: 'Adam' object has no attribute 'lr'"
    ),
    Ruled(
        "optimizer_minimize",
        re.compile(_OPTIMIZER + "'minimize'"),
        "AttributeError: 'SGD' object has no attribute 'minimize'",
    ),
    Ruled(
        "weights_optimizer",
        re.compile(_OPTIMIZER + "'[gs]et_weights'"),
        "AttributeError: 'Adam' object has no attribute 'get_weights'",
    ),
    Ruled(
        "saving_suffix",
        re.compile(r"Invalid filepath extension for saving|filepath provided must end in `\.keras`"),
        "ValueError: Invalid filepath extension for saving. Please add either a `.keras` extension for the native",
    ),
    Ruled(
        "weights_suffix",
        re.compile(r"must end in `\.weights\.h5`"),
        "ValueError: The filename must end in `.weights.h5`. Received: filepath=weights.h5",
    ),
    Ruled(
        "saving_yaml",
        re.compile(r"`model\.to_yaml\(\)` has been removed|`model_from_yaml\(\)` has been removed"),
        "RuntimeError: Method `model.to_yaml()` has been removed due to security risk of arbitrary code execution.",
    ),
    Ruled(
        "saving_lambda",
        re.compile(r"deserialization of a (`lambda` object|Lambda layer)"),
        "ValueError: Requested the deserialization of a Lambda layer with a Python `lambda` inside it.",
    ),
    Ruled(
        "saving_losses",
        re.compile(r"Could not locate function '(mse|mae|mape|msle|acc|accuracy)'"),
        "TypeError: Could not locate function 'mse'. Make sure custom classes are decorated with",
    ),
    Ruled(
        "keras3_symbolic_tensors",
        re.compile(r"A KerasTensor cannot be used as input to a TensorFlow function"),
        "ValueError: A KerasTensor cannot be used as input to a TensorFlow function. A KerasTensor is a symbolic",
    ),
    Ruled(
        "keras3_loss_reduction",
        re.compile(r"Invalid value for argument `reduction`"),
        "ValueError: Invalid value for argument `reduction`. Expected one of {'mean', None}. Received: reduction=auto",
    ),
    Ruled(
        "layer_names",
        re.compile(r"cannot contain character `/`"),
        "ValueError: Argument `name` must be a string and cannot contain character `/`. Received: name=a/b",
    ),
    Ruled(
        "layer_keywords",
        re.compile(r"Unrecognized keyword arguments passed to \w+: "),
        "ValueError: Unrecognized keyword arguments passed to Dense: {'input_dim': 3}",
    ),
    Ruled(
        "model_workers",
        re.compile(r"got an unexpected keyword argument '(workers|use_multiprocessing|max_queue_size)'"),
        "TypeError: TensorFlowTrainer.fit() got an unexpected keyword argument 'workers'",
    ),
    Ruled(
        "model_predict_classes",
        re.compile(r"object has no attribute 'predict_(classes|proba)'"),
        "AttributeError: 'Sequential' object has no attribute 'predict_classes'",
    ),
    Ruled(
        "model_reset_states",
        re.compile(r"'(Sequential|Functional|Model)' object has no attribute 'reset_states'"),
        "AttributeError: 'Sequential' object has no attribute 'reset_states'",
    ),
    Ruled("metric_names", re.compile(r"^KeyError: '(val_)?acc'$"), "KeyError: 'val_acc'"),
    Ruled(
        "tf1_dimensions",
        re.compile(r"'(int|NoneType)' object has no attribute 'value'"),
        "AttributeError: 'int' object has no attribute 'value'",
    ),
    Ruled(
        "numpy_names",
        re.compile(r"module 'numpy' has no attribute '\w+'|`np\.\w+` was (removed|a deprecated alias)"),
        "AttributeError: module 'numpy' has no attribute 'bool'.",
    ),
)
