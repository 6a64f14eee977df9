"""Keras optimizers take `learning_rate`; the old `lr` is ignored from TensorFlow 2.11 on and refused from 2.16 on.

The optimizers that 2.11 brought take `lr` with a warning, throw it away and train with their default rate. Keras 3
raises. `learning_rate` is accepted by every version from 1.14 on.
"""

import ast
from collections.abc import Iterator

from packaging.version import Version

from migrations.calls import is_spread, keyword, rename_keyword
from migrations.here import Here
from migrations.names import keras_name
from migrations.rule import Effect, Example, Finding, Fix, Rule, Span
from migrations.supers import starts

IGNORED = Span("2.11", "2.15")
REFUSED = Span("2.16")
FIRST_NAMED = Version("1.14")
HEEDED = {"Adadelta", "Adagrad", "Adam", "Adamax", "Nadam", "RMSprop", "SGD"}
"""They took `lr` before 2.11."""
DEAF = {"Adafactor", "AdamW", "Ftrl", "Lion"}
"""They never did, whatever the version."""

rule = Rule(
    __name__,
    source="https://github.com/tensorflow/tensorflow/releases/tag/v2.11.0",
    applies=Span("2.11"),
    examples=(
        Example(
            before="""\
import tensorflow as tf

optimizer = tf.keras.optimizers.SGD(lr=0.25)
rate = float(optimizer.learning_rate)
assert rate == 0.25, rate
""",
            after="""\
import tensorflow as tf

optimizer = tf.keras.optimizers.SGD(learning_rate=0.25)
rate = float(optimizer.learning_rate)
assert rate == 0.25, rate
""",
            runs=True,
        ),
        Example(
            before="from tensorflow.keras import optimizers as o\no.Adam( lr = 1e-3,  # slow\n beta_1=0.9)\n",
            after="from tensorflow.keras import optimizers as o\no.Adam( learning_rate = 1e-3,  # slow\n beta_1=0.9)\n",
        ),
        Example(
            before="import tensorflow as tf\noptions = {'lr': 0.1}\ntf.keras.optimizers.Adam(**options)\n",
            after="import tensorflow as tf\noptions = {'learning_rate': 0.1}\ntf.keras.optimizers.Adam(**options)\n",
        ),
    ),
    untouched=(
        "import tensorflow as tf\ndef f(options):\n    options['lr'] = 0.1\n    tf.keras.optimizers.Adam(**options)\n",
        "import tensorflow as tf\ntf.compat.v1.train.AdamOptimizer(0.1)\n",
        "from torch.optim import SGD\nimport tensorflow as tf\nSGD(lr=0.1)\n",
    ),
)


rule.needs("lr")


@rule.call_below("tf.keras.optimizers", "tf.compat.v1.keras.optimizers")
def old_keyword(call: ast.Call, here: Here) -> Iterator[Finding]:
    dotted = here.dotted(call.func) if keyword(call, "lr") else None
    if dotted is not None:
        yield from _said(call, dotted, here)


@rule.subclass("tf.keras.optimizers.Optimizer")
def handed_on(node: ast.ClassDef, here: Here) -> Iterator[Finding]:
    for call, base in starts(node, here):
        yield from _said(call, base, here)


def _said(call: ast.Call, dotted: str, here: Here) -> Iterator[Finding]:
    word, optimizer = keyword(call, "lr"), _optimizer(dotted)
    if word is None or optimizer not in HEEDED | DEAF:
        return
    doubt = _doubt(call, optimizer, here)
    twice = bool(call.args) or keyword(call, "learning_rate") is not None
    fix = Fix.MANUAL if twice else Fix.REVIEW if doubt else Fix.SAFE
    edits = [] if twice else [rename_keyword(here.text, word, "learning_rate")]
    advice = "Keep one of `lr` and `learning_rate`, both are given here." if twice else f"Write `learning_rate`.{doubt}"
    if optimizer in HEEDED and not dotted.startswith("tf.compat.v1.") and not _is_default(word.value, optimizer):
        ignored = f"TensorFlow 2.11 to 2.15 ignore `lr` of {dotted} and train with its default rate. {advice}"
        yield here.finding(
            word, symbol=dotted, message=ignored, effect=Effect.CHANGES, span=IGNORED, fix=fix, edits=edits
        )
    refused = f"From TensorFlow 2.16 on (Keras 3), {dotted} raises a ValueError for `lr`. {advice}"
    yield here.finding(word, symbol=dotted, message=refused, effect=Effect.BREAKS, span=REFUSED, fix=fix, edits=edits)


def _is_default(value: ast.expr, optimizer: str) -> bool:
    """Whether it trains with this rate, said or not."""
    return isinstance(value, ast.Constant) and value.value == (0.01 if optimizer == "SGD" else 0.001)


def _optimizer(dotted: str) -> str | None:
    """The class's name, if it is one of Keras's own; `tf.compat.v1.keras` has the old ones up to 2.15."""
    package, _, name = (keras_name(dotted.replace("tf.compat.v1.keras.", "tf.keras.", 1)) or "").rpartition(".")
    return name if package == "optimizers" else None


def _doubt(call: ast.Call, optimizer: str, here: Here) -> str:
    """Why the new spelling may not be what the program was at the baseline."""
    if is_spread(call):
        return " Look at it: the `**` arguments must not give it too."
    if here.baseline < FIRST_NAMED:
        return " Look at it: TensorFlow 1.13 knows only `lr`."
    if optimizer in DEAF or IGNORED.holds(here.baseline):
        return " Look at it: so far `lr` is ignored, and from then on its value trains."
    return ""
