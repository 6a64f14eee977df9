"""What the standard library's classes and functions hold, asked of the running interpreter: bases reach into it."""

import importlib
import importlib.util
import inspect
import sys
from collections.abc import Callable
from enum import EnumType

from matrices.surface.facts import Kind, Member, MemberKind, Thing
from matrices.surface.values import Foreign

DANGEROUS = {"antigravity", "this", "test", "idlelib", "turtledemo"}  # importing these does something


def is_module(value: Foreign) -> bool:
    """Whether it is a module, as far as that can be known."""
    if value.module:
        return True
    top = value.path.partition(".")[0]
    if top not in sys.stdlib_module_names or "." not in value.path:
        return False
    try:
        return importlib.util.find_spec(value.path) is not None
    except (ImportError, AttributeError, ValueError):
        return False


def exported(module: str) -> list[str]:
    """What a star import from a module of the standard library gives; nothing from any other."""
    if module.partition(".")[0] not in sys.stdlib_module_names - DANGEROUS:
        return []
    try:
        found = importlib.import_module(module)
    except ImportError:
        return []
    return list(getattr(found, "__all__", [name for name in vars(found) if not name.startswith("_")]))


def standard(path: str) -> Thing | None:
    """None: it is not of the standard library, or not there."""
    module, _, name = path.rpartition(".")
    if module.partition(".")[0] not in sys.stdlib_module_names - DANGEROUS:
        return None
    try:
        found = getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError):
        return None
    if not isinstance(found, type):
        return Thing(Kind.FUNCTION, _signature(found)) if inspect.isroutine(found) else Thing(Kind.CONSTANT)
    if isinstance(found, EnumType):
        return Thing(Kind.CLASS)
    held = {
        key: _member(value) for key, value in inspect.getmembers(found) if not key.startswith("_") and key != "add_note"
    }
    return Thing(Kind.CLASS, _signature(found), None, (), held)


def _member(value: object) -> Member:
    if inspect.isroutine(value):
        return Member(MemberKind.METHOD, _signature(value))
    return Member(MemberKind.PROPERTY if inspect.isdatadescriptor(value) else MemberKind.ATTRIBUTE)


def _signature(value: Callable[..., object]) -> str | None:
    try:
        found = inspect.signature(value)
    except (TypeError, ValueError):
        return None
    plain = [one.replace(annotation=one.empty, default=_told(one)) for one in found.parameters.values()]
    return str(found.replace(parameters=plain, return_annotation=found.empty)).replace("Ellipsis", "...")


def _told(one: inspect.Parameter) -> object:
    """Only what is a literal: the text of anything else is another one in every run."""
    plain = isinstance(one.default, str | int | float | bool | bytes | None) or one.default is one.empty
    return one.default if plain else ...
