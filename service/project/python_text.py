"""A Python file that is read and never run: its names, the strings that its expressions make, and where they stand."""

import ast
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from service.nouns import Note
from service.project.page import Page
from service.project.python_2 import parse
from service.project.python_beside import constants, imported
from service.project.python_given import Given, given, returned

LONGEST = 2**20
DEEPEST = 20
MOST_STEPS = 20_000
PERCENT = re.compile(r"%(?:\((?P<name>\w+)\))?(?P<kind>[sd%])")
BRACES = re.compile(r"\{(?P<name>\w*)\}")


@dataclass(frozen=True)
class Module:
    """A parsed file, and the files of the project that it may take strings from."""

    page: Page
    tree: ast.Module
    files: Mapping[str, bytes]
    names: Mapping[str, ast.expr] = field(default_factory=dict)
    """What names have from outside."""
    others: dict[str, "Module | Note"] = field(default_factory=dict)
    steps: list[ast.expr] = field(default_factory=list)
    """Expressions looked at, so that names made of names many times over end."""

    @classmethod
    def of(cls, path: str, content: bytes, files: Mapping[str, bytes]) -> "Module | Note":
        """The file, or a note that says why it is not read."""
        if len(content) > LONGEST:
            return Note(path, None, f"not read: more than {LONGEST >> 20} MiB of Python")
        page = Page.of(path, content)
        try:
            return cls(page, parse(page.text), files)
        except SyntaxError as error:
            number = min(error.lineno or 1, len(page.starts))
            return Note(path, number, f"not Python: {error.msg}{page.pointed(number, (error.offset or 1) - 1)}")
        except (RecursionError, MemoryError, ValueError) as error:
            return Note(path, None, f"not Python: {type(error).__name__}")

    def where(self, name: str, value: ast.expr) -> "Module":
        """The same file where a name has one value, as a parameter has when it is called."""
        return replace(self, names={**self.names, name: value})

    @cached_property
    def given(self) -> Mapping[str, list[Given]]:
        """By name, every expression that it is given, or that is added to it, anywhere in the file."""
        return {**given(self.tree.body), **{name: [Given(value, None)] for name, value in self.names.items()}}

    @cached_property
    def functions(self) -> Mapping[str, ast.FunctionDef]:
        """The functions of the file by name."""
        return {node.name: node for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef)}

    @cached_property
    def constants(self) -> Mapping[str, str]:
        """By name, the strings of the files that this one reads or imports."""
        return constants(self.tree, self.page.path, self.files)

    @cached_property
    def imported(self) -> Mapping[str, tuple[str, str | None]]:
        """By name, what comes from another file of the project."""
        return imported(self.tree, self.page.path, self.files)

    def elsewhere(self, node: ast.expr) -> "tuple[Module, str] | None":
        """Another file of the project, and the name in it, that `name` or `module.name` means here."""
        match node:
            case ast.Name(id=name):
                path, there = self.imported.get(name, ("", None))
            case ast.Attribute(value=ast.Name(id=name), attr=inner):
                path, of_file = self.imported.get(name, ("", None))
                there = inner if of_file is None else None
            case _:
                return None
        if not path or there is None or name in self.given:
            return None
        if path not in self.others:
            self.others[path] = Module.of(path, self.files[path], self.files)
        other = self.others[path]
        return (replace(other, steps=self.steps), there) if isinstance(other, Module) else None

    def text(  # noqa: C901, PLR0911 - a match on the ways to write a string
        self, node: ast.expr, above: tuple[str, ...] = ()
    ) -> str | None:
        """The string that an expression makes; None where that is not known from the text."""
        self.steps.append(node)
        if len(above) > DEEPEST or len(self.steps) > MOST_STEPS:
            return None
        match node:
            case ast.Constant(value=str() as value):
                return value
            case ast.Name(id=name) | ast.Attribute(attr=name):
                return self._of_name(name, above)
            case ast.Subscript(value=ast.Name(id=table), slice=ast.Constant(value=str() as key)):
                return self._of_name(f"{table}[{key}]", above) or self.constants.get(key)
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return _joined([self.text(left, above), self.text(right, above)])
            case ast.BinOp(left=left, op=ast.Mod(), right=right):
                return self._percent(left, right, above)
            case ast.JoinedStr(values=values):
                return _joined([self._part(value, above) for value in values])
            case ast.Call(func=ast.Attribute(value=left, attr="format"), args=arguments, keywords=keywords):
                return self._format(left, arguments, keywords, above)
            case ast.Call(func=ast.Attribute(value=inner, attr="strip"), args=[]):
                said = self.text(inner, above)
                return None if said is None else said.strip()
            case ast.Call(func=ast.Name(id="str"), args=[only]):
                return self._part(only, above)
            case ast.Call(func=ast.Name(id=name)) if name in self.functions and name not in above:
                return self._only(returned(self.functions[name].body), name, above)
            case _:
                return None

    def _of_name(self, name: str, above: tuple[str, ...]) -> str | None:
        if name in self.given:
            return self._only(self.given[name], name, above)
        return self.constants.get(name)

    def _only(self, values: Sequence[Given], name: str, above: tuple[str, ...]) -> str | None:
        return self.text(values[0].value, (*above, name)) if len(values) == 1 and name not in above else None

    def _part(self, node: ast.expr, above: tuple[str, ...]) -> str | None:
        """What stands in a string in the place of an expression; numbers are written out."""
        match node:
            case ast.FormattedValue(value=value, format_spec=None):
                return self._part(value, above)
            case ast.Constant(value=int() | float() as number):
                return str(number)
            case _:
                return self.text(node, above)

    def _percent(self, left: ast.expr, right: ast.expr, above: tuple[str, ...]) -> str | None:
        shape = self.text(left, above)
        values = right.elts if isinstance(right, ast.Tuple) else [right]
        named = {"": [self._part(value, above) for value in values]}
        if isinstance(right, ast.Dict):
            named = {
                key.value: [self._part(value, above)]
                for key, value in zip(right.keys, right.values, strict=True)
                if isinstance(key, ast.Constant) and isinstance(key.value, str)
            }
        return None if shape is None or "%%" in shape else _filled(PERCENT, shape, named)

    def _format(
        self, left: ast.expr, arguments: Sequence[ast.expr], keywords: Sequence[ast.keyword], above: tuple[str, ...]
    ) -> str | None:
        shape = self.text(left, above)
        values = [self._part(value, above) for value in arguments]
        named = {"": values} | {str(place): [value] for place, value in enumerate(values)}
        named |= {keyword.arg: [self._part(keyword.value, above)] for keyword in keywords if keyword.arg}
        return None if shape is None or "{{" in shape or "}}" in shape else _filled(BRACES, shape, named)

    def place(self, node: ast.expr) -> tuple[int, int] | None:
        """The characters between the quotes of a literal; None where they are not what it means."""
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or not node.value:
            return None
        start = self.start(node)
        at = self.page.text.find(node.value, start, start + len(node.value) + 6)
        return (at, at + len(node.value)) if at >= 0 and node.end_lineno == node.lineno else None

    def start(self, node: ast.expr) -> int:
        """The first character of an expression; Python counts columns in bytes."""
        starts = self.page.starts
        if node.lineno > len(starts):
            return 0
        end = starts[node.lineno] if node.lineno < len(starts) else len(self.page.text)
        line = self.page.text[starts[node.lineno - 1] : end]
        before = line.encode("utf-8", "surrogateescape")[: node.col_offset]
        return starts[node.lineno - 1] + len(before.decode("utf-8", "surrogateescape"))


def _joined(parts: Sequence[str | None]) -> str | None:
    known = [part for part in parts if part is not None]
    return "".join(known) if len(known) == len(parts) and sum(map(len, known)) < LONGEST else None


def _filled(places: re.Pattern[str], shape: str, named: Mapping[str, Sequence[str | None]]) -> str | None:
    """A shape with each of its places filled; those without a name are filled one after another."""
    left = iter(named.get("", ()))
    parts: list[str | None] = []
    end = 0
    for match in places.finditer(shape):
        values = named.get(match["name"] or "", (None,))
        parts += [shape[end : match.start()], values[0] if match["name"] else next(left, None)]
        end = match.end()
    return _joined([*parts, shape[end:]])
