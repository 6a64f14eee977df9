"""With Keras 3, `build` of a model of one's own makes no weights: what asks for them before it is called finds none.

Keras 2 called the model on tensors of that shape. To call it on an `Input` does the same, in every version.
"""

import ast
from collections.abc import Iterator

from migrations.calls import argument, source
from migrations.here import Here
from migrations.kinship import MODELS
from migrations.names import Klass
from migrations.rule import Edit, Effect, Example, Finding, Fix, Rule, Span
from migrations.saying import sayable
from migrations.spots import Spots

SINCE = Span("2.16")
MODEL, INPUT = "tf.keras.Model", "tf.keras.Input"
WEIGHTS = (
    "count_params",
    "get_weights",
    "load_weights",
    "non_trainable_variables",
    "non_trainable_weights",
    "save_weights",
    "set_weights",
    "summary",
    "trainable_variables",
    "trainable_weights",
    "variables",
    "weights",
)
NESTED = (ast.Tuple, ast.List, ast.Dict, ast.Starred)
CALLS = frozenset({"call", "evaluate", "fit", "predict", "predict_on_batch", "test_on_batch", "train_on_batch"})

rule = Rule(
    __name__,
    source="https://keras.io/guides/migrating_to_keras_3/",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import tensorflow as tf

class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = tf.keras.layers.Dense(2)

    def call(self, x, training=False):
        return self.dense(x)

net = Net()
net.build(input_shape=(None, 3))
print(len(net.trainable_variables), net.count_params())
""",
            after="""\
import tensorflow as tf

class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = tf.keras.layers.Dense(2)

    def call(self, x, training=False):
        return self.dense(x)

net = Net()
net(tf.keras.Input(batch_shape=(None, 3)))
print(len(net.trainable_variables), net.count_params())
""",
            runs=True,
        ),
    ),
    untouched=(
        """\
import tensorflow as tf
plain = tf.keras.Sequential([tf.keras.layers.Dense(2)])
plain.build((None, 3))
plain.summary()
class Net(tf.keras.Model):
    def build(self, shape):
        self.w = self.add_weight(name="w", shape=(shape[-1], 2))
    def call(self, x):
        return x @ self.w
net = Net()
net.build((None, 3))
net.summary()
class Late(tf.keras.Model):
    def call(self, x):
        return x
late = Late()
late.build((None, 3))
late(tf.ones((1, 3)))
late.summary()
""",
    ),
)


@rule.method(MODEL, "build")
def built(call: ast.Call, here: Here) -> Iterator[Finding]:
    owner = call.func.value if isinstance(call.func, ast.Attribute) else None
    shape = argument(call, 0, "input_shape")
    if owner is None or shape is None or not _is_own(owner, here) or not _is_asked(call, owner, here):
        return
    edits = _edits(call, owner, shape, here)
    advice = (
        "The patch calls it on an Input, which makes them in every version."
        if edits
        else "Call it on data, or on tf.keras.Input, before they are asked for."
    )
    yield here.finding(
        call,
        symbol="tf.keras.Model.build",
        message="From TensorFlow 2.16 on (Keras 3), `build` of a model of one's own makes no weights of its layers, "
        f"and says nothing. {advice}",
        effect=Effect.CHANGES,
        span=SINCE,
        fix=Fix.SAFE if edits else Fix.MANUAL,
        edits=edits,
        writes=(INPUT,) if edits else (),
    )


def _is_own(owner: ast.expr, here: Here) -> bool:
    """Whether it surely is a model of the project with a `call`, no `build`, and no tensors that it is made of."""
    found = [value.of for value in here.values(owner)]
    return bool(found) and all(klass is not None and _has_call_alone(klass, here) for klass in found)


def _has_call_alone(klass: Klass, here: Here) -> bool:
    classes = here.world.classes
    line = classes.ancestors(klass)
    methods = {
        each.name: each
        for above in reversed(line)
        for each in above.node.body
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    outside = {base for each in line for base in classes.bases(each) if not isinstance(base, Klass)}
    if "call" not in methods or "build" in methods or not outside <= MODELS:
        return False
    made = methods.get("__init__")
    return made is None or not any(_hands_tensors(statement) for statement in made.body)


def _hands_tensors(statement: ast.stmt) -> bool:
    """Whether it is `super().__init__(inputs, outputs)`, as of a functional model."""
    match statement:
        case ast.Expr(value=ast.Call(func=ast.Attribute(attr="__init__"), args=args, keywords=words)):
            return bool(args) or any(word.arg in {"inputs", "outputs"} for word in words)
        case _:
            return False


def _is_asked(call: ast.Call, owner: ast.expr, here: Here) -> bool:
    """Whether weights are asked for behind it, before the model is called."""
    spots, name = here.world.once(Spots), ast.unparse(owner)
    asked = [
        _place(node)
        for node, _ in spots.attributes(here.code, *WEIGHTS)
        if _place(node) > _place(call) and ast.unparse(node.value) == name
    ]
    if not asked:
        return False
    return not any(_place(call) < place <= min(asked) for place in _called(name, here))


def _place(node: ast.expr) -> tuple[int, int]:
    return node.lineno, node.col_offset


def _called(name: str, here: Here) -> Iterator[tuple[int, int]]:
    for node, scope in here.code.outline.nodes[ast.Call]:
        if isinstance(node, ast.Call) and scope is here.scope:
            func = node.func
            inner = func.value if isinstance(func, ast.Attribute) and func.attr in CALLS else func
            if isinstance(inner, ast.Name | ast.Attribute) and ast.unparse(inner) == name:
                yield _place(node)


def _edits(call: ast.Call, owner: ast.expr, shape: ast.expr, here: Here) -> list[Edit]:
    said, text = sayable(here, INPUT), here.text
    written = _plain(shape, here)
    if said is None or written is None or not isinstance(here.parent, ast.Expr):
        return []
    new = f"{source(text, owner)}({said.text}(batch_shape={written}))"
    return [*said.edits, Edit(text.start(call), text.end(call), new)]


def _plain(shape: ast.expr, here: Here) -> str | None:
    """A shape of one input as a tuple; None for several, or where that cannot be seen."""
    value = shape
    if isinstance(shape, ast.Name):
        bound = here.scope.assigned(shape.id)
        if bound is None:
            return None
        value = bound.value
    if not isinstance(value, ast.Tuple | ast.List) or any(isinstance(each, NESTED) for each in value.elts):
        return None
    if isinstance(shape, ast.Name):
        return shape.id if isinstance(value, ast.Tuple) else f"tuple({shape.id})"
    inside = ", ".join(source(here.text, each) for each in value.elts)
    return f"({inside},)" if len(value.elts) == 1 else f"({inside})"
