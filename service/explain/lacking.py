"""Errors of what a machine lacks or finds twice: a library of CUDA, a protobuf, operations of a processor."""

import re

from service.explain.answer import By, Mend
from service.explain.installed import FRESH, ISSUES
from service.explain.signatures import INSTALL, Signature

LACKING: tuple[Signature, ...] = (
    Signature(
        "linked-against-cuda",
        re.compile(
            r"ImportError: lib(?:cudnn|cublas|cudart|cufft|curand|cusolver|cusparse|cupti)\w*\.so\.[\d.]+: cannot open|"
            r"Could not find '(?:cudart|cudnn|nvcuda)\w*\.dll'"
        ),
        "TensorFlow for GPUs up to 1.13 is linked against one CUDA and one cuDNN, and is not imported without them; "
        "newer ones only say that they use no GPU.",
        (
            Mend(By.MACHINE, "that very CUDA and cuDNN: `upflow matrix --tf X` names them"),
            Mend(By.PIN, "without a GPU: tensorflow instead of tensorflow-gpu; else 1.15 or newer"),
        ),
        f"{ISSUES}/22380",
        "ImportError: libcublas.so.9.0: cannot open shared object file: No such file or directory",
    ),
    Signature(
        "no-protobuf",
        re.compile(
            r"No module named '?(?:google\.)?protobuf'?\s*$|"
            r"cannot import name '?_?descriptor'?(?: from 'google\.protobuf'.*)?\s*$"
        ),
        "protobuf is not there, or another package that is called google hides it.",
        (Mend(By.PIN, "the protobuf that `upflow resolve .` names for this TensorFlow"), FRESH),
        f"{ISSUES}/1336",
        "ImportError: No module named protobuf",
    ),
    Signature(
        "protobuf-older-than-its-code",
        re.compile(r"module 'google\.protobuf\.descriptor' has no attribute '_internal_create_key'"),
        "Modules that protoc 3.12 or newer generated meet an older protobuf: the one that is found first, which need "
        "not be the one that pip shows.",
        (Mend(By.PIN, "protobuf>=3.20.3, and <5 for TensorFlow before 2.18"), FRESH),
        "https://github.com/keras-team/keras/issues/14995",
        "AttributeError: module 'google.protobuf.descriptor' has no attribute '_internal_create_key'",
    ),
    Signature(
        "protobuf-of-two-releases",
        re.compile(r"Couldn't find field google\.protobuf\."),
        "Two releases of protobuf meet in one process: TensorFlow before 1.9 does not go with protobuf 3.6.",
        (Mend(By.PIN, "protobuf<3.6 for TensorFlow before 1.9"), FRESH),
        f"{ISSUES}/20173",
        'KeyError: "Couldn\'t find field google.protobuf.FileOptions.php_metadata_namespace"',
    ),
    Signature(
        "channels-first-without-gpu",
        re.compile(
            r"supports the NHWC tensor format on the CPU|Generic conv implementation only supports NHWC|"
            r"(?:Conv2DCustomBackprop\w+|MaxPoolingOp\w*|\w*Pool\w*Op) only supports NHWC"
        ),
        "On a processor TensorFlow computes convolutions with the channels last; channels first is for GPUs.",
        (
            Mend(By.CODE, 'data_format="channels_last" (NHWC), with inputs transposed'),
            Mend(By.MACHINE, "or a GPU that TensorFlow finds"),
        ),
        "https://github.com/keras-team/keras/issues/20414",
        "The Conv2D op currently only supports the NHWC tensor format on the CPU. The op was given the format: NCHW",
    ),
    Signature(
        "tensor-as-a-key",
        re.compile(r"(?:Tensor|Variable)s? (?:is|are) unhashable"),
        "From TensorFlow 2.0 on `==` compares tensors by their elements, so that none can be a key of a dictionary: "
        "often it is the feed_dict of a program that was written for TensorFlow 1.",
        (
            Mend(By.RULE, "upflow migrate . --to newest: programs with sessions move to tensorflow.compat.v1"),
            Mend(By.CODE, "elsewhere tensor.ref() as the key"),
        ),
        f"{ISSUES}/35164",
        "TypeError: Tensor is unhashable. Instead, use tensor.ref() as the key.",
    ),
    Signature(
        "import-failed-above",
        re.compile(
            r"Failed to load the native TensorFlow runtime|"
            r"should not try to import tensorflow from its source directory"
        ),
        "It says only that TensorFlow was not imported: why stands in the last error above it.",
        (Mend(By.MACHINE, "look at that error, or give `upflow explain` the whole log"),),
        f"{ISSUES}/17689",
        "Failed to load the native TensorFlow runtime.",
        harmless=True,
    ),
    Signature(
        "talk-at-the-start",
        re.compile(
            r"This TensorFlow binary is optimized|TensorFlow binary was not compiled to use|"
            r"successful NUMA node read from SysFS|TF-TRT Warning: Could not find TensorRT|"
            r"oneDNN custom operations are on"
        ),
        "TensorFlow says this at every start, of what it uses or could use. It is no error.",
        (Mend(By.VARIABLE, "TF_CPP_MIN_LOG_LEVEL=2 hides it"),),
        INSTALL,
        "This TensorFlow binary is optimized to use available CPU instructions in performance-critical operations.",
        harmless=True,
    ),
)
