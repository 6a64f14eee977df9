"""Names of `tensorflow.python` that went: that package is private, and what is in it moves without notice.

Most of it is still where it was, and then nothing is said. Where a name or a module went and its object is public, the
public name is written instead. The table of names, `data/private.json`, was made of what each release really has.
"""

import ast
import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from migrations.here import Here
from migrations.homes import is_there, was_module
from migrations.relocation import relocated
from migrations.rule import Edit, Effect, Example, Finding, Fix, Rule, Span

TABLE = Path(__file__).parent.parent / "data" / "private.json"
ROOT = "tf.python."
MODULES = {
    "distribute.distribution_strategy_context": ("2.14", "tf.distribute"),
    "training.checkpoint_management": ("2.10", "tf.train"),
    "ops.linalg.linalg": ("2.14", "tf.linalg"),
    "ops.signal.signal": ("2.14", "tf.signal"),
    "ops.metrics": ("2.14", "tf.compat.v1.metrics"),
    "ops.initializers_ns": ("2.3", "tf.compat.v1.initializers"),
}
"""Modules that went, and the public ones with the same functions."""

rule = Rule(
    __name__,
    source="https://www.tensorflow.org/guide/versions#what_is_not_covered",
    applies=Span("2.2"),
    examples=(
        Example(
            before="""\
import tensorflow as tf
from tensorflow.python.framework.ops import Tensor
from tensorflow.python.ops import array_ops, control_flow_ops

x = tf.constant([1.0, 2.0])
assert isinstance(x, Tensor)
y = control_flow_ops.while_loop(lambda i: i < 3, lambda i: i + 1, [tf.constant(0)])
print(int(y), array_ops.shape(array_ops.stack([x, x])).numpy().tolist())
""",
            after="""\
import tensorflow as tf
from tensorflow import Tensor
from tensorflow.python.ops import array_ops, control_flow_ops

x = tf.constant([1.0, 2.0])
assert isinstance(x, Tensor)
y = tf.compat.v1.while_loop(lambda i: i < 3, lambda i: i + 1, [tf.constant(0)])
print(int(y), array_ops.shape(tf.stack([x, x])).numpy().tolist())
""",
            runs=True,
        ),
    ),
    untouched=(
        "from tensorflow.python.client import device_lib\nprint(device_lib.list_local_devices())\n",
        """\
from tensorflow.python.framework import dtypes, tensor_shape
from tensorflow.python.util import nest
print(nest.flatten([dtypes.float32, tensor_shape.TensorShape([1])]))
""",
        "from tensorflow.python.platform import gfile, tf_logging\ngfile.Exists('a')\ntf_logging.info('a')\n",
    ),
)


@rule.below("tf.python")
def private_name(node: ast.expr | ast.alias, here: Here) -> Iterator[Finding]:
    dotted = _dotted(node, here) or ""
    found = look(dotted)
    if dotted.startswith("tf.python.keras"):
        return
    if found is None or found[2] is None:
        yield from _hidden(node, dotted, here)
    if found is None:
        return
    old, since, new = found
    if _is_brought(node, here):
        return
    edits = _edits(node, dotted.removeprefix(old), new, here) if new else None
    yield here.finding(
        node,
        symbol=old,
        message=f"The private `{old.replace('tf.', 'tensorflow.', 1)}` is gone from TensorFlow {since} on. "
        + (f"Use `{new}`, which is public." if new else "Nothing public took its place."),
        effect=Effect.BREAKS,
        span=Span(since),
        fix=Fix.SAFE if edits else Fix.MANUAL,
        edits=edits or [],
        writes=[new] if edits and new else [],
    )


def _hidden(node: ast.expr | ast.alias, dotted: str, here: Here) -> Iterator[Finding]:
    """`tf.python.x` through the package: that attribute is gone, and importing the module works."""
    inner = node
    chain: list[ast.Attribute] = []
    while isinstance(inner, ast.Attribute):
        chain.append(inner)
        inner = inner.value
    if not isinstance(inner, ast.Name) or here.dotted(inner) != "tf":
        return
    parts = dotted.split(".")
    lengths = range(len(parts), len(ROOT.split(".")) - 1, -1)
    module = next((each for each in lengths if was_module(here.index, ".".join(parts[:each]))), None)
    edits: list[Edit] = []
    if module is not None and here.scope.home(parts[module - 1]) is None:
        whole = chain[len(parts) - module]
        above = ".".join(["tensorflow", *parts[1 : module - 1]])
        edits = [
            Edit(here.text.start(whole), here.text.end(whole), parts[module - 1]),
            here.add_import(f"from {above} import {parts[module - 1]}"),
        ]
    yield here.finding(
        node,
        symbol=dotted,
        message="The attribute `python` of tensorflow is gone from TensorFlow 2.4 on. Import the module itself, "
        "or better use what is public.",
        effect=Effect.BREAKS,
        span=Span("2.4"),
        fix=Fix.SAFE if edits else Fix.MANUAL,
        edits=edits,
    )


@rule.below("tensorflow_core")
def old_package(node: ast.expr | ast.alias, here: Here) -> Iterator[Finding]:
    """The name that the package itself had from 1.15 to 2.1."""
    statement = here.parent
    if not isinstance(node, ast.alias) or not isinstance(statement, ast.Import | ast.ImportFrom):
        return
    edits: list[Edit] = []
    written = statement.module if isinstance(statement, ast.ImportFrom) else node.name
    start = here.text.start(statement if isinstance(statement, ast.ImportFrom) else node)
    place = here.text.source.find(b"tensorflow_core", start, here.text.end(statement))
    if place >= 0 and (isinstance(statement, ast.ImportFrom) or node.asname):
        edits = [Edit(place, place + len("tensorflow_core"), "tensorflow")]
    yield here.finding(
        node,
        symbol=written or "tensorflow_core",
        message="The package `tensorflow_core` is gone from TensorFlow 2.2 on. Import `tensorflow`.",
        effect=Effect.BREAKS,
        span=Span("2.2"),
        fix=Fix.SAFE if edits else Fix.MANUAL,
        edits=edits,
    )


def _is_brought(node: ast.expr | ast.alias, here: Here) -> bool:
    """Whether a chain begins at a module that has moved as a whole: its import statement is where that is said."""
    inner = node
    while isinstance(inner, ast.Attribute):
        inner = inner.value
    return isinstance(inner, ast.Name) and (here.dotted(inner) or "").removeprefix(ROOT) in MODULES


def look(dotted: str) -> tuple[str, str, str | None] | None:
    """The private name that went, the first minor without it, and the public name of the same thing."""
    if not dotted.startswith(ROOT):
        return None
    parts = dotted.removeprefix(ROOT).split(".")
    for length in range(len(parts), 0, -1):
        path = ".".join(parts[:length])
        if path in MODULES:
            since, home = MODULES[path]
            rest = parts[length:]
            return ".".join([ROOT + path, *rest]), since, ".".join([home, *rest])
        module, _, last = path.rpartition(".")
        row = _gone().get(module, {}).get(last)
        if row is not None:
            since, new = row
            return f"{ROOT}{path}", str(since), new
    return None


@cache
def _gone() -> Mapping[str, Mapping[str, tuple[str, str | None]]]:
    loaded: Mapping[str, Mapping[str, tuple[str, str | None]]] = json.loads(TABLE.read_text("utf-8"))
    return loaded


def _dotted(node: ast.expr | ast.alias, here: Here) -> str | None:
    if not isinstance(node, ast.alias):
        return here.dotted(node)
    statement = here.parent
    name = f"{statement.module}.{node.name}" if isinstance(statement, ast.ImportFrom) else node.name
    return f"tf.{name.removeprefix('tensorflow.')}"


def _edits(node: ast.expr | ast.alias, rest: str, new: str, here: Here) -> list[Edit] | None:
    if not is_there(here.index, new, here.minors[-1]):
        return None
    if isinstance(node, ast.alias):
        statement = here.parent
        if not isinstance(statement, ast.ImportFrom):
            return None
        module = f"tf.{(statement.module or '').removeprefix('tensorflow.')}"
        names = ((f"{statement.module}.{alias.name}", look(f"{module}.{alias.name}")) for alias in statement.names)
        return relocated(here.text, statement, {name: found[2] for name, found in names if found and found[2]})
    inner = node
    for _ in range(rest.count(".")):
        assert isinstance(inner, ast.Attribute)
        inner = inner.value
    root = next((name for name in ("tf", "tensorflow") if here.dotted(ast.Name(name)) == "tf"), None)
    if root is None and here.scope.home("tf") is not None:
        return None
    words = Edit(here.text.start(inner), here.text.end(inner), f"{root or 'tf'}{new.removeprefix('tf')}")
    return [words] if root else [words, here.add_import("import tensorflow as tf")]
