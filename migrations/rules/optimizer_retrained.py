"""From TensorFlow 2.11 on, training raises for a model that was made trainable and compiled with its old optimizer.

Fine-tuning does that: train the head, unfreeze the rest, compile, train on. The optimizer only trains the variables
that it met first: a KeyError up to 2.15, a ValueError from 2.16 on. A fresh one of the same settings works in every
version; older ones went on counting steps.
"""

import ast
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import TypeAlias

from migrations.calls import argument, source
from migrations.here import Here
from migrations.optimizers import Kept, fresh, is_model, kept, made_once
from migrations.rule import Effect, Example, Finding, Fix, Rule, Span
from migrations.scopes import Scope, Store
from migrations.spots import mentions, method_calls

SINCE = Span("2.11")
TRAINS = ("fit", "fit_generator", "train_on_batch")

rule = Rule(
    __name__,
    source="https://github.com/tensorflow/tensorflow/releases/tag/v2.11.0",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import numpy as np
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.layers.Dense(3, input_shape=(2,)), tf.keras.layers.Dense(1)])
optimizer = tf.keras.optimizers.Adam(0.01)
model.layers[0].trainable = False
model.compile(optimizer=optimizer, loss="mse")
model.fit(np.ones((4, 2)), np.ones((4, 1)), verbose=0)
model.layers[0].trainable = True
model.compile(optimizer=optimizer, loss="mse")
model.fit(np.ones((4, 2)), np.ones((4, 1)), verbose=0)
""",
            after="""\
import numpy as np
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.layers.Dense(3, input_shape=(2,)), tf.keras.layers.Dense(1)])
optimizer = tf.keras.optimizers.Adam(0.01)
model.layers[0].trainable = False
model.compile(optimizer=optimizer, loss="mse")
model.fit(np.ones((4, 2)), np.ones((4, 1)), verbose=0)
model.layers[0].trainable = True
model.compile(optimizer=type(optimizer).from_config(optimizer.get_config()), loss="mse")
model.fit(np.ones((4, 2)), np.ones((4, 1)), verbose=0)
""",
            runs=True,
        ),
    ),
    untouched=(
        """\
import tensorflow as tf
model = tf.keras.Sequential([tf.keras.layers.Dense(1)])
optimizer = tf.keras.optimizers.Adam(0.01)
model.compile(optimizer=optimizer)
model.fit(tf.ones((1, 1)))
model.trainable = False
model.compile(optimizer=optimizer)
model.fit(tf.ones((1, 1)))
model.trainable = True
model.compile(optimizer=tf.keras.optimizers.Adam(0.01))
""",
    ),
)
rule.words("compile")
rule.needs("trainable")
Compiled: TypeAlias = tuple[ast.Call, Kept, Here]


@rule.file
def retrained(_module: ast.Module, around: Here) -> Iterator[Finding]:
    if not mentions(around.code, "trainable"):
        return
    grown = [store for store in around.code.outline.stores if store.name == "trainable" and not _is_false(store)]
    for (scope, model), compiled in _compiled(around).items() if grown else ():
        trained = [call.lineno for call, _ in method_calls(around, *TRAINS) if _owner(call, around) == model]
        raised = [store.node.lineno for store in grown if store.scope is scope]
        for (first, _, _), (second, optimizer, here) in pairwise(compiled):
            between = range(first.lineno, second.lineno)
            if any(line in between for line in trained) and any(line in between for line in raised):
                yield _finding(second, optimizer, here)


def _is_false(store: Store) -> bool:
    return isinstance(store.value, ast.Constant) and store.value.value is False


def _compiled(around: Here) -> dict[tuple[Scope, str], list[Compiled]]:
    """The calls that compile a model with an optimizer that was made once, by model; the first optimizer counts."""
    found: dict[tuple[Scope, str], list[Compiled]] = defaultdict(list)
    for call, here in method_calls(around, "compile"):
        assert isinstance(call.func, ast.Attribute)
        optimizer = kept(argument(call, 0, "optimizer"))
        if optimizer is not None and made_once(optimizer, here) is not None and is_model(call.func.value, here):
            found[here.scope, _owner(call, around)].append((call, optimizer, here))
    return {place: [each for each in calls if _same(each, calls[0])] for place, calls in found.items()}


def _owner(call: ast.Call, around: Here) -> str:
    return source(around.text, call.func.value) if isinstance(call.func, ast.Attribute) else ""


def _same(compiled: Compiled, first: Compiled) -> bool:
    return ast.unparse(compiled[1]) == ast.unparse(first[1])


def _finding(call: ast.Call, optimizer: Kept, here: Here) -> Finding:
    edit = fresh(optimizer, call, here)
    return here.finding(
        call,
        symbol="tf.keras.optimizers.Optimizer",
        message=f"From TensorFlow 2.11 on, `{source(here.text, optimizer)}` only trains what was trainable when it "
        "first trained; what was made trainable since raises. Compile with a fresh optimizer.",
        effect=Effect.BREAKS,
        span=SINCE,
        fix=Fix.REVIEW,
        edits=[edit] if edit else [],
    )
