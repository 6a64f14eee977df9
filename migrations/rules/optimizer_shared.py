"""An optimizer of TensorFlow 2.11 and later only trains the variables that it met first.

With other variables it raises: a KeyError up to 2.15, a ValueError from 2.16 on. One optimizer for each model, or
`optimizer.build(all_variables)` before the first step, which older versions do not have.
"""

import ast
from collections import defaultdict
from collections.abc import Iterator, Sequence

from migrations.calls import argument, source
from migrations.here import Here, World
from migrations.optimizers import fresh, trained
from migrations.project import Code
from migrations.rule import Edit, Effect, Example, Finding, Fix, Rule, Span
from migrations.scopes import Assigned, Item, Parameter, Scope
from migrations.spots import Spots, method_calls

SINCE = Span("2.11")
PLAIN = Span("2.16")
"""Where legacy optimizers, which train whatever they are given, have to be the plain ones."""
STEPS = ("apply_gradients", "compile", "minimize")

rule = Rule(
    __name__,
    source="https://github.com/tensorflow/tensorflow/releases/tag/v2.11.0",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import tensorflow as tf

a = tf.keras.Sequential([tf.keras.layers.Dense(1, input_shape=(2,))])
b = tf.keras.Sequential([tf.keras.layers.Dense(1, input_shape=(3,))])
optimizer = tf.keras.optimizers.Adam(0.01)
with tf.GradientTape(persistent=True) as tape:
    one, two = tf.reduce_mean(a(tf.ones((1, 2)))), tf.reduce_mean(b(tf.ones((1, 3))))
optimizer.apply_gradients(zip(tape.gradient(one, a.trainable_variables), a.trainable_variables))
optimizer.apply_gradients(zip(tape.gradient(two, b.trainable_variables), b.trainable_variables))
""",
            after="""\
import tensorflow as tf

a = tf.keras.Sequential([tf.keras.layers.Dense(1, input_shape=(2,))])
b = tf.keras.Sequential([tf.keras.layers.Dense(1, input_shape=(3,))])
optimizer = tf.keras.optimizers.Adam(0.01)
with tf.GradientTape(persistent=True) as tape:
    one, two = tf.reduce_mean(a(tf.ones((1, 2)))), tf.reduce_mean(b(tf.ones((1, 3))))
if hasattr(optimizer, "build"):
    optimizer.build(a.trainable_variables + b.trainable_variables)
optimizer.apply_gradients(zip(tape.gradient(one, a.trainable_variables), a.trainable_variables))
optimizer.apply_gradients(zip(tape.gradient(two, b.trainable_variables), b.trainable_variables))
""",
            runs=True,
        ),
        Example(
            before="""\
import tensorflow as tf

a = tf.keras.Sequential([tf.keras.layers.Dense(1, input_shape=(2,), kernel_initializer="ones")])
b = tf.keras.Sequential([tf.keras.layers.Dense(1, input_shape=(3,), kernel_initializer="ones")])
optimizer = tf.keras.optimizers.RMSprop(0.01)
a.compile(loss="mse", optimizer=optimizer)
b.compile(optimizer, "mse")
a.fit(tf.ones((2, 2)), tf.ones((2, 1)), verbose=0)
b.fit(tf.ones((2, 3)), tf.ones((2, 1)), verbose=0)
print(a.get_weights()[0].round(3).tolist(), b.get_weights()[0].round(3).tolist())
""",
            after="""\
import tensorflow as tf

a = tf.keras.Sequential([tf.keras.layers.Dense(1, input_shape=(2,), kernel_initializer="ones")])
b = tf.keras.Sequential([tf.keras.layers.Dense(1, input_shape=(3,), kernel_initializer="ones")])
optimizer = tf.keras.optimizers.RMSprop(0.01)
a.compile(loss="mse", optimizer=optimizer)
b.compile(type(optimizer).from_config(optimizer.get_config()), "mse")
a.fit(tf.ones((2, 2)), tf.ones((2, 1)), verbose=0)
b.fit(tf.ones((2, 3)), tf.ones((2, 1)), verbose=0)
print(a.get_weights()[0].round(3).tolist(), b.get_weights()[0].round(3).tolist())
""",
            runs=False,
        ),
    ),
    untouched=(
        """\
import tensorflow as tf
a = tf.keras.Sequential([tf.keras.layers.Dense(1)])
b = tf.keras.Sequential([tf.keras.layers.Dense(1)])
first, second = tf.keras.optimizers.Adam(), tf.keras.optimizers.Adam()
grads = []
first.apply_gradients(zip(grads, a.trainable_variables))
second.apply_gradients(zip(grads, b.trainable_variables))
first.apply_gradients(zip(grads, a.trainable_variables))
both = tf.keras.optimizers.Adam()
both.apply_gradients(zip(grads, a.trainable_variables + b.trainable_variables))
""",
    ),
)


def _trained(world: World) -> dict[tuple[Scope, str], list[tuple[str, ast.Call, Code]]]:
    """By optimizer, in the order of the source, whose variables it is given."""
    found: dict[tuple[Scope, str], list[tuple[str, ast.Call, Code]]] = defaultdict(list)
    for code in world.project.files.values():
        steps = sorted(world.once(Spots).methods(code, *STEPS), key=_place)
        for call, scope in steps:
            optimizer, owner = _optimizer(call), trained(call)
            home = scope.home(optimizer) if optimizer else None
            if home is not None and optimizer and owner is not None and _maker(optimizer, home, world):
                found[home, optimizer] += [(whose, call, code) for whose in _owners(owner, scope, code, world)]
    return found


def _place(step: tuple[ast.Call, Scope]) -> tuple[int, int, int, int]:
    """In the order of the source, what is around before what is inside."""
    call, _ = step
    return call.lineno, call.col_offset, -(call.end_lineno or 0), -(call.end_col_offset or 0)


def _owners(owner: ast.expr, scope: Scope, code: Code, world: World) -> list[str]:
    """What an expression stands for: each of the models that a loop goes through, or that a function is called with."""
    home = scope.home(owner.id) if isinstance(owner, ast.Name) else None
    bindings = home.bindings[owner.id] if home is not None and isinstance(owner, ast.Name) else []
    match bindings:
        case [Item(values=ast.List(elts=parts) | ast.Tuple(elts=parts))] if all(isinstance(p, ast.Name) for p in parts):
            return [source(code.text, part) for part in parts]
        case [Parameter() as parameter]:
            passed = world.inference.signatures.arguments(parameter)
            named = [value.id for value, _ in passed if isinstance(value, ast.Name)]
            return named if len(named) == len(passed) and named else [source(code.text, owner)]
        case _:
            return [source(code.text, owner)]


def _optimizer(call: ast.Call) -> str | None:
    """The name of the optimizer that a call trains with, or hands to a model."""
    func = call.func
    if not isinstance(func, ast.Attribute):
        return None
    given = argument(call, 0, "optimizer") if func.attr == "compile" else func.value
    return given.id if isinstance(given, ast.Name) else None


def _maker(name: str, home: Scope, world: World) -> str | None:
    """The class of an optimizer that is made once."""
    match home.bindings[name]:
        case [Assigned(value=ast.Call(func=func), scope=scope)]:
            dotted = world.names.dotted(func, scope) or ""
            return dotted if dotted.startswith(("tf.keras.optimizers.", "keras.optimizers.")) else None
        case _:
            return None


rule.words(*STEPS)


@rule.file
def shared(_module: ast.Module, around: Here) -> Iterator[Finding]:
    for call, here in method_calls(around, *STEPS):
        yield from _shared(call, here)


def _shared(call: ast.Call, here: Here) -> Iterator[Finding]:
    name = _optimizer(call)
    home = here.scope.home(name) if name else None
    if name is None or home is None:
        return
    uses = here.world.once(_trained).get((home, name), [])
    owners = list(dict.fromkeys(whose for whose, _, _ in uses))
    mine = [whose for whose, each, _ in uses if each is call and whose != owners[0]]
    if not mine or _is_built(name, here):
        return
    span = PLAIN if ".legacy." in (_maker(name, home, here.world) or "") else SINCE
    given = argument(call, 0, "optimizer")
    own = fresh(given, call, here) if isinstance(given, ast.Name) else None
    edit = own or _built(name, [each for _, each, _ in uses], owners, here)
    yield here.finding(
        call,
        symbol="tf.keras.optimizers.Optimizer.apply_gradients",
        message=f"From TensorFlow {span.since} on, `{name}` only trains the variables that it met first, those of "
        f"`{owners[0]}`; those of `{mine[0]}` raise. Make an optimizer for each, or build it with all variables.",
        effect=Effect.BREAKS,
        span=span,
        fix=Fix.REVIEW if edit else Fix.MANUAL,
        edits=[edit] if edit else [],
    )


def _built(name: str, calls: Sequence[ast.Call], owners: Sequence[str], here: Here) -> Edit | None:
    """A line before the first step that makes the optimizer know all variables, where it can."""
    places = {id(_around(call, here)) for call in calls}
    if any(here.scope.home(owner.partition(".")[0]) is None for owner in owners):
        return None
    statement = here.code.parents.get(calls[0])
    if len(places) > 1 or not isinstance(statement, ast.Expr) or not isinstance(calls[0].func, ast.Attribute):
        return None
    if calls[0].func.attr != "apply_gradients":
        return None
    line = here.text.lines[statement.lineno - 1]
    indent = line[: here.text.characters(statement.lineno, statement.col_offset)]
    if indent.strip():
        return None
    place = here.text.start(statement)
    known = " + ".join(f"{owner}.trainable_variables" for owner in owners)
    step = "\t" if indent.startswith("\t") else "    "
    return Edit(place, place, f'if hasattr({name}, "build"):\n{indent}{step}{name}.build({known})\n{indent}')


def _around(call: ast.Call, here: Here) -> ast.AST | None:
    node: ast.AST | None = call
    while node is not None and not isinstance(node, ast.FunctionDef):
        node = here.code.parents.get(node)
    return node


def _is_built(name: str, here: Here) -> bool:
    return any(
        isinstance(node, ast.Attribute)
        and node.attr in {"build", "_create_all_weights"}
        and isinstance(node.value, ast.Name)
        and node.value.id == name
        for node, _ in here.code.outline.nodes[ast.Attribute]
    )
