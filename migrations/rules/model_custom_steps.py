"""What a custom `train_step` or `test_step` reports as "loss" is not always what Keras 3 shows.

Keras 3 keeps a "loss" of its own for every compiled model. A step that returns nothing but {"loss": value} gets that
one instead, which stays 0; `self.compiled_loss(...)` no longer keeps the loss that it computes; and
`self.compute_loss(...)` neither; and `self.compiled_metrics.update_state(...)` gives the predictions to the loss, as if
they were losses.
"""

import ast
from collections.abc import Iterator, Sequence

from migrations.below import below
from migrations.calls import argument, replace, source
from migrations.here import Here
from migrations.rule import Edit, Effect, Example, Finding, Fix, Rule, Span
from migrations.saying import said

SINCE = Span("2.16")

rule = Rule(
    __name__,
    source="https://keras.io/guides/custom_train_step_in_tensorflow/",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import numpy as np
import tensorflow as tf

class Own(tf.keras.Model):
    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((self(x, training=True) - y) ** 2)
        gradients = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply_gradients(zip(gradients, self.trainable_variables))
        return {"loss": loss}

inputs = tf.keras.Input((2,))
model = Own(inputs, tf.keras.layers.Dense(1, kernel_initializer="zeros")(inputs))
model.compile(optimizer=tf.keras.optimizers.SGD(0.0))
print(model.fit(np.ones((2, 2)), np.ones((2, 1)), verbose=0).history)
""",
            after="""\
import numpy as np
import tensorflow as tf

class Own(tf.keras.Model):
    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((self(x, training=True) - y) ** 2)
        gradients = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply_gradients(zip(gradients, self.trainable_variables))
        if hasattr(self, "_loss_tracker"):  # Keras 3 shows what this one keeps
            self._loss_tracker.reset_state()
            self._loss_tracker.update_state(loss)
        return {"loss": loss}

inputs = tf.keras.Input((2,))
model = Own(inputs, tf.keras.layers.Dense(1, kernel_initializer="zeros")(inputs))
model.compile(optimizer=tf.keras.optimizers.SGD(0.0))
print(model.fit(np.ones((2, 2)), np.ones((2, 1)), verbose=0).history)
""",
            runs=True,
        ),
        Example(
            before="""\
import tensorflow as tf
class Guide(tf.keras.Model):
    def test_step(self, data):
        x, y = data
        p = self(x)
        self.compiled_loss(y, p, regularization_losses=self.losses)
        self.compiled_metrics.update_state(y, p)
        return {m.name: m.result() for m in self.metrics}
""",
            after="""\
import tensorflow as tf
class Guide(tf.keras.Model):
    def test_step(self, data):
        x, y = data
        p = self(x)
        loss = self.compiled_loss(y, p, regularization_losses=self.losses)
        if hasattr(self, "_loss_tracker"):  # Keras 3 shows what this one keeps
            self._loss_tracker.update_state(loss, sample_weight=tf.shape(y)[0])
        if hasattr(self, "_loss_tracker"):  # Keras 3 shows what this one keeps
            for metric in self.metrics:
                if metric.name != "loss":
                    metric.update_state(y, p)
        else:
            self.compiled_metrics.update_state(y, p)
        return {m.name: m.result() for m in self.metrics}
""",
        ),
        Example(
            before="""\
import numpy as np
import tensorflow as tf

class Own(tf.keras.Model):
    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            loss = self.compute_loss(y=y, y_pred=self(x, training=True))
        gradients = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply_gradients(zip(gradients, self.trainable_variables))
        return {metric.name: metric.result() for metric in self.metrics}

inputs = tf.keras.Input((2,))
model = Own(inputs, tf.keras.layers.Dense(1, kernel_initializer="zeros")(inputs))
model.compile(optimizer="sgd", loss="mse")
print(model.fit(np.ones((2, 2)), np.ones((2, 1)), verbose=0).history)
""",
            after="""\
import numpy as np
import tensorflow as tf

class Own(tf.keras.Model):
    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            loss = self.compute_loss(y=y, y_pred=self(x, training=True))
            if hasattr(self, "_loss_tracker"):  # Keras 3 shows what this one keeps
                self._loss_tracker.update_state(loss, sample_weight=tf.shape(y)[0])
        gradients = tape.gradient(loss, self.trainable_variables)
        self.optimizer.apply_gradients(zip(gradients, self.trainable_variables))
        return {metric.name: metric.result() for metric in self.metrics}

inputs = tf.keras.Input((2,))
model = Own(inputs, tf.keras.layers.Dense(1, kernel_initializer="zeros")(inputs))
model.compile(optimizer="sgd", loss="mse")
print(model.fit(np.ones((2, 2)), np.ones((2, 1)), verbose=0).history)
""",
            runs=True,
        ),
    ),
    untouched=(
        """\
import tensorflow as tf
class Two(tf.keras.Model):
    def train_step(self, data):
        return {"loss": 1.0, "other": 2.0}
class Tracked(tf.keras.Model):
    @property
    def metrics(self):
        return [self.tracker]
    def train_step(self, data):
        self.tracker.update_state(1.0)
        return {"loss": self.tracker.result()}
""",
    ),
)


CONDITION = 'if hasattr(self, "_loss_tracker"):  # Keras 3 shows what this one keeps'


rule.words("train_step", "test_step")


@rule.subclass("tf.keras.Model")
def steps(node: ast.ClassDef, here: Here) -> Iterator[Finding]:
    methods = {each.name: each for each in node.body if isinstance(each, ast.FunctionDef)}
    for name in ("train_step", "test_step"):
        step = methods.get(name)
        if step is not None and "metrics" not in methods and not _knows(step):
            yield from _raw(step, here)
            yield from _compiled(step, here)


def _knows(step: ast.FunctionDef) -> bool:
    """Whether it keeps the loss for Keras 3 already, in its tracker or in the metric of that name."""
    return any(
        (isinstance(node, ast.Attribute) and node.attr == "_loss_tracker")
        or (isinstance(node, ast.Constant) and node.value == "_loss_tracker")
        or (isinstance(node, ast.Compare) and any(isinstance(op, ast.Eq) for op in node.ops) and _is_loss(node))
        for node in below(step)
    )


def _is_loss(compared: ast.Compare) -> bool:
    return any(
        isinstance(each, ast.Constant) and each.value == "loss" for each in (compared.left, *compared.comparators)
    )


def _raw(step: ast.FunctionDef, here: Here) -> Iterator[Finding]:
    for node in below(step):
        match node:
            case ast.Return(value=ast.Dict(keys=[ast.Constant(value="loss")], values=[value])) if not _is_result(value):
                lines = ["self._loss_tracker.reset_state()", "self._loss_tracker.update_state({})"]
                edits = _lines(node, value, lines, here) if isinstance(value, ast.Name) else []
                yield _finding(node, step.name, "`return {'loss': ...}` shows 0", edits, here)
            case _:
                continue


def _is_result(value: ast.expr) -> bool:
    """Whether it is what a metric has kept."""
    return any(isinstance(node, ast.Attribute) and node.attr == "result" for node in below(value))


def _lines(node: ast.stmt, value: ast.expr, lines: Sequence[str], here: Here) -> list[Edit]:
    """The lines in front of a statement, where it has a line of its own."""
    indent, step = _indent(node, here)
    if indent is None:
        return []
    inner = "".join(f"{indent}{step}{line.format(source(here.text, value))}\n" for line in lines)
    place = here.text.start(node)
    return [Edit(place, place, f"{CONDITION}\n{inner}{indent}")]


def _indent(node: ast.stmt, here: Here) -> tuple[str | None, str]:
    before = here.text.lines[node.lineno - 1][: here.text.characters(node.lineno, node.col_offset)]
    return (None if before.strip() else before), ("\t" if "\t" in before else "    ")


def _compiled(step: ast.FunctionDef, here: Here) -> Iterator[Finding]:
    keepers = {"compiled_loss", "compute_loss"} if _returns_kept(step) else {"compiled_loss"}
    for node in below(step):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="self"), attr=attr)) if attr in keepers:
                happens = f"the loss of `self.{attr}` is not kept, and what shows is another number"
                yield _finding(node, step.name, happens, _kept(node, step, here), here)
            case _:
                continue


def _returns_kept(step: ast.FunctionDef) -> bool:
    """Whether what it returns is what the metrics of the model have kept."""
    return any(
        isinstance(inner, ast.Attribute) and inner.attr in {"metrics", "compute_metrics", "get_metrics_result"}
        for node in below(step)
        if isinstance(node, ast.Return) and node.value is not None
        for inner in below(node.value)
    )


def _kept(call: ast.Call, step: ast.FunctionDef, here: Here) -> list[Edit]:
    """The loss goes to where Keras 3 keeps it, weighted by the size of the batch as before."""
    statement, shape = here.code.parents.get(call), said(here, "tf.shape")
    labels = _labels(call)
    if not isinstance(statement, ast.stmt) or shape is None or not isinstance(labels, ast.Name):
        return []
    indent, inner = _indent(statement, here)
    place = here.text.end_of_line(statement.end_lineno or statement.lineno)
    if indent is None or here.text.end(statement) != place:
        return []
    metrics = _metrics(step, here)
    if metrics is None:
        return []
    edits = [*metrics]
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)]):
            pass
        case ast.Expr():
            name = "loss"
            if any(isinstance(each, ast.Name) and each.id == name for each in below(step)):
                return []
            edits.append(Edit(here.text.start(statement), here.text.start(statement), f"{name} = "))
        case _:
            return []
    size = f"{shape}({labels.id})[0]"
    update = f"self._loss_tracker.update_state({name}, sample_weight={size})"
    return [*edits, Edit(place, place, f"\n{indent}{CONDITION}\n{indent}{inner}{update}")]


def _labels(call: ast.Call) -> ast.expr | None:
    of_compute_loss = isinstance(call.func, ast.Attribute) and call.func.attr == "compute_loss"
    return argument(call, 1, "y") if of_compute_loss else argument(call, 0, "y_true")


def _metrics(step: ast.FunctionDef, here: Here) -> list[Edit] | None:
    """`compiled_metrics` of Keras 3 gives the predictions to the loss as well: the metrics are asked themselves."""
    edits = []
    for node in below(step):
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Attribute(attr="compiled_metrics"), attr="update_state"), args=[*_]
            ):
                statement = here.code.parents.get(node)
                if not isinstance(statement, ast.Expr) or not node.args:
                    return None
                indent, inner = _indent(statement, here)
                if indent is None or node.lineno != node.end_lineno:
                    return None
                text = source(here.text, node)
                call = f"metric.update_state{text[text.index('update_state') + len('update_state') :]}"
                deep = indent + inner
                lines = (
                    f'{CONDITION}\n{deep}for metric in self.metrics:\n{deep}{inner}if metric.name != "loss":\n'
                    f"{deep}{inner}{inner}{call}\n{indent}else:\n{deep}{text}"
                )
                edits.append(replace(here.text, statement, lines))
            case _:
                continue
    return edits


def _finding(node: ast.stmt | ast.expr, step: str, happens: str, edits: Sequence[Edit], here: Here) -> Finding:
    return here.finding(
        node,
        symbol=f"tf.keras.Model.{step}",
        message=f"From TensorFlow 2.16 on (Keras 3), in `{step}` {happens}. Keep the loss in a tf.keras.metrics.Mean, "
        'update it in the step, return its result as "loss", and list it in the property `metrics`.',
        effect=Effect.CHANGES,
        span=SINCE,
        fix=Fix.REVIEW if edits else Fix.MANUAL,
        edits=edits,
    )
