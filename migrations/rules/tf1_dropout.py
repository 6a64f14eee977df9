"""`tf.nn.dropout` takes the rate that is dropped, no longer the probability to keep.

The keyword `keep_prob` raises from TensorFlow 2.0 on. The second position silently turned around: `dropout(x, 0.9)`
kept nine of ten and now keeps one. TensorFlow 1.13 to 1.15 take `rate` by name already, and reckon `1 - keep_prob`.
"""

import ast
from collections.abc import Iterator

from migrations.calls import is_spread, keyword, name_positions, remove_argument, rename_keyword, replace, source
from migrations.firsts import leaves_one, says_two
from migrations.here import Here
from migrations.rule import Edit, Effect, Example, Finding, Fix, Rule, Span
from migrations.text import Text

SINCE = Span("2.0")
NAME = "tf.nn.dropout"
ORDER = ("", "rate", "noise_shape", "seed", "name")
SHORT = (ast.Name, ast.Attribute, ast.Call, ast.Constant, ast.Subscript)
"""What needs no parentheses behind a minus."""

rule = Rule(
    __name__,
    source="https://www.tensorflow.org/api_docs/python/tf/compat/v1/nn/dropout",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import tensorflow as tf

tf.compat.v1.enable_eager_execution()
assert 0.8 < float(tf.reduce_mean(tf.cast(tf.nn.dropout(tf.ones([100, 100]), 0.9) > 0, tf.float32)))
assert 0.8 < float(tf.reduce_mean(tf.cast(tf.nn.dropout(tf.ones([100, 100]), keep_prob=.9) > 0, tf.float32)))
""",
            after="""\
import tensorflow as tf

tf.compat.v1.enable_eager_execution()
assert 0.8 < float(tf.reduce_mean(tf.cast(tf.nn.dropout(tf.ones([100, 100]), rate=1 - 0.9) > 0, tf.float32)))
assert 0.8 < float(tf.reduce_mean(tf.cast(tf.nn.dropout(tf.ones([100, 100]), rate=1 - .9) > 0, tf.float32)))
""",
            runs=True,
        ),
        Example(
            before="""\
from tensorflow import nn
h = nn.dropout(h, 1.0 - r, None, 7)
h = nn.dropout(h, keep_prob = a or b)
""",
            after="""\
from tensorflow import nn
h = nn.dropout(h, rate=r, noise_shape=None, seed=7)
h = nn.dropout(h, rate = 1 - (a or b))
""",
        ),
    ),
    untouched=(
        "import tensorflow as tf\ntf.nn.dropout(x, rate=0.1)\n",
        "import tensorflow as tf\ntf.compat.v1.nn.dropout(x, keep_prob=0.9)\n",
        "import tensorflow as tf\ntf.keras.layers.Dropout(0.1)\n",
        "import torch.nn as nn\nimport tensorflow as tf\nnn.dropout(x, 0.1)\n",
    ),
)


@rule.call(NAME)
def keep_prob(call: ast.Call, here: Here) -> Iterator[Finding]:
    if not leaves_one(here) or says_two(here, call.func):
        return
    word = keyword(call, "keep_prob")
    seen = not any(isinstance(arg, ast.Starred) for arg in call.args[:2])
    place = call.args[1] if len(call.args) > 1 and seen else None
    value = word.value if word else place
    if value is None:
        return
    obstacle = _obstacle(call, value)
    edits = [] if obstacle else _edits(here.text, call, word, value)
    what = (
        "takes no `keep_prob` from TensorFlow 2.0 on, but `rate`, the part that is dropped."
        if word
        else "takes as its second argument what is dropped from TensorFlow 2.0 on, no longer what is kept."
    )
    yield here.finding(
        word or call,
        symbol=NAME,
        message=f"`{NAME}` {what} {obstacle or 'Pass `rate`, which is 1 less what is kept.'}",
        effect=Effect.BREAKS if word else Effect.CHANGES,
        span=SINCE,
        fix=Fix.MANUAL if obstacle else Fix.SAFE,
        edits=edits,
        writes=() if obstacle else (f"{NAME}(rate)",),
    )


def _obstacle(call: ast.Call, value: ast.expr) -> str | None:
    rate = keyword(call, "rate")
    nothing = isinstance(value, ast.Constant) and value.value is None
    if rate is not None and not nothing:
        return "Keep one of `keep_prob` and `rate`, both are given here."
    if nothing and rate is None:
        return "Pass `rate`."
    if (is_spread(call) and len(call.args) > 1) or len(call.args) > len(ORDER):
        return "Pass `rate` by name; it cannot be seen what else is given here."
    return None


def _edits(text: Text, call: ast.Call, word: ast.keyword | None, value: ast.expr) -> list[Edit]:
    if keyword(call, "rate") is not None:
        return [remove_argument(text, call, word or value), *_named(text, call, 2)]
    turned = replace(text, value, _turned(text, value))
    if word is not None:
        return [rename_keyword(text, word, "rate"), turned]
    return [*_named(text, call, 1), turned]


def _named(text: Text, call: ast.Call, first: int) -> list[Edit]:
    """Names for the positions from one on."""
    return name_positions(text, call, ORDER)[first:]


def _turned(text: Text, value: ast.expr) -> str:
    """One less the value, and what was taken from one already as it is."""
    match value:
        case ast.BinOp(left=ast.Constant(value=1), op=ast.Sub(), right=right) if isinstance(right, SHORT):
            return source(text, right)
        case _ if isinstance(value, SHORT):
            return f"1 - {source(text, value)}"
        case _:
            return f"1 - ({source(text, value)})"
