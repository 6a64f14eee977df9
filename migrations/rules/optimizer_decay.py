"""The optimizers' `decay`: refused from TensorFlow 2.11 to 2.15, and silently ignored from 2.16 on.

Up to 2.10 the learning rate of step n was `learning_rate / (1 + decay * n)`. The schedule InverseTimeDecay computes the
same in every version from 2.0 on.
"""

import ast
import re
from collections.abc import Iterator, Sequence

from migrations.calls import argument, is_spread, keyword, remove_argument, replace, source
from migrations.here import Here
from migrations.rule import Edit, Effect, Example, Finding, Fix, Rule, Span
from migrations.saying import sayable

REFUSED = Span("2.11", "2.15")
IGNORED = Span("2.16")
RATES = {
    "Adadelta": "0.001",
    "Adagrad": "0.001",
    "Adam": "0.001",
    "Adamax": "0.001",
    "Ftrl": "0.001",
    "Nadam": "0.001",
    "RMSprop": "0.001",
    "SGD": "0.01",
}
"""What trains where no rate is given."""
SCHEDULE = "tf.keras.optimizers.schedules.InverseTimeDecay"
SETTERS = (
    rb"ReduceLROnPlateau|LearningRateScheduler|\.set_value|(?<!self)\.(?:lr|learning_rate)(?:\.assign|\s*[-+*/]?=(?!=))"
)
"""What sets the rate while training, which a schedule does not allow."""

rule = Rule(
    __name__,
    source="https://github.com/tensorflow/tensorflow/releases/tag/v2.11.0",
    applies=Span("2.11"),
    examples=(
        Example(
            before="""\
import tensorflow as tf

SGD = tf.keras.optimizers.SGD
optimizer = SGD(learning_rate=1.0, decay=1.0, momentum=0.0)
variable = tf.Variable(0.0)
for _ in range(3):
    optimizer.apply_gradients([(tf.constant(1.0), variable)])
assert abs(float(variable) + 1.8333) < 0.001, variable
""",
            after="""\
import tensorflow as tf

SGD = tf.keras.optimizers.SGD
optimizer = SGD(learning_rate=tf.keras.optimizers.schedules.InverseTimeDecay(1.0, 1, 1.0), momentum=0.0)
variable = tf.Variable(0.0)
for _ in range(3):
    optimizer.apply_gradients([(tf.constant(1.0), variable)])
assert abs(float(variable) + 1.8333) < 0.001, variable
""",
            runs=True,
        ),
        Example(
            before="from tensorflow.keras import optimizers as o\nepochs = 5\no.Adam(decay=1e-3 / epochs)\n",
            after="from tensorflow.keras import optimizers as o\nepochs = 5\n"
            "o.Adam(learning_rate=o.schedules.InverseTimeDecay(0.001, 1, 1e-3 / epochs))\n",
        ),
    ),
    untouched=(
        "import tensorflow as tf\ntf.keras.optimizers.Adam(weight_decay=0.1)\n",
        "import tensorflow as tf\ntf.compat.v1.train.RMSPropOptimizer(0.1, decay=0.9)\n",
        "import tensorflow as tf\ntf.keras.callbacks.Callback()\ndef f(decay=0.1): ...\nf(decay=0.2)\n",
    ),
)


rule.needs("decay")


@rule.call(*(f"tf.keras.optimizers.{name}" for name in RATES))
def with_decay(call: ast.Call, here: Here) -> Iterator[Finding]:
    word = keyword(call, "decay")
    dotted = here.dotted(call.func)
    if word is None or dotted is None:
        return
    edits, doubt = _edits(call, word, dotted.rpartition(".")[2], here)
    nothing = _is_zero(word.value)
    advice = "Leave it out" if nothing else f"Give `learning_rate` the schedule {SCHEDULE}"
    fix = Fix.MANUAL if not edits else Fix.REVIEW if doubt else Fix.SAFE
    writes = () if nothing or not edits else (SCHEDULE,)
    yield here.finding(
        word,
        symbol=f"{dotted}(decay)",
        message=f"TensorFlow 2.11 to 2.15 raise a ValueError for `decay` of {dotted}. {advice}{doubt}.",
        effect=Effect.BREAKS,
        span=REFUSED,
        fix=fix,
        edits=edits,
        writes=writes,
    )
    if not nothing:
        yield here.finding(
            word,
            symbol=f"{dotted}(decay)",
            message=f"From TensorFlow 2.16 on (Keras 3), {dotted} ignores `decay`: the learning rate stays where it "
            f"begins. {advice}{doubt}.",
            effect=Effect.CHANGES,
            span=IGNORED,
            fix=fix,
            edits=edits,
            writes=writes,
        )


def _edits(call: ast.Call, word: ast.keyword, name: str, here: Here) -> tuple[Sequence[Edit], str]:
    """The schedule in place of the rate, and why to look at it."""
    if _is_zero(word.value):
        return [remove_argument(here.text, call, word)], ""
    schedule = sayable(here, SCHEDULE)
    if schedule is None or is_spread(call) or call.keywords.index(word) < 0:
        return [], ""
    doubt = "; look at it, for something here sets the learning rate, which a schedule does not allow"
    if re.search(SETTERS, here.text.source):
        return [], doubt
    old = keyword(call, "lr")
    rate = argument(call, 0, "learning_rate") or (old.value if old else None)
    decay = source(here.text, word.value)
    if rate is None:
        words = f"learning_rate={schedule.text}({RATES[name]}, 1, {decay})"
        return [*schedule.edits, replace(here.text, word, words)], ""
    if not _is_number(rate, here):
        return [], ""
    text = f"{schedule.text}({source(here.text, rate)}, 1, {decay})"
    return [*schedule.edits, replace(here.text, rate, text), remove_argument(here.text, call, word)], ""


def _is_number(rate: ast.expr, here: Here) -> bool:
    """Whether the rate is no schedule already, by all that can be seen."""
    classes = here.classes_of(rate)
    return not any("schedules" in each for each in classes)


def _is_zero(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value in {0, None}
