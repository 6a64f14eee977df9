"""What lies in an environment, by the metadata of each package: nothing of it is imported."""

import contextlib
import importlib.metadata
import re
from pathlib import Path

from packaging.utils import canonicalize_name

from service.nouns import Environment, Package

MOST = 64 << 20
"""Bytes of a file of metadata: that of TensorFlow has four million, and what is read is held in our memory."""

_FOR_ONE_PYTHON = re.compile(r"^Tag: \w+-cp\d+", re.MULTILINE)


def installed(environment: Environment) -> dict[str, Package]:
    """Each package by its name, with what it asks for and the modules that it brings."""
    found: dict[str, Package] = {}
    for folder in Path(environment.path).glob("lib/python*/site-packages/*.dist-info"):
        with contextlib.suppress(Exception):  # a stranger's words, in whatever form
            if all(file.lstat().st_size <= MOST for file in folder.iterdir()):
                name, package = _read(importlib.metadata.Distribution.at(folder))
                found[name] = package
    return found


def _read(each: importlib.metadata.Distribution) -> tuple[str, Package]:
    compiled = bool(_FOR_ONE_PYTHON.search(each.read_text("WHEEL") or ""))
    package = Package(each.version, tuple(each.requires or ()), _modules(each), compiled)
    return str(canonicalize_name(each.metadata["Name"])), package


def _modules(package: importlib.metadata.Distribution) -> frozenset[str]:
    tops = {file.parts[0] for file in package.files or () if file.parts and file.suffix in {".py", ".so"}}
    return frozenset(top.partition(".")[0] for top in tops if top != "..")
