"""From TensorFlow 2.11 on, an optimizer that is made once and given to one new model after another raises.

Loops over folds, seeds or settings do that, and functions that take an optimizer as their default. It only trains the
variables that it met first: a KeyError up to 2.15, a ValueError from 2.16 on. A fresh one of the same settings for each
model does the same in every version, except that older ones went on counting steps.
"""

import ast
from collections.abc import Iterator, Sequence

from migrations.calls import argument, source
from migrations.here import Here
from migrations.optimizers import Kept, fresh, is_model, kept, made_once, trained
from migrations.project import Code
from migrations.rule import Effect, Example, Finding, Fix, Rule, Span
from migrations.scopes import Assigned, Function, Parameter, Scope
from migrations.spots import method_calls
from migrations.walk import FUNCTIONS

SINCE = Span("2.11")
LOOPS = (ast.For, ast.While, ast.AsyncFor)

rule = Rule(
    __name__,
    source="https://github.com/tensorflow/tensorflow/releases/tag/v2.11.0",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import numpy as np
import tensorflow as tf

optimizer = tf.keras.optimizers.Adam(0.01)
for units in (2, 4):
    model = tf.keras.Sequential([tf.keras.layers.Dense(units), tf.keras.layers.Dense(1)])
    model.compile(optimizer=optimizer, loss="mse")
    model.fit(np.ones((4, 2)), np.ones((4, 1)), verbose=0)
""",
            after="""\
import numpy as np
import tensorflow as tf

optimizer = tf.keras.optimizers.Adam(0.01)
for units in (2, 4):
    model = tf.keras.Sequential([tf.keras.layers.Dense(units), tf.keras.layers.Dense(1)])
    model.compile(optimizer=type(optimizer).from_config(optimizer.get_config()), loss="mse")
    model.fit(np.ones((4, 2)), np.ones((4, 1)), verbose=0)
""",
            runs=True,
        ),
    ),
    untouched=(
        """\
import tensorflow as tf
optimizer = tf.keras.optimizers.Adam(0.01)
model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
for step in range(3):
    model.compile(optimizer=optimizer)
for units in (2, 4):
    own = tf.keras.optimizers.Adam(0.01)
    other = tf.keras.Sequential([tf.keras.layers.Dense(units)])
    other.compile(optimizer=own)
def build(given):
    new = tf.keras.Sequential([tf.keras.layers.Dense(1)])
    new.compile(optimizer=given)
for rate in (0.1, 0.2):
    build(tf.keras.optimizers.Adam(rate))
""",
    ),
)
rule.words("compile", "apply_gradients", "minimize")
rule.needs("optimizers")


@rule.file
def again(_module: ast.Module, around: Here) -> Iterator[Finding]:
    for call, here in method_calls(around, "compile", "apply_gradients", "minimize"):
        optimizer, model = _pair(call)
        if optimizer is None or model is None or not _is_new_each_time(optimizer, model, call, here):
            continue
        edit = fresh(optimizer, call, here)
        name, whose = source(here.text, optimizer), source(here.text, model)
        yield here.finding(
            call,
            symbol="tf.keras.optimizers.Optimizer",
            message=f"From TensorFlow 2.11 on, `{name}` only trains the variables of the first model that it meets; "
            f"the next `{whose}` raises. Make an optimizer for each model.",
            effect=Effect.BREAKS,
            span=SINCE,
            fix=Fix.REVIEW if edit else Fix.MANUAL,
            edits=[edit] if edit else [],
        )


def _pair(call: ast.Call) -> tuple[Kept | None, Kept | None]:
    """The optimizer and the model whose variables it trains, where both have names."""
    func = call.func
    assert isinstance(func, ast.Attribute)
    optimizer = argument(call, 0, "optimizer") if func.attr == "compile" else func.value
    return kept(optimizer), kept(trained(call))


def _is_new_each_time(optimizer: Kept, model: Kept, call: ast.Call, here: Here) -> bool:
    made = made_once(optimizer, here)
    if made is None or not is_model(model, here):
        return False
    if isinstance(model, ast.Attribute):
        return _is_in_each(model, made, here)
    loop = _loop(call, here)
    if _is_made_in(loop, model.id, here.scope, here):
        return loop is not None and not _is_within(made, loop, here)
    return _is_in_each_call(optimizer, model, made, here)


def _is_in_each_call(optimizer: Kept, model: ast.Name, made: ast.Call, here: Here) -> bool:
    function = here.scope.owner
    if not isinstance(function, FUNCTIONS) or _is_within(made, function, here, body=True):
        return False
    calls = [*_calls(function, optimizer, here)]
    match here.scope.bindings.get(model.id):
        case [Assigned(value=ast.Call())]:
            return len(calls) > 1 or any(_loop(each, at) for each, at in calls)
        case [Parameter() as parameter]:
            return _are_several(parameter, calls, here)
        case _:
            return False


def _is_in_each(model: ast.Attribute, made: ast.Call, here: Here) -> bool:
    """Whether each object of a class makes a model for one optimizer outside of the class."""
    klass = here.world.classes.of_self(model.value, here.scope)
    if klass is None or _is_within(made, klass.node, here):
        return False
    calls = here.world.inference.signatures.calls.get(klass, ())
    return len(calls) > 1 or any(_loop(call, here.at(call, scope, _code(scope, here))) for call, scope in calls)


def _loop(node: ast.AST, here: Here) -> ast.AST | None:
    """The nearest loop around a place, in the same function."""
    around = here.code.parents.get(node)
    while around is not None and not isinstance(around, (*LOOPS, *FUNCTIONS)):
        around = here.code.parents.get(around)
    return around if isinstance(around, LOOPS) else None


def _is_made_in(loop: ast.AST | None, name: str, scope: Scope, here: Here) -> bool:
    """Whether each round of a loop makes it anew: in the loop alone, or as one of the steps of every round."""
    home = scope.home(name)
    bindings = home.bindings[name] if home is not None else []
    values = [each.value for each in bindings if isinstance(each, Assigned) and isinstance(each.value, ast.Call)]
    inside = [each for each in values if _is_within(each, loop, here)]
    parents = here.code.parents
    steps = [each for each in inside if (step := parents.get(each)) is not None and parents.get(step) is loop]
    return bool(steps) or (bool(inside) and len(inside) == len(bindings))


def _is_within(node: ast.AST, around: ast.AST | None, here: Here, *, body: bool = False) -> bool:
    """Whether a node is inside of another; with `body`, not in what stands before a function's body."""
    above: ast.AST | None = node
    while above is not None and above is not around:
        node, above = above, here.code.parents.get(above)
    return above is not None and not (body and isinstance(node, ast.arguments))


def _calls(function: Function, optimizer: Kept, here: Here) -> Iterator[tuple[ast.Call, Here]]:
    """Where the project calls a function without giving it an optimizer of the caller's."""
    name = optimizer.id if isinstance(optimizer, ast.Name) else ""
    assert here.scope.parent is not None
    defined = here.world.names.definition(function, here.scope.parent)
    for call, scope in here.world.inference.signatures.calls.get(defined, ()):
        if not any(word.arg in {name, None} for word in call.keywords) and len(call.args) <= _place(function, name):
            yield call, here.at(call, scope, _code(scope, here))


def _code(scope: Scope, here: Here) -> Code:
    return here.world.project.code(scope)


def _place(function: Function, name: str) -> int:
    names = [arg.arg for arg in (*function.args.posonlyargs, *function.args.args)]
    return names.index(name) if name in names else len(names)


def _are_several(parameter: Parameter, calls: Sequence[tuple[ast.Call, Here]], here: Here) -> bool:
    """Whether the calls bring different models: by different names, or one that a loop makes anew."""
    given = {id(value): (value, scope) for value, scope in here.world.inference.signatures.arguments(parameter)}
    names = set()
    for call, at in calls:
        for value in (*call.args, *(word.value for word in call.keywords)):
            if id(value) in given and isinstance(value, ast.Name) and is_model(value, at):
                names.add((value.id, at.scope))
                loop = _loop(call, at)
                if loop is not None and _is_made_in(loop, value.id, at.scope, at):
                    return True
    return len(names) > 1
