"""The optimizers of TensorFlow 2.11 and later do not take `epsilon=None`.

Before, None stood for the default of 1e-7, which is what leaving it out means in every version.
"""

import ast
from collections.abc import Iterator

from migrations.calls import keyword, remove_argument
from migrations.here import Here
from migrations.rule import Effect, Example, Finding, Fix, Rule, Span

SINCE = Span("2.11")
OPTIMIZERS = ("Adadelta", "Adagrad", "Adam", "Adamax", "Nadam", "RMSprop")

rule = Rule(
    __name__,
    source="https://github.com/tensorflow/tensorflow/releases/tag/v2.11.0",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import tensorflow as tf

optimizer = tf.keras.optimizers.Adam(learning_rate=0.1, beta_1=0.9, epsilon=None, amsgrad=False)
variable = tf.Variable(1.0)
optimizer.apply_gradients([(tf.constant(1.0), variable)])
assert abs(float(variable) - 0.9) < 1e-5
""",
            after="""\
import tensorflow as tf

optimizer = tf.keras.optimizers.Adam(learning_rate=0.1, beta_1=0.9, amsgrad=False)
variable = tf.Variable(1.0)
optimizer.apply_gradients([(tf.constant(1.0), variable)])
assert abs(float(variable) - 0.9) < 1e-5
""",
            runs=True,
        ),
    ),
    untouched=(
        "import tensorflow as tf\ntf.keras.optimizers.Adam(epsilon=1e-8)\n",
        "import tensorflow as tf\nprint(tf)\ndef f(epsilon=None): ...\nf(epsilon=None)\n",
    ),
)


rule.needs("epsilon")


@rule.call(*(f"tf.keras.optimizers.{name}" for name in OPTIMIZERS))
def none(call: ast.Call, here: Here) -> Iterator[Finding]:
    word = keyword(call, "epsilon")
    if word is None or not isinstance(word.value, ast.Constant) or word.value.value is not None:
        return
    dotted = here.dotted(call.func) or ""
    yield here.finding(
        word,
        symbol=f"{dotted}(epsilon)",
        message=f"From TensorFlow 2.11 on, {dotted} raises for `epsilon=None` when it is used. Leave it out.",
        effect=Effect.BREAKS,
        span=SINCE,
        fix=Fix.SAFE,
        edits=[remove_argument(here.text, call, word)],
    )
