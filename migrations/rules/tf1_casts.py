"""`tf.to_float(x)` and its like are `tf.cast(x, tf.float32)` now.

The functions of TensorFlow 1 are gone from 2.0 on. `tf.cast` does what they did, in every version.
"""

import ast
from collections.abc import Iterator

from migrations.adapting import adapt
from migrations.calls import insert_argument
from migrations.firsts import leaves_one, spelled
from migrations.here import Here
from migrations.rule import Effect, Example, Finding, Fix, Rule, Span

SINCE = Span("2.0")
TYPES = {
    "tf.to_bfloat16": "bfloat16",
    "tf.to_complex128": "complex128",
    "tf.to_complex64": "complex64",
    "tf.to_double": "float64",
    "tf.to_float": "float32",
    "tf.to_int32": "int32",
    "tf.to_int64": "int64",
}

rule = Rule(
    __name__,
    source="https://www.tensorflow.org/guide/migrate/upgrade",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import tensorflow as tf

x = tf.to_float([1, 2], name="x")
assert x.dtype == tf.float32
assert tf.to_int64(x).dtype == tf.int64
""",
            after="""\
import tensorflow as tf

x = tf.cast([1, 2], name="x", dtype=tf.float32)
assert x.dtype == tf.float32
assert tf.cast(x, tf.int64).dtype == tf.int64
""",
            runs=True,
        ),
        Example(
            before="import tensorflow as T\nz = T.to_double(\n    [1],  # one\n    'z')\n",
            after="import tensorflow as T\nz = T.cast(\n    [1],  # one\n    name='z', dtype=T.float64)\n",
        ),
    ),
    untouched=(
        "import tensorflow as tf\ntf.compat.v1.to_float(1)\n",
        "import tensorflow as tf\nclass tfx:\n    pass\ntfx.to_float = float\ntfx.to_float(1)\n",
        "import tensorflow as tf\ntf.cast(1, tf.float32)\n",
    ),
)


@rule.call(*TYPES)
def cast(call: ast.Call, here: Here) -> Iterator[Finding]:
    name = here.dotted(call.func) if leaves_one(here) else None
    edits = here.rename(call.func, "tf.cast") if name in TYPES and isinstance(call.func, ast.Attribute) else None
    dtype = spelled(here, call.func, f"tf.{TYPES[name]}") if name in TYPES else None
    old, new = here.index.at(name or "", here.minors[0]), here.index.at("tf.cast", here.minors[-1])
    if not (name and edits and dtype and old and old.signature and new and new.signature):
        return
    if len(call.args) == 1 and not call.keywords and not isinstance(call.args[0], ast.Starred):
        arguments = [insert_argument(here.text, call, dtype)]
    else:
        adapted = adapt(here.text, call, old.signature, new.signature, extra={"dtype": f"{dtype}"})
        if adapted.obstacle:
            return
        arguments = [*adapted.edits]
    yield here.finding(
        call,
        symbol=name,
        message=f"`{name}` is gone from TensorFlow 2.0 on. Use `tf.cast(x, tf.{TYPES[name]})`, which is the same.",
        effect=Effect.BREAKS,
        span=SINCE,
        fix=Fix.SAFE,
        edits=[*edits, *arguments],
        writes=("tf.cast(dtype)", f"tf.{TYPES[name]}"),
    )
