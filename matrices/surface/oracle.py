"""Prints the public API of an installed package as importing it shows it: what the static reader is measured against.

Run inside of an installation, with any Python from 3.7 on: `python oracle.py NAME=MODULE... [-WITHOUT...]`.
Nothing else of this project is needed there.
"""

from __future__ import annotations

import functools
import importlib
import inspect
import json
import sys
import types
from typing import TYPE_CHECKING

API = ("._api.", ".keras.api.", ".tf_keras.api.", ".estimator.api.", "._tf_keras.")
INSIDE = ("tensorflow.python", "tensorflow.core", "tensorflow.compiler")  # some releases forget to hide these
GIVING = ("tensorflow.contrib",)  # what stands in these, and in roots and API packages, was put there on purpose
ADDED = "tensorboard.summary._tf."
KEPT = frozenset(["__init__", "__new__", "__call__", "__enter__", "__exit__"])

if TYPE_CHECKING:  # older interpreters cannot say this
    from collections.abc import Iterator
    from typing import Any

    Root = tuple[str, str, str]  # a public name, the path by which it is asked for, and the module that is there
    Found = dict[str, Any]
    Parameters = list[list[object]]


def walk(  # noqa: PLR0917 - a walk carries where it is
    name: str, module: object, root: Root, without: frozenset[str], path: frozenset[str], found: Found
) -> None:
    for short in sorted(listed(module)):
        dotted = name + "." + short
        if short.startswith("_") or dotted in without:
            continue
        try:
            value = getattr(module, short)
        except Exception:  # noqa: BLE001, S112 - a lazy name may do anything, and then it is no name
            continue
        if inspect.ismodule(value):
            found[dotted] = {"kind": "module", "id": plain(value)}
            if plain(value) not in path and is_public(root, dotted, value, module):
                walk(dotted, value, root, without, path | {plain(value)}, found)
        else:
            found[dotted] = describe(value)


def listed(module: object) -> list[str]:
    try:
        return dir(module)
    except Exception:  # noqa: BLE001 - what lies behind a lazy name may not be there
        return []


def plain(module: object) -> str:
    name = getattr(module, "__name__", "")
    return "tensorflow" + name[15:] if name.startswith("tensorflow_core") else name


def is_public(root: Root, dotted: str, module: object, parent: object) -> bool:
    """Whether a module belongs to the API under this name: one that other modules merely imported does not."""
    name, above, top = plain(module), plain(parent), root[2].partition(".")[0]
    if name in INSIDE or (name + ".").startswith(ADDED):
        return name not in INSIDE
    if name.partition(".")[0] != top:
        return False
    below = dotted[len(root[0]) :]
    given = above in (root[1], root[2], *GIVING) or is_api(above)
    return given or is_api(name) or name in (root[1] + below, top + below)


def is_api(name: str) -> bool:
    return any(mark in "." + name + "." for mark in API)


def describe(value: object) -> Found:
    if inspect.isclass(value):
        parameters, exact = constructor(value), parameters_of(value)
        return {"kind": "class", "parameters": parameters, "plain": exact, "members": dict(members(value))}
    if callable(value):
        wrapped = hasattr(value, "__wrapped__") or isinstance(value, functools.partial)
        is_function = wrapped or inspect.isroutine(value)
        return {"kind": "function" if is_function else "constant", "parameters": parameters_of(value)}
    return {"kind": "constant"}


def members(cls: type) -> Iterator[tuple[str, Found]]:
    for name in dir(cls):
        if name.startswith("_") and name not in KEPT:
            continue
        owner = next((one for one in cls.__mro__ if name in vars(one)), None)
        if owner is None:  # a metaclass or the like gives it
            yield name, {"kind": "attribute", "own": False}
            continue
        raw = vars(owner)[name]
        yield name, dict(member(raw), own=owner is cls, standard=is_standard(owner))


def is_standard(owner: type) -> bool:
    top = owner.__module__.partition(".")[0]
    return top in ("builtins", "typing", "enum", "collections", "abc", "threading", "google", "torch", "jax", "numpy")


def member(raw: object) -> Found:
    if isinstance(raw, classmethod):
        return {"kind": "classmethod", "parameters": without_first(parameters_of(raw.__func__))}
    if isinstance(raw, staticmethod):
        return {"kind": "staticmethod", "parameters": parameters_of(raw.__func__)}
    if isinstance(raw, property):
        return {"kind": "property", "settable": raw.fset is not None}
    if inspect.isclass(raw):
        return {"kind": "class"}
    if isinstance(raw, types.FunctionType) or (callable(raw) and hasattr(raw, "__wrapped__")):
        return {"kind": "method", "parameters": parameters_of(raw)}
    return {"kind": "method" if inspect.isroutine(raw) else "attribute"}


def without_first(parameters: Parameters | None) -> Parameters | None:
    return parameters[1:] if parameters and parameters[0][1] in (0, 1) else parameters


def parameters_of(value: object) -> Parameters | None:
    try:
        signature = inspect.signature(value)  # type: ignore[arg-type]  # it may be none, and then it says so
    except Exception:  # noqa: BLE001 - extension classes and odd callables have none
        return None
    return [[one.name, int(one.kind), *default(one)] for one in signature.parameters.values()]


def default(parameter: inspect.Parameter) -> tuple[bool, str | None]:
    if parameter.default is inspect.Parameter.empty:
        return False, None
    literal = isinstance(parameter.default, (str, int, float, bool, bytes, type(None)))
    exact = type(parameter.default) in (str, int, float, bool, bytes, type(None), tuple)
    return True, repr(parameter.default) if literal and exact else None


def constructor(cls: type) -> Parameters | None:
    """What calling a class takes, by the rule of the newer interpreters for all of them."""
    for one in type.mro(type(cls)):
        if one is not type and "__call__" in vars(one) and isinstance(vars(one)["__call__"], types.FunctionType):
            return without_first(parameters_of(vars(one)["__call__"]))
    for one in cls.__mro__:
        for name in ("__new__", "__init__"):
            raw = vars(one).get(name)
            raw = raw.__func__ if isinstance(raw, (staticmethod, classmethod)) else raw
            if raw is not None and (isinstance(raw, types.FunctionType) or hasattr(raw, "__wrapped__")):
                return without_first(parameters_of(raw))
    return parameters_of(cls)


def main(arguments: list[str]) -> None:
    sys.argv[1:] = []  # some packages read it as they are imported
    without = frozenset(one[1:] for one in arguments if one.startswith("-"))
    found: Found = {}
    for root in (one.split("=") for one in arguments if not one.startswith("-")):
        module = module_of(root[1])
        found[root[0]] = {"kind": "module", "id": plain(module)}
        where = (root[0], root[1], plain(module))
        walk(root[0], module, where, without, frozenset([plain(module)]), found)
    print("\n" + json.dumps(found, sort_keys=True))  # some packages print as they are imported: the last line is ours


def module_of(path: str) -> object:
    """`tensorflow:keras.layers` is an attribute of a module; a plain path is a module."""
    name, _, rest = path.partition(":")
    value = importlib.import_module(name)
    for part in filter(None, rest.split(".")):
        value = getattr(value, part)
    return value


if __name__ == "__main__":
    main(sys.argv[1:])
