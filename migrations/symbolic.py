"""Symbolic tensors of Keras: where an expression surely is one.

A model is built in many steps that all go by the name `x`, so each read of a name is followed to the assignment that it
sees, and not to all that the name is ever bound to.
"""

import ast
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from typing import NamedTuple, TypeAlias

from migrations.here import Here, World
from migrations.kinship import UPPER_FUNCTIONS
from migrations.names import Klass, Routine
from migrations.project import Code
from migrations.scopes import Parameter, Scope
from migrations.spots import Spots, mentioned, mentions
from migrations.values import KERAS_TENSOR, Kind
from migrations.walk import FUNCTIONS

INPUTS = frozenset(
    f"{root}.{name}" for root in ("tf.keras", "keras") for name in ("Input", "layers.Input", "backend.placeholder")
)
ENDS = ("input", "inputs", "output", "outputs")
"""Attributes of layers that are symbolic tensors."""
MERGES = frozenset({"add", "average", "concatenate", "dot", "maximum", "minimum", "multiply", "subtract"})
SHAPES = frozenset({"int_shape", "is_keras_tensor", "eval", "ndim", "dtype", "count_params", "get_value"})
"""Functions of the backend that take a symbolic tensor and give something plain."""
PLAIN = ("tf.is_tensor", "tf.print", "tf.function", "tf.data.", "tf.nest.", "tf.train.", "tf.summary.", "tf.Module")
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp)
NESTED = (*FUNCTIONS, ast.ClassDef, ast.Lambda)
BLOCKS = ("items", "body", "handlers", "orelse", "finalbody", "cases")
"""The parts of statements in which there are others, or which bind names of their own."""
HOLDERS = frozenset(
    {
        *(ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef),
        *(ast.If, ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith),
        *(ast.Try, ast.TryStar, ast.ExceptHandler, ast.Match, ast.match_case),
    }
)
DEPTH = 120


Place: TypeAlias = tuple[int, int]
Range: TypeAlias = tuple[Place, Place]
NOWHERE = (0, 0)


class Binding(NamedTuple):
    """An assignment: where it ends, and what is assigned, where that is known.

    Whoever reaches a place of its `block` behind it has gone through it; who is in one of the `others`, has not.
    """

    end: Place
    value: ast.expr | None
    block: Range
    others: Sequence[Range]

    def dominates(self, place: Place) -> bool:
        """Whether whoever reaches the place has gone through the assignment."""
        return self.block[0] <= place < self.block[1]

    def is_excluded(self, place: Place) -> bool:
        """Whether they are in different branches of one condition."""
        return any(start <= place < end for start, end in self.others)


class Symbols:
    """Answers for a whole project. Each expression is looked at once."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._known: dict[tuple[ast.expr, Scope], bool] = {}
        self._bindings: dict[Scope, Mapping[str, Sequence[Binding]]] = {}
        self._ends: dict[tuple[Scope, str], Sequence[Place]] = {}
        self._asked: set[tuple[ast.expr, Scope]] = set()
        self._assumed: set[tuple[str, Scope]] = set()
        self._depth = 0

    @cached_property
    def exist(self) -> bool:
        """Whether the project makes any symbolic tensor at all: all others come from those."""
        files = self.world.project.files.values()
        if not mentioned(self.world, "keras"):
            return False
        return any(self._makes_inputs(code) for code in files) or any(self._asks_layers(code) for code in files)

    def _makes_inputs(self, code: Code) -> bool:
        names, spots = self.world.names, self.world.once(Spots)
        said = spots.attributes(code, "Input", "placeholder")
        plain = spots.plain(code) if mentions(code, "Input", "placeholder") else ()
        return (
            any(names.dotted(chain, scope) in INPUTS for chain, scope in said)
            or any(names.dotted(call.func, scope) in INPUTS for call, scope in plain)
            or any(
                isinstance(statement, ast.ImportFrom) and alias.name in {"Input", "placeholder"}
                for alias, statement, _ in code.outline.aliases
            )
        )

    def _asks_layers(self, code: Code) -> bool:
        return any(self._is_end(node, scope) for node, scope in self.world.once(Spots).attributes(code, *ENDS))

    def _is_end(self, node: ast.Attribute, scope: Scope) -> bool:
        """`layer.output` and the like, unless it is an attribute of the project's own."""
        values = self.world.inference.values(node.value, scope)
        own = any(self.world.inference.owns(value, node.attr) for value in values)
        return {value.kind for value in values} == {Kind.LAYER} and not own

    def surely(self, expr: ast.expr, scope: Scope) -> bool:
        """Whether an expression gives a symbolic tensor, or a list with one in it."""
        key = expr, scope
        if key in self._known:
            return self._known[key]
        if key in self._asked:
            return bool(self._assumed)
        if self._depth > DEPTH:
            return False
        self._asked.add(key)
        self._depth += 1
        try:
            found = self._look(expr, scope)
        finally:
            self._depth -= 1
            self._asked.remove(key)
        self._known[key] = found
        return found

    def _look(self, expr: ast.expr, scope: Scope) -> bool:  # noqa: C901, PLR0911  # one case for each kind of expression
        match expr:
            case ast.Name():
                return self._name(expr, scope)
            case ast.Call():
                return self._call(expr, scope)
            case ast.Attribute(attr=name) if name in ENDS:
                return self._is_end(expr, scope)
            case ast.Subscript(value=inner):
                return self.surely(inner, scope)
            case ast.BinOp(left=left, right=right):
                return self.surely(left, scope) or self.surely(right, scope)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return self.surely(operand, scope)
            case ast.Compare(left=left, comparators=[right], ops=[ast.Lt() | ast.Gt() | ast.LtE() | ast.GtE()]):
                return self.surely(left, scope) or self.surely(right, scope)
            case ast.List(elts=parts) | ast.Tuple(elts=parts):
                return any(self.surely(part, scope) for part in parts)
            case ast.Starred(value=inner):
                return self.surely(inner, scope)
            case ast.ListComp() | ast.GeneratorExp():
                return self.surely(expr.elt, self.world.names.project.code(scope).outline.scopes[expr])
            case ast.IfExp(body=body, orelse=orelse):
                return self.surely(body, scope) and self.surely(orelse, scope)
            case _:
                return False

    # Names

    def _name(self, name: ast.Name, scope: Scope) -> bool:
        home = scope.home(name.id)
        if home is None:
            return False
        if isinstance(home.owner, COMPREHENSIONS):
            return self._of_comprehension(name.id, home)
        bindings = self.bindings(home).get(name.id, ())
        inside = function_scope(scope) is home
        seen = self._seen(name, bindings, home) if inside else list(bindings)
        if not seen or (not inside and len(bindings) > 1):
            is_parameter = any(isinstance(each, Parameter) for each in home.bindings[name.id])
            return is_parameter and (inside or not bindings) and self._parameter(name.id, home)
        reaches_start = inside and not seen[0].dominates((name.lineno, name.col_offset))
        if reaches_start and any(isinstance(each, Parameter) for each in home.bindings[name.id]):
            return self._parameter(name.id, home) and all(self._bound(each, name.id, home) for each in seen)
        return all(self._bound(each, name.id, home) for each in seen)

    def _seen(self, name: ast.Name, bindings: Sequence[Binding], home: Scope) -> list[Binding]:
        """The assignments that a read may see, the first of them on every way if there is one."""
        key = home, name.id
        if key not in self._ends:
            self._ends[key] = [each.end for each in bindings]
        place = name.lineno, name.col_offset
        found: list[Binding] = []
        for number in range(bisect_right(self._ends[key], place) - 1, -1, -1):
            each = bindings[number]
            if not each.is_excluded(place):
                found.append(each)
                if each.dominates(place):
                    break
        return found[::-1]

    def _bound(self, binding: Binding, name: str, home: Scope) -> bool:
        value = binding.value
        if value is None:
            return False
        if isinstance(value, ast.List) and not value.elts:
            growths = self.world.classes.growths.get((home, name), ())
            return any(self.surely(each.value, each.scope) for each in growths)
        return self.surely(value, home)

    def _of_comprehension(self, name: str, home: Scope) -> bool:
        assert isinstance(home.owner, COMPREHENSIONS)
        for part in home.owner.generators:
            if isinstance(part.target, ast.Name) and part.target.id == name and home.parent is not None:
                return self._is_list(part.iter) and self.surely(part.iter, home.parent)
        return False

    def _is_list(self, expr: ast.expr) -> bool:
        """Whether going through it gives its elements; tensors themselves cannot be gone through."""
        return isinstance(expr, ast.Name | ast.List | ast.Tuple | ast.Attribute | ast.ListComp)

    def _parameter(self, name: str, home: Scope) -> bool:
        """What all calls pass. A function that gets its own results is thought to go on as it began."""
        key = name, home
        if key in self._assumed:
            return True
        self._assumed.add(key)
        before = len(self._known)
        arguments = self.world.inference.signatures.arguments(Parameter(name, home))
        found = bool(arguments) and all(self.surely(value, scope) for value, scope in arguments)
        self._assumed.remove(key)
        if not found:  # what was concluded from the thought is wrong
            for each in list(islice(reversed(self._known), len(self._known) - before)):
                del self._known[each]
        return found

    # Calls

    def _call(self, call: ast.Call, scope: Scope) -> bool:
        names = self.world.names
        meaning = names.meaning(call.func, scope)
        passed = [*call.args, *(word.value for word in call.keywords)]
        if isinstance(meaning, str):
            return self._outside(meaning, passed, scope)
        if isinstance(meaning, Routine):
            return self._returned(meaning)
        if isinstance(meaning, Klass):
            return False
        if self._is_layer(call.func, scope):
            return any(self.surely(each, scope) for each in passed)
        return False

    def _is_layer(self, func: ast.expr, scope: Scope) -> bool:
        values = self.world.inference.values(func, scope)
        if values and {value.kind for value in values} == {Kind.LAYER} and KERAS_TENSOR not in {v.name for v in values}:
            return True
        return isinstance(func, ast.Call) and self.world.names.dotted(func.func, scope) == "tensorflow_hub.KerasLayer"

    def _outside(self, dotted: str, passed: Sequence[ast.expr], scope: Scope) -> bool:
        if dotted in INPUTS:
            return True
        package, _, last = dotted.rpartition(".")
        if last[:1].isupper() and dotted not in UPPER_FUNCTIONS:
            return False
        gets = any(self.surely(each, scope) for each in passed)
        if package in {"tf.keras.layers", "keras.layers"}:
            return gets and last in MERGES
        if dotted.startswith(("tf.keras.", "keras.")):
            kept = package.endswith((".backend", ".activations", ".losses", ".metrics")) or last == "preprocess_input"
            return gets and kept and last not in SHAPES
        return gets and dotted.startswith("tf.") and not dotted.startswith(PLAIN)

    def _returned(self, routine: Routine) -> bool:
        outline = routine.code.outline
        results = outline.returns.get(routine.body, ())
        if not results or routine.body in outline.generators or isinstance(routine.node, ast.AsyncFunctionDef):
            return False
        return all(self.surely(result, routine.body) for result in results)

    # Assignments

    def bindings(self, home: Scope) -> Mapping[str, Sequence[Binding]]:
        if home not in self._bindings:
            found: dict[str, list[Binding]] = defaultdict(list)
            deep = ":=" in self.world.names.project.code(home).text.text
            for node, block, others in _own_nodes(home.owner, deep=deep):
                for name, end, value, inner in _bound_by(node):
                    found[name].append(Binding(end, value, inner or block, others))
            for each in found.values():
                each.sort(key=lambda binding: binding.end)
            self._bindings[home] = found
        return self._bindings[home]


def is_symbolic(expr: ast.expr, here: Here) -> bool:
    symbols = here.world.once(Symbols)
    return symbols.exist and symbols.surely(expr, here.scope)


def function_scope(scope: Scope) -> Scope:
    """The function or module around a scope; comprehensions run where they stand."""
    while isinstance(scope.owner, COMPREHENSIONS) and scope.parent is not None:
        scope = scope.parent
    return scope


def _own_nodes(owner: ast.AST, *, deep: bool) -> Iterator[tuple[ast.AST, Range, Sequence[Range]]]:
    """What runs in a function itself, without the functions inside it: statements, and expressions only if `deep`.

    With each, the block that it is in, and the other branches of the conditions around it.
    """
    stack = list(_inner(owner, (), deep=deep))[::-1]
    while stack:
        node, block, others = stack.pop()
        yield node, block, others
        if not isinstance(node, NESTED):
            stack += list(_inner(node, others, deep=deep))[::-1]


def _inner(node: ast.AST, others: Sequence[Range], *, deep: bool) -> Iterator[tuple[ast.AST, Range, Sequence[Range]]]:
    if not deep and type(node) not in HOLDERS:
        return
    for name in node._fields if deep else BLOCKS:
        value = getattr(node, name, None)
        parts = value if isinstance(value, list) else [value] if deep else []
        nodes = [each for each in parts if isinstance(each, ast.AST) and (deep or not isinstance(each, ast.expr))]
        if nodes:
            apart = (*others, _range(node.orelse)) if name == "body" and isinstance(node, ast.If) else others
            for each in nodes:
                yield each, (NOWHERE, _end(nodes[-1])), apart


def _bound_by(node: ast.AST) -> Iterator[tuple[str, Place, ast.expr | None, Range | None]]:
    """The names that a node binds, where that is done, to what, and the block where that holds, if it is another."""
    match node:
        case ast.Assign(targets=targets, value=value):
            for target in targets:
                yield from ((name, _end(node), each, None) for name, each in _targets(target, value))
        case ast.AnnAssign(target=target, value=value) if value is not None:
            yield from ((name, _end(node), each, None) for name, each in _targets(target, value))
        case ast.NamedExpr(target=target, value=value):
            yield target.id, _end(node), value, None
        case ast.AugAssign(target=ast.Name(id=name) as target, op=op, value=value):
            old = ast.copy_location(ast.Name(name, ast.Load()), target)
            yield name, _end(node), ast.copy_location(ast.BinOp(old, op, value), target), None
        case ast.For(target=target, iter=values, body=body):
            part = values if isinstance(values, ast.Name | ast.List | ast.Tuple | ast.Attribute) else None
            known = part if isinstance(target, ast.Name) else None
            yield from ((name, _end(target), known, _range(body)) for name, _ in _targets(target, None))
        case ast.withitem(optional_vars=target) if target is not None:
            yield from ((name, _end(target), each, (NOWHERE, NOWHERE)) for name, each in _targets(target, None))
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            yield name, _end(node), None, None
        case _:
            return


def _targets(target: ast.expr, value: ast.expr | None) -> Iterator[tuple[str, ast.expr | None]]:
    match target:
        case ast.Name(id=name):
            yield name, value
        case ast.Tuple(elts=parts) | ast.List(elts=parts):
            known = value.elts if isinstance(value, ast.Tuple | ast.List) and len(value.elts) == len(parts) else None
            for place, part in enumerate(parts):
                yield from _targets(part, known[place] if known else _part_of(value))
        case _:
            return


def _part_of(value: ast.expr | None) -> ast.expr | None:
    """Parts of what a call gives are as symbolic as the whole; parts of a plain tuple need not be."""
    return value if isinstance(value, ast.Call | ast.Name | ast.Attribute) else None


def _end(node: ast.AST) -> Place:
    return getattr(node, "end_lineno", 0) or 0, getattr(node, "end_col_offset", 0) or 0


def _range(block: Sequence[ast.stmt]) -> Range:
    """From the first statement of a block, its decorators included, to its end."""
    if not block:
        return NOWHERE, NOWHERE
    first = next(iter(getattr(block[0], "decorator_list", ())), block[0])
    return (first.lineno, first.col_offset), _end(block[-1])
