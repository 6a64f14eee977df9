"""Optimizers of Keras 3 have no `minimize`; the gradients of a tape, applied, are the same in every version."""

import ast
from collections.abc import Iterator, Sequence

from migrations.calls import argument, replace, source
from migrations.here import Here
from migrations.optimizers import is_optimizer
from migrations.rule import Edit, Effect, Example, Finding, Fix, Rule, Span
from migrations.saying import said
from migrations.spots import method_calls

SINCE = Span("2.16")

rule = Rule(
    __name__,
    source="https://keras.io/guides/migrating_to_keras_3/",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import tensorflow as tf

v = tf.Variable(3.0)
optimizer = tf.keras.optimizers.SGD(0.1)
optimizer.minimize(lambda: v * v, var_list=[v])
with tf.GradientTape() as tape:
    loss = v * v
optimizer.minimize(loss, [v], tape=tape)
print("%.3f" % float(v))
""",
            after="""\
import tensorflow as tf

v = tf.Variable(3.0)
optimizer = tf.keras.optimizers.SGD(0.1)
with tf.GradientTape() as tape:
    value = v * v
optimizer.apply_gradients(zip(tape.gradient(value, [v]), [v]))
with tf.GradientTape() as tape:
    loss = v * v
optimizer.apply_gradients(zip(tape.gradient(loss, [v]), [v]))
print("%.3f" % float(v))
""",
            runs=True,
        ),
    ),
    untouched=("import tensorflow as tf\nimport scipy.optimize as o\nprint(tf)\no.minimize(lambda x: x, 1)\n",),
)


rule.words("minimize")


@rule.file
def minimized(_module: ast.Module, around: Here) -> Iterator[Finding]:
    for call, here in method_calls(around, "minimize"):
        yield from _minimized(call, here)


def _minimized(call: ast.Call, here: Here) -> Iterator[Finding]:
    func = call.func
    if not isinstance(func, ast.Attribute) or here.dotted(func) is not None:
        return
    if not is_optimizer(func.value, here):
        return
    edits = _edits(call, func.value, here)
    yield here.finding(
        func,
        symbol="tf.keras.optimizers.Optimizer.minimize",
        message="From TensorFlow 2.16 on (Keras 3), optimizers have no `minimize`. "
        "Ask a tf.GradientTape for the gradients and call `apply_gradients`.",
        effect=Effect.BREAKS,
        span=SINCE,
        fix=Fix.SAFE if edits else Fix.MANUAL,
        edits=edits,
    )


def _edits(call: ast.Call, owner: ast.expr, here: Here) -> Sequence[Edit]:
    text = here.text
    loss, variables = argument(call, 0, "loss"), argument(call, 1, "var_list")
    tape = argument(call, None, "tape")
    if loss is None or variables is None:
        return []
    known = {"loss", "var_list", "tape", "grad_loss", "name"}
    if any(word.arg not in known for word in call.keywords) or len(call.args) > 2:  # noqa: PLR2004  # the two above
        return []
    optimizer, names = source(text, owner), source(text, variables)
    if tape is not None:
        gradients = f"{source(text, tape)}.gradient({source(text, loss)}, {names})"
        return [replace(text, call, f"{optimizer}.apply_gradients(zip({gradients}, {names}))")]
    statement = here.code.parents.get(call)
    way = said(here, "tf.GradientTape")
    if not isinstance(statement, ast.Expr) or way is None:
        return []
    indent = text.lines[call.lineno - 1][: text.characters(call.lineno, call.col_offset)]
    if indent.strip() or "\n" in source(text, loss):
        return []
    value = source(text, loss.body) if isinstance(loss, ast.Lambda) else f"{source(text, loss)}()"
    if callable_variables(variables):
        names = f"{names}()"
    step = "\t" if indent.startswith("\t") else "    "
    lines = (
        f"with {way}() as tape:\n{indent}{step}value = {value}\n"
        f"{indent}{optimizer}.apply_gradients(zip(tape.gradient(value, {names}), {names}))"
    )
    return [replace(text, call, lines)]


def callable_variables(variables: ast.expr) -> bool:
    return isinstance(variables, ast.Lambda)
