"""From TensorFlow 2.11 on, a learning rate schedule of one's own is asked with the step as a whole number.

The optimizers before it passed floating point. Now `tf.math.rsqrt(step)` and `0.1 / (step + 1)` raise; a plain
`0.1 * step` raises up to TensorFlow 2.15, and is understood by the variables of Keras 3.
"""

import ast
from collections.abc import Iterator

from migrations.below import below
from migrations.here import Here
from migrations.indents import indents
from migrations.rule import Edit, Effect, Example, Finding, Fix, Rule, Span
from migrations.saying import sayable

SINCE = Span("2.11")
KERAS2 = Span("2.11", "2.15")
FLOATING = frozenset(
    {"rsqrt", "sqrt", "exp", "log", "log1p", "sin", "cos", "tan", "tanh", "sigmoid", "pow", "reciprocal", "floor"}
)
"""Functions that take floating point alone, or both of whose arguments have to be of one kind."""
TOGETHER = frozenset({"minimum", "maximum", "multiply", "divide", "add", "subtract"})
"""Functions that refuse a whole number beside floating point."""
WHOLE = (ast.Add, ast.Sub, ast.Mult, ast.FloorDiv, ast.Mod)
MIXING = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow)

rule = Rule(
    __name__,
    source="https://github.com/tensorflow/tensorflow/releases/tag/v2.11.0",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import numpy as np
import tensorflow as tf

class Noam(tf.keras.optimizers.schedules.LearningRateSchedule):
    def __init__(self, width, warmup=4):
        super().__init__()
        self.width = tf.cast(width, tf.float32)
        self.warmup = warmup

    def __call__(self, step):
        rising = step * (self.warmup ** -1.5)
        return tf.math.rsqrt(self.width) * tf.math.minimum(tf.math.rsqrt(step + 1), rising)

model = tf.keras.Sequential([tf.keras.layers.Dense(1, kernel_initializer="ones")])
model.compile(tf.keras.optimizers.SGD(Noam(16.0)), "mse")
model.fit(np.ones((4, 2)), np.zeros((4, 1)), batch_size=2, verbose=0)
print(model.get_weights()[0].tolist())
""",
            after="""\
import numpy as np
import tensorflow as tf

class Noam(tf.keras.optimizers.schedules.LearningRateSchedule):
    def __init__(self, width, warmup=4):
        super().__init__()
        self.width = tf.cast(width, tf.float32)
        self.warmup = warmup

    def __call__(self, step):
        step = tf.cast(step, tf.float32)
        rising = step * (self.warmup ** -1.5)
        return tf.math.rsqrt(self.width) * tf.math.minimum(tf.math.rsqrt(step + 1), rising)

model = tf.keras.Sequential([tf.keras.layers.Dense(1, kernel_initializer="ones")])
model.compile(tf.keras.optimizers.SGD(Noam(16.0)), "mse")
model.fit(np.ones((4, 2)), np.zeros((4, 1)), batch_size=2, verbose=0)
print(model.get_weights()[0].tolist())
""",
            runs=True,
        ),
    ),
    untouched=(
        """\
import tensorflow as tf
class Cast(tf.keras.optimizers.schedules.LearningRateSchedule):
    def __call__(self, step):
        step = tf.cast(step, tf.float32)
        return 0.1 * tf.math.rsqrt(step)
class Inside(tf.keras.optimizers.schedules.LearningRateSchedule):
    def __call__(self, step):
        return 0.1 * tf.math.rsqrt(tf.cast(step, tf.float32)) + 0.01 * float(step)
class Divided(tf.keras.optimizers.schedules.LearningRateSchedule):
    def __call__(self, step):
        return 0.1 * 0.9 ** (step / 10)
class Compared(tf.keras.optimizers.schedules.LearningRateSchedule):
    def __call__(self, step):
        return tf.where(step < 10, 0.1, 0.01)
""",
        "class Mine:\n    def __call__(self, step):\n        return 0.1 * step\n",
    ),
)


rule.words("LearningRateSchedule")


@rule.subclass("tf.keras.optimizers.schedules.LearningRateSchedule")
def schedule(node: ast.ClassDef, here: Here) -> Iterator[Finding]:
    asked = next((each for each in node.body if isinstance(each, ast.FunctionDef) and each.name == "__call__"), None)
    if asked is None or len(asked.args.args) < 2:  # noqa: PLR2004  # self and the step
        return
    step = asked.args.args[1].arg
    if _is_bound(step, asked):
        return
    always, once = False, False
    for each in below(asked):
        always = always or _refuses(each, step, here)
        once = once or _mixes(each, step)
    if not always and not once:
        return
    edits = _cast(node, asked, step, here)
    yield here.finding(
        asked.args.args[1],
        symbol="tf.keras.optimizers.schedules.LearningRateSchedule",
        message=f"From TensorFlow 2.11 on, optimizers pass `{step}` as a whole number, which this schedule "
        f"cannot compute with. Write `{step} = tf.cast({step}, tf.float32)` first.",
        effect=Effect.BREAKS,
        span=SINCE if always else KERAS2,
        fix=Fix.SAFE if edits else Fix.MANUAL,
        edits=edits,
    )


def _is_bound(step: str, asked: ast.FunctionDef) -> bool:
    """Whether the step is made something else before it is used."""
    return any(isinstance(each, ast.Name) and each.id == step and not _is_read(each) for each in below(asked))


def _is_read(name: ast.Name) -> bool:
    return isinstance(name.ctx, ast.Load)


def _refuses(node: ast.AST, step: str, here: Here) -> bool:
    """Whether no version from 2.11 on computes this with a whole number."""
    match node:
        case ast.Call(args=args):
            last = (here.dotted(node.func) or "").rpartition(".")[2]
            whole = any(_is_whole(each, step) for each in args)
            mixed = last in TOGETHER and any(_is_floating(each) for each in args)
            return whole and (last in FLOATING or mixed) and (here.dotted(node.func) or "").startswith("tf.")
        case ast.BinOp(left=left, right=right, op=op) if isinstance(op, MIXING):
            return (_is_sum(left, step) and _is_floating(right)) or (_is_floating(left) and _is_sum(right, step))
        case _:
            return False


def _mixes(node: ast.AST, step: str) -> bool:
    """The step itself beside floating point, which the variables of Keras 3 understand."""
    match node:
        case ast.BinOp(left=left, right=right, op=op) if isinstance(op, MIXING):
            return (_is_whole(left, step) and _is_floating(right)) or (_is_floating(left) and _is_whole(right, step))
        case _:
            return False


def _is_whole(expr: ast.expr, step: str) -> bool:
    """The step, or what whole numbers make of it."""
    return (isinstance(expr, ast.Name) and expr.id == step) or _is_sum(expr, step)


def _is_sum(expr: ast.expr, step: str) -> bool:
    match expr:
        case ast.BinOp(left=left, right=right, op=op) if isinstance(op, WHOLE):
            sides = (left, right)
            return any(_is_whole(each, step) for each in sides) and all(
                _is_whole(each, step) or (isinstance(each, ast.Constant) and isinstance(each.value, int))
                for each in sides
            )
        case _:
            return False


def _is_floating(expr: ast.expr) -> bool:
    """A number with a point, or what one makes of others."""
    match expr:
        case ast.Constant(value=value):
            return isinstance(value, float)
        case ast.UnaryOp(operand=inner):
            return _is_floating(inner)
        case ast.BinOp(left=left, right=right, op=op):
            negative = isinstance(op, ast.Pow) and isinstance(right, ast.UnaryOp) and isinstance(right.op, ast.USub)
            return _is_floating(left) or _is_floating(right) or negative
        case _:
            return False


def _cast(klass: ast.ClassDef, asked: ast.FunctionDef, step: str, here: Here) -> list[Edit]:
    """One line at the beginning, behind the text that says what the method is."""
    space = indents(here.text, klass)
    cast, kind = sayable(here, "tf.cast"), sayable(here, "tf.float32")
    text = asked.body[0]
    described = isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant)
    first = asked.body[1] if described and len(asked.body) > 1 else text
    before = here.text.lines[first.lineno - 1][: here.text.characters(first.lineno, first.col_offset)]
    if space is None or cast is None or kind is None or before.strip():
        return []
    place = here.text.start(first)
    return [*cast.edits, Edit(place, place, f"{step} = {cast.text}({step}, {kind.text})\n{before}")]
