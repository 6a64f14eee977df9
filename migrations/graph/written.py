"""Which layers of a file a patch writes out, and which need the old Keras."""

import ast
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from migrations.below import below
from migrations.graph.files import Switch
from migrations.graph.helpers import PREFIX, alias, known, takes, written
from migrations.here import World
from migrations.imports import insertion
from migrations.project import Code
from migrations.rule import Edit
from migrations.spots import Spots

FAMILIES = ("tf.layers", "tf.compat.v1.layers", "tf.nn.rnn_cell", "tf.compat.v1.nn.rnn_cell")
"""What Keras 2 took along."""
CONTRIB: Mapping[str, str] = MappingProxyType(
    {f"tf.contrib.rnn.{name}": name for name in ("BasicRNNCell", "BasicLSTMCell", "LSTMCell", "GRUCell", "RNNCell")}
    | {f"tf.contrib.rnn.{name}": name for name in ("LSTMStateTuple", "MultiRNNCell", "DropoutWrapper")}
    | {
        f"tf.contrib.layers.{name}": name
        for name in (
            "l1_regularizer",
            "l2_regularizer",
            "l1_l2_regularizer",
            "apply_regularization",
            "one_hot_encoding",
        )
    }
    | {
        f"tf.contrib.{home}.{name}": f"slim_{name}"
        for home in ("layers", "slim")
        for name in (
            "fully_connected",
            "conv2d",
            "max_pool2d",
            "avg_pool2d",
            "flatten",
            "dropout",
            "batch_norm",
            "layer_norm",
            "embed_sequence",
        )
    }
    | {f"tf.contrib.slim.{name}": name for name in ("l1_regularizer", "l2_regularizer", "one_hot_encoding")}
    | {
        "tf.contrib.layers.convolution2d": "slim_conv2d",
        "tf.contrib.layers.xavier_initializer": "xavier_initializer",
        "tf.contrib.layers.xavier_initializer_conv2d": "xavier_initializer",
        "tf.contrib.slim.xavier_initializer": "xavier_initializer",
        "tf.contrib.layers.variance_scaling_initializer": "variance_scaling_initializer",
        "tf.contrib.slim.variance_scaling_initializer": "variance_scaling_initializer",
        "tf.contrib.layers.linear": "slim_linear",
        "tf.contrib.layers.relu": "slim_fully_connected",
        "tf.contrib.training.HParams": "HParams",
    }
)
"""What went with tf.contrib, and the text that takes its place."""
SCOPES = ("tf.contrib.framework.arg_scope", "tf.contrib.slim.arg_scope", "tf.contrib.framework.python.ops.arg_scope")
LAYER_ONLY = {"add_weight", "add_variable", "add_loss", "add_update", "trainable_weights", "variables"}
"""What a cell of the project's own gets from Keras, and not from the text."""
LEGACY = 'import os\n\nos.environ["TF_USE_LEGACY_KERAS"] = "1"  # Keras 2, of the package tf-keras'


class Plan(NamedTuple):
    """For one file: the text in place of each reference, the edits that bring all of it, or Keras 2 for everything."""

    blocks: Mapping[ast.AST, str]
    insertion: Edit | None = None
    early: Edit | None = None
    legacy: Edit | None = None


class Plans:
    """The view of a project: a plan for each file, made once."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._plans: dict[Code, Plan] = {}

    def plan(self, code: Code) -> Plan:
        if code not in self._plans:
            self._plans[code] = self._made(code)
        return self._plans[code]

    def _made(self, code: Code) -> Plan:
        blocks: dict[ast.AST, str] = {}
        contrib: set[ast.AST] = set()
        missing = False
        for node, dotted in self._references(code):
            is_contrib = dotted in CONTRIB
            block = CONTRIB.get(dotted) or dotted.rpartition(".")[2]
            call = self.world.once(Spots).calling(code, node)
            if call is not None and _is_renamed(call, dotted):
                continue
            if block in known() and isinstance(node, ast.Attribute) and _fits(code, node, call, block):
                blocks[node] = block
                if is_contrib:
                    contrib.add(node)
            else:
                missing = missing or not is_contrib
        insertion_edit = written(self.world, code, blocks.values()) if blocks else None
        early = written(self.world, code, (blocks[node] for node in contrib)) if contrib else None
        missing = missing or (bool(blocks.keys() - contrib) and insertion_edit is None)
        legacy = insertion(code.text, LEGACY) if missing and alias(self.world, code) is not None else None
        if legacy is not None:
            insertion_edit = early
        return Plan(blocks, insertion_edit, early, legacy)

    def _references(self, code: Code) -> Iterator[tuple[ast.AST, str]]:
        found = self.world.once(Switch).references(code)
        scoped = any(each.dotted.startswith(SCOPES) for each in found)
        for each in found:
            if each.dotted.startswith(tuple(f"{family}." for family in FAMILIES)) or (
                each.dotted in CONTRIB and not scoped
            ):
                yield each.node, each.dotted


def _is_renamed(call: ast.Call, dotted: str) -> bool:
    """The Xavier initializer is Glorot's uniform one, unless it is told something else."""
    if not dotted.rpartition(".")[2].startswith("xavier_initializer"):
        return False
    return not call.args and {word.arg for word in call.keywords} <= {"seed", "dtype"}


def _fits(code: Code, node: ast.Attribute, call: ast.Call | None, block: str) -> bool:
    """Whether the text does what is asked of it here."""
    if call is not None:
        return takes(block, call)
    for klass, _ in code.outline.nodes[ast.ClassDef]:
        if isinstance(klass, ast.ClassDef) and (node in klass.bases or node in klass.decorator_list):
            said = {each.attr for each in below(klass) if isinstance(each, ast.Attribute)}
            return block == "RNNCell" and not said & LAYER_ONLY
    return True


def place_of(code: Code, node: ast.AST, block: str) -> list[Edit]:
    """A reference, as the name of the text that was written into the file; `.compat.v1` in it is left to others."""
    assert isinstance(node, ast.Attribute)
    text, inner = code.text, node.value
    while isinstance(inner, ast.Attribute) and not (inner.attr == "v1" and isinstance(inner.value, ast.Attribute)):
        inner = inner.value
    if isinstance(inner, ast.Attribute) and isinstance(inner.value, ast.Attribute):
        root = inner.value.value
        return [
            Edit(text.start(root), text.end(root), f"{PREFIX}{block}"),
            Edit(text.end(root), text.end(inner), ""),
            Edit(text.end(inner), text.end(node), ""),
        ]
    return [Edit(text.start(node), text.end(node), f"{PREFIX}{block}")]
