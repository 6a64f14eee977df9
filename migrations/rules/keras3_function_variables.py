"""The weights of a Keras 3 layer that are passed into a `tf.function` arrive there as tensors.

They can be read, but neither assigned to nor trained: `assign` raises, and `tape.gradient` gives None for them. Only
where the function finds the weights itself, through the model or by a closure, are they variables.
"""

import ast
from collections.abc import Iterator, Sequence

from migrations.below import below
from migrations.here import Here
from migrations.names import Routine
from migrations.rule import Edit, Effect, Example, Finding, Fix, Rule, Span
from migrations.spots import calls
from migrations.text import Text
from migrations.weights import is_list, is_weight

SINCE = Span("2.16")
ASSIGNS = frozenset({"assign", "assign_add", "assign_sub"})
TRAINS = frozenset({"gradient", "apply_gradients", "jacobian", "minimize"})

rule = Rule(
    __name__,
    source="https://keras.io/guides/migrating_to_keras_3/",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import tensorflow as tf

def network():
    return tf.keras.Sequential([tf.keras.Input((2,)), tf.keras.layers.Dense(2, kernel_initializer="ones")])

actor, target = network(), network()

@tf.function
def update(target_weights, weights, tau):
    for a, b in zip(target_weights, weights):
        a.assign(b * tau + a * (1 - tau))

for variable in actor.variables:
    variable.assign(variable * 2)
update(target.variables, actor.variables, 0.5)
print([float(tf.reduce_sum(variable)) for variable in target.variables])
""",
            after="""\
import tensorflow as tf

def network():
    return tf.keras.Sequential([tf.keras.Input((2,)), tf.keras.layers.Dense(2, kernel_initializer="ones")])

actor, target = network(), network()

def update(target_weights, weights, tau):
    for a, b in zip(target_weights, weights):
        a.assign(b * tau + a * (1 - tau))

for variable in actor.variables:
    variable.assign(variable * 2)
update(target.variables, actor.variables, 0.5)
print([float(tf.reduce_sum(variable)) for variable in target.variables])
""",
            runs=True,
        ),
        Example(
            before="""\
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.Input((2,)), tf.keras.layers.Dense(1, kernel_initializer="ones")])

@tf.function(reduce_retracing=True)
def gradients(x, weights):
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(model(x))
    return tape.gradient(loss, weights)

print([float(tf.reduce_sum(each)) for each in gradients(tf.ones((1, 2)), model.trainable_weights)])
""",
            after="""\
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.Input((2,)), tf.keras.layers.Dense(1, kernel_initializer="ones")])

def gradients(x, weights):
    with tf.GradientTape() as tape:
        loss = tf.reduce_sum(model(x))
    return tape.gradient(loss, weights)

print([float(tf.reduce_sum(each)) for each in gradients(tf.ones((1, 2)), model.trainable_weights)])
""",
            runs=True,
        ),
    ),
    untouched=(
        """\
import tensorflow as tf
layer = tf.keras.layers.Dense(1)
kept = tf.Variable(0.0)
@tf.function
def norm(weights):
    kept.assign_add(1.0)
    return tf.add_n([tf.nn.l2_loss(w) for w in weights])
norm(layer.trainable_weights)
""",
        """\
import tensorflow as tf
model = tf.keras.Sequential([tf.keras.Input((2,)), tf.keras.layers.Dense(1)])
@tf.function
def double(model):
    for v in model.trainable_variables:
        v.assign(v * 2)
double(model)
def triple(weights):
    for v in weights:
        v.assign(v * 3)
triple(model.weights)
""",
        """\
import tensorflow as tf
@tf.function
def zero(variables):
    for v in variables:
        v.assign(0.0)
zero([tf.Variable(1.0)])
""",
    ),
)


rule.words("function")
rule.needs(*ASSIGNS, *TRAINS)


@rule.file
def passed(_module: ast.Module, around: Here) -> Iterator[Finding]:
    seen: set[ast.AST] = set()
    for call, scope in calls(around.code):
        here = around.at(call, scope)
        if any(_is_weights(each, here) for each in [*call.args, *(word.value for word in call.keywords)]):
            routine = here.world.inference.routine(call.func, scope)
            if routine is None or routine.code is not here.code or routine.node in seen:
                continue
            compiled = _compiled(routine, here)
            if compiled is not None and any(_needs(routine.node, name) for name in _names(call, routine, here)):
                seen.add(routine.node)
                yield _said(routine, compiled, here)


def _said(routine: Routine, compiled: ast.expr, here: Here) -> Finding:
    edit = _line_of(compiled, here.text)
    return here.finding(
        compiled,
        symbol="tf.function",
        message=f"From TensorFlow 2.16 on (Keras 3), the weights that are passed to `{routine.node.name}` are tensors "
        "inside of a tf.function: they are neither assigned to nor trained. Without tf.function it does the same, "
        "slower; or pass the model and take its weights inside.",
        effect=Effect.BREAKS,
        span=SINCE,
        fix=Fix.REVIEW if edit else Fix.MANUAL,
        edits=[edit] if edit else [],
    )


def _is_weights(expr: ast.expr, here: Here) -> bool:
    return is_list(expr, here.scope, here.world) or is_weight(expr, here.scope, here.world)


def _compiled(routine: Routine, here: Here) -> ast.expr | None:
    """The decorator that makes a tf.function of it."""
    outside = routine.body.parent
    for decorator in routine.node.decorator_list if outside is not None else ():
        named = decorator.func if isinstance(decorator, ast.Call) else decorator
        if outside is not None and here.world.names.dotted(named, outside) == "tf.function":
            return decorator
    return None


def _names(call: ast.Call, routine: Routine, here: Here) -> Iterator[str]:
    """The parameters that get weights."""
    listed = [each.arg for each in [*routine.node.args.posonlyargs, *routine.node.args.args]]
    if routine.body.parent is not None and routine.body.parent.is_class:
        listed = listed[1:]
    for name, value in zip(listed, call.args, strict=False):
        if isinstance(value, ast.Starred):
            return
        if _is_weights(value, here):
            yield name
    for word in call.keywords:
        if word.arg is not None and _is_weights(word.value, here):
            yield word.arg


def _needs(function: ast.FunctionDef | ast.AsyncFunctionDef, name: str) -> bool:
    """Whether a parameter, or one of what it holds, is assigned to or trained."""
    held = {name, *_parts(function, name)}
    for node in below(function):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value.value if isinstance(node.func.value, ast.Subscript) else node.func.value
            if node.func.attr in ASSIGNS and isinstance(owner, ast.Name) and owner.id in held:
                return True
            if node.func.attr in TRAINS and _mentions([*node.args, *(word.value for word in node.keywords)], held):
                return True
    return False


def _parts(function: ast.AST, name: str) -> Iterator[str]:
    """`for a in name`, `for a, b in zip(name, others)`, `for i, a in enumerate(name)`."""
    for node in below(function):
        if not isinstance(node, ast.For | ast.comprehension):
            continue
        targets = node.target.elts if isinstance(node.target, ast.Tuple) else [node.target]
        sources: Sequence[ast.expr] = [node.iter]
        match node.iter:
            case ast.Call(func=ast.Name(id="zip"), args=args):
                sources = args
            case ast.Call(func=ast.Name(id="enumerate"), args=[first, *_]):
                targets, sources = targets[1:], [first]
            case _:
                pass
        for target, each in zip(targets, sources, strict=False):
            if isinstance(target, ast.Name) and isinstance(each, ast.Name) and each.id == name:
                yield target.id


def _mentions(exprs: Sequence[ast.expr], names: set[str]) -> bool:
    return any(isinstance(node, ast.Name) and node.id in names for expr in exprs for node in [expr, *below(expr)])


def _line_of(decorator: ast.expr, text: Text) -> Edit | None:
    """The whole line of a decorator, if nothing else is on it."""
    start = text.source.rfind(b"\n", 0, text.start(decorator)) + 1
    end = text.source.find(b"\n", text.end(decorator)) + 1
    rest = text.source[text.end(decorator) : end].strip()
    alone = text.source[start : text.start(decorator)].strip() == b"@" and not rest
    return Edit(start, end, "") if alone and end else None
