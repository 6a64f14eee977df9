"""With Keras 3, `metrics_names` and `metrics` of a model name the metrics of `compile` all together: "compile_metrics".

`evaluate(..., return_dict=True)` gives each by its name, from TensorFlow 2.2 on.
"""

import ast
from collections.abc import Iterator, Sequence

from packaging.version import Version

from migrations.below import below
from migrations.calls import insert_argument, keyword, replace, source
from migrations.here import Here
from migrations.rule import Edit, Effect, Example, Finding, Fix, Rule, Span
from migrations.scopes import Assigned

SINCE = Span("2.16")
EVALUATE = frozenset({"evaluate", "evaluate_generator"})
"""The second becomes the first on the way."""

rule = Rule(
    __name__,
    source="https://keras.io/guides/migrating_to_keras_3/",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import numpy as np
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.Input((1,)), tf.keras.layers.Dense(1)])
model.compile(optimizer="sgd", loss="mse", metrics=["mae"])
model.fit(np.ones((2, 1)), np.ones((2, 1)), verbose=0)
results = dict(zip(model.metrics_names, model.evaluate(np.ones((2, 1)), np.ones((2, 1)), verbose=0)))
print(sorted(results))
""",
            after="""\
import numpy as np
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.Input((1,)), tf.keras.layers.Dense(1)])
model.compile(optimizer="sgd", loss="mse", metrics=["mae"])
model.fit(np.ones((2, 1)), np.ones((2, 1)), verbose=0)
results = model.evaluate(np.ones((2, 1)), np.ones((2, 1)), verbose=0, return_dict=True)
print(sorted(results))
""",
            runs=True,
        ),
        Example(
            before="""\
import tensorflow as tf
model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
values = model.evaluate(None, verbose=0)
for name, value in zip(model.metrics_names, values):
    print(name, value)
""",
            after="""\
import tensorflow as tf
model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
values = model.evaluate(None, verbose=0, return_dict=True)
for name, value in values.items():
    print(name, value)
""",
        ),
    ),
    untouched=("import tensorflow as tf\nclass Mine:\n    metrics_names = ['a']\nprint(tf, Mine().metrics_names)\n",),
)


@rule.attribute("tf.keras.Model", "metrics_names")
def names(node: ast.Attribute, here: Here) -> Iterator[Finding]:
    around = here.parent
    if isinstance(around, ast.Call) and here.dotted(around.func) == "builtins.print":
        return  # only shown
    edits = _edits(node, here) if here.baseline >= Version("2.2") else []
    yield here.finding(
        node,
        symbol="tf.keras.Model.metrics_names",
        message='From TensorFlow 2.16 on (Keras 3), `metrics_names` is ["loss", "compile_metrics"], without the names '
        "of the metrics. Use `evaluate(..., return_dict=True)`.",
        effect=Effect.CHANGES,
        span=SINCE,
        fix=Fix.SAFE if edits else Fix.MANUAL,
        edits=edits,
    )


def _edits(node: ast.Attribute, here: Here) -> Sequence[Edit]:
    """`zip(names, values)` where the values are seen to come from `evaluate`, and go nowhere else."""
    pair = here.parent
    if not isinstance(pair, ast.Call) or here.dotted(pair.func) != "builtins.zip" or len(pair.args) != 2:  # noqa: PLR2004
        return []
    if pair.args[0] is not node:
        return []
    values, around = pair.args[1], here.code.parents.get(pair)
    evaluated, edits = _evaluated(values, here), list[Edit]()
    if evaluated is None or keyword(evaluated, "return_dict") is not None:
        return []
    text = source(here.text, values)
    if isinstance(values, ast.Name):
        edits.append(insert_argument(here.text, evaluated, "return_dict=True"))
    else:
        inner = insert_argument(here.text, evaluated, "return_dict=True")
        start = here.text.start(values)
        text = text[: inner.start - start] + inner.text + text[inner.start - start :]
    if isinstance(around, ast.Call) and here.dotted(around.func) == "builtins.dict" and len(around.args) == 1:
        return [*edits, replace(here.text, around, text if not isinstance(values, ast.Name) else f"dict({text})")]
    return [*edits, replace(here.text, pair, f"{text}.items()")]


def _evaluated(values: ast.expr, here: Here) -> ast.Call | None:
    """The call of `evaluate` that gives the values, if nothing else uses them."""
    if isinstance(values, ast.Name):
        home = here.scope.home(values.id)
        bindings = home.bindings[values.id] if home else []
        loads = [
            node
            for node in below(here.code.text.tree)
            if isinstance(node, ast.Name) and node.id == values.id and isinstance(node.ctx, ast.Load)
        ]
        if len(bindings) != 1 or not isinstance(bindings[0], Assigned) or len(loads) != 1:
            return None
        values = bindings[0].value
    if isinstance(values, ast.Call) and isinstance(values.func, ast.Attribute) and values.func.attr in EVALUATE:
        return values
    return None
