"""`super().__init__(kwargs)` without the two stars: from TensorFlow 2.7 on, a layer raises for it.

The dictionary is taken for `trainable`, which has to be a truth then. An empty one froze the layer before, and what was
in it was lost. Layers of Keras 3 take nothing by position.
"""

import ast
from collections.abc import Iterator

from migrations.calls import replace
from migrations.here import Here
from migrations.rule import Effect, Example, Finding, Fix, Rule, Span
from migrations.supers import START, starts

SINCE = Span("2.7")
LAYER = "tf.keras.layers.Layer"

rule = Rule(
    __name__,
    source="https://github.com/keras-team/keras/blob/v2.7.0/keras/engine/base_layer.py",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import tensorflow as tf

class Scale(tf.keras.layers.Layer):
    def __init__(self, factor, **kwargs):
        super(Scale, self).__init__(kwargs)
        self.factor = factor

    def call(self, x):
        return x * self.factor

print(float(Scale(2.0)(tf.constant(3.0))))
""",
            after="""\
import tensorflow as tf

class Scale(tf.keras.layers.Layer):
    def __init__(self, factor, **kwargs):
        super(Scale, self).__init__(**kwargs)
        self.factor = factor

    def call(self, x):
        return x * self.factor

print(float(Scale(2.0)(tf.constant(3.0))))
""",
            runs=True,
        ),
    ),
    untouched=(
        """\
import tensorflow as tf
class Fine(tf.keras.layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
class Other(dict):
    def __init__(self, **kwargs):
        super().__init__(kwargs)
""",
    ),
)


rule.needs(START)


@rule.subclass(LAYER)
def starred(node: ast.ClassDef, here: Here) -> Iterator[Finding]:
    for call, base in starts(node, here):
        options = _options(call, node)
        if base.rpartition(".")[2] == "Layer" and options is not None:
            yield here.finding(
                call,
                symbol=f"{LAYER}.{START}",
                message=f"From TensorFlow 2.7 on, a layer raises a TypeError for `{options.id}` without its stars: it "
                f"takes it for `trainable`: an empty dictionary froze it before. Write `**{options.id}`.",
                effect=Effect.BREAKS,
                span=SINCE,
                fix=Fix.REVIEW,
                edits=[replace(here.text, options, f"**{options.id}")],
            )


def _options(call: ast.Call, node: ast.ClassDef) -> ast.Name | None:
    """The only thing that is handed on: what `__init__` takes as `**options`."""
    own = next((each for each in node.body if isinstance(each, ast.FunctionDef) and each.name == START), None)
    match call.args:
        case [ast.Name() as given] if own is not None and own.args.kwarg is not None and not call.keywords:
            return given if given.id == own.args.kwarg.arg else None
        case _:
            return None
