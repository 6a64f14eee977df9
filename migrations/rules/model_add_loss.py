"""Models of Keras 3 take no symbolic losses and no `add_metric`; layers take losses, in their `call`.

So the patch writes a layer into the file that adds the loss, or keeps the metric, and hands the output of the model on.
A layer of one's own that calls `add_metric` keeps a metric instead, and updates it.
"""

import ast
from collections.abc import Iterator, Sequence

from migrations.calls import argument, keyword, remove_argument, source
from migrations.graph.helpers import behind_imports
from migrations.here import Here
from migrations.indents import Indents, indents
from migrations.rule import Edit, Effect, Example, Finding, Fix, Rule, Span
from migrations.saying import sayable
from migrations.scopes import Assigned
from migrations.symbolic import is_symbolic

SINCE = Span("2.16")
MODEL, LAYER, MEAN = "tf.keras.Model", "tf.keras.layers.Layer", "tf.keras.metrics.Mean"
LOSS_LAYER = """\
class AddedLoss({layer}):
    \"""Adds a loss that is made of other tensors of a model, and hands its output on.\"""

    def call(self, tensors):
        self.add_loss(tensors[1])
        return tensors[0]

    def compute_output_shape(self, shapes):
        return shapes[0]


"""
METRIC_LAYER = """\
class AddedMetric({layer}):
    \"""Keeps the mean of another tensor of a model, and hands its output on.\"""

    def __init__(self, metric, **options):
        super().__init__(**options)
        self.metric = metric

    def call(self, tensors):
        self.metric.update_state(tensors[1])
        return tensors[0]

    def compute_output_shape(self, shapes):
        return shapes[0]


"""

rule = Rule(
    __name__,
    source="https://keras.io/guides/migrating_to_keras_3/",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import tensorflow as tf

class Activity(tf.keras.layers.Layer):
    def call(self, inputs):
        self.add_loss(tf.reduce_sum(inputs), inputs=inputs)
        return inputs

layer = Activity()
layer(tf.ones((1, 2)))
print(float(layer.losses[0]))
""",
            after="""\
import tensorflow as tf

class Activity(tf.keras.layers.Layer):
    def call(self, inputs):
        self.add_loss(tf.reduce_sum(inputs))
        return inputs

layer = Activity()
layer(tf.ones((1, 2)))
print(float(layer.losses[0]))
""",
            runs=True,
        ),
        Example(
            before="""\
import numpy as np
import tensorflow as tf

inputs = tf.keras.Input((2,))
hidden = tf.keras.layers.Dense(2, kernel_initializer="ones")(inputs)
model = tf.keras.Model(inputs, tf.keras.layers.Dense(1, kernel_initializer="ones")(hidden))
model.add_loss(tf.keras.layers.Lambda(lambda t: tf.reduce_mean(t))(hidden))
model.add_metric(hidden, name="width", aggregation="mean")
model.compile("sgd", "mse")
history = model.fit(np.ones((2, 2)), np.ones((2, 1)), verbose=0).history
print(sorted(history), float(history["loss"][0]), float(history["width"][0]))
""",
            after="""\
import numpy as np
import tensorflow as tf

class AddedLoss(tf.keras.layers.Layer):
    \"""Adds a loss that is made of other tensors of a model, and hands its output on.\"""

    def call(self, tensors):
        self.add_loss(tensors[1])
        return tensors[0]

    def compute_output_shape(self, shapes):
        return shapes[0]


class AddedMetric(tf.keras.layers.Layer):
    \"""Keeps the mean of another tensor of a model, and hands its output on.\"""

    def __init__(self, metric, **options):
        super().__init__(**options)
        self.metric = metric

    def call(self, tensors):
        self.metric.update_state(tensors[1])
        return tensors[0]

    def compute_output_shape(self, shapes):
        return shapes[0]


inputs = tf.keras.Input((2,))
hidden = tf.keras.layers.Dense(2, kernel_initializer="ones")(inputs)
model = tf.keras.Model(inputs, tf.keras.layers.Dense(1, kernel_initializer="ones")(hidden))
model = tf.keras.Model(model.input, AddedLoss()([model.output, \
tf.keras.layers.Lambda(lambda t: tf.reduce_mean(t))(hidden)]), name=model.name)
model = tf.keras.Model(model.input, AddedMetric(tf.keras.metrics.Mean(name="width"))([model.output, hidden]), \
name=model.name)
model.compile("sgd", "mse")
history = model.fit(np.ones((2, 2)), np.ones((2, 1)), verbose=0).history
print(sorted(history), float(history["loss"][0]), float(history["width"][0]))
""",
            runs=True,
        ),
        Example(
            before="""\
import tensorflow as tf

class Watched(tf.keras.layers.Layer):
    def call(self, inputs):
        self.add_metric(tf.reduce_sum(inputs), name="total", aggregation="mean")
        return inputs

class Scaled(tf.keras.layers.Layer):
    def __init__(self, rate):
        super().__init__()
        self.rate = rate

    def call(self, inputs):
        self.add_metric(inputs, aggregation="mean", name="seen")
        return inputs * self.rate

model = tf.keras.Sequential([Watched(), Scaled(2.0)])
model.compile("sgd", "mse")
print(sorted(model.evaluate(tf.ones((1, 2)), tf.ones((1, 2)), verbose=0, return_dict=True).items()))
""",
            after="""\
import tensorflow as tf

class Watched(tf.keras.layers.Layer):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.total_metric = tf.keras.metrics.Mean(name="total")

    def call(self, inputs):
        self.total_metric.update_state(tf.reduce_sum(inputs))
        return inputs

class Scaled(tf.keras.layers.Layer):
    def __init__(self, rate):
        super().__init__()
        self.seen_metric = tf.keras.metrics.Mean(name="seen")
        self.rate = rate

    def call(self, inputs):
        self.seen_metric.update_state(inputs)
        return inputs * self.rate

model = tf.keras.Sequential([Watched(), Scaled(2.0)])
model.compile("sgd", "mse")
print(sorted(model.evaluate(tf.ones((1, 2)), tf.ones((1, 2)), verbose=0, return_dict=True).items()))
""",
            runs=True,
        ),
    ),
    untouched=(
        """\
import tensorflow as tf
class Activity(tf.keras.layers.Layer):
    def call(self, inputs):
        self.add_loss(tf.reduce_sum(inputs))
        return inputs
class Mine:
    def add_metric(self, x): ...
Mine().add_metric(1)
""",
    ),
)


@rule.method("tf.keras.layers.Layer", "add_loss")
def loss(call: ast.Call, here: Here) -> Iterator[Finding]:
    word = keyword(call, "inputs")
    if word is not None:
        yield here.finding(
            word,
            symbol="tf.keras.layers.Layer.add_loss",
            message="From TensorFlow 2.16 on (Keras 3), `add_loss` takes no `inputs`. Leave it out.",
            effect=Effect.BREAKS,
            span=SINCE,
            fix=Fix.SAFE,
            edits=[remove_argument(here.text, call, word)],
        )
    given = call.args[0] if call.args else None
    if isinstance(given, ast.Lambda) or (given is not None and _is_made_of_symbols(given, here)):
        alone = len(call.args) == 1 and not call.keywords and not isinstance(given, ast.Lambda)
        edits = _attached(call, given, "AddedLoss()", LOSS_LAYER, here) if alone else []
        advice = (
            "The patch writes one that adds this loss; look at what else the model is used for."
            if edits
            else ("Put the computation into the `call` of a layer that calls `self.add_loss`, or into a `train_step`.")
        )
        yield here.finding(
            call,
            symbol="tf.keras.Model.add_loss",
            message=f"From TensorFlow 2.16 on (Keras 3), models take no symbolic losses, layers do. {advice}",
            effect=Effect.BREAKS,
            span=SINCE,
            fix=Fix.REVIEW if edits else Fix.MANUAL,
            edits=edits,
            writes=(MODEL, LAYER) if edits else (),
        )


@rule.method("tf.keras.layers.Layer", "add_metric")
def metric(call: ast.Call, here: Here) -> Iterator[Finding]:
    edits = _metric(call, here)
    yield here.finding(
        call.func,
        symbol="tf.keras.layers.Layer.add_metric",
        message="From TensorFlow 2.16 on (Keras 3), `add_metric` is not implemented. Keep a metric in the layer, "
        "made in `__init__`, and call its `update_state`; or pass metrics to `compile`.",
        effect=Effect.BREAKS,
        span=SINCE,
        fix=Fix.REVIEW if edits else Fix.MANUAL,
        edits=edits,
        writes=(MEAN,) if edits else (),
    )


def _metric(call: ast.Call, here: Here) -> Sequence[Edit]:
    """A metric that is kept, by the layer whose `call` this is, or by one that the model gets."""
    value, name = argument(call, 0, "value"), keyword(call, "name")
    mean = sayable(here, MEAN)
    way = keyword(call, "aggregation")
    words = {word.arg for word in call.keywords}
    if value is None or mean is None or not words <= {"value", "name", "aggregation"} or len(call.args) > 1:
        return []
    if way is not None and not (isinstance(way.value, ast.Constant) and way.value.value in {"mean", None}):
        return []
    if name is None or not isinstance(name.value, ast.Constant) or not str(name.value.value).isidentifier():
        return []
    made = f"{mean.text}(name={source(here.text, name.value)})"
    assert isinstance(call.func, ast.Attribute)
    if isinstance(call.func.value, ast.Name) and call.func.value.id == "self":
        return _kept(call, value, str(name.value.value), made, here)
    return _attached(call, value, f"AddedMetric({made})", METRIC_LAYER, here)


def _kept(call: ast.Call, value: ast.expr, name: str, made: str, here: Here) -> Sequence[Edit]:
    """The attribute is made in `__init__`, and updated where `add_metric` was called."""
    klass, space = here.enclosing(ast.ClassDef), None
    if klass is not None:
        space = indents(here.text, klass)
    if klass is None or space is None or not isinstance(here.parent, ast.Expr):
        return []
    attribute = f"{name}_metric"
    if attribute.encode() in here.text.source:
        return []
    first = _first_line(klass, f"self.{attribute} = {made}", space, here)
    if first is None:
        return []
    update = f"self.{attribute}.update_state({source(here.text, value)})"
    return [first, Edit(here.text.start(call), here.text.end(call), update)]


def _first_line(klass: ast.ClassDef, line: str, space: Indents, here: Here) -> Edit | None:
    """One more line of `__init__`, behind that of the class above; with an `__init__` where there is none."""
    text = here.text
    methods = [each for each in klass.body if isinstance(each, ast.FunctionDef)]
    made = next((each for each in methods if each.name == "__init__"), None)
    if made is None:
        first = methods[0].decorator_list[0] if methods[0].decorator_list else methods[0]
        place = text.offset(first.lineno, 0)
        above = f"{space.outer}def __init__(self, **kwargs):\n{space.inner}super().__init__(**kwargs)\n"
        return Edit(place, place, f"{above}{space.inner}{line}\n\n")
    for each in made.body:
        match each:
            case ast.Expr(value=ast.Call(func=ast.Attribute(attr="__init__"))):
                place = text.end_of_line(each.end_lineno or each.lineno)
                return Edit(place, place, f"\n{space.inner}{line}")
            case _:
                continue
    return None


def _attached(call: ast.Call, given: ast.expr, layer: str, block: str, here: Here) -> Sequence[Edit]:
    """The model is made anew, with a layer behind its output that gets the tensor as well."""
    text, statement = here.text, here.parent
    assert isinstance(call.func, ast.Attribute)
    owner = call.func.value
    model, above, place = sayable(here, MODEL), sayable(here, LAYER), behind_imports(text)
    known = isinstance(owner, ast.Name) and _is_functional(owner, here)
    taken = block.partition("(")[0].removeprefix("class ")
    if model is None or above is None or place is None or not known or not isinstance(statement, ast.Expr):
        return []
    if taken in here.code.outline.top.bindings or b"#" in text.source[text.start(call) : text.end(call)]:
        return []
    name = source(text, owner)
    head = f"{name} = {model.text}({name}.input, {layer}([{name}.output, "
    return [
        *dict.fromkeys([*model.edits, *above.edits]),
        Edit(place[1], place[1], block.format(layer=above.text)),
        Edit(text.start(statement), text.start(given), head),
        Edit(text.end(given), text.end(statement), f"]), name={name}.name)"),
    ]


def _is_functional(owner: ast.Name, here: Here) -> bool:
    """Whether it is bound in this function, to one model that is made of tensors, with one output."""
    home = here.scope.home(owner.id)
    if home is not here.scope:
        return False
    made = [each.value for each in home.bindings[owner.id] if isinstance(each, Assigned)]
    if len(made) != len(home.bindings[owner.id]) or not made or not isinstance(made[0], ast.Call):
        return False
    outputs = argument(made[0], 1, "outputs")
    several = isinstance(outputs, ast.Dict | ast.Tuple) or (isinstance(outputs, ast.List) and len(outputs.elts) != 1)
    return here.is_a(owner, MODEL) and outputs is not None and not several


def _is_made_of_symbols(given: ast.expr, here: Here) -> bool:
    """Whether it is a symbolic tensor here, not inside of a layer."""
    function = here.enclosing(ast.FunctionDef)
    if function is not None and function.name in {"call", "train_step", "test_step"}:
        return False
    return is_symbolic(given, here)
