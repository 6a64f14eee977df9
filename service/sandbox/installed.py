"""What lies in an environment, by the metadata of each package: nothing of it is imported."""

import importlib.metadata
import re
from pathlib import Path

from packaging.utils import canonicalize_name

from service.nouns import Environment, Package

_FOR_ONE_PYTHON = re.compile(r"^Tag: \w+-cp\d+", re.MULTILINE)


def installed(environment: Environment) -> dict[str, Package]:
    """Each package by its name, with what it asks for and the modules that it brings."""
    found: dict[str, Package] = {}
    for folder in Path(environment.path).glob("lib/python*/site-packages"):
        for each in importlib.metadata.distributions(path=[str(folder)]):
            name = str(canonicalize_name(each.metadata["Name"] or ""))
            compiled = bool(_FOR_ONE_PYTHON.search(each.read_text("WHEEL") or ""))
            found[name] = Package(each.version, tuple(each.requires or ()), _modules(each), compiled)
    return found


def _modules(package: importlib.metadata.Distribution) -> frozenset[str]:
    tops = {file.parts[0] for file in package.files or () if file.parts and file.suffix in {".py", ".so"}}
    return frozenset(top.partition(".")[0] for top in tops if top != "..")
