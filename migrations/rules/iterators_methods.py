"""Datasets of TensorFlow 2 make no iterators for a session, and have no `output_types`; functions of compat.v1 do that.

`dataset.make_one_shot_iterator()` is `iter(dataset)` where a program runs eagerly, and
`tf.compat.v1.data.make_one_shot_iterator(dataset)` where it builds a graph, as inside an `input_fn`.
"""

import ast
from collections.abc import Iterator

from packaging.version import Version

from migrations.graph.evidence import EAGER
from migrations.graph.files import Switch
from migrations.graph.helpers import alias
from migrations.here import Here
from migrations.rule import Edit, Effect, Example, Finding, Fix, Rule, Span
from migrations.spots import mentions, method_calls

SINCE = Span("2.0")
MAKERS = ("make_one_shot_iterator", "make_initializable_iterator")
OUTPUTS = {name: f"get_{name}" for name in ("output_types", "output_shapes", "output_classes")}
DATASET = "tf.data.Dataset"

rule = Rule(
    __name__,
    source="https://www.tensorflow.org/api_docs/python/tf/compat/v1/data/make_one_shot_iterator",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import tensorflow as tf

tf.compat.v1.enable_eager_execution()
dataset = tf.data.Dataset.range(3)
iterator = dataset.make_one_shot_iterator()
print(int(iterator.get_next()), int(iterator.get_next()))
print(dataset.output_types)
""",
            after="""\
import tensorflow as tf

tf.compat.v1.enable_eager_execution()
dataset = tf.data.Dataset.range(3)
iterator = iter(dataset)
print(int(iterator.get_next()), int(iterator.get_next()))
print(tf.compat.v1.data.get_output_types(dataset))
""",
            runs=True,
        ),
        Example(
            before="""\
import tensorflow as tf

def input_fn():
    return (tf.data.Dataset.from_tensors({"x": [1.0]})
            .repeat(2).make_one_shot_iterator().get_next())
""",
            after="""\
import tensorflow as tf

def input_fn():
    return (tf.compat.v1.data.make_one_shot_iterator(tf.data.Dataset.from_tensors({"x": [1.0]})
            .repeat(2)).get_next())
""",
        ),
    ),
    untouched=(
        # A dataset of compat.v1 still has the methods.
        """\
import tensorflow.compat.v1 as tf
tf.disable_v2_behavior()
print(tf.data.Dataset.range(3).make_one_shot_iterator().get_next())
""",
        # Something else.
        """\
import tensorflow as tf
class Source:
    output_types = (tf.float32,)
print(Source().output_types)
""",
    ),
)


rule.words(*MAKERS)


@rule.file
def iterators(node: ast.Module, here: Here) -> Iterator[Finding]:
    del node
    if here.baseline >= Version(SINCE.since):
        return
    switch = here.world.once(Switch)
    for call, at in method_calls(here, *MAKERS):
        assert isinstance(call.func, ast.Attribute)
        if switch.switches(here.code) or not _is_dataset(call.func.value, at):
            continue
        eager = call.func.attr == MAKERS[0] and any(mentions(code, *EAGER) for code in switch.group(here.code))
        local = alias(here.world, here.code)
        new = "iter" if eager else f"{local}.data.{call.func.attr}" if local else None
        plain = not call.args and not call.keywords
        said = new or f"tf.compat.v1.data.{call.func.attr}"
        yield at.finding(
            call.func,
            symbol=f"{DATASET}.{call.func.attr}",
            message=f"From TensorFlow 2.0 on, datasets have no {call.func.attr}. Use `{said}(dataset)`.",
            effect=Effect.BREAKS,
            span=SINCE,
            fix=Fix.REVIEW if new and plain else Fix.MANUAL,
            edits=_around(at, call, call.func.attr, new) if new and plain else [],
            writes=() if eager or not new else (f"tf.compat.v1.data.{call.func.attr}",),
        )


@rule.attribute(DATASET, *OUTPUTS)
def outputs(node: ast.Attribute, here: Here) -> Iterator[Finding]:
    if here.baseline >= Version(SINCE.since) or here.world.once(Switch).switches(here.code):
        return
    local, name = alias(here.world, here.code), OUTPUTS[node.attr]
    if not isinstance(node.ctx, ast.Load) or not _is_dataset(node.value, here):
        return
    yield here.finding(
        node,
        symbol=f"{DATASET}.{node.attr}",
        message=f"From TensorFlow 2.0 on, datasets have no {node.attr}. Use `tf.compat.v1.data.{name}(dataset)`, "
        "or `dataset.element_spec`.",
        effect=Effect.BREAKS,
        span=SINCE,
        fix=Fix.SAFE if local else Fix.MANUAL,
        edits=_around(here, node, node.attr, f"{local}.data.{name}") if local else [],
        writes=(f"tf.compat.v1.data.{name}",) if local else (),
    )


def _is_dataset(owner: ast.expr, here: Here) -> bool:
    """By what is known of it, or else by the method's name, which nothing else has."""
    if (here.dotted(owner) or "").startswith("tf."):
        return False  # `tf.data.make_one_shot_iterator(dataset)` of TensorFlow 1.13 and later
    known = here.classes_of(owner)
    if known:
        return here.is_a(owner, DATASET) and not any(name.startswith("tf.compat.v1.") for name in known)
    return b"compat.v1" not in here.text.source and b"tensorflow" in here.text.source


def _around(here: Here, node: ast.expr, word: str, function: str) -> list[Edit]:
    """`x.word` or `x.word()` as `function(x)`."""
    text = here.text
    start, end = text.start(node), text.end(node)
    dot = text.source.rindex(f".{word}".encode(), start, end)
    return [Edit(start, start, f"{function}("), Edit(dot, end, ")")]
