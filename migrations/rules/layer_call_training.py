"""Layers and models of Keras 3 are called with tensors by position alone, and without `training` where it is missed.

`self.dropout(x, training)` raises "Only input tensors may be passed as positional arguments". Where `call` has no
default for `training`, it was given what the layers around it had; now that raises "missing a required argument".
"""

import ast
from collections.abc import Iterator, Sequence

from migrations.calls import is_spread, keyword
from migrations.here import Here, World
from migrations.names import Klass
from migrations.project import Code
from migrations.rule import Edit, Effect, Example, Finding, Fix, Rule, Span
from migrations.scopes import Scope
from migrations.spots import Spots, calls, mentioned

SINCE = Span("2.16")
LAYER, SEQUENTIAL = "tf.keras.layers.Layer", "tf.keras.Sequential"
TRAINING = "training"
NAMES = (TRAINING, "is_training")
SECOND = (
    *(f"tf.keras.layers.{name}" for name in ("AlphaDropout", "BatchNormalization", "Dropout", "GaussianDropout")),
    *(f"tf.keras.layers.{name}" for name in ("GaussianNoise", "SpatialDropout1D", "SpatialDropout2D")),
    SEQUENTIAL,
    "tf.keras.Model",
)
"""Classes that take `training` behind the inputs."""
CELLS = tuple(f"tf.keras.layers.{name}" for name in ("GRUCell", "LSTMCell", "SimpleRNNCell", "StackedRNNCells"))
"""Classes that take it behind the inputs and the states."""
DRIVERS = ("evaluate", "fit", "fit_generator", "predict", "predict_on_batch", "test_on_batch", "train_on_batch")
"""Who tells models whether they train."""

rule = Rule(
    __name__,
    source="https://keras.io/guides/migrating_to_keras_3/",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import numpy as np
import tensorflow as tf

class Block(tf.keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.dense = tf.keras.layers.Dense(1, kernel_initializer="ones")
        self.dropout = tf.keras.layers.Dropout(0.5)

    def call(self, x, training, scale=1.0):
        return self.dropout(self.dense(x), training) * scale

class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.block = Block()

    def call(self, x, training=False):
        return self.block(x, training, scale=2.0)

inputs = tf.keras.Input((2,))
model = tf.keras.Model(inputs, Block()(inputs))
print(model.predict(np.ones((1, 2)), verbose=0).tolist(), Net().predict(np.ones((1, 2)), verbose=0).tolist())
""",
            after="""\
import numpy as np
import tensorflow as tf

class Block(tf.keras.layers.Layer):
    def __init__(self):
        super().__init__()
        self.dense = tf.keras.layers.Dense(1, kernel_initializer="ones")
        self.dropout = tf.keras.layers.Dropout(0.5)

    def call(self, x, training=None, scale=1.0):
        return self.dropout(self.dense(x), training=training) * scale

class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.block = Block()

    def call(self, x, training=False):
        return self.block(x, training=training, scale=2.0)

inputs = tf.keras.Input((2,))
model = tf.keras.Model(inputs, Block()(inputs))
print(model.predict(np.ones((1, 2)), verbose=0).tolist(), Net().predict(np.ones((1, 2)), verbose=0).tolist())
""",
            runs=True,
        ),
    ),
    untouched=(
        """\
import tensorflow as tf
class Block(tf.keras.layers.Layer):
    def call(self, x, training):
        return x
class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.block = Block()
    def call(self, x, training):
        return self.block(x, training=training)
net = Net()
net.compile("sgd", "mse")
net.fit(tf.ones((1, 1)), tf.ones((1, 1)))
""",
        """\
import tensorflow as tf
def block(x, training):
    return x
block(tf.ones(1), True)
class Plain(tf.Module):
    def __call__(self, x, training):
        return x
Plain()(tf.ones(1), True)
class Quiet(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.drop = tf.keras.layers.Dropout(0.5)
    def call(self, x, training=None):
        return self.drop(x, training)
Quiet()(tf.ones((1, 1)))
""",
    ),
)


rule.words(TRAINING)


@rule.file
def positions(_module: ast.Module, around: Here) -> Iterator[Finding]:
    for call, scope in calls(around.code):
        here = around.at(call, scope)
        place = _place(call, here)
        if place is not None and not is_spread(call) and here.is_a(call.func, LAYER):
            yield _passed(call, place, here)


@rule.file
def defaults(_module: ast.Module, around: Here) -> Iterator[Finding]:
    missed = around.world.once(_missed)
    for klass, (function, word) in around.world.once(_strict).items():
        if klass in missed and around.world.names.project.code(klass.body) is around.code:
            yield _required(function, word, around)


def _place(call: ast.Call, here: Here) -> int | None:
    """The position of the first argument that tells whether to train, behind the inputs."""
    for place, given in enumerate(call.args[1:], 1):
        match given:
            case ast.Constant(value=bool()):
                return place
            case ast.Name(id=name) if name in NAMES and _is_told(given, here):
                return place
            case _:
                pass
    return None


def _is_told(name: ast.Name, here: Here) -> bool:
    """Whether it is more than a None that nobody gives another value for."""
    function = here.scope.owner
    if not isinstance(function, ast.FunctionDef) or function.name != "call" or not _is_none(function, name.id):
        return True
    spots = here.world.once(Spots)
    files = here.world.project.files.values()
    return mentioned(here.world, *DRIVERS) or any(any(spots.keywords(code, TRAINING)) for code in files)


def _is_none(function: ast.FunctionDef, name: str) -> bool:
    default = _default(function.args, name)
    return isinstance(default, ast.Constant) and default.value is None


def _default(args: ast.arguments, name: str) -> ast.expr | None:
    words = [each.arg for each in args.args][len(args.args) - len(args.defaults) :]
    return dict(zip(words, args.defaults, strict=True)).get(name)


def _passed(call: ast.Call, place: int, here: Here) -> Finding:
    names = _names(call.func, here)
    given, said = call.args[place:], names[place : len(call.args)]
    fits = len(given) == len(said) and all(keyword(call, word) is None for word in said)
    edits = [
        Edit(here.text.start(each), here.text.start(each), f"{word}=") for each, word in zip(given, said, strict=fits)
    ]
    return here.finding(
        call.args[place],
        symbol=f"{LAYER}.__call__",
        message="From TensorFlow 2.16 on (Keras 3), layers and models take only tensors by position: this raises "
        "a ValueError. Pass it by its name.",
        effect=Effect.BREAKS,
        span=SINCE,
        fix=Fix.SAFE if fits else Fix.MANUAL,
        edits=edits if fits else [],
    )


def _names(func: ast.expr, here: Here) -> Sequence[str]:
    """The names of the parameters that a layer is called with, where all that it may be agree on them."""
    found = set()
    for value in here.values(func):
        function = _call_of(value.of, here.world) if value.of is not None else None
        if function is not None:
            found.add(tuple(each.arg for each in function.args.args[1:]))
        elif any(here.world.inference.belongs(value, each) for each in SECOND):
            found.add(("inputs", TRAINING))
        elif any(here.world.inference.belongs(value, each) for each in CELLS):
            found.add(("inputs", "states", TRAINING))
        else:
            return ()
    return found.pop() if len(found) == 1 else ()


def _call_of(klass: Klass, world: World) -> ast.FunctionDef | None:
    """The `call` that instances of a class of the project have."""
    bodies = (statement for each in world.classes.ancestors(klass) for statement in each.node.body)
    return next((each for each in bodies if isinstance(each, ast.FunctionDef) and each.name == "call"), None)


def _strict(world: World) -> dict[Klass, tuple[ast.FunctionDef, ast.arg]]:
    """The project's classes whose own `call` has to be given `training`."""
    found = {}
    for klass in world.classes.all:
        for each in klass.node.body:
            if isinstance(each, ast.FunctionDef) and each.name == "call" and _default(each.args, TRAINING) is None:
                for word in each.args.args[2:]:
                    if word.arg == TRAINING:
                        found[klass] = each, word
    return found


def _missed(world: World) -> set[Klass]:
    """Those of them that are called without it somewhere."""
    strict = world.once(_strict)
    if not strict:
        return set()
    found: set[Klass] = set()
    for code in world.project.files.values():
        for call, scope in calls(code):
            found |= _without(call, scope, code, world)
    return found


def _without(call: ast.Call, scope: Scope, code: Code, world: World) -> set[Klass]:
    strict = world.once(_strict)
    if is_spread(call):
        return set()
    if world.names.meaning(call.func, scope) in strict:
        return _stacked(call, scope, code, world)
    if keyword(call, TRAINING) is not None or not call.args:
        return set()
    of = {value.of for value in world.inference.values(call.func, scope) if value.of is not None}
    return {klass for klass in of if klass in strict and len(call.args) < _needed(strict[klass][0])}


def _needed(function: ast.FunctionDef) -> int:
    """How many arguments reach `training`."""
    return next(place for place, each in enumerate(function.args.args) if each.arg == TRAINING)


def _stacked(made: ast.Call, scope: Scope, code: Code, world: World) -> set[Klass]:
    """The class of a layer that is made as one of a Sequential model's."""
    meaning = world.names.meaning(made.func, scope)
    around = code.parents.get(made)
    outer = code.parents.get(around) if isinstance(around, ast.List) else around
    if not isinstance(outer, ast.Call) or not isinstance(meaning, Klass):
        return set()
    func = outer.func
    adds = (
        isinstance(func, ast.Attribute) and func.attr == "add" and world.inference.is_a(func.value, scope, SEQUENTIAL)
    )
    return {meaning} if adds or world.inference.is_a(outer, scope, SEQUENTIAL) else set()


def _required(function: ast.FunctionDef, word: ast.arg, here: Here) -> Finding:
    args = function.args
    behind = args.args[args.args.index(word) + 1 :]
    fits = len(behind) == len(args.defaults)
    end = here.text.end(word)
    return here.finding(
        word,
        symbol=f"{LAYER}.call",
        message="From TensorFlow 2.16 on (Keras 3), this layer is called without `training` somewhere, and has no "
        "default for it: that raises a TypeError. With the default None, it is told as before.",
        effect=Effect.BREAKS,
        span=SINCE,
        fix=Fix.SAFE if fits else Fix.MANUAL,
        edits=[Edit(end, end, " = None" if word.annotation else "=None")] if fits else [],
    )
