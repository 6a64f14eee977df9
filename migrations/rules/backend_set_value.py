"""`tf.keras.backend.set_value` does not take the variables of Keras 3; `assign` does the same in all 2.x."""

import ast
from collections.abc import Iterator

from packaging.version import Version

from migrations.calls import is_spread
from migrations.here import Here
from migrations.rule import Edit, Effect, Example, Finding, Fix, Rule, Span

SINCE = Span("2.16")

rule = Rule(
    __name__,
    source="https://keras.io/guides/migrating_to_keras_3/",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import tensorflow as tf
from tensorflow.keras import backend as K

optimizer = tf.keras.optimizers.SGD(0.5)
K.set_value(optimizer.learning_rate, K.get_value(optimizer.learning_rate) * 0.5)
print(float(optimizer.learning_rate))
""",
            after="""\
import tensorflow as tf
from tensorflow.keras import backend as K

optimizer = tf.keras.optimizers.SGD(0.5)
optimizer.learning_rate.assign(K.get_value(optimizer.learning_rate) * 0.5)
print(float(optimizer.learning_rate))
""",
            runs=True,
        ),
    ),
    untouched=("import tensorflow as tf\nclass K:\n    def set_value(self, x, y): ...\nK().set_value(tf, 1)\n",),
)


@rule.call("tf.keras.backend.set_value", "tf.compat.v1.keras.backend.set_value")
def assigned(call: ast.Call, here: Here) -> Iterator[Finding]:
    edits: list[Edit] = []
    if len(call.args) == 2 and not call.keywords and not is_spread(call):  # noqa: PLR2004  # the variable and its value
        text = here.text
        variable, value = call.args
        simple = isinstance(variable, ast.Name | ast.Attribute | ast.Subscript | ast.Call)
        between = text.source[text.end(variable) : text.start(value)]
        if simple and between.strip() == b",":
            edits = [
                Edit(text.start(call), text.start(variable), ""),
                Edit(text.end(variable), text.start(value), ".assign("),
            ]
    graphs = here.baseline < Version("2.0")
    yield here.finding(
        call,
        symbol=here.dotted(call.func) or "",
        message="From TensorFlow 2.16 on (Keras 3), tf.keras.backend.set_value raises for variables of Keras. "
        "Write `variable.assign(value)`." + (" Look at it: TensorFlow 1 does not assign that way." if graphs else ""),
        effect=Effect.BREAKS,
        span=SINCE,
        fix=Fix.MANUAL if not edits else Fix.REVIEW if graphs else Fix.SAFE,
        edits=edits,
    )
