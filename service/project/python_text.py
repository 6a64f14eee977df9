"""A Python file that is read and never run: names followed to the strings and lists that they are given."""

import ast
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from service.nouns import Note
from service.project.page import Page

LONGEST = 2**20
DEEPEST = 20
MOST = 2_000
MOST_STEPS = 20_000


class Given(NamedTuple):
    """What a name is given somewhere, and the condition below which that happens; None: always."""

    value: ast.expr
    condition: str | None


class Said(NamedTuple):
    """One string of a list: its literal where it is one, its condition, or the expression that was not understood."""

    text: str | None
    node: ast.expr
    condition: str | None = None


@dataclass(frozen=True)
class Module:
    """A parsed file."""

    page: Page
    tree: ast.Module
    steps: list[ast.expr] = field(default_factory=list)
    """Expressions looked at, so that names made of names many times over end."""

    @classmethod
    def of(cls, path: str, content: bytes) -> "Module | Note":
        """The file, or a note that says why it is not read."""
        if len(content) > LONGEST:
            return Note(path, None, f"not read: more than {LONGEST >> 20} MiB of Python")
        page = Page.of(path, content)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return cls(page, ast.parse(page.text))
        except SyntaxError as error:
            return Note(path, error.lineno, f"not Python 3: {error.msg}")
        except (RecursionError, MemoryError, ValueError) as error:
            return Note(path, None, f"not Python 3: {type(error).__name__}")

    @cached_property
    def given(self) -> Mapping[str, list[Given]]:
        """By name, every expression that it is given, or that is added to it, anywhere in the file."""
        found: dict[str, list[Given]] = {}
        _collect(self.tree.body, None, found)
        return found

    @cached_property
    def functions(self) -> Mapping[str, ast.FunctionDef]:
        """The functions of the file by name."""
        return {node.name: node for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef)}

    def text(self, node: ast.expr, above: tuple[str, ...] = ()) -> str | None:  # noqa: PLR0911 - a match on the ways to write a string
        """The string that an expression makes; None where that is not known from the text."""
        match node:
            case ast.Constant(value=str() as value):
                return value
            case ast.Name(id=name) if name not in above and len(above) < DEEPEST and len(self.steps) < MOST_STEPS:
                self.steps.append(node)
                values = self.given.get(name, [])
                return self.text(values[0].value, (*above, name)) if len(values) == 1 else None
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return _joined([self.text(left, above), self.text(right, above)])
            case ast.BinOp(left=left, op=ast.Mod(), right=right):
                return _filled(self.text(left, above), self.text(right, above))
            case ast.JoinedStr(values=values):
                return _joined([self.text(value, above) for value in values])
            case ast.FormattedValue(value=value):
                return self.text(value, above)
            case ast.Call(func=ast.Attribute(value=left, attr="format"), args=[only], keywords=[]):
                shape = self.text(left, above)
                return _filled(
                    shape.replace("{}", "%s").replace("{0}", "%s") if shape else None, self.text(only, above)
                )
            case ast.Call(func=ast.Name(id="str"), args=[only]):
                return self.text(only, above)
            case _:
                return None

    def items(  # noqa: C901, PLR0912 - a match on the ways to write a list
        self, node: ast.expr, condition: str | None = None, above: tuple[str, ...] = ()
    ) -> Iterator[Said]:
        """The strings of a list, names, sums and conditions followed; what is not understood as it stands."""
        self.steps.append(node)
        if len(above) > DEEPEST or len(self.steps) > MOST_STEPS:
            yield Said(None, node, condition)
            return
        match node:
            case ast.List(elts=elements) | ast.Tuple(elts=elements) | ast.Set(elts=elements):
                for element in elements[:MOST]:
                    yield from self.items(element, condition, above)
            case ast.BinOp(left=left, op=ast.Add(), right=right) if (added := self.text(right)) is not None:
                for before in self.items(left, condition, above):
                    yield before._replace(text=_joined([before.text, added]), node=node)
            case ast.BinOp(left=left, op=ast.Add(), right=right) if (first_part := self.text(left)) is not None:
                for after in self.items(right, condition, above):
                    yield after._replace(text=_joined([first_part, after.text]), node=node)
            case ast.ListComp(generators=[first, *_]) | ast.GeneratorExp(generators=[first, *_]):
                yield from self.items(first.iter, condition, above)
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                yield from self.items(left, condition, above)
                yield from self.items(right, condition, above)
            case ast.Starred(value=inner):
                yield from self.items(inner, condition, above)
            case ast.IfExp(test=test, body=body, orelse=orelse):
                yield from self.items(body, _both(condition, ast.unparse(test)), above)
                yield from self.items(orelse, _both(condition, f"not {ast.unparse(test)}"), above)
            case ast.Name(id=name) if name in self.given and name not in above:
                for value, when in self.given[name][:MOST]:
                    yield from self.items(value, _both(condition, when), (*above, name))
            case ast.Call(func=ast.Name(id="list" | "sorted" | "set" | "tuple"), args=[only]):
                yield from self.items(only, condition, above)
            case ast.Call(func=ast.Name(id=name)) if name in self.functions and name not in above:
                yield from self._returned(node, self.functions[name], condition, above)
            case ast.Call(func=ast.Attribute(value=inner, attr="split" | "splitlines")) if said := self.text(inner):
                yield from (Said(line.strip(), inner, condition) for line in said.splitlines() if line.strip())
            case _:
                yield Said(self.text(node), node, condition)

    def _returned(
        self, call: ast.expr, function: ast.FunctionDef, condition: str | None, above: tuple[str, ...]
    ) -> Iterator[Said]:
        """What a function gives back; where that is no list from the text, the call itself is not understood."""
        given = list(_returns(function.body, None))
        found: list[Said] = []
        for value, when in given:
            only_then = (when or "otherwise") if len(given) > 1 else None
            found += self.items(value, _both(condition, only_then), (*above, function.name))
        if all(said.text is None for said in found):
            found = [Said(None, call, condition)]
        yield from found

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


def _filled(shape: str | None, value: str | None) -> str | None:
    return shape.replace("%s", value) if shape is not None and value is not None and shape.count("%") == 1 else None


def _both(outer: str | None, inner: str | None) -> str | None:
    found = " and ".join(each for each in (outer, inner) if each)
    return found[:200] or None


def _collect(  # noqa: C901, PLR0912 - a match on the statements of Python
    body: Sequence[ast.stmt], condition: str | None, found: dict[str, list[Given]]
) -> None:
    """Statement by statement, below conditions and into functions."""
    for node in body:
        match node:
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    _give(target, value, condition, found)
            case ast.AnnAssign(target=target, value=ast.expr() as value) | ast.AugAssign(target=target, value=value):
                _give(target, value, condition, found)
            case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=verb), args=[*_, last])):
                if verb in {"append", "extend", "insert", "update"}:
                    found.setdefault(name, []).append(Given(last, condition))
            case ast.If(test=test, body=inner, orelse=orelse):
                said = ast.unparse(test)
                if said == "__name__ == '__main__'":
                    _collect(inner, condition, found)
                else:
                    _collect(inner, _both(condition, said), found)
                    _collect(orelse, _both(condition, f"not ({said})"), found)
            case ast.With(items=items, body=inner):
                for item in items:
                    if item.optional_vars is not None:
                        _give(item.optional_vars, item.context_expr, condition, found)
                _collect(inner, condition, found)
            case ast.For(target=target, iter=iterated, body=inner):
                _give(target, iterated, condition, found)
                _collect(inner, condition, found)
            case ast.Try(body=inner, handlers=handlers, orelse=orelse, finalbody=last_of_all):
                _collect([*inner, *orelse, *last_of_all], condition, found)
                for handler in handlers:
                    raised = ast.unparse(handler.type) if handler.type else "an error"
                    _collect(handler.body, _both(condition, f"after {raised}"), found)
            case ast.FunctionDef(body=inner) | ast.ClassDef(body=inner) | ast.While(body=inner):
                _collect(inner, condition, found)
            case _:
                pass


def _returns(body: Sequence[ast.stmt], condition: str | None) -> Iterator[Given]:
    """What a function returns, and below which conditions."""
    for node in body:
        match node:
            case ast.Return(value=ast.expr() as value):
                yield Given(value, condition)
            case ast.If(test=test, body=inner, orelse=orelse):
                yield from _returns(inner, _both(condition, ast.unparse(test)))
                yield from _returns(orelse, _both(condition, f"not ({ast.unparse(test)})"))
            case ast.With(body=inner) | ast.For(body=inner):
                yield from _returns(inner, condition)
            case ast.Try(body=inner, handlers=handlers):
                yield from _returns(inner, condition)
                for handler in handlers:
                    yield from _returns(handler.body, _both(condition, "an error"))
            case _:
                pass


def _give(target: ast.expr, value: ast.expr, condition: str | None, found: dict[str, list[Given]]) -> None:
    """A name, or an element that has a name of its own: `extras["gpu"] = [...]` is kept as `extras[gpu]`."""
    match target:
        case ast.Name(id=name):
            found.setdefault(name, []).append(Given(value, condition))
        case ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=str() as key)):
            found.setdefault(f"{name}[{key}]", []).append(Given(value, condition))
        case _:
            pass
