"""Keras 3 has no global learning phase: outside of `fit`, models and layers infer unless they are told to train.

So setting the phase to 0 says what is so anyway, and the line can go.
"""

import ast
from collections.abc import Iterator, Sequence

from migrations.calls import argument, replace
from migrations.here import Here
from migrations.rule import Edit, Effect, Example, Finding, Fix, Rule, Span

SINCE = Span("2.16")
NAMES = tuple(f"{where}backend.set_learning_phase" for where in ("tf.keras.", "keras.", "tf.compat.v1.keras."))
TRAINS = (b".fit(", b".fit_generator(", b".train_on_batch(")

rule = Rule(
    __name__,
    source="https://keras.io/guides/migrating_to_keras_3/",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import tensorflow as tf
from tensorflow.keras import backend as K

K.set_learning_phase(0)  # we only predict
model = tf.keras.Sequential([tf.keras.layers.Dropout(0.5)])
print(model.predict(tf.ones((1, 3)), verbose=0).tolist())
""",
            after="""\
import tensorflow as tf
from tensorflow.keras import backend as K

model = tf.keras.Sequential([tf.keras.layers.Dropout(0.5)])
print(model.predict(tf.ones((1, 3)), verbose=0).tolist())
""",
            runs=True,
        ),
        Example(
            before="""\
import tensorflow as tf
def ready():
    tf.keras.backend.set_learning_phase(False)
""",
            after="""\
import tensorflow as tf
def ready():
    pass
""",
        ),
    ),
    untouched=("class K:\n    set_learning_phase = print\nK.set_learning_phase(0)\nimport tensorflow\n",),
)


@rule.call(*NAMES)
def phase(call: ast.Call, here: Here) -> Iterator[Finding]:
    value = argument(call, 0, "value")
    infers = isinstance(value, ast.Constant) and value.value == 0
    edits = _gone(call, here) if infers else []
    trains = any(word in here.text.source for word in TRAINS)
    advice = (
        "Pass training=True to the model or the layer." if not infers else "Leave the line out: models infer anyway."
    )
    doubt = " Look at it: `fit` trained its layers as if they inferred, so far." if infers and trains else ""
    yield here.finding(
        call.func,
        symbol=here.dotted(call.func) or "",
        message=f"From TensorFlow 2.16 on (Keras 3), there is no learning phase to be set. {advice}{doubt}",
        effect=Effect.BREAKS,
        span=SINCE,
        fix=Fix.MANUAL if not edits else Fix.REVIEW if trains else Fix.SAFE,
        edits=edits,
    )


def _gone(call: ast.Call, here: Here) -> Sequence[Edit]:
    """Without the whole line, where it is one and not all of its block."""
    text, statement = here.text, here.parent
    if not isinstance(statement, ast.Expr):
        return []
    around = here.code.parents.get(statement)
    bodies = [getattr(around, name, []) for name in ("body", "orelse", "finalbody")]
    alone = any(len(body) == 1 and body[0] is statement for body in bodies if isinstance(body, list))
    before = text.lines[call.lineno - 1][: text.characters(call.lineno, call.col_offset)]
    rest = text.source[text.end(statement) : text.end_of_line(statement.end_lineno or statement.lineno)].strip()
    if alone or before.strip() or (rest and not rest.startswith(b"#")):
        return [replace(text, statement, "pass")]
    start = text.offset(statement.lineno, 0)
    last = statement.end_lineno or statement.lineno
    end = text.offset(last + 1, 0) if last < len(text.lines) else text.end_of_line(last)
    return [Edit(start, end, "")]
