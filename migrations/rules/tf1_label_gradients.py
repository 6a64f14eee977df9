"""`tf.nn.softmax_cross_entropy_with_logits` lets gradients flow into the labels from TensorFlow 2.0 on.

The function of TensorFlow 1 stopped them. Where labels are data, nothing changes; where they are computed from
variables, the program trains otherwise and says nothing. `tf.stop_gradient` around the labels is what the old function
did itself.
"""

import ast
from collections.abc import Iterator

from migrations.calls import keyword, replace, source
from migrations.firsts import called, spelled
from migrations.here import Here
from migrations.rule import Edit, Effect, Example, Finding, Fix, Rule, Span

SINCE = Span("2.0")
NAME = "tf.nn.softmax_cross_entropy_with_logits"
STILL = frozenset(
    {
        "tf.stop_gradient", "tf.one_hot", "tf.constant", "tf.placeholder", "tf.compat.v1.placeholder", "tf.zeros",
        "tf.ones", "tf.eye", "tf.zeros_like", "tf.ones_like", "tf.to_int32", "tf.to_int64", "tf.round", "tf.argmax",
        "tf.io.parse_example", "tf.parse_example", "tf.keras.utils.to_categorical",
    }
)  # fmt: skip
"""What gives values that no gradient goes through."""

rule = Rule(
    __name__,
    source="https://www.tensorflow.org/api_docs/python/tf/compat/v1/nn/softmax_cross_entropy_with_logits",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import tensorflow as tf

tf.compat.v1.enable_eager_execution()
w = tf.Variable([[0.3, 0.7]])
with tf.GradientTape() as tape:
    loss = tf.nn.softmax_cross_entropy_with_logits(labels=w * 1.0, logits=tf.constant([[1.0, 2.0]]))
assert tape.gradient(loss, w) is None
""",
            after="""\
import tensorflow as tf

tf.compat.v1.enable_eager_execution()
w = tf.Variable([[0.3, 0.7]])
with tf.GradientTape() as tape:
    loss = tf.nn.softmax_cross_entropy_with_logits(labels=tf.stop_gradient(w * 1.0), logits=tf.constant([[1.0, 2.0]]))
assert tape.gradient(loss, w) is None
""",
            runs=True,
        ),
        Example(
            before="""\
import tensorflow as tf
tf.nn.softmax_cross_entropy_with_logits(labels=tf.one_hot(y, 3), logits=z)
loss = tf.nn.softmax_cross_entropy_with_logits(
    logits=z,  # from here
    labels=y,
)
""",
            after="""\
import tensorflow as tf
tf.nn.softmax_cross_entropy_with_logits(labels=tf.one_hot(y, 3), logits=z)
loss = tf.nn.softmax_cross_entropy_with_logits(
    logits=z,  # from here
    labels=tf.stop_gradient(y),
)
""",
        ),
    ),
    untouched=(
        "import tensorflow as tf\ntf.nn.softmax_cross_entropy_with_logits(labels=tf.one_hot(y, 3), logits=z)\n",
        "import tensorflow as tf\ntf.nn.softmax_cross_entropy_with_logits(labels=tf.stop_gradient(y), logits=z)\n",
        "import tensorflow as tf\ntf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=z)\n",
        "import tensorflow as tf\ntf.compat.v1.nn.softmax_cross_entropy_with_logits(labels=y, logits=z)\n",
    ),
)


@rule.call(NAME)
def labels(call: ast.Call, here: Here) -> Iterator[Finding]:
    word = keyword(call, "labels")
    if called(call, here) is None:
        return
    stop = spelled(here, call.func, "tf.stop_gradient")
    stopped = [] if word is None or stop is None else [_stopped(here, word.value, stop)]
    if word is None or _is_still(word.value, here):
        return
    sure = not isinstance(word.value, ast.Name | ast.Attribute | ast.Subscript)
    yield here.finding(
        word,
        symbol=NAME,
        message=f"`{NAME}` lets gradients flow into the labels from TensorFlow 2.0 on, which it stopped before. "
        "`tf.stop_gradient` around the labels keeps it as it was; labels that are data need none.",
        effect=Effect.CHANGES if sure else Effect.DEPRECATED,
        span=SINCE,
        fix=Fix.SAFE if stopped else Fix.MANUAL,
        edits=stopped,
        writes=("tf.stop_gradient",) if stopped else (),
    )


def _stopped(here: Here, value: ast.expr, stop: str) -> Edit:
    return replace(here.text, value, f"{stop}({source(here.text, value)})")


def _is_still(value: ast.expr, here: Here) -> bool:
    """Whether no gradient goes through an expression: it is constant, or a call that stops them."""
    match value:
        case ast.Constant():
            return True
        case ast.List() | ast.Tuple():
            return all(_is_still(each, here) for each in value.elts)
        case ast.Call(func=func, args=args):
            name = here.dotted(func)
            goes_on = name == "tf.cast" and bool(args)
            return name in STILL or (goes_on and _is_still(args[0], here)) or (name or "").startswith("numpy.")
        case _:
            return False
