"""Iterators of `ImageDataGenerator` lost their method `next` with Keras 3; Python's own `next` always works."""

import ast
from collections.abc import Iterator

from migrations.calls import replace, source
from migrations.here import Here
from migrations.rule import Effect, Example, Finding, Fix, Rule, Span
from migrations.scopes import Assigned, Scope
from migrations.spots import method_calls

SINCE = Span("2.16")
FLOWS = {"flow", "flow_from_directory", "flow_from_dataframe"}
GENERATOR = "preprocessing.image.ImageDataGenerator"

rule = Rule(
    __name__,
    source="https://keras.io/guides/migrating_to_keras_3/",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import numpy as np
from tensorflow.keras.preprocessing.sequence import pad_sequences
from tensorflow.keras.preprocessing import image

print(pad_sequences([[1], [2, 3]]).tolist())
generator = image.ImageDataGenerator(rescale=0.5)
batches = generator.flow(np.ones((4, 8, 8, 3)), np.zeros(4), batch_size=2, shuffle=False)
images, labels = batches.next()
print(images.shape, labels.tolist())
""",
            after="""\
import numpy as np
from tensorflow.keras.preprocessing.sequence import pad_sequences
from tensorflow.keras.preprocessing import image

print(pad_sequences([[1], [2, 3]]).tolist())
generator = image.ImageDataGenerator(rescale=0.5)
batches = generator.flow(np.ones((4, 8, 8, 3)), np.zeros(4), batch_size=2, shuffle=False)
images, labels = next(batches)
print(images.shape, labels.tolist())
""",
            runs=True,
        ),
    ),
    untouched=(
        "import tensorflow as tf\nreader = open('a')\nreader.next()\n",
        """\
import tensorflow as tf
batches = tf.keras.preprocessing.image.ImageDataGenerator().flow(tf.ones((2, 4, 4, 3)).numpy())
print(next(batches), batches.n)
""",
    ),
)


rule.words("next")


@rule.file
def next_batch(_module: ast.Module, around: Here) -> Iterator[Finding]:
    for call, here in method_calls(around, "next"):
        yield from _next_batch(call, here)


def _next_batch(call: ast.Call, here: Here) -> Iterator[Finding]:
    if not isinstance(call.func, ast.Attribute) or call.args or call.keywords:
        return
    if not _is_flow(call.func.value, here.scope, here):
        return
    own = here.scope.home("next") is None
    edits = [replace(here.text, call, f"next({source(here.text, call.func.value)})")] if own else []
    yield here.finding(
        call,
        symbol="tf.keras.preprocessing.image.Iterator.next",
        message="From TensorFlow 2.16 on (Keras 3), the iterators of ImageDataGenerator have no method `next`. "
        "Write `next(iterator)`.",
        effect=Effect.BREAKS,
        span=SINCE,
        fix=Fix.SAFE if edits else Fix.MANUAL,
        edits=edits,
    )


def _is_flow(expr: ast.expr, scope: Scope, here: Here, depth: int = 0) -> bool:
    """Whether it is what `flow` of a generator gives, directly or by a name."""
    match expr:
        case ast.Call(func=ast.Attribute(value=owner, attr=name)) if name in FLOWS:
            return _is_generator(owner, scope, here)
        case ast.Name(id=name) if depth < len(FLOWS):
            home = scope.home(name)
            bound = home.bindings[name] if home else []
            values = [(each.value, each.scope) for each in bound if isinstance(each, Assigned)]
            return len(values) == len(bound) > 0 and all(_is_flow(*each, here, depth + 1) for each in values)
        case _:
            return False


def _is_generator(expr: ast.expr, scope: Scope, here: Here) -> bool:
    match expr:
        case ast.Call(func=func):
            return (here.world.names.dotted(func, scope) or "").endswith(f"keras.{GENERATOR}")
        case ast.Name(id=name):
            home = scope.home(name)
            values = [each for each in (home.bindings[name] if home else []) if isinstance(each, Assigned)]
            return bool(values) and all(_is_generator(each.value, each.scope, here) for each in values)
        case _:
            return False
