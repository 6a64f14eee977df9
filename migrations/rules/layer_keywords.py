"""Keywords of layers that Keras 3 does not know.

Layers hand what they do not know on to their base class with `**kwargs`, so no signature tells: Keras 2 took
`batch_input_shape`, `weights`, `dynamic` and others there, Keras 3 raises "Unrecognized keyword arguments".
"""

import ast
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from migrations.calls import keyword, remove_argument, remove_arguments, rename_keyword, source
from migrations.here import Here
from migrations.rule import Edit, Effect, Example, Finding, Fix, Rule, Span
from migrations.saying import sayable
from migrations.supers import starts

SINCE = Span("2.16")
INPUT = "tf.keras.Input"
EVERYWHERE = ("batch_input_shape", "weights", "dynamic", "batch_size", "input_length")
OWN = {
    "Embedding": {"weights", "input_length"},
    "Bidirectional": {"weights"},
    "InputLayer": {"batch_input_shape", "batch_size"},
    "Input": set(EVERYWHERE),
    "TorchModuleWrapper": set(EVERYWHERE),
}
"""Layers that know some of them themselves."""
RECURRENT = ("LSTM", "GRU", "SimpleRNN", "RNN", "ConvLSTM1D", "ConvLSTM2D", "ConvLSTM3D", "StackedRNNCells")
HARMLESS = {
    ("BatchNormalization", "fused"): "It only chooses how the same is computed.",
    ("BatchNormalization", "virtual_batch_size"): "",
    ("Embedding", "sparse"): "It only chooses how its gradients are kept.",
    ("SyncBatchNormalization", "fused"): "It only chooses how the same is computed.",
    **{
        (layer, f"kernel_{word}"): "Keras 2 never read it there. If it was meant for the depthwise kernel, say "
        f"`depthwise_{word}`."
        for layer in ("DepthwiseConv1D", "DepthwiseConv2D", "SeparableConv1D", "SeparableConv2D")
        for word in ("initializer", "regularizer", "constraint")
    },
}
RENAMED = {("CategoryEncoding", "max_tokens"): "num_tokens", ("Discretization", "bins"): "bin_boundaries"}
REMOVABLE = {"time_major": False, "dynamic": False, "weights": None, "virtual_batch_size": None}
"""Values that say what is so anyway."""


class Way(NamedTuple):
    """What is to be done about one keyword."""

    edits: Sequence[Edit]
    advice: str
    writes: tuple[str, ...] = ()
    fix: Fix = Fix.SAFE


rule = Rule(
    __name__,
    source="https://keras.io/guides/migrating_to_keras_3/",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import tensorflow as tf
from tensorflow.keras.layers import LSTM, Dense

model = tf.keras.Sequential()
model.add(LSTM(4, batch_input_shape=(2, 3, 1), stateful=True))
model.add(Dense(1))
print(model.predict(tf.ones((2, 3, 1)), batch_size=2, verbose=0).shape)
""",
            after="""\
import tensorflow as tf
from tensorflow.keras.layers import LSTM, Dense

model = tf.keras.Sequential()
model.add(tf.keras.Input(batch_shape=(2, 3, 1)))
model.add(LSTM(4, stateful=True))
model.add(Dense(1))
print(model.predict(tf.ones((2, 3, 1)), batch_size=2, verbose=0).shape)
""",
            runs=True,
        ),
        Example(
            before="""\
from tensorflow import keras
model = keras.Sequential([
    keras.layers.Dense(4, batch_input_shape=[None, 3], activation="relu"),
    keras.layers.BatchNormalization(fused=True),
])
""",
            after="""\
from tensorflow import keras
model = keras.Sequential([
    keras.Input(batch_shape=[None, 3]),
    keras.layers.Dense(4, activation="relu"),
    keras.layers.BatchNormalization(),
])
""",
        ),
        Example(
            before="""\
from tensorflow.keras.layers import LSTM
from tensorflow.keras.models import Sequential

model = Sequential([LSTM(4, batch_input_shape=(2, 3, 1), stateful=True)])
print(model.output_shape)
""",
            after="""\
import tensorflow as tf
from tensorflow.keras.layers import LSTM
from tensorflow.keras.models import Sequential

model = Sequential([tf.keras.Input(batch_shape=(2, 3, 1)), LSTM(4, stateful=True)])
print(model.output_shape)
""",
            runs=True,
        ),
        Example(
            before="""\
import tensorflow as tf

layer = tf.keras.layers.DepthwiseConv2D(3, depthwise_initializer="ones", kernel_initializer="zeros", padding="same")
print(float(tf.reduce_sum(layer(tf.ones((1, 3, 3, 1))))))
print(tf.keras.layers.Embedding(3, 4, sparse=False)(tf.constant([1])).shape)
""",
            after="""\
import tensorflow as tf

layer = tf.keras.layers.DepthwiseConv2D(3, depthwise_initializer="ones", padding="same")
print(float(tf.reduce_sum(layer(tf.ones((1, 3, 3, 1))))))
print(tf.keras.layers.Embedding(3, 4)(tf.constant([1])).shape)
""",
            runs=True,
        ),
    ),
    untouched=(
        """\
import tensorflow as tf
tf.keras.layers.InputLayer(batch_input_shape=(1, 2))
tf.keras.layers.Embedding(3, 4, weights=[[[0.0] * 4] * 3], input_length=2)
tf.keras.layers.Dense(3, input_shape=(2,), trainable=False)
tf.keras.applications.VGG16(weights=None)
""",
        "import tensorflow as tf\ndef Dense(n, batch_input_shape): ...\nDense(1, batch_input_shape=(1, 2))\n",
    ),
)


rule.words("layers")


@rule.call_below("tf.keras.layers")
def unknown(call: ast.Call, here: Here) -> Iterator[Finding]:
    if call.keywords:
        yield from _refused(call, here.dotted(call.func) or "", here)


@rule.subclass("tf.keras.layers.Layer")
def unknown_to_the_base(node: ast.ClassDef, here: Here) -> Iterator[Finding]:
    for call, base in starts(node, here):
        yield from _refused(call, base, here)


def _refused(call: ast.Call, dotted: str, here: Here) -> Iterator[Finding]:
    package, _, name = dotted.rpartition(".")
    if package not in {"tf.keras.layers", "keras.layers"} or not name[:1].isupper():
        return
    if _comes_later(dotted, here):
        return
    for word in call.keywords:
        if word.arg is None or not _is_unknown(name, word.arg):
            continue
        way = _way(call, word, name, here)
        yield here.finding(
            word,
            symbol=f"{dotted}({word.arg})",
            message=f"From TensorFlow 2.16 on (Keras 3), {dotted} raises a ValueError for `{word.arg}`. {way.advice}",
            effect=Effect.BREAKS,
            span=SINCE,
            fix=way.fix if way.edits else Fix.MANUAL,
            edits=way.edits,
            writes=way.writes,
        )


def _comes_later(dotted: str, here: Here) -> bool:
    """Whether the layer is not there at all in Keras 3, which is said elsewhere."""
    minor = here.minors[-1]
    return here.index.at(dotted, here.index.beside(dotted, minor)) is None


def _is_unknown(name: str, word: str) -> bool:
    if word in OWN.get(name, ()):
        return False
    if (name, word) in HARMLESS or (name, word) in RENAMED:
        return True
    if word == "time_major":
        return name in RECURRENT
    return word in EVERYWHERE


def _way(call: ast.Call, word: ast.keyword, name: str, here: Here) -> Way:  # noqa: PLR0911  # one for each keyword
    assert word.arg is not None
    gone = [remove_argument(here.text, call, word)]
    if (new := RENAMED.get((name, word.arg))) is not None:
        return Way(
            [rename_keyword(here.text, word, new)], f"It is called `{new}`.", (f"tf.keras.layers.{name}({new})",)
        )
    value = word.value.value if isinstance(word.value, ast.Constant) else ...
    if word.arg in REMOVABLE and value is REMOVABLE[word.arg]:
        return Way(gone, "Leave it out: it says what is so anyway.")
    if advice := HARMLESS.get((name, word.arg)):
        return Way(gone, f"Leave it out. {advice}")
    match word.arg:
        case "batch_input_shape":
            return _shape(call, word, gone, here)
        case "input_length" if keyword(call, "input_dim") is not None:
            return _sequence(call, word, here)
        case "weights":
            return Way((), "Call `set_weights` once the layer is built, or give initializers.")
        case "dynamic":
            return Way((), "Leave it out, and compile the model with `run_eagerly=True` where the layer needs it.")
        case "time_major":
            return Way((), "Swap the first two axes of what goes in and comes out.")
        case _:
            return Way((), "Say it with tf.keras.Input in front of the layer.")


def _shape(call: ast.Call, word: ast.keyword, gone: Sequence[Edit], here: Here) -> Way:
    """An Input in front of the layer says the same in every version."""
    advice = "Put `tf.keras.Input(batch_shape=...)` in front of the layer."
    shape = f"batch_shape={source(here.text, word.value)}"
    front = in_front(call, shape, here)
    if front is not None:
        return Way([*front, *gone], advice, (f"{INPUT}(batch_shape)",))
    parent = here.code.parents.get(call)
    if isinstance(parent, ast.Call) and parent.func is call:
        return Way(gone, "Leave it out: the layer is called on a tensor that has a shape.")
    return Way((), advice)


def _sequence(call: ast.Call, word: ast.keyword, here: Here) -> Way:
    dim = keyword(call, "input_dim")
    assert dim is not None
    shape = f"shape=({source(here.text, word.value)}, {source(here.text, dim.value)})"
    front = in_front(call, shape, here)
    advice = "Put `tf.keras.Input(shape=(input_length, input_dim))` in front of the layer."
    if front is None:
        return Way((), advice)
    return Way([*front, *remove_arguments(here.text, call, [word, dim])], advice, (f"{INPUT}(shape)",))


def in_front(call: ast.Call, argument: str, here: Here) -> Sequence[Edit] | None:  # noqa: PLR0911  # two places, many obstacles
    """An Input in front of a layer that begins a Sequential model, as an element or as a line of its own."""
    saying = sayable(here, INPUT)
    parent = here.code.parents.get(call)
    if saying is None or parent is None:
        return None
    spelled, imports = saying
    start = here.text.start(call)
    line = here.text.lines[call.lineno - 1]
    if isinstance(parent, ast.List) and parent.elts[0] is call:
        around = here.code.parents.get(parent)
        while isinstance(around, ast.keyword):
            around = here.code.parents.get(around)
        if not isinstance(around, ast.Call) or not (here.dotted(around.func) or "").endswith(".Sequential"):
            return None
        before = line[: here.text.characters(call.lineno, call.col_offset)]
        gap = f",\n{before}" if not before.strip() else ", "
        return [*imports, Edit(start, start, f"{spelled}({argument}){gap}")]
    match parent:
        case ast.Call(func=ast.Attribute(value=ast.Name() | ast.Attribute() as model, attr="add")) if parent.args[
            :1
        ] == [call]:
            statement = here.code.parents.get(parent)
            if not isinstance(statement, ast.Expr) or not here.is_a(model, "tf.keras.Sequential"):
                return None
            first = here.text.lines[statement.lineno - 1]
            indent = first[: here.text.characters(statement.lineno, statement.col_offset)]
            if indent.strip():
                return None
            place = here.text.start(statement)
            line = f"{source(here.text, model)}.add({spelled}({argument}))"
            return [*imports, Edit(place, place, f"{line}\n{indent}")]
        case _:
            return None
