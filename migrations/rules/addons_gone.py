"""TensorFlow Addons does not import beside Keras 3: its last release was made for TensorFlow 2.15.

Some of it is in Keras now and does the same, number for number; of the rest the nearest successor is named. Where all
that a file takes of it has a successor, the import goes as well.
"""

import ast
from collections.abc import Callable, Iterator, Sequence

from migrations.calls import argument, insert_argument, is_spread, keyword, remove_argument, source
from migrations.here import Here
from migrations.relocation import relocated
from migrations.rule import Edit, Effect, Example, Finding, Fix, Rule, Span

SINCE = Span("2.16")
ROOT = "tensorflow_addons"
KERAS = "tf.keras"
SAME = {
    "layers.GroupNormalization": f"{KERAS}.layers.GroupNormalization",
    "layers.SpectralNormalization": f"{KERAS}.layers.SpectralNormalization",
    "layers.InstanceNormalization": f"{KERAS}.layers.GroupNormalization",
    "metrics.F1Score": f"{KERAS}.metrics.F1Score",
    "metrics.FBetaScore": f"{KERAS}.metrics.FBetaScore",
    "activations.mish": f"{KERAS}.activations.mish",
    "activations.hardshrink": f"{KERAS}.activations.hard_shrink",
    "activations.softshrink": f"{KERAS}.activations.soft_shrink",
    "activations.tanhshrink": f"{KERAS}.activations.tanh_shrink",
    "activations.sparsemax": f"{KERAS}.activations.sparsemax",
    "activations.gelu": "tf.nn.gelu",
    "optimizers.AdamW": f"{KERAS}.optimizers.AdamW",
    "optimizers.LAMB": f"{KERAS}.optimizers.Lamb",
    "optimizers.LazyAdam": f"{KERAS}.optimizers.Adam",
}
"""What gives the same numbers, with the changes of `CALLS` in the call."""
NEAR = {
    "optimizers.SGDW": "tf.keras.optimizers.SGD(weight_decay=...) multiplies the decay by the learning rate.",
    "optimizers.RectifiedAdam": "tf.keras.optimizers.Adam with a schedule that warms up is the nearest.",
    "optimizers.Lookahead": "Use the optimizer inside it; `use_ema=True` averages the weights.",
    "optimizers.SWA": "Keras averages with `use_ema=True` of every optimizer.",
    "optimizers.MovingAverage": "Keras averages with `use_ema=True` of every optimizer.",
    "optimizers.CyclicalLearningRate": "Write a tf.keras.optimizers.schedules.LearningRateSchedule.",
    "losses.SigmoidFocalCrossEntropy": "tf.keras.losses.BinaryFocalCrossentropy(apply_class_balancing=True) is the "
    "nearest: it takes the mean over the last axis, where this one adds up, and reduces to one number.",
    "losses.sigmoid_focal_crossentropy": "tf.keras.losses.binary_focal_crossentropy(..., apply_class_balancing=True) "
    "takes the mean over the last axis, where this one adds up.",
    "losses.TripletSemiHardLoss": "Take the loss into your own code; the package tensorflow-similarity has it, too.",
    "layers.WeightNormalization": "Keras has none: take the wrapper into your own code.",
    "metrics.RSquare": "tf.keras.metrics.R2Score gives the same for values of shape (batch, 1).",
    "image.rotate": "tf.keras.layers.RandomRotation, or tf.raw_ops.ImageProjectiveTransformV3.",
    "image.translate": "tf.keras.layers.RandomTranslation, or tf.raw_ops.ImageProjectiveTransformV3.",
    "image.gaussian_filter2d": "keras.layers.RandomGaussianBlur, or tf.nn.depthwise_conv2d with your own kernel.",
    "callbacks.TQDMProgressBar": "The package tqdm has tqdm.keras.TqdmCallback.",
    "text": "Take the CRF into your own code: it is plain TensorFlow.",
    "seq2seq": "Write the decoder with tf.keras.layers.RNN, or take it into your own code.",
    "rnn": "Take the cell into your own code, on tf.keras.layers.Layer.",
}
"""What is nearest, by the longest path that is known."""

rule = Rule(
    __name__,
    source="https://github.com/tensorflow/addons/issues/2807",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import tensorflow as tf
import tensorflow_addons as tfa

norm = tfa.layers.InstanceNormalization(epsilon=1e-5)
score = tfa.metrics.F1Score(num_classes=3, average="macro")
score.update_state(tf.eye(3), tf.eye(3))
print(norm(tf.ones((1, 2, 2, 4))).shape, "%.3f" % float(score.result()))
print("%.3f" % float(tfa.activations.gelu(tf.constant(1.0))))
""",
            after="""\
import tensorflow as tf

norm = tf.keras.layers.GroupNormalization(epsilon=1e-5, groups=-1)
score = tf.keras.metrics.F1Score(average="macro")
score.update_state(tf.eye(3), tf.eye(3))
print(norm(tf.ones((1, 2, 2, 4))).shape, "%.3f" % float(score.result()))
print("%.3f" % float(tf.nn.gelu(tf.constant(1.0), approximate=True)))
""",
            runs=True,
        ),
    ),
    untouched=(
        "import tensorflow as tf\nprint(tf.keras.layers.GroupNormalization(groups=2))\n",
        "from mylib import tensorflow_addons as tfa\nimport tensorflow as tf\ntfa.layers.GroupNormalization()\n",
    ),
)


def _instance(call: ast.Call, here: Here) -> list[Edit] | None:
    return [insert_argument(here.text, call, "groups=-1")] if keyword(call, "groups") is None else None


def _classes(call: ast.Call, here: Here) -> list[Edit] | None:
    """Keras finds the number of classes in what it gets."""
    given = keyword(call, "num_classes")
    if given is None:
        return None
    return [remove_argument(here.text, call, given)] if not call.args else None


def _approximate(call: ast.Call, here: Here) -> list[Edit] | None:
    """The addon's was the approximate one."""
    return [insert_argument(here.text, call, "approximate=True")] if len(call.args) == 1 and not call.keywords else None


def _decay(call: ast.Call, here: Here) -> list[Edit] | None:
    """Keras multiplies the decay by the learning rate, which is taken out of it here."""
    decay, rate = argument(call, 0, "weight_decay"), argument(call, 1, "learning_rate")
    words = [keyword(call, "weight_decay"), keyword(call, "learning_rate")]
    if not isinstance(decay, ast.Constant) or not isinstance(rate, ast.Constant) or None in words:
        return None
    end = here.text.end(decay)
    return [Edit(end, end, f" / {source(here.text, rate)}")]


def _lamb(call: ast.Call, _: Here) -> list[Edit] | None:
    known = {"learning_rate", "beta_1", "beta_2", "epsilon", "name"}
    if not {each.arg for each in call.keywords} <= known or len(call.args) > 1:
        return None
    return []


def _plain(call: ast.Call, _: Here) -> list[Edit] | None:
    return None if is_spread(call) else []


CALLS: dict[str, Callable[[ast.Call, Here], list[Edit] | None]] = {
    "layers.InstanceNormalization": _instance,
    "metrics.F1Score": _classes,
    "metrics.FBetaScore": _classes,
    "activations.gelu": _approximate,
    "optimizers.AdamW": _decay,
    "optimizers.LAMB": _lamb,
}


@rule.below(ROOT)
def addon(node: ast.expr | ast.alias, here: Here) -> Iterator[Finding]:
    dotted = _dotted(node, here)
    path = dotted.removeprefix(ROOT).removeprefix(".")
    new = SAME.get(path)
    if isinstance(node, ast.alias):
        edits = _import(node, here)
    else:
        changed = _reference(node, path, here)
        edits = [*changed, *_without_import(here)] if changed else None
    advice = f"Use `{new}`." if new else _nearest(path)
    yield here.finding(
        node,
        symbol=dotted,
        message="TensorFlow Addons raises at import from TensorFlow 2.16 on (Keras 3), and will not be mended. "
        + advice,
        effect=Effect.BREAKS,
        span=SINCE,
        fix=Fix.MANUAL if not edits else Fix.REVIEW if path == "optimizers.LazyAdam" else Fix.SAFE,
        edits=edits or [],
        writes=[new] if edits and new else [],
    )


def _dotted(node: ast.expr | ast.alias, here: Here) -> str:
    if not isinstance(node, ast.alias):
        return here.dotted(node) or ""
    statement = here.parent
    return f"{statement.module}.{node.name}" if isinstance(statement, ast.ImportFrom) else node.name


def _nearest(path: str) -> str:
    parts = path.split(".")
    paths = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((NEAR[each] for each in paths if each in NEAR), "Take what you use of it into your own code.")


def _reference(node: ast.AST, path: str, here: Here) -> list[Edit] | None:
    """The edits of one use, without those of the import."""
    new = SAME.get(path)
    root = next((name for name in ("tf", "tensorflow") if here.dotted(ast.Name(name)) == "tf"), None)
    if new is None or root is None or not isinstance(node, ast.Attribute):
        return None
    call = here.code.parents.get(node)
    change = CALLS.get(path, _plain)
    if isinstance(call, ast.Call) and call.func is node:
        inside = None if is_spread(call) else change(call, here)
    else:
        inside = [] if path not in CALLS else None
    if inside is None:
        return None
    return [Edit(here.text.start(node), here.text.end(node), f"{root}{new.removeprefix('tf')}"), *inside]


def _import(alias: ast.alias, here: Here) -> Sequence[Edit] | None:
    statement = here.parent
    if isinstance(statement, ast.ImportFrom):
        paths = {f"{statement.module}.{each.name}" for each in statement.names}
        known = {path: SAME.get(path.removeprefix(f"{ROOT}."), "") for path in paths}
        moves = {path: new for path, new in known.items() if new and path.removeprefix(f"{ROOT}.") not in CALLS}
        return relocated(here.text, statement, moves) if f"{statement.module}.{alias.name}" in moves else None
    return _without_import(here) or None


def _without_import(here: Here) -> Sequence[Edit]:
    """The edits that take the import away, if nothing of it is used any more."""
    statements = [
        (alias, statement)
        for alias, statement, _ in here.code.outline.aliases
        if isinstance(statement, ast.Import) and alias.name == ROOT
    ]
    if len(statements) != 1 or len(statements[0][1].names) > 1:
        return []
    uses = ((chain, here.world.names.dotted(chain, scope)) for chain, scope in here.code.outline.chains)
    paths = [(chain, name.removeprefix(f"{ROOT}.")) for chain, name in uses if name and name.startswith(f"{ROOT}.")]
    statement = statements[0][1]
    is_top = statement in here.text.tree.body
    if not is_top or any(_reference(chain, path, here) is None for chain, path in paths):
        return []
    start, end = here.text.offset(statement.lineno, 0), here.text.end(statement)
    whole = not here.text.lines[statement.lineno - 1].partition("#")[0].replace(_said(statement, here), "").strip()
    newline = here.text.encode("\n")
    if not whole or not here.text.source[end:].startswith(newline):
        return []
    return [Edit(start, end + len(newline), "")]


def _said(statement: ast.Import, here: Here) -> str:
    return here.text.source[here.text.start(statement) : here.text.end(statement)].decode(here.text.encoding)
