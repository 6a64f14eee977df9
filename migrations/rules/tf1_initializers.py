"""Initializers that draw at random have another spread by default from TensorFlow 2.0 on.

`tf.random_normal_initializer()` had a standard deviation of 1, and now has 0.05; `tf.random_uniform_initializer()` drew
from 0 to 1, and now from -0.05 to 0.05. Nothing raises, and the model starts elsewhere. The patch writes the old values
out, which every version takes.
"""

import ast
from collections.abc import Iterator, Mapping, Sequence

from migrations.adapting import adapt
from migrations.calls import argument, insert_argument, is_spread
from migrations.firsts import called, place, troubles
from migrations.here import Here
from migrations.rule import Edit, Effect, Example, Finding, Fix, Rule, Span

SINCE = Span("2.0")
SPREAD: Mapping[str, Mapping[str, tuple[int, str]]] = {
    "random_normal": {"stddev": (1, "1.0")},
    "random_uniform": {"minval": (0, "0.0"), "maxval": (1, "1.0")},
    "truncated_normal": {"stddev": (1, "1.0")},
}
"""By initializer: a parameter, its position, and the value that it had by default."""
NAMES = {
    "tf.random_normal_initializer": "random_normal",
    "tf.random_uniform_initializer": "random_uniform",
    **{f"tf.initializers.{each}": each for each in SPREAD},
}

rule = Rule(
    __name__,
    source="https://www.tensorflow.org/api_docs/python/tf/random_normal_initializer",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import tensorflow as tf

tf.compat.v1.enable_eager_execution()
drawn = tf.random_uniform_initializer(seed=1)([1000], dtype=tf.float32)
assert float(tf.reduce_max(drawn)) > 0.5
""",
            after="""\
import tensorflow as tf

tf.compat.v1.enable_eager_execution()
drawn = tf.random_uniform_initializer(seed=1, minval=0.0, maxval=1.0)([1000], dtype=tf.float32)
assert float(tf.reduce_max(drawn)) > 0.5
""",
            runs=True,
        ),
        Example(
            before="import tensorflow as tf\nx = tf.random_normal_initializer()\n",
            after="import tensorflow as tf\nx = tf.random_normal_initializer(stddev=1.0)\n",
        ),
    ),
    untouched=(
        "import tensorflow as tf\ntf.random_normal_initializer(0.0, 0.02)\n",
        "import tensorflow as tf\ntf.random_uniform_initializer(-0.1, 0.1)\n",
        "import tensorflow as tf\ntf.keras.initializers.RandomNormal()\n",
        "import tensorflow as tf\ntf.compat.v1.random_normal_initializer()\n",
    ),
)


@rule.call(*NAMES)
def spread(call: ast.Call, here: Here) -> Iterator[Finding]:
    life = None if is_spread(call) else called(call, here)
    old = life.first.signature if life else None
    if life is None or old is None:
        return
    spreads = SPREAD[NAMES[life.name]].items()
    missing = {name: value for name, (at, value) in spreads if argument(call, at, name) is None}
    if not missing:
        return
    words = ", ".join(f"{name}={value}" for name, value in missing.items())
    edits: Sequence[Edit] = [insert_argument(here.text, call, words)]
    misfit = None
    for trouble, obstacle in troubles(call, here, life):
        assert trouble.stage.signature is not None
        misfit = misfit or trouble.misfit
        if obstacle is not None:
            return  # it goes to its first version
        edits = adapt(here.text, call, old, trouble.stage.signature, extra=missing).edits
    yield here.finding(
        place(call, misfit),
        symbol=life.name,
        message=f"`{life.name}` has other defaults from TensorFlow 2.0 on, and draws from a narrower range. "
        f"Write the old ones out: {words}.",
        effect=Effect.BREAKS if misfit else Effect.CHANGES,
        span=SINCE,
        fix=Fix.SAFE,
        edits=edits,
        writes=[f"{life.name}({name})" for name in missing],
    )
