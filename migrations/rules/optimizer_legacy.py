"""The legacy optimizers of TensorFlow 2.10 to 2.15 raise an ImportError from 2.16 on (Keras 3).

They took `decay`, which the others ignore: a schedule says the same.
"""

import ast
from collections.abc import Iterator, Sequence

from migrations.calls import argument, is_spread, keyword, remove_argument, replace, source
from migrations.here import Here
from migrations.relocation import relocated
from migrations.rule import Edit, Effect, Example, Finding, Fix, Rule, Span
from migrations.saying import sayable

SINCE = Span("2.16")
PLAIN = "tf.keras.optimizers"
SCHEDULE = "tf.keras.optimizers.schedules.InverseTimeDecay"
RATES = {"SGD": "0.01"}
NAMES = ("Adadelta", "Adagrad", "Adam", "Adamax", "Ftrl", "Nadam", "RMSprop", "SGD")

rule = Rule(
    __name__,
    source="https://keras.io/guides/migrating_to_keras_3/",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import tensorflow as tf

optimizer = tf.keras.optimizers.legacy.SGD(1.0, decay=1.0)
variable = tf.Variable(0.0)
for _ in range(3):
    optimizer.apply_gradients([(tf.constant(1.0), variable)])
print("%.4f" % float(variable))
""",
            after="""\
import tensorflow as tf

optimizer = tf.keras.optimizers.SGD(tf.keras.optimizers.schedules.InverseTimeDecay(1.0, 1, 1.0))
variable = tf.Variable(0.0)
for _ in range(3):
    optimizer.apply_gradients([(tf.constant(1.0), variable)])
print("%.4f" % float(variable))
""",
            runs=True,
        ),
        Example(
            before="from tensorflow.keras.optimizers.legacy import Adam\nAdam(lr=0.1)\n",
            after="from tensorflow.keras.optimizers import Adam\nAdam(learning_rate=0.1)\n",
        ),
        Example(
            before="from tensorflow.keras.optimizers.legacy import Adam, SGD\nAdam(), SGD()\n",
            after="from tensorflow.keras.optimizers import Adam, SGD\nAdam(), SGD()\n",
        ),
    ),
    untouched=("import tensorflow as tf\ntf.keras.optimizers.Adam(0.1)\n",),
)


rule.needs("legacy")


@rule.refers(*(f"{PLAIN}.legacy.{name}" for name in (*NAMES, "Optimizer")))
def reference(node: ast.expr | ast.alias, here: Here) -> Iterator[Finding]:
    name = _name(node, here)
    edits = _together(node, here) or (here.rename(node, f"{PLAIN}.{name}") if name in NAMES else None)
    subclassed = isinstance(here.parent, ast.ClassDef)
    if subclassed:
        edits = None
    yield here.finding(
        node,
        symbol=f"{PLAIN}.legacy.{name}",
        message=f"From TensorFlow 2.16 on (Keras 3), {PLAIN}.legacy.{name} raises an ImportError. "
        f"{PLAIN}.{name} computes the same; look at saved states of optimizers, which it does not load.",
        effect=Effect.BREAKS,
        span=SINCE,
        fix=Fix.REVIEW if edits else Fix.MANUAL,
        edits=edits or (),
        writes=(f"{PLAIN}.{name}",) if edits else (),
    )


def _together(node: ast.expr | ast.alias, here: Here) -> Sequence[Edit] | None:
    """The edits of an import statement of which all names move: all at once."""
    statement = here.parent if isinstance(node, ast.alias) else None
    if not isinstance(statement, ast.ImportFrom) or len(statement.names) == 1 or statement.level:
        return None
    names = [alias.name for alias in statement.names]
    moves = {f"{statement.module}.{name}": f"{PLAIN}.{name}" for name in names}
    return relocated(here.text, statement, moves) if set(names) <= {*NAMES} else None


@rule.call(*(f"{PLAIN}.legacy.{name}" for name in NAMES))
def call(node: ast.Call, here: Here) -> Iterator[Finding]:
    """The words of the call that go together with the name."""
    for word in node.keywords:
        edits: Sequence[Edit] = ()
        if word.arg == "lr":
            start = here.text.start(word)
            edits = [Edit(start, start + len("lr"), "learning_rate")]
        elif word.arg == "decay":
            edits = _scheduled(node, word, here)
        else:
            continue
        yield here.finding(
            word,
            symbol=f"{here.dotted(node.func)}({word.arg})",
            message=f"From TensorFlow 2.16 on (Keras 3), optimizers do not heed `{word.arg}`. "
            f"Write {'`learning_rate`' if word.arg == 'lr' else f'a schedule: {SCHEDULE}'}.",
            effect=Effect.BREAKS,
            span=SINCE,
            fix=Fix.SAFE if edits else Fix.MANUAL,
            edits=edits,
        )


def _name(node: ast.expr | ast.alias, here: Here) -> str:
    if isinstance(node, ast.alias):
        return node.name.rpartition(".")[2]
    return (here.dotted(node) or "").rpartition(".")[2]


def _scheduled(node: ast.Call, word: ast.keyword, here: Here) -> Sequence[Edit]:
    gone = remove_argument(here.text, node, word)
    if isinstance(word.value, ast.Constant) and not word.value.value:
        return [gone]
    schedule = sayable(here, SCHEDULE)
    if schedule is None or is_spread(node) or keyword(node, "lr") is not None:
        return ()
    rate, decay = argument(node, 0, "learning_rate"), source(here.text, word.value)
    if rate is None:
        default = RATES.get((here.dotted(node.func) or "").rpartition(".")[2], "0.001")
        return [*schedule.edits, replace(here.text, word, f"learning_rate={schedule.text}({default}, 1, {decay})")]
    return [*schedule.edits, replace(here.text, rate, f"{schedule.text}({source(here.text, rate)}, 1, {decay})"), gone]
