"""Errors of installers, and of packages that they build: no wheel, another Python, paths that are too long."""

import re

from service.explain.answer import By, Mend
from service.explain.installed import FRESH, ISSUES
from service.explain.signatures import Signature

INSTALLING: tuple[Signature, ...] = (
    Signature(
        "wheel-for-another-machine",
        re.compile(r"\.whl is not a supported wheel on this platform"),
        "A wheel names the Python and the platform that it is for, as cp38 for Python 3.8; this one is another, or pip "
        "is older than the wheel's form.",
        (
            Mend(By.MACHINE, "the Python that the name of the wheel has, and a newer pip: pip install -U pip"),
            Mend(By.PIN, "or the version instead of the address of a wheel: `upflow matrix --tf X` lists its Pythons"),
        ),
        f"{ISSUES}/50108",
        "ERROR: tensorflow-2.6.0-cp38-cp38-macosx_11_0_x86_64.whl is not a supported wheel on this platform.",
    ),
    Signature(
        "path-too-long-for-windows",
        re.compile(r"Could not install packages due to an (?:OS|Environment)Error: \[Errno 2\] .*'[A-Za-z]:\\"),
        "Files of TensorFlow lie deep, and by default Windows takes no path of more than 260 characters.",
        (
            Mend(By.MACHINE, "an environment in a short folder, such as C:\\tf"),
            Mend(By.MACHINE, "or allow long paths: LongPathsEnabled=1 in the registry"),
        ),
        f"{ISSUES}/51841",
        "ERROR: Could not install packages due to an OSError: [Errno 2] No such file or directory: 'E:\\\\venv\\\\a.h'",
    ),
    Signature(
        "installed-by-distutils",
        re.compile(r"Cannot uninstall '?[\w.-]+'?\. It is a distutils installed project"),
        "The system or conda installed the package, without a list of its files: pip cannot replace it.",
        (FRESH, Mend(By.MACHINE, "or over it: pip install --ignore-installed NAME")),
        f"{ISSUES}/30191",
        "ERROR: Cannot uninstall 'wrapt'. It is a distutils installed project and thus we cannot accurately determine",
    ),
    Signature(
        "setuptools-older-than-python",
        re.compile(r"module 'pkgutil' has no attribute 'ImpImporter'"),
        "The release has no wheel for this Python, and is built by a setuptools that is too old for Python 3.12.",
        (
            Mend(By.PIN, "a release with a wheel for it, such as numpy>=1.26 for Python 3.12"),
            Mend(By.MACHINE, "or an older Python, of the time of the pin"),
        ),
        "https://github.com/numpy/numpy/issues/29345",
        "AttributeError: module 'pkgutil' has no attribute 'ImpImporter'. Did you mean: 'zipimporter'?",
    ),
    Signature(
        "build-failed",
        re.compile(
            r"Failed building wheel for |metadata-generation-failed|Getting requirements to build wheel .* error"
        ),
        "The release has no wheel for this Python and platform, and building it failed: the error stands above.",
        (
            Mend(By.PIN, "a release that has a wheel: `upflow resolve .` names one that goes with the TensorFlow"),
            Mend(By.MACHINE, "or a Python of the time of the pin"),
        ),
        "https://pip.pypa.io/en/stable/reference/build-system/",
        "ERROR: Failed building wheel for h5py",
    ),
    Signature(
        "set-that-does-not-go-together",
        re.compile(
            r"pip's dependency resolver does not currently take into account|"
            r"has requirement \S+, but you(?:'ll)? have |requires \S+,? but you have .* which is incompatible"
        ),
        "What was installed later took the place of what an earlier package needs: each installation looked at itself.",
        (Mend(By.PIN, "one set for all: `upflow resolve . > constraints.txt`, and pip install -c constraints.txt"),),
        "https://pip.pypa.io/en/stable/topics/dependency-resolution/",
        "tensorflow 2.9.1 has requirement protobuf<3.20, but you'll have protobuf 4.21.1 which is incompatible.",
    ),
)
