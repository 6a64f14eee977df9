"""Keras of TensorFlow 2 has no session to be set: what was configured by it is configured by `tf.config`.

`set_session` was mostly there to let the GPU memory grow. `tf.compat.v1.keras.backend.set_session` still takes the
session up to TensorFlow 2.15, and does nothing in a program that runs eagerly; Keras 3 has no such function.
"""

import ast
from collections.abc import Iterator, Sequence

from packaging.version import Version

from migrations.below import below
from migrations.graph.files import Switch
from migrations.graph.losses import Losses
from migrations.graph.sessions import makes_session
from migrations.here import Here
from migrations.legacy import is_legacy
from migrations.names import canonical
from migrations.rule import Edit, Effect, Example, Finding, Fix, Rule, Span

GROWTH = """\
for gpu in {tf}.config.experimental.list_physical_devices("GPU"):
{indent}    {tf}.config.experimental.set_memory_growth(gpu, True)"""
GROWS = b"allow_growth"
NOTHING = "pass  # Keras has no session: see tf.config"
WRITES = ("tf.config.experimental.list_physical_devices", "tf.config.experimental.set_memory_growth")

rule = Rule(
    __name__,
    source="https://www.tensorflow.org/guide/gpu#limiting_gpu_memory_growth",
    applies=Span("2.0"),
    examples=(
        Example(
            before="""\
import tensorflow as tf

config = tf.compat.v1.ConfigProto()
config.gpu_options.allow_growth = True
tf.compat.v1.keras.backend.set_session(tf.compat.v1.Session(config=config))
print("ready")
""",
            after="""\
import tensorflow as tf

config = tf.compat.v1.ConfigProto()
config.gpu_options.allow_growth = True
for gpu in tf.config.experimental.list_physical_devices("GPU"):
    tf.config.experimental.set_memory_growth(gpu, True)
print("ready")
""",
            runs=True,
        ),
        Example(
            before="""\
import tensorflow as tf
from tensorflow.compat.v1.keras import backend as K


def get_session(fraction=0.3):
    options = tf.compat.v1.GPUOptions(per_process_gpu_memory_fraction=fraction)
    return tf.compat.v1.Session(config=tf.compat.v1.ConfigProto(gpu_options=options))


K.set_session(get_session())
print("ready")
""",
            after="""\
import tensorflow as tf
from tensorflow.compat.v1.keras import backend as K


def get_session(fraction=0.3):
    options = tf.compat.v1.GPUOptions(per_process_gpu_memory_fraction=fraction)
    return tf.compat.v1.Session(config=tf.compat.v1.ConfigProto(gpu_options=options))


pass  # Keras has no session: see tf.config
print("ready")
""",
            runs=True,
        ),
    ),
    untouched=(
        # Not that of Keras.
        """\
import tensorflow as tf
from service import backend
backend.set_session(object())
""",
    ),
)


@rule.call(
    "tf.keras.backend.set_session",
    "tf.compat.v1.keras.backend.set_session",
    "keras.backend.tensorflow_backend.set_session",
    "tf.python.keras.backend.set_session",
)
def sessions(call: ast.Call, here: Here) -> Iterator[Finding]:
    name = canonical(here.dotted(call.func) or "")
    switch = here.world.once(Switch)
    if is_legacy(here.world, here.code) or switch.switches(here.code) or switch.turned_off(here.code):
        return
    plain = name == "tf.keras.backend.set_session"
    if plain and here.baseline >= Version("2.0"):
        return
    edits = _edits(call, here)
    grows = GROWS in here.text.source
    does = f"the patch {'lets the GPU memory grow' if grows else 'leaves the call out'}. " if edits else ""
    since = "2.0" if plain or name.startswith("keras.") else "2.16"
    for node, symbol in ((call.func, name), *_inside(edits or (), here)):
        yield here.finding(
            node,
            symbol=symbol,
            message=f"TensorFlow {since} and later have no {name}: there is no session to set. Devices and memory are "
            f"configured by tf.config; {does}Look at it: other options of the session's configuration have functions "
            "of their own in tf.config.",
            effect=Effect.BREAKS,
            span=Span(since),
            fix=Fix.REVIEW if edits else Fix.MANUAL,
            edits=edits or [],
            writes=WRITES if edits else (),
        )


def _inside(edits: Sequence[Edit], here: Here) -> Iterator[tuple[ast.expr, str]]:
    """The names that go with what is taken out."""
    losses = here.world.once(Losses)
    for chain, scope in here.code.outline.chains:
        dotted = here.world.names.dotted(chain, scope)
        loss = losses.loss(dotted) if dotted and dotted.startswith("tf.") else None
        if loss is not None and any(edit.start <= here.text.start(chain) < edit.end for edit in edits):
            yield chain, loss.name


def _edits(call: ast.Call, here: Here) -> list[Edit] | None:
    """The statement as the configuration that it stands for, where the session is there for nothing else."""
    around = here.code.parents.get(call)
    local = _tensorflow(here)
    if not isinstance(around, ast.Expr) or len(call.args) != 1 or call.keywords or local is None:
        return None
    text, (session,) = here.text, call.args
    column = text.characters(around.lineno, around.col_offset)
    indent = text.lines[around.lineno - 1][:column]
    if indent.strip():
        return None
    edits: list[Edit] = []
    if isinstance(session, ast.Name):
        made = _made(session, here)
        if made is None:
            return None
        edits.append(made)
    elif not makes_session(here.world, here.code, session, here.scope):
        return None
    new = GROWTH.format(tf=local, indent=indent) if GROWS in text.source else NOTHING
    return [*edits, Edit(text.start(around), text.end(around), new)]


def _made(session: ast.Name, here: Here) -> Edit | None:
    """The line that makes the session goes, if the session is used for nothing else."""
    tree = here.text.tree
    uses = [node for node in below(tree) if isinstance(node, ast.Name) and node.id == session.id]
    stores = [node for node in uses if isinstance(node.ctx, ast.Store)]
    if len(uses) != len(stores) + 1 or len(stores) != 1:
        return None
    statement = here.code.parents.get(stores[0])
    match statement:
        case ast.Assign(targets=[ast.Name()], value=call) if makes_session(here.world, here.code, call, here.scope):
            text = here.text
            return Edit(text.start(statement), text.end(statement), f"{session.id} = None")
        case _:
            return None


def _tensorflow(here: Here) -> str | None:
    top = here.code.outline.top
    return next((name for name in top.bindings if here.world.names.name(name, top) == "tf"), None)
