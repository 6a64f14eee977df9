"""`tf.where` spreads its condition like any operation from TensorFlow 2.0 on; with one dimension it took whole rows.

`tf.where([True, False], x, y)` of TensorFlow 1 gave the first row of a matrix `x` and the second of `y`. Now the same
call picks columns where the sizes allow it, and raises where they do not. `tf.compat.v1.where` does what it did.
"""

import ast
from collections.abc import Iterator

from migrations.below import below
from migrations.calls import argument
from migrations.firsts import called, first
from migrations.here import Here
from migrations.ranks import rank
from migrations.rule import Effect, Example, Finding, Fix, Rule, Span

SINCE = Span("2.0")

rule = Rule(
    __name__,
    source="https://www.tensorflow.org/api_docs/python/tf/compat/v1/where",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import tensorflow as tf

tf.compat.v1.enable_eager_execution()
x = tf.constant([[1, 2], [3, 4]])
rows = tf.where(tf.constant([True, False]), x, tf.zeros_like(x))
assert rows.numpy().tolist() == [[1, 2], [0, 0]], rows
""",
            after="""\
import tensorflow as tf

tf.compat.v1.enable_eager_execution()
x = tf.constant([[1, 2], [3, 4]])
rows = tf.compat.v1.where(tf.constant([True, False]), x, tf.zeros_like(x))
assert rows.numpy().tolist() == [[1, 2], [0, 0]], rows
""",
            runs=True,
        ),
    ),
    untouched=(
        "import tensorflow as tf\ntf.where(mask)\n",
        "import tensorflow as tf\ntf.where(tf.greater(x, 0), x, tf.zeros_like(x))\n",
        "import tensorflow as tf\ntf.where(x > 0, 1 - x, other)\n",
        "import tensorflow as tf\ntf.where(tf.constant([[True, False]]), x, y)\n",
        "import tensorflow as tf\ntf.compat.v1.where(mask, x, y)\n",
    ),
)


@rule.call("tf.where")
def takes_rows(call: ast.Call, here: Here) -> Iterator[Finding]:
    life = called(call, here)
    condition, *values = (argument(call, place, name) for place, name in enumerate(("condition", "x", "y")))
    given = [each for each in values if each is not None]
    if life is None or condition is None or not given or _is_as_large(here, condition, given):
        return
    old = first(call, here, life, here.minors[-1])
    ranks = [rank(here, each) for each in (condition, *given)]
    sure = ranks[0] is not None and any(each is not None and each.least > 1 for each in ranks[1:])
    yield here.finding(
        call,
        symbol=life.name,
        message="`tf.where` takes no whole rows from TensorFlow 2.0 on, where the condition has one dimension and the "
        "values have more. `tf.compat.v1.where` does; where all have the same shape, both give the same.",
        effect=Effect.CHANGES if sure else Effect.DEPRECATED,
        span=SINCE,
        fix=Fix.SAFE if old and old.edits else Fix.MANUAL,
        edits=(old.edits or ()) if old else (),
        writes=(old.name,) if old and old.edits else (),
    )


def _is_as_large(here: Here, condition: ast.expr, values: list[ast.expr]) -> bool:
    """Whether the condition has another number of dimensions than one, or is made of one of the values."""
    known = rank(here, condition)
    if known is not None and (known.least > 1 or (known.exact and known.least != 1)):
        return True
    return any(_variables(here, condition) & _variables(here, each) for each in values)


def _variables(here: Here, expr: ast.expr) -> set[str]:
    return {node.id for node in below(expr) if isinstance(node, ast.Name) and here.dotted(node) is None}
