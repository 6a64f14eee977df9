"""How many dimensions an array or a tensor surely has, told from the way in which it was made. Unknown is an answer."""

import ast
import re
from collections.abc import Sequence
from typing import NamedTuple

from migrations.calls import argument
from migrations.here import Here, World
from migrations.scopes import Assigned, Binding, Item, Scope
from migrations.values import Kind

LITERALS = {
    *(f"numpy.{name}" for name in ("array", "asarray")),
    *(f"tf.{name}" for name in ("constant", "convert_to_tensor", "Variable")),
}
"""Functions that make an array of nested lists, or of another array."""
TENSORS = frozenset({"tf.constant", "tf.convert_to_tensor", "tf.Variable"})
ARRAYS = frozenset(
    f"numpy.{name}"
    for name in [
        "concatenate",
        "stack",
        "vstack",
        "hstack",
        "dstack",
        "load",
        "loadtxt",
        "genfromtxt",
        "frombuffer",
        "fromfile",
        "random.randint",
        "random.permutation",
        "reshape",
        "transpose",
        "expand_dims",
        "copy",
        "tile",
        "repeat",
        "pad",
        "flip",
        "zeros_like",
        "ones_like",
        "full_like",
    ]
)
"""Functions that give arrays, of a shape that depends on what they get."""
MAKE_ARRAYS = frozenset({"astype"})
"""Methods that nothing but arrays has."""
DEEP = 5
FROM_SHAPES = {
    **{f"numpy.{name}": "shape" for name in ("zeros", "ones", "empty", "full")},
    **{f"numpy.random.{name}": "size" for name in ("random", "random_sample", "sample", "ranf")},
    **{f"tf.{name}": "shape" for name in ("zeros", "ones")},
    "tf.fill": "dims",
    **{f"tf.random.{name}": "shape" for name in ("normal", "uniform", "truncated_normal")},
}
"""Functions whose first argument is a shape, and its name."""
ONE = {"numpy.arange", "numpy.linspace", "tf.range", "tf.linspace"}
SAME = frozenset(
    f"{module}.{name}"
    for module, names in {
        "numpy": "abs absolute exp log log2 log10 log1p sqrt square round around rint floor ceil clip sign tanh"
        " negative",
        "tf": "abs exp sqrt square round cast identity sigmoid tanh stop_gradient",
        "tf.nn": "sigmoid relu softmax tanh softplus",
        "tf.math": "abs exp log sqrt square round sigmoid tanh floor ceil negative",
    }.items()
    for name in names.split()
)
"""Functions of one array that keep its shape."""
KEPT = {"astype", "copy", "numpy", "clip", "round", "__abs__"}
"""Methods that keep it."""
FLAT = {"flatten", "ravel"}
REDUCING = r"\b(reduce_\w+|squeeze|Lambda|Dot|K\.(sum|mean|max)|ops\.(sum|mean|max|min|squeeze))\b"
"""What may make a model give less than two dimensions."""


class Rank(NamedTuple):
    """At least so many dimensions, or exactly so many; of an array of NumPy, or of a tensor."""

    least: int
    exact: bool
    library: str

    def less(self, dimensions: int) -> "Rank":
        return self._replace(least=max(0, self.least - dimensions))


class Ranks:
    """Answers how many dimensions the value of an expression has."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._known: dict[ast.expr, Rank | None] = {}
        self._counters: dict[tuple[Scope, str], bool] = {}

    def of(self, expr: ast.expr, scope: Scope) -> Rank | None:
        if expr not in self._known:
            # Until it is known it is unknown: what leads back to itself says nothing, and nothing is looked at twice.
            self._known[expr] = None
            self._known[expr] = self._look(expr, scope)
        return self._known[expr]

    def is_array(self, expr: ast.expr, scope: Scope, depth: int = 0) -> bool:
        """By its rank, or because something that gives nothing but arrays made it."""
        found = self.of(expr, scope)
        if found is not None:
            return found.library == "numpy"
        match expr:
            case ast.Call(func=ast.Attribute(attr=method) as func):
                dotted = self.world.names.dotted(func, scope)
                return method in MAKE_ARRAYS if dotted is None else dotted in ARRAYS or dotted in LITERALS - TENSORS
            case ast.Name(id=name) if depth < DEEP:
                home = scope.home(name)
                bound = home.bindings[name] if home else []
                values = [each for each in bound if isinstance(each, Assigned)]
                return len(values) == len(bound) > 0 and all(
                    self.is_array(each.value, each.scope, depth + 1) for each in values
                )
            case _:
                return False

    def _look(self, expr: ast.expr, scope: Scope) -> Rank | None:
        found: Rank | None = None
        match expr:
            case ast.Name():
                found = self._name(expr, scope)
            case ast.Call():
                found = self._call(expr, scope)
            case ast.Subscript():
                found = self._part(expr, scope)
            case (
                ast.BinOp(left=left, right=right)
                | ast.Compare(left=left, comparators=[right], ops=[ast.Lt() | ast.LtE() | ast.Gt() | ast.GtE()])
            ):
                found = _joined(self.of(left, scope), self.of(right, scope))
            case ast.UnaryOp(op=ast.USub() | ast.UAdd(), operand=operand):
                found = self.of(operand, scope)
            case _:
                pass
        return found

    def _name(self, expr: ast.Name, scope: Scope) -> Rank | None:
        home = scope.home(expr.id)
        ranks: list[Rank] = []
        for binding in home.bindings[expr.id] if home else []:
            rank = self._bound(binding)
            if rank is None or (ranks and rank.library != ranks[0].library):
                return None
            ranks.append(rank)
        return min(ranks, key=lambda rank: rank.least, default=None)

    def _bound(self, binding: Binding) -> Rank | None:
        match binding:
            case Assigned(value=value, scope=scope):
                return self.of(value, scope)
            case Item(values=values, scope=scope):
                whole = self.of(values, scope)
                return whole.less(1) if whole else None
            case _:
                return None

    def _call(self, call: ast.Call, scope: Scope) -> Rank | None:
        dotted = self.world.names.dotted(call.func, scope)
        if dotted is not None:
            return self._made(dotted.replace("tf.compat.v1.", "tf.", 1), call, scope)
        if isinstance(call.func, ast.Attribute):
            ask = self._gradient(call, scope) if call.func.attr == "gradient" else self._method(call.func, call, scope)
            if ask is not None:
                return ask
        return self._applied(call, scope)

    def _made(self, dotted: str, call: ast.Call, scope: Scope) -> Rank | None:
        first = call.args[0] if call.args else None
        library = "numpy" if dotted.startswith("numpy.") else "tf"
        found: Rank | None = None
        if dotted in ONE:
            found = Rank(1, exact=True, library=library)
        elif dotted in FROM_SHAPES:
            shape = argument(call, 0, FROM_SHAPES[dotted])
            length = _length(shape) if shape is not None else None
            found = Rank(length, exact=True, library=library) if length is not None else None
        elif dotted in {"numpy.random.rand", "numpy.random.randn"} and not call.keywords:
            found = Rank(len(call.args), exact=True, library=library)
        elif dotted == "tf.matmul":
            found = Rank(2, exact=False, library=library)
        elif first is not None:
            found = self._of_first(dotted, library, first, scope)
        return found

    def _of_first(self, dotted: str, library: str, first: ast.expr, scope: Scope) -> Rank | None:
        """What a function makes of its first argument."""
        given = self.of(first, scope)
        if dotted in LITERALS and (depth := _depth(first)) is not None:
            return Rank(*depth, library)
        if dotted in {"numpy.expand_dims", "tf.expand_dims"}:
            return Rank(given.least + 1, given.exact, library) if given else Rank(1, exact=False, library=library)
        return given._replace(library=library) if given and (dotted in LITERALS or dotted in SAME) else None

    def _gradient(self, call: ast.Call, scope: Scope) -> Rank | None:
        """A gradient has the shape of what it is taken by."""
        given = self.of(call.args[1], scope) if len(call.args) == len(("target", "sources")) else None
        return given._replace(library="tf") if given else None

    def _method(self, func: ast.Attribute, call: ast.Call, scope: Scope) -> Rank | None:
        if func.attr in {"predict", "predict_on_batch"} and self._is_model(func.value, scope):
            return Rank(self._given(scope), exact=False, library="numpy")
        if func.attr not in KEPT | FLAT | {"reshape"}:
            return None
        owner = self.of(func.value, scope)
        if owner is None:
            return None
        if func.attr in FLAT:
            return Rank(1, exact=True, library=owner.library)
        if func.attr == "reshape":
            shape = _length(call.args[0]) if len(call.args) == 1 else len(call.args)
            return Rank(shape, exact=True, library=owner.library) if shape else None
        return owner._replace(library="numpy") if func.attr == "numpy" else owner

    def _applied(self, call: ast.Call, scope: Scope) -> Rank | None:
        """What a model gives for a batch."""
        if self._is_model(call.func, scope) and len(call.args) == 1:
            return Rank(self._given(scope), exact=False, library="tf")
        return None

    def _is_model(self, expr: ast.expr, scope: Scope) -> bool:
        """Whether it surely is a model that the project puts together from layers, not a class of its own."""
        inference = self.world.inference
        values = [value for value in inference.values(expr, scope) if value.kind is not Kind.NONE]
        return all(value.of is None for value in values) and inference.is_a(expr, scope, "tf.keras.Model")

    def _given(self, scope: Scope) -> int:
        """A batch of rows; if something in the file may take a dimension away, only the batch is sure."""
        return 1 if re.search(REDUCING, self.world.project.code(scope).text.text) else 2

    def _part(self, expr: ast.Subscript, scope: Scope) -> Rank | None:
        whole = self.of(expr.value, scope)
        if whole is None:
            return None
        parts = expr.slice.elts if isinstance(expr.slice, ast.Tuple) else [expr.slice]
        taken = 0
        for part in parts:
            if isinstance(part, ast.Slice):
                continue
            if not self._is_number(part, scope):
                return None
            taken += 1
        return whole.less(taken)

    def _is_number(self, expr: ast.expr, scope: Scope) -> bool:
        match expr:
            case ast.Constant(value=int()):
                return True
            case ast.UnaryOp(operand=operand):
                return self._is_number(operand, scope)
            case ast.BinOp(left=left, right=right):
                return self._is_number(left, scope) and self._is_number(right, scope)
            case ast.Call(func=func):
                return self.world.names.dotted(func, scope) in {"builtins.int", "builtins.len"}
            case ast.Name(id=name):
                home = scope.home(name)
                return home is not None and self._is_counter(home, name)
            case _:
                return False

    def _is_counter(self, home: Scope, name: str) -> bool:
        """Whether all that a name is bound to are whole numbers, where `i = i + 1` is one if the rest is."""
        key = home, name
        if key not in self._counters:
            self._counters[key] = True
            self._counters[key] = all(self._counts(each) for each in home.bindings[name])
        return self._counters[key]

    def _counts(self, binding: object) -> bool:
        match binding:
            case Item(values=ast.Call(func=func), scope=scope):
                return self.world.names.dotted(func, scope) == "builtins.range"
            case Assigned(value=value, scope=scope):
                return self._is_number(value, scope)
            case _:
                return False


def rank(here: Here, expr: ast.expr) -> Rank | None:
    """The rank of an expression where a rule stands."""
    return here.world.once(Ranks).of(expr, here.scope)


def is_array(here: Here, expr: ast.expr) -> bool:
    """Whether an expression surely gives an array of NumPy, of whatever shape."""
    return here.world.once(Ranks).is_array(expr, here.scope)


def _joined(left: Rank | None, right: Rank | None) -> Rank | None:
    """Arithmetic gives as many dimensions as the larger has."""
    both = [each for each in (left, right) if each is not None]
    if not both:
        return None
    library = "tf" if any(each.library == "tf" for each in both) else "numpy" if len(both) > 1 else both[0].library
    return Rank(max(each.least for each in both), exact=False, library=library)


def _depth(expr: ast.expr) -> tuple[int, bool] | None:
    """How deep lists of numbers are nested, and whether that is all."""
    match expr:
        case ast.List(elts=parts) | ast.Tuple(elts=parts):
            inner = _depth(parts[0]) if parts else None
            return (1 + inner[0], inner[1]) if inner else (1, False)
        case ast.Constant(value=int() | float()) | ast.UnaryOp(operand=ast.Constant()):
            return 0, True
        case ast.ListComp():
            return 1, False
        case _:
            return None


def _length(shape: ast.expr) -> int | None:
    match shape:
        case ast.List(elts=parts) | ast.Tuple(elts=parts) if not _starred(parts):
            return len(parts)
        case ast.Constant(value=int()) | ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int())):
            return 1
        case ast.Call(func=ast.Name(id="len" | "int")):
            return 1
        case _:
            return None


def _starred(parts: Sequence[ast.expr]) -> bool:
    return any(isinstance(part, ast.Starred) for part in parts)
