"""With Keras 3, functions of TensorFlow do not take the symbolic tensors that models are built from.

`tf.keras.Input` and layers that are called on it give a KerasTensor. Keras 2 wrapped `tf.reshape(x, ...)` into a layer
on its own; Keras 3 raises "A KerasTensor cannot be used as input to a TensorFlow function". Inside of layers, and so
inside of a Lambda layer, there are real tensors: that is where such a call belongs, in every version.
"""

import ast
from collections.abc import Iterator, Sequence
from functools import cache

from migrations.below import below
from migrations.calls import argument, replace, source
from migrations.here import Here
from migrations.names import Klass
from migrations.rule import Edit, Effect, Example, Finding, Fix, Rule, Span
from migrations.saying import said, sayable
from migrations.scopes import Binding, Item
from migrations.symbolic import Symbols, function_scope, is_symbolic

SINCE = Span("2.16")
BACKEND = ("tf.keras.backend.", "tf.compat.v1.keras.backend.")
FINE = frozenset({"is_tensor", "print", "get_static_value", "group", "no_op", "control_dependencies", "name_scope"})
"""Functions of `tf` that only look at what they get."""
FINE_MODULES = ("nest", "keras", "config", "distribute", "data", "function", "summary", "saved_model", "train", "lite")
BACKEND_FINE = frozenset(
    {"int_shape", "is_keras_tensor", "clear_session", "eval", "get_value", "function", "gradients", "ndim"}
)
BACKEND_RANDOM = ("random_", "dropout", "in_train_phase", "in_test_phase", "learning_phase", "variable", "placeholder")
STEPS = frozenset({"call", "train_step", "test_step", "predict_step"})
RESERVED = frozenset({"mask", "training"})
"""Keras fills in parameters of these names itself."""
WHOLE = {
    "tf.one_hot": (0, "indices"),
    "tf.keras.backend.one_hot": (0, "indices"),
    "tf.gather": (1, "indices"),
    "tf.keras.backend.gather": (1, "indices"),
    "tf.gather_nd": (1, "indices"),
    "tf.nn.embedding_lookup": (1, "ids"),
    "tf.sequence_mask": (0, "lengths"),
}
"""Arguments that have to be whole numbers; a Lambda layer takes what it does not know for floating point."""
LAYERS = {
    "tf.nn.relu": ("tf.keras.layers.ReLU", ""),
    "tf.nn.relu6": ("tf.keras.layers.ReLU", "6.0"),
    "tf.nn.sigmoid": ("tf.keras.layers.Activation", '"sigmoid"'),
    "tf.sigmoid": ("tf.keras.layers.Activation", '"sigmoid"'),
    "tf.math.sigmoid": ("tf.keras.layers.Activation", '"sigmoid"'),
    "tf.nn.tanh": ("tf.keras.layers.Activation", '"tanh"'),
    "tf.tanh": ("tf.keras.layers.Activation", '"tanh"'),
    "tf.math.tanh": ("tf.keras.layers.Activation", '"tanh"'),
    "tf.nn.softmax": ("tf.keras.layers.Activation", '"softmax"'),
    "tf.nn.elu": ("tf.keras.layers.Activation", '"elu"'),
    "tf.nn.selu": ("tf.keras.layers.Activation", '"selu"'),
    "tf.nn.softplus": ("tf.keras.layers.Activation", '"softplus"'),
}
"""Functions of one tensor that are layers as well, in every version."""

rule = Rule(
    __name__,
    source="https://keras.io/guides/migrating_to_keras_3/",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import tensorflow as tf
from tensorflow.keras import layers

inputs = tf.keras.Input((4,))
x = layers.Dense(6, kernel_initializer="ones")(inputs)
x = tf.reshape(x, [tf.shape(x)[0], 2, 3])
x = tf.reduce_sum(tf.square(x), axis=1)
model = tf.keras.Model(inputs, x)
print(model.predict(tf.ones((1, 4)), verbose=0).tolist())
""",
            after="""\
import tensorflow as tf
from tensorflow.keras import layers

inputs = tf.keras.Input((4,))
x = layers.Dense(6, kernel_initializer="ones")(inputs)
x = layers.Lambda(lambda x: tf.reshape(x, [tf.shape(x)[0], 2, 3]))(x)
x = layers.Lambda(lambda x: tf.reduce_sum(tf.square(x), axis=1))(x)
model = tf.keras.Model(inputs, x)
print(model.predict(tf.ones((1, 4)), verbose=0).tolist())
""",
            runs=True,
        ),
        Example(
            before="""\
import tensorflow as tf

a = tf.keras.Input((2,))
b = tf.nn.relu(tf.keras.layers.Dense(2)(a))
c = tf.concat([a, b], axis=-1) * 2.0
d = tf.matmul(a, tf.transpose(b))
""",
            after="""\
import tensorflow as tf

a = tf.keras.Input((2,))
b = tf.keras.layers.ReLU()(tf.keras.layers.Dense(2)(a))
c = tf.keras.layers.Lambda(lambda tensors: tf.concat(tensors, axis=-1))([a, b]) * 2.0
d = tf.keras.layers.Lambda(lambda tensors: tf.matmul(tensors[0], tf.transpose(tensors[1])))([a, b])
""",
        ),
    ),
    untouched=(
        # Inside of a layer there are real tensors.
        """\
import tensorflow as tf
class Net(tf.keras.Model):
    def call(self, x):
        return tf.nn.relu(x)
x = tf.keras.Input((3,))
y = tf.keras.layers.Lambda(lambda t: tf.reshape(t, [-1, 1]))(x)
z = x * 2.0 + y[:, 0]
""",
        # A model that is called on data gives data.
        """\
import tensorflow as tf
inputs = tf.keras.Input((3,))
model = tf.keras.Model(inputs, tf.keras.layers.Dense(1)(inputs))
print(tf.reduce_mean(model(tf.ones((1, 3)))))
print(tf.reduce_prod(tf.keras.backend.int_shape(inputs)[1:]))
""",
    ),
)


@rule.call_below("tf", "keras.backend")
def in_function(call: ast.Call, here: Here) -> Iterator[Finding]:
    if not here.world.once(Symbols).exist:
        return
    dotted = _refusing(call, here)
    if dotted is None or not _gets(call, here) or _is_inside_a_layer(here):
        return
    top = _top(call, here)
    edits, writes, doubt = _edits(top, here)
    action = "Call it inside a layer, such as tf.keras.layers.Lambda." if not edits else "The call moves into a layer."
    yield here.finding(
        call,
        symbol=dotted,
        message=f"From TensorFlow 2.16 on (Keras 3), {dotted} raises a ValueError for a symbolic tensor of Keras. "
        f"{action}{doubt}",
        effect=Effect.BREAKS,
        span=SINCE,
        fix=Fix.MANUAL if not edits else Fix.REVIEW if doubt else Fix.SAFE,
        edits=edits,
        writes=writes,
    )


def _refusing(call: ast.Call, here: Here) -> str | None:
    """The name of a function that Keras 3 does not let a symbolic tensor into."""
    dotted = here.dotted(call.func)
    if dotted is not None and dotted.startswith("keras.backend."):
        dotted = f"tf.{dotted}"  # Keras 3 has it no more, so that it is imported from there
    return dotted if dotted is not None and _refuses(dotted) else None


@cache
def _refuses(dotted: str) -> bool:
    if not dotted.startswith("tf.") or dotted.startswith("tf.contrib."):
        return False
    last = dotted.rpartition(".")[2]
    if dotted.startswith(BACKEND):
        return last not in BACKEND_FINE and not last.startswith(BACKEND_RANDOM)
    part = dotted.removeprefix("tf.").removeprefix("compat.v1.").partition(".")[0]
    return part not in FINE_MODULES and last not in FINE and not last[:1].isupper()


def _gets(call: ast.Call, here: Here) -> bool:
    """Whether an argument surely is a symbolic tensor of this function, or a list with one in it."""
    return any(_has(each, here) for each in [*call.args, *(word.value for word in call.keywords)])


def _has(expr: ast.expr, here: Here) -> bool:
    if isinstance(expr, ast.List | ast.Tuple):
        return any(_has(part, here) for part in expr.elts)
    return is_symbolic(expr, here) and _is_own(expr, here)


def _is_own(expr: ast.expr, here: Here) -> bool:
    """Whether its names belong to the function that runs here: inner functions run later, with other things."""
    around = function_scope(here.scope)
    for node in below(expr):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            home = here.scope.home(node.id)
            if home is not None and function_scope(home) is not around and here.values(node) and _varies(node, here):
                return False
    return True


def _varies(node: ast.Name, here: Here) -> bool:
    return here.dotted(node) is None and is_symbolic(node, here)


def _is_inside_a_layer(here: Here) -> bool:
    """Whether the code runs when a layer or a step of training runs, not when a model is built."""
    node: ast.AST | None = here.node
    parents = here.code.parents
    while node is not None:
        if isinstance(node, ast.Lambda):
            return True
        if isinstance(node, ast.FunctionDef):
            if any(
                isinstance(part, ast.Name | ast.Attribute | ast.Call) and _traces(part, here)
                for part in node.decorator_list
            ):
                return True
            if node.name in STEPS and isinstance(parents.get(node), ast.ClassDef):
                return _is_keras(parents[node], here)
        node = parents.get(node)
    return False


def _traces(decorator: ast.expr, here: Here) -> bool:
    func = decorator.func if isinstance(decorator, ast.Call) else decorator
    return here.dotted(func) == "tf.function"


def _is_keras(node: ast.AST, here: Here) -> bool:
    assert isinstance(node, ast.ClassDef)
    scope = here.code.outline.scopes[node].parent
    assert scope is not None
    klass: Klass = here.world.names.klass(node, scope)
    return here.world.classes.family(klass).value != "other"


def _top(call: ast.Call, here: Here) -> ast.Call:
    """The outermost call that has to move into the layer, this one or one around it."""
    found, node, parents = call, here.code.parents.get(call), here.code.parents
    while isinstance(node, ast.expr | ast.keyword) and not isinstance(
        node, ast.Lambda | ast.ListComp | ast.GeneratorExp | ast.SetComp | ast.DictComp | ast.Starred | ast.IfExp
    ):
        if isinstance(node, ast.Call):
            if _refusing(node, here) is None or found is node.func:
                break
            found = node
        node = parents.get(node)
    return found


def _edits(top: ast.Call, here: Here) -> tuple[Sequence[Edit], Sequence[str], str]:
    """The call inside a layer, what that writes, and why to look at it."""
    layer = _as_layer(top, here)
    if layer is not None:
        return layer
    lamb = sayable(here, "tf.keras.layers.Lambda")
    leaves = list(dict.fromkeys(_leaves(top, here)))
    if lamb is None or not leaves or not _can_move(top, leaves, here) or _is_text(top, here):
        return (), (), ""
    text = here.text
    names = list(dict.fromkeys(source(text, leaf) for leaf in leaves))
    display = _display(top, leaves)
    whole = _whole_arguments(top, here)
    if display is not None:
        inner, outer = "tensors", source(text, display)
        changes = [replace(text, display, inner)]
    elif len(names) == 1:
        inner = names[0] if isinstance(leaves[0], ast.Name) and names[0] not in RESERVED else "tensor"
        outer = names[0]
        changes = [replace(text, leaf, _whole(inner, leaf, whole, here)) for leaf in leaves]
    else:
        inner, outer = "tensors", f"[{', '.join(names)}]"
        changes = [
            replace(text, leaf, _whole(f"tensors[{names.index(source(text, leaf))}]", leaf, whole, here))
            for leaf in leaves
        ]
    changes = [each for each in changes if each.text != text.source[each.start : each.end].decode(text.encoding)]
    kept = "".join(f", {name}={name}" for name in _rebound(top, leaves, here))
    head = Edit(text.start(top), text.start(top), f"{lamb.text}(lambda {inner}{kept}: ")
    tail = Edit(text.end(top), text.end(top), f")({outer})")
    return (*lamb.edits, head, *changes, tail), ("tf.keras.layers.Lambda",), _doubt(here)


def _as_layer(top: ast.Call, here: Here) -> tuple[Sequence[Edit], Sequence[str], str] | None:
    """An activation is a layer of its own."""
    name, argument = LAYERS.get(here.dotted(top.func) or "", (None, ""))
    if name is None or len(top.args) != 1 or top.keywords or isinstance(top.args[0], ast.Starred):
        return None
    inner = top.args[0]
    spelled = sayable(here, name)
    if spelled is None or any(isinstance(each, ast.Call) and _refusing(each, here) for each in below(inner)):
        return None
    return (*spelled.edits, replace(here.text, top.func, f"{spelled.text}({argument})")), (name,), ""


def _leaves(node: ast.expr, here: Here) -> Iterator[ast.expr]:
    """The symbolic tensors that an expression of TensorFlow's functions is made of."""
    parts = _parts(node, here)
    if parts is not None:
        for part in parts:
            yield from _leaves(part, here)
    elif is_symbolic(node, here):
        yield node
    else:
        yield from _names(node, here)


def _parts(node: ast.expr, here: Here) -> Sequence[ast.expr] | None:  # noqa: PLR0911  # one case for each kind
    """What moves into the layer together with the node; None for what is handed to the layer, or is nothing to it."""
    match node:
        case ast.Call() if _refusing(node, here) is not None:
            return [*node.args, *(word.value for word in node.keywords)]
        case ast.List(elts=parts) | ast.Tuple(elts=parts):
            return parts
        case ast.BinOp(left=left, right=right):
            return [left, right]
        case ast.Compare(left=left, comparators=others):
            return [left, *others]
        case ast.Subscript(value=inner, slice=index) if not isinstance(inner, ast.Name) or not _is_list(inner, here):
            return [inner, index]
        case ast.UnaryOp(operand=inner) | ast.Starred(value=inner):
            return [inner]
        case _:
            return None


def _names(node: ast.expr, here: Here) -> Iterator[ast.Name]:
    """Symbolic tensors by name inside something else, as in `x.shape[1]`."""
    for each in below(node):
        if isinstance(each, ast.Name) and is_symbolic(each, here):
            yield each


def _is_list(node: ast.expr, here: Here) -> bool:
    return any(value.items for value in here.values(node))


def _whole_arguments(top: ast.Call, here: Here) -> Sequence[ast.expr]:
    """Arguments inside the call that have to be whole numbers."""
    found = []
    for call in below(top):
        if isinstance(call, ast.Call) and (place := WHOLE.get(here.dotted(call.func) or "")):
            given = argument(call, *place)
            if given is not None:
                found.append(given)
    return found


def _whole(inner: str, leaf: ast.expr, whole: Sequence[ast.expr], here: Here) -> str:
    cast, kind = said(here, "tf.cast"), said(here, "tf.int32")
    if cast is None or kind is None or not any(each is leaf for each in whole):
        return inner
    return f"{cast}({inner}, {kind})"


def _is_text(top: ast.Call, here: Here) -> bool:
    """A Lambda layer cannot tell the shape of what it makes of text."""
    dotted = here.dotted(top.func) or ""
    return dotted.startswith(("tf.strings.", "tf.io.decode", "tf.lookup"))


def _display(top: ast.Call, leaves: Sequence[ast.expr]) -> ast.expr | None:
    """`[a, b]` as an argument of the call, if all symbolic tensors are in it and nothing else is."""
    for each in [*top.args, *(word.value for word in top.keywords)]:
        if isinstance(each, ast.List) and each.elts and {*each.elts} == {*leaves}:
            return each
    return None


def _can_move(top: ast.Call, leaves: Sequence[ast.expr], here: Here) -> bool:
    """Whether the call means the same inside a function that runs later."""
    taken = {node.id for node in below(top) if isinstance(node, ast.Name)}
    if {"tensor", "tensors"} & taken or (top.end_lineno != top.lineno and _has_comment(top, here)):
        return False
    inside = {id(node) for leaf in leaves for node in below(leaf)}
    for node in below(top):
        if isinstance(node, ast.NamedExpr | ast.Await | ast.Yield | ast.YieldFrom | ast.Starred):
            return False
        if isinstance(node, ast.Call) and id(node) not in inside and _makes_state(node, here):
            return False
    return True


def _has_comment(top: ast.Call, here: Here) -> bool:
    return "#" in source(here.text, top)


def _makes_state(node: ast.Call, here: Here) -> bool:
    """Layers and variables are made once, outside of the function."""
    dotted = here.dotted(node.func)
    if dotted is None:
        return not isinstance(node.func, ast.Attribute) or here.is_a(node.func, "tf.keras.layers.Layer")
    return dotted.startswith(("tf.keras.layers.", "keras.layers.")) or dotted == "tf.Variable"


def _rebound(top: ast.Call, leaves: Sequence[ast.expr], here: Here) -> list[str]:
    """Other names that may mean something else by the time the layer runs: it has to keep what they mean now."""
    inside = {id(each) for leaf in leaves for each in below(leaf)}
    symbolic = {leaf.id for leaf in leaves if isinstance(leaf, ast.Name)}
    found: dict[str, None] = {}
    for each in below(top):
        if isinstance(each, ast.Name) and id(each) not in inside and each.id not in symbolic:
            home = here.scope.home(each.id)
            if home is not None and here.dotted(each) is None and _changes(home.bindings[each.id]):
                found[each.id] = None
    return list(found)


def _changes(bindings: Sequence[Binding]) -> bool:
    return len(bindings) > 1 or any(isinstance(each, Item) for each in bindings)


def _doubt(here: Here) -> str:
    if b"load_model" in here.text.source or b"model_from_json" in here.text.source:
        return " Look at it: a saved model with a Lambda layer loads with safe_mode=False only."
    return ""
