"""A call whose arguments TensorFlow 2 has no place for goes to the same function under `tf.compat.v1`.

TensorFlow 2 took parameters from functions that kept their names: the `data` of assertions, `block_size`, the session
of `saved_model.load`. Where such an argument cannot be left out, `tf.compat.v1` has the function as it was, in every
version from 1.13 on.
"""

import ast
from collections.abc import Iterator

from migrations import repairs
from migrations.adapting import adapt
from migrations.firsts import First, called, first, place, span, troubles
from migrations.here import Here
from migrations.rule import Effect, Example, Finding, Fix, Rule, Span

KEPT = """
argmax argmin assert_equal assert_greater assert_less assert_rank batch_to_space boolean_mask cond
constant constant_initializer convert_to_tensor debugging.assert_all_finite debugging.assert_equal
debugging.assert_greater debugging.assert_greater_equal debugging.assert_less debugging.assert_less_equal
debugging.assert_near debugging.assert_negative debugging.assert_non_negative debugging.assert_non_positive
debugging.assert_none_equal debugging.assert_positive debugging.assert_rank debugging.assert_rank_at_least
debugging.assert_rank_in debugging.assert_scalar device expand_dims gather gradients hessians image.crop_and_resize
image.draw_bounding_boxes image.sample_distorted_bounding_box initializers.constant initializers.identity
initializers.ones initializers.orthogonal initializers.random_normal initializers.random_uniform
initializers.truncated_normal initializers.variance_scaling initializers.zeros initializers.glorot_normal
initializers.glorot_uniform io.decode_raw math.bincount math.confusion_matrix math.count_nonzero nn.conv1d nn.conv2d
nn.conv2d_transpose nn.conv3d nn.conv3d_transpose nn.convolution nn.crelu nn.ctc_loss nn.depthwise_conv2d nn.dilation2d
nn.embedding_lookup nn.embedding_lookup_sparse nn.erosion2d nn.fractional_avg_pool nn.fractional_max_pool
nn.max_pool_with_argmax nn.nce_loss nn.pool nn.safe_embedding_lookup_sparse nn.sampled_softmax_loss nn.separable_conv2d
nn.space_to_batch ones_initializer ones_like random_normal_initializer random_uniform_initializer reverse_sequence
saved_model.load space_to_batch sparse.add sparse.concat sparse.reduce_max sparse.reduce_sum sparse.split
strings.reduce_join test.assert_equal_graph_def test.compute_gradient while_loop zeros_initializer zeros_like
"""
GONE = """
assert_greater_equal assert_integer assert_less_equal assert_near assert_negative assert_non_negative
assert_non_positive assert_none_equal assert_positive assert_rank_at_least assert_rank_in assert_type py_func
sparse_concat sparse_add count_nonzero reduce_join decode_raw confusion_matrix sparse_reduce_sum sparse_reduce_max
"""

rule = Rule(
    __name__,
    source="https://www.tensorflow.org/guide/migrate/tf1_vs_tf2",
    applies=Span("2.0"),
    examples=(
        Example(
            before="""\
import tensorflow as tf

blocks = tf.space_to_batch(tf.ones([1, 2, 2, 1]), [[0, 0], [0, 0]], 2)
assert blocks.shape.as_list() == [4, 1, 1, 1]
tf.assert_greater_equal(3, 2, data=["three"])
""",
            after="""\
import tensorflow as tf

blocks = tf.compat.v1.space_to_batch(tf.ones([1, 2, 2, 1]), [[0, 0], [0, 0]], 2)
assert blocks.shape.as_list() == [4, 1, 1, 1]
tf.compat.v1.assert_greater_equal(3, 2, data=["three"])
""",
            runs=True,
        ),
    ),
    untouched=(
        "import tensorflow as tf\ntf.assert_equal(1, 1)\n",
        "import tensorflow as tf\ntf.compat.v1.space_to_batch(x, p, 2)\n",
        "import tensorflow as tf\ntf.space_to_batch(x, **options)\n",
    ),
)


@rule.call(*(f"tf.{name}" for name in KEPT.split()))
def no_place(call: ast.Call, here: Here) -> Iterator[Finding]:
    life = called(call, here)
    for trouble, obstacle in troubles(call, here, life) if life else ():
        stage = trouble.stage
        old = first(call, here, life, stage.until) if life and obstacle else None
        if life and obstacle and old:
            what = f"`{life.name}` does not take this call as it is {_when(span(here, stage))}"
            yield _finding(
                place(call, trouble.misfit),
                here,
                symbol=life.name,
                message=f"{what}: {_lower(obstacle)} `{old.name}` takes it.",
                effect=Effect.BREAKS if trouble.misfit else Effect.CHANGES,
                when=span(here, stage),
                old=old,
            )


@rule.call(*(f"tf.{name}" for name in GONE.split()))
def gone(call: ast.Call, here: Here) -> Iterator[Finding]:
    life = called(call, here)
    old = life.first.signature if life else None
    if life is None or old is None or isinstance(call.func, ast.Name):
        return
    for stage in life.gone():
        repair = repairs.find(here.index, life.name, life.first.until, stage.until)
        found = here.index.at(repair.name, stage.until) if repair and repair.name else None
        if repair is None or found is None or found.signature is None:
            continue
        obstacle = adapt(here.text, call, old, found.signature, repair.parameters, extra=repair.add).obstacle
        first_one = first(call, here, life, stage.until)
        if obstacle is not None and first_one is not None:
            what = f"`{life.name}` is gone {_when(span(here, stage))}. `{first_one.name}` takes the call"
            yield _finding(
                call,
                here,
                symbol=life.name,
                message=f"{what}; for `{repair.name}`: {_lower(obstacle)}",
                effect=Effect.BREAKS,
                when=span(here, stage),
                old=first_one,
            )


def _when(when: Span) -> str:
    return f"from TensorFlow {when.since} on" if when.until is None else f"in TensorFlow {when.since} to {when.until}"


def _lower(sentence: str) -> str:
    return f"{sentence[:1].lower()}{sentence[1:]}"


def _finding(
    node: ast.expr | ast.keyword,
    here: Here,
    *,
    symbol: str,
    message: str,
    effect: Effect,
    when: Span,
    old: First,
) -> Finding:
    return here.finding(
        node,
        symbol=symbol,
        message=message,
        effect=effect,
        span=when,
        fix=Fix.SAFE if old.edits else Fix.MANUAL,
        edits=old.edits or (),
        writes=(old.name,) if old.edits else (),
    )
