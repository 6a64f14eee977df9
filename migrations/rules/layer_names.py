"""Names of layers must not contain a slash with Keras 3."""

import ast
from collections.abc import Iterator, Sequence

from migrations.calls import keyword
from migrations.here import Here
from migrations.rule import Edit, Effect, Example, Finding, Fix, Rule, Span
from migrations.spots import keyword_calls, method_calls

SINCE = Span("2.16")
PACKAGES = frozenset({"tf.keras.layers", "keras.layers", "tf.keras", "keras", "tf.keras.models", "keras.models"})

rule = Rule(
    __name__,
    source="https://keras.io/guides/migrating_to_keras_3/",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import tensorflow as tf

inputs = tf.keras.Input((2,))
x = inputs
for i in range(2):
    x = tf.keras.layers.Dense(2, name=f"block{i}/dense")(x)
model = tf.keras.Model(inputs, tf.keras.layers.Dense(1, name="head/dense")(x))
print(model.get_layer("head/dense").units, len(model.layers))
""",
            after="""\
import tensorflow as tf

inputs = tf.keras.Input((2,))
x = inputs
for i in range(2):
    x = tf.keras.layers.Dense(2, name=f"block{i}_dense")(x)
model = tf.keras.Model(inputs, tf.keras.layers.Dense(1, name="head_dense")(x))
print(model.get_layer("head_dense").units, len(model.layers))
""",
            runs=True,
        ),
    ),
    untouched=(
        """\
import tensorflow as tf
tf.keras.layers.Dense(2, name="a_b")
tf.Variable(1.0, name="a/b")
open("a/b", mode="r")
""",
    ),
)


rule.words("name", "get_layer")


@rule.file
def slashes(_module: ast.Module, around: Here) -> Iterator[Finding]:
    for call, here in keyword_calls(around, "name"):
        word = keyword(call, "name")
        dotted = here.dotted(call.func) or ""
        package, _, last = dotted.rpartition(".")
        if word is not None and package in PACKAGES and last[:1].isupper() and (edits := _edits(word.value, here)):
            yield _finding(word.value, dotted, edits, here)


@rule.file
def asked(_module: ast.Module, around: Here) -> Iterator[Finding]:
    for call, here in method_calls(around, "get_layer"):
        given = call.args[0] if call.args else getattr(keyword(call, "name"), "value", None)
        owner = call.func.value if isinstance(call.func, ast.Attribute) else None
        if given is None or owner is None or not here.is_a(owner, "tf.keras.Model"):
            continue
        if edits := _edits(given, here):
            yield _finding(given, "tf.keras.Model.get_layer", edits, here)


def _edits(value: ast.expr, here: Here) -> Sequence[Edit]:
    """Underscores for the slashes in the texts of an expression."""
    edits = []
    text = here.text
    match value:
        case ast.Constant(value=str()) | ast.JoinedStr():
            parts = [value]
        case ast.BinOp(op=ast.Add(), left=left, right=right):
            return [*_edits(left, here), *_edits(right, here)]
        case (
            ast.BinOp(op=ast.Mod(), left=ast.Constant(value=str()) as left)
            | ast.Call(func=ast.Attribute(value=ast.Constant(value=str()) as left, attr="format"))
        ):
            parts = [left]
        case _:
            return []
    for part in parts:
        start = text.start(part)
        depth = 0
        for place, byte in enumerate(text.source[start : text.end(part)]):
            depth += {ord("{"): 1, ord("}"): -1}.get(byte, 0) if isinstance(part, ast.JoinedStr) else 0
            if byte == ord("/") and not depth:
                edits.append(Edit(start + place, start + place + 1, "_"))
    return edits


def _finding(node: ast.expr, symbol: str, edits: Sequence[Edit], here: Here) -> Finding:
    return here.finding(
        node,
        symbol=symbol,
        message="From TensorFlow 2.16 on (Keras 3), names of layers may not contain a slash. Write an underscore; look "
        "at saved weights that are loaded by name.",
        effect=Effect.BREAKS,
        span=SINCE,
        fix=Fix.REVIEW,
        edits=edits,
    )
