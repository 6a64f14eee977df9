"""From TensorFlow 2.6 on, models are not written as YAML any more: `to_json` and `model_from_json` do the same.

YAML could run code when it was read. Up to 2.15 the functions were there and raised; Keras 3 has them no longer.
"""

import ast
from collections.abc import Iterator

from migrations.here import Here
from migrations.rule import Edit, Effect, Example, Finding, Fix, Rule, Span

FROM = Span("2.6")
NEW = "tf.keras.models.model_from_json"

rule = Rule(
    __name__,
    source="https://github.com/tensorflow/tensorflow/releases/tag/v2.6.0",
    applies=FROM,
    examples=(
        Example(
            before="""\
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.layers.Dense(2, input_shape=(3,))])
text = model.to_yaml()
print(tf.keras.models.model_from_yaml(text).count_params())
""",
            after="""\
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.layers.Dense(2, input_shape=(3,))])
text = model.to_json()
print(tf.keras.models.model_from_json(text).count_params())
""",
            runs=True,
        ),
    ),
    untouched=(
        "import yaml\nfrom tensorflow import keras\nyaml.dump(keras.Sequential().get_config())\n",
        "from tensorflow import keras\nkeras.models.model_from_json(keras.Sequential().to_json())\n",
        "import tensorflow as tf\nclass Settings:\n    def to_yaml(self):\n        return ''\nSettings().to_yaml()\n",
    ),
)
MESSAGE = (
    "From TensorFlow 2.6 on, {} raises. JSON does the same; files that hold YAML so far have to be written once more."
)


@rule.method("tf.keras.Model", "to_yaml")
def written(call: ast.Call, here: Here) -> Iterator[Finding]:
    assert isinstance(call.func, ast.Attribute)
    end = here.text.end(call.func)
    yield here.finding(
        call,
        symbol="tf.keras.Model.to_yaml",
        message=MESSAGE.format("to_yaml"),
        effect=Effect.BREAKS,
        span=FROM,
        fix=Fix.REVIEW,
        edits=[Edit(end - len("to_yaml"), end, "to_json")],
        writes=("tf.keras.Model.to_json",),
    )


@rule.refers("tf.keras.models.model_from_yaml")
def read(node: ast.expr | ast.alias, here: Here) -> Iterator[Finding]:
    edits = here.rename(node, NEW)
    yield here.finding(
        node,
        symbol="tf.keras.models.model_from_yaml",
        message=MESSAGE.format("model_from_yaml"),
        effect=Effect.BREAKS,
        span=FROM,
        fix=Fix.REVIEW if edits else Fix.MANUAL,
        edits=edits or (),
        writes=(NEW,) if edits else (),
    )
