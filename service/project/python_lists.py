"""The strings of a list in a Python file: names, sums, functions and conditions are followed, nothing is run."""

import ast
from collections.abc import Iterator
from typing import NamedTuple

from service.project.python_given import Given, both, branches, returned
from service.project.python_text import DEEPEST, MOST_STEPS, Module

MOST = 2_000


class Said(NamedTuple):
    """One string of a list: its literal where it is one, its condition, or the expression that was not understood."""

    text: str | None
    node: ast.expr
    condition: str | None = None
    module: Module | None = None
    """The file that it stands in, where that is another one."""


class Way(NamedTuple):
    """How an expression was come to: below which condition, and through which names."""

    condition: str | None = None
    above: tuple[str, ...] = ()

    def below(self, condition: str | None) -> "Way":
        return Way(both(self.condition, condition), self.above)

    def through(self, name: str) -> "Way":
        return Way(self.condition, (*self.above, name))

    def elsewhere(self, name: str) -> "Way":
        """Names of another file are others, even where they are spelt alike."""
        return Way(self.condition, (*(f"{each} of another" for each in self.above), name))


def strings(module: Module, node: ast.expr) -> list[Said]:
    """Each literal once, however often the list comes by it; one that two opposite conditions bring is always there."""
    found: dict[int, list[Said]] = {}
    for said in items(module, node, Way()):
        found.setdefault(id(said.node), []).append(said)
    return [said for several in found.values() for said in _once(several)]


def _once(several: list[Said]) -> list[Said]:
    first = several[0]
    conditions = {said.condition for said in several}
    if first.text is None or len({said.text for said in several}) > 1:
        return list(dict.fromkeys(several)) if first.text is not None else several[:1]
    always = None in conditions or any(f"not ({condition})" in conditions for condition in conditions)
    return [first._replace(condition=None if always else first.condition)]


def items(  # noqa: C901, PLR0912 - a match on the ways to write a list
    module: Module, node: ast.expr, way: Way
) -> Iterator[Said]:
    """Every string that an expression brings, and what is not understood as it stands."""
    module.steps.append(node)
    if len(way.above) > DEEPEST or len(module.steps) > MOST_STEPS:
        yield Said(None, node, way.condition)
        return
    match node:
        case ast.List(elts=elements) | ast.Tuple(elts=elements) | ast.Set(elts=elements):
            for element in elements[:MOST]:
                yield from items(module, element, way)
        case ast.BinOp(op=ast.Add()):
            yield from _sum(module, node, way)
        case ast.ListComp(generators=[first, *_]) | ast.GeneratorExp(generators=[first, *_]):
            yield from items(module, first.iter, way)
        case ast.Starred(value=inner):
            yield from items(module, inner, way)
        case ast.IfExp(test=test, body=body, orelse=orelse):
            then, otherwise = branches(test)
            yield from items(module, body, way.below(then))
            yield from items(module, orelse, way.below(otherwise))
        case ast.Name(id=name) if name in way.above:
            return
        case ast.Name(id=name) if name in module.given:
            yield from _each(module, module.given[name][:MOST], way.through(name))
        case ast.Name() | ast.Attribute() if found := module.elsewhere(node):
            yield from _elsewhere(node, *found, way)
        case ast.Call(func=(ast.Name() | ast.Attribute()) as called) if found := module.elsewhere(called):
            yield from _elsewhere(node, *found, way)
        case ast.Subscript(value=ast.Name(id=table), slice=ast.Constant(value=str() as key)):
            yield from _element(module, node, f"{table}[{key}]", way)
        case ast.Call(func=ast.Name(id="list" | "sorted" | "set" | "tuple"), args=[only]):
            yield from items(module, only, way)
        case ast.Call(func=ast.Name(id=name)) if name in module.functions and name not in way.above:
            yield from _returned(module, node, module.functions[name], way)
        case ast.Call(func=ast.Attribute(value=inner, attr="split" | "splitlines")) if said := module.text(inner):
            yield from (Said(line.strip(), inner, way.condition) for line in said.splitlines() if line.strip())
        case _:
            yield Said(module.text(node), node, way.condition)


def _elsewhere(node: ast.expr, other: Module, name: str, way: Way) -> Iterator[Said]:
    """What a name of another file of the project is given there, or what its function returns."""
    said: list[Said] = []
    if len(way.above) < DEEPEST and isinstance(node, ast.Call) and name in other.functions:
        said = list(_returned(other, node, other.functions[name], way.elsewhere(name)))
    elif len(way.above) < DEEPEST and not isinstance(node, ast.Call):
        said = list(_each(other, other.given.get(name, []), way.elsewhere(name)))
    known = [each._replace(module=each.module or other) for each in said if each.text is not None]
    yield from known or (Said(None, node, way.condition),)


def _sum(module: Module, node: ast.BinOp, way: Way) -> Iterator[Said]:
    """Of two lists, or of a string and one of several strings: `name + (">=2" if new else "<2")`."""
    before, added = module.text(node.left), module.text(node.right)
    if added is not None and before is not None:
        yield Said(before + added, node, way.condition)
    elif added is not None:
        for said in items(module, node.left, way):
            yield said._replace(text=None if said.text is None else said.text + added, node=node)
    elif before is not None:
        for said in items(module, node.right, way):
            yield said._replace(text=None if said.text is None else before + said.text, node=node)
    else:
        yield from items(module, node.left, way)
        yield from items(module, node.right, way)


def _each(module: Module, values: list[Given], way: Way) -> Iterator[Said]:
    for value, when in values:
        yield from items(module, value, way.below(when))


def _element(module: Module, node: ast.Subscript, name: str, way: Way) -> Iterator[Said]:
    """`extras["gpu"]`: what is given to it, and its entry in the table itself."""
    if name in way.above:
        return
    table, key = name[:-1].split("[", 1)
    values = list(module.given.get(name, ()))
    for given in module.given.get(table, ()):
        if isinstance(given.value, ast.Dict):
            entries = zip(given.value.keys, given.value.values, strict=True)
            values += [Given(value, given.condition) for at, value in entries if at and module.text(at) == key]
    if values:
        yield from _each(module, values, way.through(name))
    else:
        yield Said(module.text(node), node, way.condition)


def _returned(module: Module, call: ast.expr, function: ast.FunctionDef, way: Way) -> Iterator[Said]:
    """What a function gives back; where that is no list from the text, the call itself is not understood."""
    found = list(_each(module, returned(function.body), way.through(function.name)))
    if all(said.text is None for said in found):
        found = [Said(None, call, way.condition)]
    yield from found
