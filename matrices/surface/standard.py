"""What the standard library's classes and functions hold, asked of the running interpreter: bases reach into it."""

import importlib
import inspect
import sys

from matrices.surface.facts import Kind, Member, MemberKind, Thing


def standard(path: str) -> Thing | None:
    """None: it is not of the standard library, or not there."""
    module, _, name = path.rpartition(".")
    if module.partition(".")[0] not in sys.stdlib_module_names or module.startswith(("antigravity", "this", "test")):
        return None
    try:
        found = getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError):
        return None
    if not isinstance(found, type):
        return Thing(Kind.FUNCTION if callable(found) else Kind.CONSTANT)
    held = {key: _member(value) for key, value in inspect.getmembers(found) if not key.startswith("_")}
    return Thing(Kind.CLASS, None, None, (), held)


def _member(value: object) -> Member:
    if inspect.isroutine(value):
        return Member(MemberKind.METHOD)
    return Member(MemberKind.PROPERTY if inspect.isdatadescriptor(value) else MemberKind.ATTRIBUTE)
