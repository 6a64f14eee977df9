"""Sizes of layers have to be whole numbers of Python's own with Keras 3: `Dense(np.prod(shape))` raises.

Keras 2 made whole numbers of them by itself. What `/` gives is no whole number either: `Conv2D(filters / 2, 3)`.
"""

import ast
from collections.abc import Iterator, Mapping

from migrations.calls import argument, around
from migrations.here import Here
from migrations.quantities import Number, number
from migrations.rule import Effect, Example, Finding, Fix, Rule, Span

SINCE = Span("2.16")
FLOAT, NUMPY = frozenset({Number.FLOAT}), frozenset({Number.NUMPY})
CONVOLUTIONS = tuple(
    f"{kind}Conv{rank}D{end}"
    for kind, rank, end in [
        *(("", rank, end) for rank in (1, 2, 3) for end in ("", "Transpose")),
        *(("Separable", rank, "") for rank in (1, 2)),
    ]
)
REFUSED: Mapping[str, tuple[tuple[str, ...], frozenset[Number]]] = {
    "Dense": (("units",), FLOAT | NUMPY),
    "Embedding": (("input_dim", "output_dim"), NUMPY),
    "GRU": (("units",), NUMPY),
    "SimpleRNN": (("units",), NUMPY),
    "MultiHeadAttention": (("num_heads", "key_dim"), NUMPY),
    **dict.fromkeys(CONVOLUTIONS, (("filters",), FLOAT)),
}
"""The first parameters of layers, and which numbers Keras 2 took there and Keras 3 refuses."""

rule = Rule(
    __name__,
    source="https://github.com/keras-team/keras/blob/master/keras/src/layers/core/dense.py",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import numpy as np
import tensorflow as tf
from tensorflow.keras import layers

shape = (2, 3)
filters = 6
texts = np.array([[1, 2], [3, 0]])
words = np.max(texts) + 1
print(layers.Dense(np.prod(shape), activation="relu")(tf.ones((1, 2))).shape)
print(layers.Conv1D(filters / 2, kernel_size=2)(tf.ones((1, 4, 1))).shape)
print(layers.Embedding(input_dim=words, output_dim=2)(texts).shape)
""",
            after="""\
import numpy as np
import tensorflow as tf
from tensorflow.keras import layers

shape = (2, 3)
filters = 6
texts = np.array([[1, 2], [3, 0]])
words = np.max(texts) + 1
print(layers.Dense(int(np.prod(shape)), activation="relu")(tf.ones((1, 2))).shape)
print(layers.Conv1D(int(filters / 2), kernel_size=2)(tf.ones((1, 4, 1))).shape)
print(layers.Embedding(input_dim=int(words), output_dim=2)(texts).shape)
""",
            runs=True,
        ),
    ),
    untouched=(
        """\
import numpy as np
import tensorflow as tf
n = 8
tf.keras.layers.Dense(n // 2)
tf.keras.layers.Dense(int(np.prod((2, 3))))
tf.keras.layers.Dense(len([1, 2]) + 1)
tf.keras.layers.Conv2D(np.prod((2, 2)), 3)
tf.keras.layers.Embedding(round(7.5), 2)
""",
        "import numpy as np\ndef Dense(n): ...\nDense(np.prod((2, 3)))\n",
    ),
)


@rule.call(*(f"tf.keras.layers.{name}" for name in REFUSED))
def sizes(call: ast.Call, here: Here) -> Iterator[Finding]:
    layer = (here.dotted(call.func) or "").rpartition(".")[2]
    names, refused = REFUSED.get(layer, ((), FLOAT))
    for place, name in enumerate(names):
        given = argument(call, place, name)
        if given is None or number(given, here) not in refused:
            continue
        yield here.finding(
            given,
            symbol=f"tf.keras.layers.{layer}",
            message=f"From TensorFlow 2.16 on (Keras 3), `{name}` of {layer} has to be a whole number of Python's own, "
            "no other raises. Write `int(...)`, which is what Keras 2 did.",
            effect=Effect.BREAKS,
            span=SINCE,
            fix=Fix.SAFE,
            edits=around(here.text, given, "int(", ")"),
        )
