"""From Keras 3 on, a `tf.Module` no longer collects the variables of the Keras layers in its attributes.

Keras 2 layers were `tf.Module`s themselves, so `module.trainable_variables` walked into them. Keras 3 layers are not:
the program trains fewer variables, or none, and mostly says nothing. The patch adds the property to the class, where it
joins what `tf.Module` still finds with what the layers have; on older versions it finds each variable once, as before.
"""

import ast
from collections.abc import Iterator, Sequence

from migrations.calls import keyword
from migrations.classes import makes_layer
from migrations.here import Here, World
from migrations.indents import indents, insert_after
from migrations.modules import READS, Form, Held, Modules, relies_on_super
from migrations.names import Klass
from migrations.properties import joined
from migrations.rule import Edit, Effect, Example, Finding, Fix, Rule, Span
from migrations.scopes import Scope

SINCE = Span("2.16")

rule = Rule(
    __name__,
    source="https://keras.io/guides/migrating_to_keras_3/",
    applies=SINCE,
    examples=(
        Example(
            before="""\
import tensorflow as tf

class Net(tf.Module):
    def __init__(self):
        super().__init__()
        self.dense = tf.keras.layers.Dense(1, kernel_initializer="ones")

    def __call__(self, x):
        return self.dense(x)

net = Net()
x = tf.ones((2, 3))
optimizer = tf.keras.optimizers.SGD(0.01)
with tf.GradientTape() as tape:
    loss = tf.reduce_mean(net(x))
gradients = tape.gradient(loss, net.trainable_variables)
optimizer.apply_gradients(zip(gradients, net.trainable_variables))
print("%.4f" % float(tf.reduce_sum(net(x))))
""",
            after="""\
import tensorflow as tf

class Net(tf.Module):
    def __init__(self):
        super().__init__()
        self.dense = tf.keras.layers.Dense(1, kernel_initializer="ones")

    @property
    def trainable_variables(self):
        # Keras 3 (TensorFlow 2.16 on): tf.Module no longer collects the variables of Keras layers.
        found = {id(v): v for v in super().trainable_variables}
        for layer in (self.dense,):
            found.update((id(v), v) for v in layer.trainable_variables)
        return tuple(found.values())

    def __call__(self, x):
        return self.dense(x)

net = Net()
x = tf.ones((2, 3))
optimizer = tf.keras.optimizers.SGD(0.01)
with tf.GradientTape() as tape:
    loss = tf.reduce_mean(net(x))
gradients = tape.gradient(loss, net.trainable_variables)
optimizer.apply_gradients(zip(gradients, net.trainable_variables))
print("%.4f" % float(tf.reduce_sum(net(x))))
""",
            runs=True,
        ),
    ),
    untouched=(
        # A Keras model finds its layers itself.
        """\
import tensorflow as tf
class Net(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = tf.keras.layers.Dense(1)
print(Net().trainable_variables)
""",
        # Nobody asks the module, only its layer.
        """\
import tensorflow as tf
class Net(tf.Module):
    def __init__(self):
        self.dense = tf.keras.layers.Dense(1)
print(Net().dense.trainable_variables)
""",
    ),
)


rule.needs("Module")


@rule.on(ast.ClassDef)
def hidden_layers(node: ast.ClassDef, here: Here) -> Iterator[Finding]:
    klass = here.world.names.klass(node, here.scope)
    modules = here.world.once(Modules)
    if klass not in modules.all or not (held := modules.held(klass)):
        return
    yield from _overrides(klass, here)
    own = {name for each in here.world.classes.ancestors(klass) for name in each.body.bindings}
    names = [name for name in modules.needs(klass) if name not in own]
    if not names:
        return
    block = None if any(_is_unclear(each) for each in held) else _edit(klass, held, names)
    doubts = _doubts(klass, held, here)
    fix = Fix.MANUAL if block is None else Fix.REVIEW if doubts else Fix.SAFE
    effect = _effect(klass, names, here.world)
    yield here.finding(
        held[0].store.node,
        symbol=f"tf.Module.{names[0]}",
        message=_message(node.name, held, names, effect, doubts if block else ()),
        effect=effect,
        span=SINCE,
        fix=fix,
        edits=[block] if block else [],
    )


def _overrides(klass: Klass, here: Here) -> Iterator[Finding]:
    """Properties of the class that start from what `tf.Module` finds, and add nothing."""
    for node in klass.node.body:
        if isinstance(node, ast.FunctionDef) and node.name in READS and relies_on_super(node):
            yield here.finding(
                node,
                symbol=f"tf.Module.{node.name}",
                message=f"From TensorFlow 2.16 on (Keras 3), `super().{node.name}` in the tf.Module "
                f"`{klass.node.name}` is without the variables of its Keras layers. Add those of the layers.",
                effect=Effect.CHANGES,
                span=SINCE,
                fix=Fix.MANUAL,
            )


def _is_unclear(held: Held) -> bool:
    """Names that Python mangles cannot be asked for with `getattr`."""
    return held.form is Form.UNCLEAR or (not held.sure and held.name.startswith("__"))


def _edit(klass: Klass, held: Sequence[Held], names: Sequence[str]) -> Edit | None:
    """The properties, after the method that first assigns a layer."""
    space = indents(klass.code.text, klass.node)
    method = next(statement for statement in klass.node.body if _holds(statement, held[0]))
    if space is None:
        return None
    blocks = [joined(name, held, space) for name in names]
    return insert_after(klass.code.text, method, "\n\n".join(blocks))


def _holds(statement: ast.stmt, held: Held) -> bool:
    last = statement.end_lineno or statement.lineno
    return statement.lineno <= held.store.node.lineno <= last


def _doubts(klass: Klass, held: Sequence[Held], here: Here) -> list[str]:
    """Why somebody should look at the patch."""
    modules = here.world.once(Modules)
    doubts = []
    if any(not each.sure or each.optional or each.gaps for each in held):
        doubts.append("some of these layers are not always there")
    if any(read.indexed for read in modules.reads(klass)):
        doubts.append("the variables are picked by position, and their order differs from before")
    if here.world.once(_freezes):
        doubts.append("layers are frozen somewhere: the old tf.Module trained them all the same")
    if klass.node.decorator_list:
        doubts.append("the class is decorated")
    if modules.unknown(klass):
        doubts.append("other attributes may hold layers too")
    return doubts


def _effect(klass: Klass, names: Sequence[str], world: World) -> Effect:
    """Without any variable left, the optimizer that gets them raises; else it trains what is left."""
    modules = world.once(Modules)
    if "trainable_variables" not in names or modules.keeps_something(klass):
        return Effect.CHANGES
    readers = {read.code for read in modules.reads(klass) if read.name == "trainable_variables"}
    fed = any(
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"apply_gradients", "minimize"}
        for code in readers
        for node, _ in code.outline.nodes[ast.Call]
    )
    return Effect.BREAKS if fed else Effect.CHANGES


def _message(name: str, held: Sequence[Held], names: Sequence[str], effect: Effect, doubts: Sequence[str]) -> str:
    attributes = _listed([f"self.{each.name}" for each in held])
    happens = (
        "so the optimizer gets no variables and raises `ValueError: not enough values to unpack (expected 2, got 0)`"
        if effect is Effect.BREAKS
        else "so what reads them silently gets fewer variables than before"
        if "trainable_variables" not in names
        else "so the program silently trains fewer variables than before"
    )
    action = f"Add the layers' variables in {_listed([f'a property `{each}`' for each in names])} of the class"
    look = f" (look at it: {'; '.join(doubts)})" if doubts else ""
    return (
        f"From TensorFlow 2.16 on (Keras 3), {_listed([f'`{each}`' for each in names])} of the tf.Module `{name}` "
        f"{'is' if len(names) == 1 else 'are'} without the Keras layers in {attributes}, {happens}. {action}{look}."
    )


def _listed(words: Sequence[str]) -> str:
    return " and ".join(part for part in (", ".join(words[:-1]), words[-1]) if part)


def _freezes(world: World) -> bool:
    """Whether the project sets `trainable` of something, or makes a layer that is not trainable."""
    codes = world.project.files.values()
    if any(store.name == "trainable" for code in codes for store in code.outline.stores):
        return True
    calls = (place for code in codes for place in code.outline.nodes[ast.Call])
    return any(isinstance(call, ast.Call) and _makes_frozen(call, scope, world) for call, scope in calls)


def _makes_frozen(call: ast.Call, scope: Scope, world: World) -> bool:
    word = keyword(call, "trainable")
    if word is None or not isinstance(word.value, ast.Constant) or word.value.value is not False:
        return False
    return makes_layer(world.names.dotted(call.func, scope) or "")
