"""TensorFlow 2.21 no longer brings TensorBoard along, and what writes summaries raises without it.

`tf.summary.scalar` and its like, the callback `TensorBoard` in `fit`, and what the package itself has, need a
requirement of their own from then on. The summaries of `tf.compat.v1.summary` do not.
"""

import ast
from collections.abc import Iterator

from migrations.calls import keyword
from migrations.firsts import says_two
from migrations.graph.files import TWO
from migrations.here import Here
from migrations.rule import Effect, Example, Finding, Fix, Rule, Span

SINCE = Span("2.21")
KINDS = ("scalar", "histogram", "image", "text", "audio")
WRITERS = tuple(f"tf.summary.{name}" for name in KINDS)
CONTRIB = tuple(f"tf.contrib.summary.{name}" for name in KINDS if name != "text")
PACKAGE = "tensorboard"

rule = Rule(
    __name__,
    source="https://github.com/tensorflow/tensorflow/releases/tag/v2.21.0",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import tempfile
import tensorflow as tf

writer = tf.summary.create_file_writer(tempfile.mkdtemp())
with writer.as_default():
    tf.summary.scalar("loss", 0.5, step=1)
print("written")
""",
            after="""\
import tempfile
import tensorflow as tf

writer = tf.summary.create_file_writer(tempfile.mkdtemp())
with writer.as_default():
    tf.summary.scalar("loss", 0.5, step=1)
print("written")
""",
            runs=True,
        ),
    ),
    untouched=(
        "import tensorflow as tf\nwriter = tf.summary.create_file_writer('logs')\nwriter.flush()\n",
        "import tensorflow as tf\nwith tf.Graph().as_default():\n    tf.compat.v1.summary.scalar('a', 1.0)\n",
        "from mylogs import tensorboard\nimport tensorflow as tf\ntensorboard.start()\n",
    ),
)


@rule.call(*WRITERS, *CONTRIB)
def writes_summary(call: ast.Call, here: Here) -> Iterator[Finding]:
    name = here.dotted(call.func) or ""
    if here.baseline < TWO and name in WRITERS and not says_two(here, call.func) and not keyword(call, "step"):
        return  # the function of TensorFlow 1, which goes on under compat.v1
    name = name.replace(".contrib", "")
    yield _finding(call, here, name, f"`{name}` raises TBNotInstalledError")


@rule.call("tf.keras.callbacks.TensorBoard")
def writes_while_training(call: ast.Call, here: Here) -> Iterator[Finding]:
    yield _finding(call, here, "tf.keras.callbacks.TensorBoard", "`fit` raises TBNotInstalledError with this callback")


@rule.below(PACKAGE)
def imports_it(node: ast.expr | ast.alias, here: Here) -> Iterator[Finding]:
    if isinstance(node, ast.alias):
        yield _finding(node, here, PACKAGE, "the package `tensorboard` is not installed, and this import raises")


def _finding(node: ast.expr | ast.alias, here: Here, symbol: str, happens: str) -> Finding:
    return here.finding(
        node,
        symbol=symbol,
        message=f"TensorFlow 2.21 no longer brings TensorBoard along: without it {happens}. "
        "Add tensorboard to the requirements.",
        effect=Effect.BREAKS,
        span=SINCE,
        fix=Fix.REVIEW,
        requires=(PACKAGE,),
    )
