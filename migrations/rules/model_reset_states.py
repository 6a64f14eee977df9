"""Models of Keras 3 have no `reset_states`; the layers that keep states have it, in every version."""

import ast
from collections.abc import Iterator, Sequence

from migrations.below import below
from migrations.calls import replace, source
from migrations.here import Here
from migrations.rule import Edit, Effect, Example, Finding, Fix, Rule, Span

SINCE = Span("2.16")

rule = Rule(
    __name__,
    source="https://keras.io/guides/migrating_to_keras_3/",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import numpy as np
import tensorflow as tf

model = tf.keras.Sequential()
model.add(tf.keras.Input(batch_shape=(1, 2, 1)))
model.add(tf.keras.layers.LSTM(2, stateful=True, kernel_initializer="ones", recurrent_initializer="ones"))
model.add(tf.keras.layers.Dense(1, kernel_initializer="ones"))
x = np.ones((1, 2, 1))
first = model.predict(x, verbose=0)
model.reset_states()
print(np.allclose(first, model.predict(x, verbose=0)))
end = tf.keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: model.reset_states())
end.on_epoch_end(0, {})
print(np.allclose(first, model.predict(x, verbose=0)))
""",
            after="""\
import numpy as np
import tensorflow as tf

model = tf.keras.Sequential()
model.add(tf.keras.Input(batch_shape=(1, 2, 1)))
model.add(tf.keras.layers.LSTM(2, stateful=True, kernel_initializer="ones", recurrent_initializer="ones"))
model.add(tf.keras.layers.Dense(1, kernel_initializer="ones"))
x = np.ones((1, 2, 1))
first = model.predict(x, verbose=0)
for layer in model.layers:
    if getattr(layer, "stateful", False):
        layer.reset_states()
print(np.allclose(first, model.predict(x, verbose=0)))
end = tf.keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: \
[layer.reset_states() for layer in model.layers if getattr(layer, "stateful", False)])
end.on_epoch_end(0, {})
print(np.allclose(first, model.predict(x, verbose=0)))
""",
            runs=True,
        ),
    ),
    untouched=(
        "import tensorflow as tf\nlayer = tf.keras.layers.LSTM(2, stateful=True)\nlayer.reset_states()\n",
        """\
import tensorflow as tf
class Net(tf.keras.Model):
    def reset_states(self): ...
Net().reset_states()
""",
    ),
)


@rule.method("tf.keras.Model", "reset_states")
def reset(call: ast.Call, here: Here) -> Iterator[Finding]:
    assert isinstance(call.func, ast.Attribute)
    edits = _edits(call, call.func.value, here)
    yield here.finding(
        call.func,
        symbol="tf.keras.Model.reset_states",
        message="From TensorFlow 2.16 on (Keras 3), models have no `reset_states`. Call that of each layer that is "
        "stateful.",
        effect=Effect.BREAKS,
        span=SINCE,
        fix=Fix.SAFE if edits else Fix.MANUAL,
        edits=edits,
    )


def _edits(call: ast.Call, model: ast.expr, here: Here) -> Sequence[Edit]:
    """A loop where the call is a line of its own, else one inside of brackets."""
    if call.args or call.keywords or "\n" in (owner := source(here.text, model)):
        return []
    statement = here.code.parents.get(call)
    before = here.text.lines[call.lineno - 1][: here.text.characters(call.lineno, call.col_offset)]
    taken = {node.id for node in below(here.code.text.tree) if isinstance(node, ast.Name)}
    name = next(each for each in ("layer", "stateful_layer", "each_layer", "layer_") if each not in taken)
    if isinstance(statement, ast.Expr) and not before.strip():
        step = "\t" if before.startswith("\t") else "    "
        lines = (
            f"for {name} in {owner}.layers:",
            f'{before}{step}if getattr({name}, "stateful", False):',
            f"{before}{step}{step}{name}.reset_states()",
        )
        return [replace(here.text, call, "\n".join(lines))]
    loop = f'[{name}.reset_states() for {name} in {owner}.layers if getattr({name}, "stateful", False)]'
    return [replace(here.text, call, loop)]
