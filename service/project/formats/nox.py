"""noxfile.py: the interpreters of its sessions and what they install, from its text."""

import ast
from collections.abc import Iterator, Mapping

from service.manifest import Format, Interpreter, Role
from service.nouns import DeclaredLine, Note
from service.project.asking import Item, asked
from service.project.python_lists import strings
from service.project.python_text import Module

BEFORE_A_FILE = frozenset({"-r", "-c", "-e", "--requirement", "--constraint", "--editable"})


def read(path: str, content: bytes, files: Mapping[str, bytes]) -> Iterator[Item]:
    """Strings in `@nox.session(python=...)` and `session.install(...)`."""
    module = Module.of(path, content, files)
    if isinstance(module, Note):
        yield module
        return
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr == "session":
                yield from _interpreters(module, node)
            elif node.func.attr == "install":
                yield from _installed(module, node)


def _interpreters(module: Module, call: ast.Call) -> Iterator[Interpreter]:
    wanted = [keyword.value for keyword in call.keywords if keyword.arg == "python"]
    for said in (said for node in wanted for said in strings(module, node)):
        if said.text and said.text[:2] in {"2.", "3."}:
            place = module.place(said.node)
            span = module.page.span(*place) if place else None
            number = said.node.lineno
            yield Interpreter(said.text, module.page.path, number, module.page.shown(number), Format.NOX, span)


def _installed(module: Module, call: ast.Call) -> Iterator[DeclaredLine]:
    after: str | None = ""
    for said in (said for argument in call.args for said in strings(module, argument)):
        place = module.place(said.node)
        if place and said.text and said.text[:1].isalpha() and after not in BEFORE_A_FILE:
            found = asked(module.page, *place, role=Role.INSTALLED, form=Format.NOX, group="nox")
            yield from (found,) if isinstance(found, DeclaredLine) else ()
        after = said.text
