"""What lies in an environment, by the metadata of each package: nothing of it is imported."""

import importlib.metadata
from pathlib import Path

from packaging.utils import canonicalize_name

from service.nouns import Environment, Package


def installed(environment: Environment) -> dict[str, Package]:
    """Each package by its name, with what it asks for and the modules that it brings."""
    found: dict[str, Package] = {}
    for folder in Path(environment.path).glob("lib/python*/site-packages"):
        for each in importlib.metadata.distributions(path=[str(folder)]):
            name = str(canonicalize_name(each.metadata["Name"] or ""))
            found[name] = Package(each.version, tuple(each.requires or ()), _modules(each))
    return found


def _modules(package: importlib.metadata.Distribution) -> frozenset[str]:
    tops = {file.parts[0] for file in package.files or () if file.parts and file.suffix in {".py", ".so"}}
    return frozenset(top.partition(".")[0] for top in tops if top != "..")
