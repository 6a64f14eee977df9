"""Errors of what is installed: two versions in one folder, another protobuf, libraries of a GPU that fail."""

import re

from service.explain.answer import By, Mend
from service.explain.signatures import GPU, INSTALL, Signature

ISSUES = "https://github.com/tensorflow/tensorflow/issues"
PROTOBUF = "https://protobuf.dev/support/cross-version-runtime-guarantee/"
FRESH = Mend(By.MACHINE, "a fresh environment: uv venv, and install all of it again")

INSTALLED: tuple[Signature, ...] = (
    Signature(
        "two-tensorflows-in-one",
        re.compile(
            r"cannot import name '_?\w+' from (?:partially initialized module )?'tensorflow(?:_core)?\.python\b"
        ),
        "Files of two TensorFlows lie in one folder, or one of them imports the other's inside: an update that was cut "
        "short, tensorflow beside tensorflow-gpu, or a package that was made for another version.",
        (FRESH, Mend(By.PIN, "one of tensorflow, tensorflow-cpu and tensorflow-gpu, and its companions of that time")),
        f"{ISSUES}/35969",
        "ImportError: cannot import name '_tf_stack' from 'tensorflow_core.python'",
    ),
    Signature(
        "protobuf-older-than-generated",
        re.compile(r"cannot import name 'builder' from 'google\.protobuf\.internal'"),
        "Modules that protoc 3.20 or newer generated need a protobuf of at least 3.20, and an older one is installed.",
        (Mend(By.PIN, "protobuf>=3.20.3, and <5 for TensorFlow before 2.18"),),
        "https://github.com/protocolbuffers/protobuf/issues/9778",
        "ImportError: cannot import name 'builder' from 'google.protobuf.internal'",
    ),
    Signature(
        "protobuf-without-prototypes",
        re.compile(r"'MessageFactory' object has no attribute 'GetPrototype'"),
        "protobuf 6.30 took away what this TensorFlow asks of it; it prints this on import, and may go on.",
        (Mend(By.PIN, "protobuf<6.30"), Mend(By.PIN, "or a newer TensorFlow: `upflow resolve . --to newest`")),
        f"{ISSUES}/94030",
        "AttributeError: 'MessageFactory' object has no attribute 'GetPrototype'",
    ),
    Signature(
        "protobuf-twice",
        re.compile(r"Descriptors should not be created directly, but only retrieved from their parent"),
        "The generated modules and the installed protobuf do not go together, or two of it are there.",
        (Mend(By.PIN, "the protobuf that `upflow resolve .` names for this TensorFlow"), FRESH),
        PROTOBUF,
        "TypeError: Descriptors should not be created directly, but only retrieved from their parent.",
    ),
    Signature(
        "old-typing-extensions",
        re.compile(r"cannot import name '\w+' from 'typing_extensions'"),
        "The typing_extensions that is installed is older than a package needs: TensorFlow 2.4 to 2.6 keep it at 3.7.",
        (
            Mend(By.PIN, "for TensorFlow 2.4 to 2.6, the release of that package that is of their time"),
            Mend(By.PIN, "for newer ones: typing_extensions>=4.6"),
        ),
        "https://github.com/tensorflow/tensorflow/blob/v2.6.0/tensorflow/tools/pip_package/setup.py",
        "ImportError: cannot import name 'TypeGuard' from 'typing_extensions'",
    ),
    Signature(
        "cudnn-does-not-start",
        re.compile(
            r"No DNN in stream executor|DNN library is not found|Failed to get convolution algorithm|"
            r"Could not create cudnn handle|CUDNN_STATUS_NOT_INITIALIZED|DNN library initialization failed|"
            r"CUBLAS_STATUS_NOT_INITIALIZED|No algorithm worked!"
        ),
        "cuDNN or cuBLAS does not start: it is not what TensorFlow was built for, or the memory of the GPU is full.",
        (
            Mend(
                By.MACHINE, "the cuDNN that `upflow matrix --tf X` names; from 2.14 on, tensorflow[and-cuda] brings it"
            ),
            Mend(By.VARIABLE, "TF_FORCE_GPU_ALLOW_GROWTH=true, where the memory is what lacks"),
        ),
        GPU,
        "tensorflow.python.framework.errors_impl.UnimplementedError: DNN library is not found.",
    ),
    Signature(
        "no-ptxas",
        re.compile(r"Couldn't invoke ptxas|Could not find `?ptxas|bin/ptxas not found|Failed to launch ptxas"),
        "The assembler of CUDA, ptxas, is not found; images for running leave it out, and XLA needs it.",
        (
            Mend(By.PIN, "nvidia-cuda-nvcc-cu12 (from 2.14 on tensorflow[and-cuda] brings it)"),
            Mend(By.IMAGE, "or a devel image of CUDA instead of a runtime image"),
        ),
        f"{ISSUES}/60737",
        "tensorflow/stream_executor/gpu/asm_compiler.cc:111] Couldn't invoke ptxas --version",
    ),
    Signature(
        "no-gpu-there",
        re.compile(r"failed call to cuInit"),
        "CUDA finds no GPU. On a machine without one it is no error.",
        (Mend(By.MACHINE, "with one: a driver that nvidia-smi shows; in a container: docker run --gpus all"),),
        INSTALL,
        "failed call to cuInit: CUDA_ERROR_NO_DEVICE: no CUDA-capable device is detected",
        harmless=True,
    ),
    Signature(
        "registered-twice",
        re.compile(r"Unable to register cu\w+ factory|computation placer already registered"),
        "Parts of CUDA are registered twice when TensorFlow 2.14 and newer are imported. The GPU works all the same.",
        (Mend(By.VARIABLE, "TF_CPP_MIN_LOG_LEVEL=3 hides it, with all other errors of that kind"),),
        f"{ISSUES}/62075",
        "Unable to register cuDNN factory: Attempting to register factory for plugin cuDNN when one has already been",
        harmless=True,
    ),
)
