"""The module `build_info` inside a wheel: loose variables up to 2.2, a dict in 2.3, an OrderedDict from 2.4 on."""

import ast
from collections.abc import Iterable, Mapping
from typing import Any

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from matrices.gpu.facts import EXTRA, Build


def build(
    text: str, requires: Iterable[str], *, package: str, version: Version, platform: str, source: str
) -> Build | None:
    """What a wheel says of itself, by its `build_info` and its Requires-Dist lines; None: not whether it has CUDA."""
    said = _values(text)
    if not isinstance(gpu := said.get("is_cuda_build"), bool):
        return None
    cuda, cudnn = (_number(said.get(f"{name}_version", said.get(f"{name}_version_number"))) for name in _LIBRARIES)
    code, tensorrt = said.get("cuda_compute_capabilities") or (), said.get("is_tensorrt_build")
    compiler, extra = said.get("cpu_compiler"), pins(requires) if gpu else {}  # CUDA beside a CPU build is of no use
    return Build(package, version, platform, gpu, cuda, cudnn, tuple(code), tensorrt, compiler, extra, source)


_LIBRARIES = ("cuda", "cudnn")


def pins(requires: Iterable[str]) -> dict[str, SpecifierSet]:
    """What the extra `and-cuda` asks for."""
    wanted = map(Requirement, requires)
    return {
        one.name: one.specifier
        for one in wanted
        if one.marker is not None and one.marker.evaluate({"extra": EXTRA}) and not one.marker.evaluate({"extra": ""})
    }


def _values(text: str) -> Mapping[str, Any]:
    """The variables of the module, read and never run; those of its one big mapping where it has one."""
    said: dict[str, Any] = {}
    for node in ast.parse(text).body:
        if isinstance(node, ast.Assign) and isinstance(target := node.targets[0], ast.Name):
            said[target.id] = _value(node.value)
    inner = said.get("build_info")
    return dict(inner) if inner else said


def _value(node: ast.expr) -> Any:  # noqa: ANN401 - whatever stands there
    literal = node.args[0] if isinstance(node, ast.Call) and node.args else node
    try:
        return ast.literal_eval(literal)
    except ValueError:
        return None


def _number(text: object) -> Version | None:
    """A version. Windows wheels write 11.2 as "64_112", the ending of the library's name."""
    if not isinstance(text, str) or not text:
        return None
    word, _, digits = text.partition("64_")
    if word or not digits:
        return Version(text)
    return Version(f"{digits[:-1]}.{digits[-1]}" if len(digits) > 1 else digits)
