"""From TensorFlow 2.16 on (Keras 3), the name of a weight no longer has its layer's name in it.

`encoder/kernel:0` is just `kernel` now, and `encoder/kernel` is in its `path`. What chooses weights by `"encoder" in
weight.name` silently chooses none, and a dictionary by names keeps one weight of many.
"""

import ast
from collections.abc import Iterator

from migrations.calls import replace, source
from migrations.here import Here
from migrations.rule import Edit, Effect, Example, Finding, Fix, Rule, Span
from migrations.spots import attributes, mentions
from migrations.weights import LISTS, is_weight

FROM = Span("2.16")
OWN = {"kernel", "bias", "gamma", "beta", "moving_mean", "moving_variance", "embeddings", "recurrent_kernel", "mean"}
"""Names of weights themselves, which both have."""
SEARCHES = {"re.search", "re.findall", "re.sub"}
TESTS = {"startswith", "endswith", "split", "rsplit", "find", "index", "replace", "partition", "rpartition", "count"}

rule = Rule(
    __name__,
    source="https://keras.io/guides/migrating_to_keras_3/",
    applies=FROM,
    examples=(
        Example(
            before="""\
import tensorflow as tf

inputs = tf.keras.Input((3,))
hidden = tf.keras.layers.Dense(2, name="encoder")(inputs)
model = tf.keras.Model(inputs, tf.keras.layers.Dense(1, name="head")(hidden))
chosen = [weight for weight in model.trainable_weights if "encoder" in weight.name]
assert len(chosen) == 2
""",
            after="""\
import tensorflow as tf

inputs = tf.keras.Input((3,))
hidden = tf.keras.layers.Dense(2, name="encoder")(inputs)
model = tf.keras.Model(inputs, tf.keras.layers.Dense(1, name="head")(hidden))
chosen = [weight for weight in model.trainable_weights if "encoder" in getattr(weight, "path", weight.name)]
assert len(chosen) == 2
""",
            runs=True,
        ),
        Example(
            before="""\
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.layers.Dense(2, input_shape=(3,), name="head"), tf.keras.layers.Dense(1)])
for weight in model.weights:
    print("kernel:0" in weight.name, "head/kernel:0" not in weight.name, weight.name.endswith("bias:0"))
    print(weight.name == "head/bias:0", weight.name.endswith("head/kernel:0"))
""",
            after="""\
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.layers.Dense(2, input_shape=(3,), name="head"), tf.keras.layers.Dense(1)])
for weight in model.weights:
    print("kernel" in weight.name, "head/kernel" not in getattr(weight, "path", weight.name), \
weight.name.split(":")[0].endswith("bias"))
    print(getattr(weight, "path", weight.name).split(":")[0].endswith("head/bias"), \
getattr(weight, "path", weight.name).split(":")[0].endswith("head/kernel"))
""",
        ),
    ),
    untouched=(
        "from tensorflow import keras\nm = keras.Sequential()\nfor w in m.weights:\n    print(w.name)\n",
        "from tensorflow import keras\nm = keras.Sequential()\nk = [w for w in m.weights if 'kernel' in w.name]\n",
        "from tensorflow import keras\nm = keras.Sequential()\nk = [x for x in m.layers if 'conv' in x.name]\n",
    ),
)


rule.words("name")
rule.needs(*LISTS)


@rule.file
def name(_module: ast.Module, around: Here) -> Iterator[Finding]:
    if mentions(around.code, *LISTS):
        for node, here in attributes(around, "name"):
            yield from _name(node, here)


def _name(node: ast.Attribute, here: Here) -> Iterator[Finding]:
    if not isinstance(node.value, ast.Name) or not is_weight(node.value, here.scope, here.world):
        return
    numbered = _numbered(node, here)
    use = True if numbered else _use(node, here)
    if use is None:
        return
    what = (
        "From TensorFlow 2.16 on (Keras 3), the name of a weight is `kernel` and the like, without its layer's name, "
        "which is in its `path`."
    )
    if numbered:
        edits, fix = numbered, Fix.REVIEW
        message = f"{what} No `:0` is at its end. The patch asks without it, and the path where there is one."
    elif use:
        written = source(here.text, node.value)
        edits = [Edit(here.text.start(node), here.text.end(node), f'getattr({written}, "path", {written}.name)')]
        message, fix = f"{what} The patch asks the path where there is one.", Fix.REVIEW
    else:
        edits = []
        message, fix = f"{what} The path starts with the model's name and has no `:0` at its end.", Fix.MANUAL
    yield here.finding(
        node, symbol="tf.Variable.name", message=message, effect=Effect.CHANGES, span=FROM, fix=fix, edits=edits
    )


def _numbered(node: ast.Attribute, here: Here) -> list[Edit]:
    """Asked for with the `:0` that the names of Keras 2 end in: without it, in a way that both answer."""
    parents = here.code.parents
    parent = parents.get(node)
    above = parents.get(parent) if parent is not None else None
    place: ast.expr
    match parent, above:
        case ast.Compare(left=ast.Constant(value=str(text)) as place, ops=[ast.In() | ast.NotIn()]), _:
            pass
        case ast.Compare(ops=[ast.Eq()], comparators=[ast.Constant(value=str(text))]) as place, _:
            pass
        case ast.Attribute(attr="endswith"), ast.Call(args=[ast.Constant(value=str(text))]) as place:
            pass
        case _:
            return []
    name = text.removesuffix(":0")
    if name in {"", text}:
        return []
    written = source(here.text, node.value)
    asked = f"{written}.name" if name in OWN else f'getattr({written}, "path", {written}.name)'
    if place is not parent and place is not above:
        return [replace(here.text, place, f'"{name}"'), replace(here.text, node, asked)]
    return [replace(here.text, place, f'{asked}.split(":")[0].endswith("{name}")')]


def _use(node: ast.Attribute, here: Here) -> bool | None:  # noqa: PLR0911 - one for each way to use it
    """True where the path does in place of the name, False where it does not, None where the name does as it is."""
    parents = here.code.parents
    parent = parents.get(node)
    match parent:
        case ast.Compare(left=left, ops=[ast.In() | ast.NotIn()], comparators=[right]) if right is node:
            if isinstance(left, ast.Constant) and isinstance(left.value, str):
                return None if left.value in OWN or ":" in left.value else True
            return True
        case ast.Compare():
            return False
        case ast.DictComp(key=key) if key is node:
            return True
        case ast.Subscript(slice=inner, ctx=ast.Store()) if inner is node:
            return True
        case ast.Call(func=func) if (here.dotted(func) or "") in SEARCHES:
            return True
        case ast.Attribute(attr=member) if member in TESTS:
            return _tested(parents.get(parent))
        case _:
            return None


def _tested(call: ast.AST | None) -> bool | None:
    """Tests such as `endswith("kernel:0")` want another text with the path."""
    if not isinstance(call, ast.Call):
        return None
    texts = [arg.value for arg in call.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
    if isinstance(call.func, ast.Attribute) and call.func.attr in {"endswith", "count", "find"}:
        return None if any(text in OWN for text in texts) else False
    return False
