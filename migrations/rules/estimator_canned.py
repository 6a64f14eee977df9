"""Estimators compute another loss from TensorFlow 2.0 on, and are gone from TensorFlow 2.16 on.

The ready-made estimators of TensorFlow 1 added up the losses of a batch; those of TensorFlow 2 take the mean and train
with other optimizers. `tf.compat.v1.estimator` has the old ones up to 2.15. From 2.16 on there are no estimators.
"""

import ast
from collections.abc import Iterator

from packaging.version import Version

from migrations.graph.files import Switch
from migrations.here import Here
from migrations.rule import Effect, Example, Finding, Fix, Rule, Span

MEAN = Span("2.0", "2.15")
GONE = Span("2.16")
CANNED = tuple(
    f"tf.estimator.{kind}{form}"
    for kind in ("Linear", "DNN", "DNNLinearCombined", "Baseline")
    for form in ("Classifier", "Regressor", "Estimator")
)
WAYS = {
    "Linear": "A Keras model with one Dense layer does its work.",
    "DNN": "A Keras model of Dense layers does its work.",
    "BoostedTrees": "The package tensorflow-decision-forests has boosted trees.",
    "inputs": "tf.data.Dataset.from_tensor_slices gives the same batches.",
    "RunConfig": "Seeds, folders and checkpoints are arguments of Keras callbacks.",
}
"""By how a name begins, what takes its place."""

rule = Rule(
    __name__,
    source="https://www.tensorflow.org/guide/migrate/migrating_estimator",
    applies=Span("2.0"),
    examples=(
        Example(
            before="""\
import tensorflow as tf

column = tf.feature_column.numeric_column("x")
estimator = tf.estimator.LinearRegressor([column])
print(type(estimator).__name__)
""",
            after="""\
import tensorflow as tf

column = tf.feature_column.numeric_column("x")
estimator = tf.estimator.LinearRegressor([column])
print(type(estimator).__name__)
""",
            runs=True,
        ),
    ),
    untouched=(
        # The estimators of scikit-learn.
        """\
from sklearn import estimator
print(estimator.LinearRegressor())
""",
    ),
)


@rule.refers(*CANNED)
def means(node: ast.Attribute | ast.alias, here: Here) -> Iterator[Finding]:
    if here.baseline >= Version(MEAN.since) or here.world.once(Switch).switches(here.code):
        return
    name = here.dotted(node) if isinstance(node, ast.Attribute) else f"tf.estimator.{node.name}"
    old = (name or "").replace("tf.estimator.", "tf.compat.v1.estimator.", 1)
    edits = here.rename(node, old)
    yield here.finding(
        node,
        symbol=name or "tf.estimator",
        message=f"From TensorFlow 2.0 on, {name} takes the mean of a batch's losses, not their sum, and trains with "
        f"other optimizers. {old} is the one of TensorFlow 1, up to 2.15.",
        effect=Effect.CHANGES,
        span=MEAN,
        fix=Fix.REVIEW if edits else Fix.MANUAL,
        edits=edits or (),
        writes=(old,) if edits else (),
    )


@rule.below("tf.estimator", "tf.compat.v1.estimator", "tf.keras.estimator", "tf.compat.v1.keras.estimator")
def gone(node: ast.Attribute | ast.alias, here: Here) -> Iterator[Finding]:
    name = here.dotted(node) if isinstance(node, ast.Attribute) else None
    said = name or (f"tf.estimator.{node.name}" if isinstance(node, ast.alias) else "tf.estimator")
    last = said.partition("estimator.")[2] or "Estimator"
    way = next((words for start, words in WAYS.items() if last.startswith(start)), "")
    yield here.finding(
        node,
        symbol=said,
        message=f"From TensorFlow 2.16 on there are no estimators, and {said} raises. {way or KERAS} "
        "TensorFlow 2.15 is the last one that has them.",
        effect=Effect.BREAKS,
        span=GONE,
        fix=Fix.MANUAL,
    )


KERAS = "Write the model with Keras: fit, evaluate and predict do what train, evaluate and predict did."
