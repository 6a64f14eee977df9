"""An Embedding's `input_length` no longer tells a Sequential model its input shape (Keras 3).

The model has no weights before it sees data: counting them or asking for its output shape raises, and setting them
fails. An Input in front of the layer says the shape in every version.
"""

import ast
from collections.abc import Iterator

from migrations.calls import keyword, remove_argument, source
from migrations.here import Here
from migrations.rule import Effect, Example, Finding, Fix, Rule, Span
from migrations.rules.layer_keywords import in_front

SINCE = Span("2.16")
ASKS = frozenset(
    {
        "count_params",
        "output_shape",
        "input_shape",
        "inputs",
        "outputs",
        "input",
        "output",
        "set_weights",
        "get_weights",
        "weights",
        "trainable_weights",
        "trainable_variables",
        "load_weights",
        "save_weights",
    }
)
BUILDS = frozenset({"fit", "fit_generator", "train_on_batch", "predict", "evaluate", "build"})

rule = Rule(
    __name__,
    source="https://keras.io/guides/migrating_to_keras_3/",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import tensorflow as tf
from tensorflow.keras import layers

model = tf.keras.Sequential()
model.add(layers.Embedding(10, 4, input_length=3))
model.add(layers.Flatten())
model.add(layers.Dense(1))
print(model.count_params())
""",
            after="""\
import tensorflow as tf
from tensorflow.keras import layers

model = tf.keras.Sequential()
model.add(tf.keras.Input(shape=(3,)))
model.add(layers.Embedding(10, 4))
model.add(layers.Flatten())
model.add(layers.Dense(1))
print(model.count_params())
""",
            runs=True,
        ),
    ),
    untouched=(
        # The data build the model.
        """\
import tensorflow as tf
model = tf.keras.Sequential([tf.keras.layers.Embedding(10, 4, input_length=3), tf.keras.layers.LSTM(2)])
model.compile("sgd", "mse")
model.fit(None, None)
print(model.count_params())
""",
        """\
import tensorflow as tf
i = tf.keras.Input((3,))
model = tf.keras.Model(i, tf.keras.layers.Embedding(10, 4, input_length=3)(i))
print(model.count_params())
""",
    ),
)


@rule.call("tf.keras.layers.Embedding")
def embedding(call: ast.Call, here: Here) -> Iterator[Finding]:
    word = keyword(call, "input_length")
    if word is None or (isinstance(word.value, ast.Constant) and word.value.value is None):
        return
    front = in_front(call, f"shape=({source(here.text, word.value)},)", here)
    model = _model(call, here)
    if model is None or (asked := _asked(model, here)) is None:
        return
    yield here.finding(
        word,
        symbol="tf.keras.layers.Embedding(input_length)",
        message="From TensorFlow 2.16 on (Keras 3), `input_length` does not build the model: "
        f"`{model}.{asked}` meets a model without weights. Put tf.keras.Input(shape=(length,)) in front.",
        effect=Effect.BREAKS,
        span=SINCE,
        fix=Fix.SAFE if front else Fix.MANUAL,
        edits=[*front, remove_argument(here.text, call, word)] if front else [],
        writes=("tf.keras.Input(shape)",) if front else (),
    )


def _model(call: ast.Call, here: Here) -> str | None:
    """The name of the Sequential model that begins with the layer."""
    parent = here.code.parents.get(call)
    match parent:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name) as model, attr="add")):
            return name if here.is_a(model, "tf.keras.Sequential") else None
        case ast.List():
            node: ast.AST | None = parent
            while node is not None and not isinstance(node, ast.stmt):
                node = here.code.parents.get(node)
            match node:
                case ast.Assign(targets=[ast.Name(id=name)]):
                    return name
                case _:
                    return None
        case _:
            return None


def _asked(model: str, here: Here) -> str | None:
    """What is asked of the model before anything builds it, in the order of the source."""
    own = [
        (node.lineno, node.col_offset, node.attr)
        for node, scope in here.code.outline.nodes[ast.Attribute]
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load) and _root(node) == model
    ]
    for _, _, name in sorted(own):
        if name in BUILDS:
            return None
        if name in ASKS:
            return name
    return None


def _root(node: ast.expr) -> str | None:
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None
