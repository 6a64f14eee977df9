"""`tf.keras.backend.set_value` does not take the variables of Keras 3; `assign` does the same in all 2.x."""

import ast
from collections.abc import Iterator

from packaging.version import Version

from migrations.calls import is_spread
from migrations.here import Here
from migrations.rule import Edit, Effect, Example, Finding, Fix, Rule, Span
from migrations.scopes import Assigned, Scope

SINCE = Span("2.16")
PLAIN = frozenset({"tf.keras.backend.variable", "tf.compat.v1.keras.backend.variable", "tf.Variable"})

rule = Rule(
    __name__,
    source="https://keras.io/guides/migrating_to_keras_3/",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import tensorflow as tf
from tensorflow.keras import backend as K

optimizer = tf.keras.optimizers.SGD(0.5)
K.set_value(optimizer.learning_rate, K.get_value(optimizer.learning_rate) * 0.5)
print(float(optimizer.learning_rate))
""",
            after="""\
import tensorflow as tf
from tensorflow.keras import backend as K

optimizer = tf.keras.optimizers.SGD(0.5)
optimizer.learning_rate.assign(K.get_value(optimizer.learning_rate) * 0.5)
print(float(optimizer.learning_rate))
""",
            runs=True,
        ),
    ),
    untouched=(
        "import tensorflow as tf\nclass K:\n    def set_value(self, x, y): ...\nK().set_value(tf, 1)\n",
        """\
from tensorflow.keras import backend as K
from tensorflow.keras.callbacks import Callback
class Annealing(Callback):
    def __init__(self):
        super().__init__()
        self.weight = K.variable(0.0)
    def on_epoch_end(self, epoch, logs=None):
        K.set_value(self.weight, 0.1 * epoch)
rate = K.variable(1.0)
K.set_value(rate, 2.0)
""",
    ),
)


@rule.call("tf.keras.backend.set_value", "tf.compat.v1.keras.backend.set_value")
def assigned(call: ast.Call, here: Here) -> Iterator[Finding]:
    edits: list[Edit] = []
    if len(call.args) == 2 and not call.keywords and not is_spread(call):  # noqa: PLR2004  # the variable and its value
        text = here.text
        variable, value = call.args
        simple = isinstance(variable, ast.Name | ast.Attribute | ast.Subscript | ast.Call)
        between = text.source[text.end(variable) : text.start(value)]
        if simple and between.strip() == b",":
            edits = [
                Edit(text.start(call), text.start(variable), ""),
                Edit(text.end(variable), text.start(value), ".assign("),
            ]
    if call.args and _is_plain(call.args[0], here):
        return
    graphs = here.baseline < Version("2.0")
    yield here.finding(
        call,
        symbol=here.dotted(call.func) or "",
        message="From TensorFlow 2.16 on (Keras 3), tf.keras.backend.set_value raises for variables of Keras. "
        "Write `variable.assign(value)`." + (" Look at it: TensorFlow 1 does not assign that way." if graphs else ""),
        effect=Effect.BREAKS,
        span=SINCE,
        fix=Fix.MANUAL if not edits else Fix.REVIEW if graphs else Fix.SAFE,
        edits=edits,
    )


def _is_plain(variable: ast.expr, here: Here) -> bool:
    """Whether it surely is a variable of TensorFlow itself, which `set_value` takes in every version."""
    made = _made(variable, here)
    return bool(made) and all(
        isinstance(each, ast.Call) and here.world.names.dotted(each.func, scope) in PLAIN for each, scope in made
    )


def _made(variable: ast.expr, here: Here) -> list[tuple[ast.expr | None, Scope]]:
    """All that a name, or an attribute of `self`, is bound to."""
    match variable:
        case ast.Name(id=name):
            home = here.scope.home(name)
            bound = home.bindings[name] if home is not None else []
            return [(each.value if isinstance(each, Assigned) else None, here.scope) for each in bound]
        case ast.Attribute(value=owner, attr=name):
            klass = here.world.classes.of_self(owner, here.scope)
            stores = here.world.classes.stores.get(klass, ()) if klass is not None else ()
            return [(each.value, each.scope) for each in stores if each.name == name]
        case _:
            return []
