"""The wrappers for scikit-learn left Keras with TensorFlow 2.13; the package scikeras took their place.

Its first argument is `model`, which was `build_fn`.
"""

import ast
from collections.abc import Iterator

from migrations.calls import keyword, rename_keyword
from migrations.here import Here
from migrations.relocation import relocated
from migrations.rule import Edit, Effect, Example, Finding, Fix, Rule, Span

SINCE = Span("2.13")
OLD = "tf.keras.wrappers.scikit_learn"
NEW = "scikeras.wrappers"
CLASSES = ("KerasClassifier", "KerasRegressor")

rule = Rule(
    __name__,
    source="https://adriangb.com/scikeras/stable/migration.html",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import numpy as np
import tensorflow as tf
from tensorflow.keras.wrappers.scikit_learn import KerasRegressor

def build():
    model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    return model

wrapped = KerasRegressor(build_fn=build, epochs=1, verbose=0)
wrapped.fit(np.ones((4, 2)), np.ones(4))
print(np.shape(wrapped.predict(np.ones((4, 2)))))
""",
            after="""\
import numpy as np
import tensorflow as tf
from scikeras.wrappers import KerasRegressor

def build():
    model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    return model

wrapped = KerasRegressor(model=build, epochs=1, verbose=0)
wrapped.fit(np.ones((4, 2)), np.ones(4))
print(np.shape(wrapped.predict(np.ones((4, 2)))))
""",
            runs=True,
        ),
    ),
    untouched=(
        "from scikeras.wrappers import KerasClassifier\nimport tensorflow as tf\nKerasClassifier(model=None)\n",
        "import tensorflow as tf\nfrom mylib.scikit_learn import KerasClassifier\nKerasClassifier(build_fn=None)\n",
    ),
)


@rule.below(OLD)
def wrapper(node: ast.expr | ast.alias, here: Here) -> Iterator[Finding]:
    edits: list[Edit] | None = None
    statement = here.parent
    if isinstance(node, ast.alias) and isinstance(statement, ast.ImportFrom):
        moves = {f"{statement.module}.{name}": f"{NEW}.{name}" for name in CLASSES}
        known = {alias.name for alias in statement.names} <= set(CLASSES)
        edits = relocated(here.text, statement, moves) if known else None
    yield _finding(node, here, edits)


@rule.call(*(f"{OLD}.{name}" for name in CLASSES))
def made(call: ast.Call, here: Here) -> Iterator[Finding]:
    word = keyword(call, "build_fn")
    if word is not None:
        yield _finding(word, here, [rename_keyword(here.text, word, "model")])


def _finding(node: ast.expr | ast.alias | ast.keyword, here: Here, edits: list[Edit] | None) -> Finding:
    return here.finding(
        node,
        symbol=OLD,
        message="tf.keras.wrappers.scikit_learn is gone from TensorFlow 2.13 on. Use the package scikeras: its classes "
        "take `model` for `build_fn`, and parameters of the model as `model__name`. Look at it: install scikeras, and "
        "pass such parameters by their new names.",
        effect=Effect.BREAKS,
        span=SINCE,
        fix=Fix.REVIEW if edits else Fix.MANUAL,
        edits=edits or [],
        requires=("scikeras",),
    )
