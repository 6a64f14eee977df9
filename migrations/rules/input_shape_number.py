"""The shape of an input has to be a tuple with Keras 3: `Input(shape=4)`, which is also `Input(shape=(4))`, raises."""

import ast
from collections.abc import Iterator

from migrations.calls import argument, around
from migrations.here import Here
from migrations.quantities import Number, number
from migrations.rule import Effect, Example, Finding, Fix, Rule, Span

SINCE = Span("2.16")

rule = Rule(
    __name__,
    source="https://keras.io/api/layers/core_layers/input/",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import numpy as np
import tensorflow as tf
from tensorflow import keras

data = np.ones((2, 3), "float32")
columns = data.shape[1]
inputs = keras.Input(shape=columns)
both = keras.Model(inputs, keras.layers.Dense(2)(inputs))
print(both(data).shape)
model = keras.Sequential([keras.layers.InputLayer(input_shape=(3)), keras.layers.Dense(1)])
print(model(data).shape)
""",
            after="""\
import numpy as np
import tensorflow as tf
from tensorflow import keras

data = np.ones((2, 3), "float32")
columns = data.shape[1]
inputs = keras.Input(shape=(columns,))
both = keras.Model(inputs, keras.layers.Dense(2)(inputs))
print(both(data).shape)
model = keras.Sequential([keras.layers.InputLayer(input_shape=((3,))), keras.layers.Dense(1)])
print(model(data).shape)
""",
            runs=True,
        ),
    ),
    untouched=(
        """\
import tensorflow as tf
def build(shape, size=(2,)):
    tf.keras.Input(shape)
    tf.keras.Input(shape=size)
    tf.keras.Input((4,))
    tf.keras.Input(shape=())
    tf.keras.Input(shape=[2, 3], batch_size=4)
    tf.keras.layers.InputLayer(input_shape=shape * 2)
""",
    ),
)


@rule.call("tf.keras.Input", "tf.keras.layers.Input", "tf.keras.layers.InputLayer")
def shapes(call: ast.Call, here: Here) -> Iterator[Finding]:
    dotted = here.dotted(call.func) or ""
    name = "input_shape" if dotted.endswith("Layer") else "shape"
    given = argument(call, 0, name)
    if given is None or number(given, here) is not Number.WHOLE:
        return
    yield here.finding(
        given,
        symbol=dotted,
        message="From TensorFlow 2.16 on (Keras 3), a shape has to be a tuple, a number alone raises. Write `(4,)`.",
        effect=Effect.BREAKS,
        span=SINCE,
        fix=Fix.SAFE,
        edits=around(here.text, given, "(", ",)"),
    )
