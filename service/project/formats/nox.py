"""noxfile.py: the interpreters of its sessions and what they install, from its text."""

import ast
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from service.manifest import Format, Interpreter, Role
from service.nouns import DeclaredLine, Note
from service.project.asking import Item, asked
from service.project.python_lists import strings
from service.project.python_text import Module

BEFORE_A_FILE = frozenset({"-r", "-c", "-e", "--requirement", "--constraint", "--editable"})
VERSION = re.compile(r"(?:python)?([23]\.\d+(?:\.\d+)?)")
COMMANDS = frozenset({"run", "run_always", "run_install"})
PIP = ("pip", "install")
MOST_VALUES = 50


class Place(NamedTuple):
    """The file as it is for one value of a session's parameter, and the value; None: as it stands."""

    module: Module
    value: ast.expr | None


def read(path: str, content: bytes, files: Mapping[str, bytes]) -> Iterator[Item]:
    """Strings in `@nox.session(python=...)` and `session.install(...)`; what several values bring is told once."""
    module = Module.of(path, content, files)
    if isinstance(module, Note):
        yield module
        return
    told: set[tuple[int | None, str]] = set()
    for function in module.functions.values():
        places = list(_places(module, function))
        for node in ast.walk(function):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                if node.func.attr == "session":
                    yield from _interpreters(module, node)
                for line in (line for place in places for line in _installed(place, node.func.attr, node)):
                    if (line.line, str(line.requirement)) not in told:
                        told.add((line.line, str(line.requirement)))
                        yield line


def _interpreters(module: Module, call: ast.Call) -> Iterator[Interpreter]:
    wanted = [keyword.value for keyword in call.keywords if keyword.arg == "python"]
    for said in (said for node in wanted for said in strings(module, node)):
        found = VERSION.fullmatch(said.text or "")
        if found:
            place = module.place(said.node)
            span = module.page.span(place[0] + found.start(1), place[1]) if place else None
            number = said.node.lineno
            yield Interpreter(found[1], module.page.path, number, module.page.shown(number), Format.NOX, span)


def _places(module: Module, function: ast.FunctionDef) -> Iterator[Place]:
    """Of several parameters each is looked at by itself: a package takes its version from one."""
    yield Place(module, None)
    for decorator in function.decorator_list:
        match decorator:
            case ast.Call(func=ast.Attribute(attr="parametrize"), args=[ast.Constant(value=str() as name), values, *_]):
                for said in strings(module, values)[:MOST_VALUES]:
                    value = _value(said.node)
                    yield Place(module.where(name, value), value)
            case _:
                pass


def _value(node: ast.expr) -> ast.expr:
    """`nox.param("2.3", id="old")` is its first word."""
    return node.args[0] if isinstance(node, ast.Call) and node.args else node


def _installed(place: Place, verb: str, call: ast.Call) -> Iterator[DeclaredLine]:
    """The words of `install`, or of `run` after `pip install`."""
    module, value = place
    words = [said for argument in call.args for said in strings(module, argument)]
    texts = [said.text or "" for said in words]
    start = 0
    if verb in COMMANDS:
        start = next((at + 2 for at in range(len(texts)) if tuple(texts[at : at + 2]) == PIP), len(texts))
    elif verb != "install":
        return
    for at in range(start, len(texts)):
        node, before = words[at].node, texts[at - 1] if at > start else ""
        if not texts[at][:1].isalpha() or before in BEFORE_A_FILE:
            continue
        exact = module.place(node)
        begin, end = exact or (module.start(value or node),) * 2
        written = None if exact else texts[at]
        found = asked(module.page, begin, end, role=Role.INSTALLED, form=Format.NOX, group="nox", written=written)
        yield from (found,) if isinstance(found, DeclaredLine) else ()
