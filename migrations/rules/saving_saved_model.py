"""A Keras 3 model that was written with `tf.saved_model.save` comes back with its signature and nothing else.

From TensorFlow 2.16 on, what `tf.saved_model.load` gives cannot be called and has no variables, and the signature calls
its input `inputs` and its outputs `output_0`, `output_1`, where Keras 2 took the names of the layers.
"""

import ast
from collections.abc import Iterator, Sequence

from migrations.calls import source
from migrations.here import Here
from migrations.keras_files import FileUse, Use, is_converted, is_model, is_used, others, uses
from migrations.rule import Edit, Effect, Example, Finding, Fix, Rule, Span
from migrations.scopes import Scope

FROM = Span("2.16")
SAVES = {"tf.saved_model.save", "tf.compat.v2.saved_model.save"}
LOADS = {"tf.saved_model.load", "tf.compat.v1.saved_model.load_v2", "tf.compat.v2.saved_model.load"}
GONE = {"variables", "trainable_variables", "trainable_weights", "weights", "losses", "layers", "predict", "summary"}
WORDS = {"training", "mask"}

rule = Rule(
    __name__,
    source="https://keras.io/guides/migrating_to_keras_3/",
    applies=FROM,
    examples=(
        Example(
            before="""\
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.layers.Dense(2, input_shape=(3,), name="scores")])
tf.saved_model.save(model, "served")
loaded = tf.saved_model.load("served")
infer = loaded.signatures["serving_default"]
x = tf.ones((1, 3))
print(infer(x)["scores"].shape, loaded(x, training=False).shape)
""",
            after="""\
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.layers.Dense(2, input_shape=(3,), name="scores")])
tf.saved_model.save(model, "served")
loaded = tf.saved_model.load("served")
infer = loaded.signatures["serving_default"]
x = tf.ones((1, 3))
print(list(infer(x).values())[0].shape, list(loaded.signatures["serving_default"](x).values())[0].shape)
""",
            runs=True,
        ),
    ),
    untouched=(
        (
            "import tensorflow as tf\ntf.saved_model.save(tf.Module(), 'm')\nloaded = "
            "tf.saved_model.load('m')\nloaded(1)\n"
        ),
        "import tensorflow as tf\nloaded = tf.saved_model.load('other')\nloaded(tf.ones((1, 3)))\n",
        """\
import tensorflow as tf

tf.saved_model.save(tf.keras.Sequential(), 'm')
infer = tf.saved_model.load('m').signatures['serving_default']
print(list(infer(tf.ones((1, 3))).values())[0])
""",
    ),
)


rule.words("save", "save_model", "export")


@rule.file
def converted(_module: ast.Module, around: Here) -> Iterator[Finding]:
    """What a converter to TensorFlow Lite makes of it computes garbage, or ends the process."""
    for use, here in uses(around, Use.EXPORT):
        model, text = use.model, use.code.text
        if model is None or here.dotted(use.call.func) not in SAVES or not is_converted(here.world, use.paths):
            continue
        if not here.is_a(model, "tf.keras.Model"):
            continue
        plain = len(use.call.args) + len(use.call.keywords) <= len(("obj", "export_dir"))
        written = f"{source(text, model)}.export({source(text, use.expr)}, verbose=False)"
        yield here.finding(
            use.call,
            symbol="tf.saved_model.save",
            message="From TensorFlow 2.16 on (Keras 3), TFLiteConverter makes of a Keras model that was written with "
            "tf.saved_model.save one that computes garbage. Write it with `model.export`, or convert the model itself "
            "with TFLiteConverter.from_keras_model.",
            effect=Effect.CHANGES,
            span=FROM,
            fix=Fix.REVIEW if plain else Fix.MANUAL,
            edits=[Edit(text.start(use.call), text.end(use.call), written)] if plain else [],
            writes=["tf.keras.Model.export"] if plain else [],
        )


@rule.file
def uses_of_loaded(_module: ast.Module, around: Here) -> Iterator[Finding]:
    if not is_used(around.world, Use.EXPORT, Use.SAVE) or not is_used(around.world, Use.LOAD_EXPORT):
        return
    for node, scope in around.code.outline.nodes[ast.Call]:
        assert isinstance(node, ast.Call)
        yield from _call(node, around.at(node, scope))
    for item, scope in around.code.outline.nodes[ast.Subscript]:
        assert isinstance(item, ast.Subscript)
        yield from _picked(item, around.at(item, scope))
    for attribute, scope in around.code.outline.nodes[ast.Attribute]:
        assert isinstance(attribute, ast.Attribute)
        if attribute.attr in GONE and _loaded(attribute.value, scope, around):
            message = (
                "From TensorFlow 2.16 on (Keras 3), the loaded SavedModel of a Keras model has its signatures and no "
                f"`{attribute.attr}`. Save the model to a `.keras` file to get a model back."
            )
            yield _finding(attribute, around.at(attribute, scope), message, [])


def _call(call: ast.Call, here: Here) -> Iterator[Finding]:
    writers = _loaded(call.func, here.scope, here)
    if writers:
        yield from _called(call, writers, here)
        return
    writers = _signature(call.func, here.scope, here)
    if writers:
        yield from _signed(call, writers, here)


def _called(call: ast.Call, writers: Sequence[FileUse], here: Here) -> Iterator[Finding]:
    """`loaded(x)`: the signature does the same for a tensor."""
    what = "From TensorFlow 2.16 on (Keras 3), the loaded SavedModel of a Keras model cannot be called."
    others_named = [word for word in call.keywords if word.arg not in WORDS]
    if len(call.args) != 1 or others_named or not _has_one_output(writers, here):
        yield _finding(call, here, f"{what} Call its signature, or save the model to a `.keras` file.", [])
        return
    loaded, given = source(here.text, call.func), source(here.text, call.args[0])
    written = f'list({loaded}.signatures["serving_default"]({given}).values())[0]'
    edits = [Edit(here.text.start(call), here.text.end(call), written)]
    yield _finding(call, here, f"{what} The patch calls its signature, which takes tensors only.", edits)


def _signed(call: ast.Call, writers: Sequence[FileUse], here: Here) -> Iterator[Finding]:
    """`infer(layer_input=x)["layer"]`: other names from Keras 3 on."""
    parent = here.code.parents.get(call)
    key = parent.slice if isinstance(parent, ast.Subscript) and parent.value is call else None
    named = isinstance(key, ast.Constant) and isinstance(key.value, str) and not key.value.startswith("output_")
    words = [word for word in call.keywords if word.arg != "inputs"]
    if not named and not words:
        return
    what = (
        "From TensorFlow 2.16 on (Keras 3), the signature of a Keras model calls its input `inputs` and its output "
        "`output_0`, not by the names of layers."
    )
    if (named and not _has_one_output(writers, here)) or len(words) + len(call.args) > 1 or call.keywords[1:]:
        yield _finding(call, here, what, [])
        return
    edits = []
    if words:
        edits.append(Edit(here.text.start(words[0]), here.text.start(words[0].value), ""))
    if named and isinstance(parent, ast.Subscript):
        edits.append(Edit(here.text.start(call), here.text.start(call), "list("))
        edits.append(Edit(here.text.end(call), here.text.end(parent), ".values())[0]"))
    yield _finding(call, here, f"{what} The patch takes the only one.", edits)


def _picked(item: ast.Subscript, here: Here) -> Iterator[Finding]:
    """`result = infer(x)` and then `result["layer"]`."""
    key = item.slice
    named = isinstance(key, ast.Constant) and isinstance(key.value, str) and not key.value.startswith("output_")
    call = _value(item.value, here.scope) if named and isinstance(item.value, ast.Name) else None
    writers = _signature(call.func, here.scope, here) if isinstance(call, ast.Call) else []
    if not writers:
        return
    what = (
        "From TensorFlow 2.16 on (Keras 3), the signature of a Keras model calls its outputs `output_0` and so on, "
        "not by "
        "the names of layers."
    )
    if not _has_one_output(writers, here):
        yield _finding(item, here, what, [])
        return
    written = f"list({source(here.text, item.value)}.values())[0]"
    edits = [Edit(here.text.start(item), here.text.end(item), written)]
    yield _finding(item, here, f"{what} The patch takes the only one.", edits)


def _loaded(expr: ast.expr, scope: Scope, here: Here) -> list[FileUse]:
    """Who wrote the Keras model that this surely is, loaded."""
    call = _value(expr, scope)
    if not isinstance(call, ast.Call) or here.world.names.dotted(call.func, scope) not in LOADS:
        return []
    use = next((each for each, _ in uses(here, Use.LOAD_EXPORT) if each.call is call), None)
    if use is None:
        return []
    writers = others(here.world, use.paths, Use.EXPORT, Use.SAVE)
    sure = [each for each in writers if each.model is not None and is_model(here.world, each.model, each.scope, "save")]
    return sure if len(sure) == len(writers) else []


def _signature(expr: ast.expr, scope: Scope, here: Here) -> list[FileUse]:
    """The same for `loaded.signatures["serving_default"]`."""
    value = _value(expr, scope)
    match value:
        case ast.Subscript(value=ast.Attribute(value=owner, attr="signatures")):
            return _loaded(owner, scope, here)
        case _:
            return []


def _value(expr: ast.expr, scope: Scope) -> ast.expr | None:
    """What a name is bound to, once, or the expression itself."""
    if not isinstance(expr, ast.Name):
        return expr
    bound = scope.assigned(expr.id)
    return bound.value if bound is not None and bound.scope.root is scope.root else None


def _has_one_output(writers: Sequence[FileUse], here: Here) -> bool:
    """Whether the models are `Sequential`, or made of one output."""
    return all(each.model is not None and _is_single(each.model, each.scope, here) for each in writers)


def _is_single(model: ast.expr, scope: Scope, here: Here) -> bool:
    if here.world.inference.is_a(model, scope, "tf.keras.Sequential"):
        return True
    made = _value(model, scope)
    if (
        not isinstance(made, ast.Call)
        or (here.world.names.dotted(made.func, scope) or "").rpartition(".")[2] != "Model"
    ):
        return False
    outputs = next((word.value for word in made.keywords if word.arg == "outputs"), None)
    outputs = outputs or (made.args[1] if len(made.args) > 1 else None)
    given = _value(outputs, scope) if outputs is not None else None
    return isinstance(given, ast.Call)


def _finding(node: ast.expr, here: Here, message: str, edits: Sequence[Edit]) -> Finding:
    return here.finding(
        node,
        symbol="tf.saved_model.load",
        message=message,
        effect=Effect.BREAKS,
        span=FROM,
        fix=Fix.REVIEW if edits else Fix.MANUAL,
        edits=edits,
    )
