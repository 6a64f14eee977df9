"""Functions that kept their name and compute something else in TensorFlow 2 keep their results under `tf.compat.v1`.

`tf.image.resize` samples at the centres of pixels now, `tf.image.extract_glimpse` counts from another corner, the beam
search of CTC merges no repeated labels, a list of embeddings is parted in blocks instead of in turns,
`tf.strings.split` gives a ragged tensor, and a loop or a condition over one value in a list gives the list. A summary
goes to the default writer; a loss, its reduction or a metric is Keras's. None of them raises. `tf.compat.v1` has each
as it was, in every version from 1.13 on.
"""

import ast
from collections.abc import Callable, Iterator, Mapping

from matrices.symbols import Misfit
from migrations.calls import argument, is_spread, keyword
from migrations.firsts import called, first, leaves_one, place, says_two, troubles
from migrations.here import Here
from migrations.knowledge import bound
from migrations.lives import Life
from migrations.rule import Effect, Example, Finding, Fix, Rule, Span

SINCE = Span("2.0")
V1 = "tf.compat.v1."
REDUCTION = "tf.losses.Reduction"
LISTS = (ast.List, ast.Tuple, ast.ListComp)

rule = Rule(
    __name__,
    source="https://www.tensorflow.org/guide/migrate/tf1_vs_tf2",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import tensorflow as tf

tf.compat.v1.enable_eager_execution()
image = tf.reshape(tf.range(16.0), [1, 4, 4, 1])
small = tf.image.resize(image, [3, 6], align_corners=False)[0, 1, :, 0]
assert abs(float(small[0]) - 5.3333) < 0.001, small
words = tf.strings.split(["a b", "c"])
assert isinstance(words, tf.SparseTensor)
""",
            after="""\
import tensorflow as tf

tf.compat.v1.enable_eager_execution()
image = tf.reshape(tf.range(16.0), [1, 4, 4, 1])
small = tf.compat.v1.image.resize(image, [3, 6], align_corners=False)[0, 1, :, 0]
assert abs(float(small[0]) - 5.3333) < 0.001, small
words = tf.compat.v1.strings.split(["a b", "c"])
assert isinstance(words, tf.SparseTensor)
""",
            runs=True,
        ),
        Example(
            before="""\
import tensorflow as tf

tf.compat.v1.enable_eager_execution()
halves = [tf.constant([[0.0], [1.0]]), tf.constant([[2.0], [3.0]])]
row = tf.nn.embedding_lookup([halves[0], halves[1]], [1])
assert float(row[0, 0]) == 2.0, row
""",
            after="""\
import tensorflow as tf

tf.compat.v1.enable_eager_execution()
halves = [tf.constant([[0.0], [1.0]]), tf.constant([[2.0], [3.0]])]
row = tf.compat.v1.nn.embedding_lookup([halves[0], halves[1]], [1])
assert float(row[0, 0]) == 2.0, row
""",
            runs=True,
        ),
    ),
    untouched=(
        "import tensorflow as tf\ntf.image.resize(x, [3, 6], tf.image.ResizeMethod.AREA)\n",
        "import tensorflow as tf\ntf.compat.v1.image.resize(x, [3, 6])\n",
        "import tensorflow as tf\ntf.nn.embedding_lookup(table, ids)\n",
        "import tensorflow as tf\ntf.while_loop(c, b, [i, total])\n",
        "import tensorflow as tf\ntf.cond(p, lambda: x, lambda: (x, y))\n",
    ),
)


def _resize(call: ast.Call) -> str | None:
    method = argument(call, 2, "method")
    if isinstance(method, ast.Attribute) and method.attr == "AREA":
        return None
    return "samples at the centres of pixels"


def _always(what: str) -> Callable[[ast.Call], str | None]:
    return lambda _: what


def _beam(call: ast.Call) -> str | None:
    merge = argument(call, 4, "merge_repeated")
    return None if _is(merge, value=False) else "merges no repeated labels"


def _parted(call: ast.Call) -> str | None:
    table = argument(call, 0, "params") or argument(call, 0, "weights")
    strategy = argument(call, 9, "partition_strategy") if keyword(call, "partition_strategy") else None
    if not isinstance(table, LISTS) or _is_text(strategy, "div"):
        return None
    return "parts a list of embeddings in blocks, no longer in turns"


def _loop(call: ast.Call) -> str | None:
    given, same = argument(call, 2, "loop_vars"), argument(call, 9, "return_same_structure")
    if _is(same, value=True) or not _is_single(given):
        return None
    return "gives a list where a list of one value goes in"


def _branches(call: ast.Call) -> str | None:
    branches = [argument(call, 1, "true_fn") or argument(call, 5, "fn1")]
    branches.append(argument(call, 2, "false_fn") or argument(call, 6, "fn2"))
    single = all(isinstance(each, ast.Lambda) and _is_single(each.body) for each in branches)
    return "gives a list where the branches give a list of one value" if single else None


def _split(call: ast.Call) -> str | None:
    return None if _is_text(argument(call, 3, "result_type"), "RaggedTensor") else "gives a ragged tensor"


def _device(call: ast.Call) -> str | None:
    match argument(call, 0, "device_name_or_function"):
        case ast.Lambda() | ast.Call(func=ast.Attribute(attr="replica_device_setter")):
            return "takes no functions"
        case _:
            return None


CHANGED: Mapping[str, Callable[[ast.Call], str | None]] = {
    "tf.image.resize": _resize,
    "tf.image.extract_glimpse": _always("counts its offsets from another corner, and fills with other noise"),
    "tf.nn.ctc_beam_search_decoder": _beam,
    "tf.nn.embedding_lookup": _parted,
    "tf.nn.embedding_lookup_sparse": _parted,
    "tf.nn.nce_loss": _parted,
    "tf.nn.sampled_softmax_loss": _parted,
    "tf.strings.split": _split,
    "tf.while_loop": _loop,
    "tf.cond": _branches,
    "tf.device": _device,
    "tf.losses.mean_squared_error": _always("gives a loss for each example, and adds none to those of the graph,"),
    **dict.fromkeys(
        ("tf.metrics.mean_absolute_error", "tf.metrics.mean_squared_error"),
        _always("gives an error for each example, no running mean and its update,"),
    ),
    **dict.fromkeys(
        (f"tf.summary.{name}" for name in ("audio", "histogram", "image", "scalar", "text")),
        _always("writes to the default writer, if there is one, and gives nothing to write later,"),
    ),
}


@rule.call(*CHANGED)
def changed(call: ast.Call, here: Here) -> Iterator[Finding]:
    life = called(call, here)
    what = CHANGED[life.name](call) if life else None
    if (
        life is None
        or what is None
        or not _fits(call, life)
        or (is_spread(call) and life.name != "tf.image.extract_glimpse")
    ):
        return
    old = first(call, here, life, here.minors[-1])
    edits = old.edits if old else None
    misfit = next((trouble.misfit for trouble, _ in troubles(call, here, life)), None)
    yield here.finding(
        place(call, misfit),
        symbol=life.name,
        message=f"`{life.name}` {what} from TensorFlow 2.0 on. Use `{V1}{life.name[3:]}`, which does what it did.",
        effect=Effect.BREAKS if misfit or life.name == "tf.device" else Effect.CHANGES,
        span=SINCE,
        fix=Fix.SAFE if edits else Fix.MANUAL,
        edits=edits or (),
        writes=(old.name,) if old and edits else (),
    )


def _fits(call: ast.Call, life: Life) -> bool:
    """Whether it can be a call of TensorFlow 1 at all: one with a `step` is written for TensorFlow 2."""
    return life.first.signature is None or not isinstance(bound(call, life.first.signature), Misfit)


@rule.below(REDUCTION)
def reduction(node: ast.expr | ast.alias, here: Here) -> Iterator[Finding]:
    name = REDUCTION
    while isinstance(node, ast.Attribute) and here.dotted(node) != name:
        node = node.value
    if not leaves_one(here) or not isinstance(node, ast.Attribute) or says_two(here, node):
        return
    edits = here.rename(node, V1 + name[3:])
    yield here.finding(
        node,
        symbol=name,
        message=f"`{name}` is Keras's from TensorFlow 2.0 on, whose values the losses of TensorFlow 1 do not take. "
        f"Use `{V1}{name[3:]}`.",
        effect=Effect.CHANGES,
        span=SINCE,
        fix=Fix.SAFE if edits else Fix.MANUAL,
        edits=edits or (),
        writes=(V1 + name[3:],) if edits else (),
    )


def _is(expr: ast.expr | None, *, value: bool) -> bool:
    return isinstance(expr, ast.Constant) and expr.value is value


def _is_text(expr: ast.expr | None, text: str) -> bool:
    return isinstance(expr, ast.Constant) and expr.value == text


def _is_single(expr: ast.expr | None) -> bool:
    """Whether an expression is a list or a tuple of one value."""
    return isinstance(expr, ast.List | ast.Tuple) and len(expr.elts) == 1 and not isinstance(expr.elts[0], ast.Starred)
