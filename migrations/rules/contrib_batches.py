"""`tf.contrib.data` made batches without a rest by functions of its own: `Dataset.batch` does it, on every version."""

import ast
from collections.abc import Iterator, Sequence

from migrations.here import Here
from migrations.rule import Edit, Effect, Example, Finding, Fix, Rule, Span

SINCE = Span("2.0")
METHODS = {
    "tf.contrib.data.batch_and_drop_remainder": "batch",
    "tf.contrib.data.padded_batch_and_drop_remainder": "padded_batch",
}

rule = Rule(
    __name__,
    source="https://www.tensorflow.org/guide/migrate",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import tensorflow as tf
numbers = tf.data.Dataset.range(7).apply(tf.contrib.data.batch_and_drop_remainder(3))
print("made")
""",
            after="""\
import tensorflow as tf
numbers = tf.data.Dataset.range(7).batch(3, drop_remainder=True)
print("made")
""",
            runs=True,
        ),
    ),
    untouched=("import tensorflow as tf\ntf.data.Dataset.range(7).batch(3, drop_remainder=True)\n",),
)


@rule.call(*METHODS)
def batches(call: ast.Call, here: Here) -> Iterator[Finding]:
    dotted = here.dotted(call.func) or ""
    edits = _edits(call, METHODS[dotted], here)
    yield here.finding(
        call,
        symbol=dotted,
        message=f"tf.contrib is gone from TensorFlow 2.0 on. Write `dataset.{METHODS[dotted]}(..., "
        "drop_remainder=True)` in place of `dataset.apply(...)`.",
        effect=Effect.BREAKS,
        span=SINCE,
        fix=Fix.SAFE if edits else Fix.MANUAL,
        edits=edits,
    )


def _edits(call: ast.Call, method: str, here: Here) -> Sequence[Edit]:
    text, applied = here.text, here.parent
    passed: list[ast.expr | ast.keyword] = [*call.args, *call.keywords]
    match applied:
        case ast.Call(func=ast.Attribute(attr="apply") as func, args=[argument], keywords=[]) if argument is call:
            start, end = text.end(func), text.end(applied)
        case _:
            return []
    if not passed:
        return []
    first, last = min(text.start(each) for each in passed), max(text.end(each) for each in passed)
    if b"#" in text.source[start:first] + text.source[last:end] or isinstance(passed[-1], ast.Starred):
        return []
    return [
        Edit(start - len("apply"), first, f"{method}("),
        Edit(last, end, ", drop_remainder=True)"),
    ]
