"""From Keras 3 on, a `tf.Module` no longer collects the variables of the Keras layers in its attributes.

Keras 2 layers were `tf.Module`s themselves, so `module.trainable_variables` walked into them. Keras 3 layers are not:
the program trains fewer variables, or none, and mostly says nothing. The patch adds the property to the class, where it
joins what `tf.Module` still finds with what the layers have; on older versions it finds each variable once, as before.
"""

import ast
from collections.abc import Iterator, Sequence

from migrations.here import Here, World
from migrations.indents import Indents, indents, insert_after
from migrations.modules import Form, Held, Modules
from migrations.names import Klass
from migrations.rule import Edit, Effect, Example, Finding, Fix, Rule, Span

SINCE = Span("2.16")
NOTE = "# Keras 3 (TensorFlow 2.16 on): tf.Module no longer collects the variables of Keras layers."
OF_LAYER = {
    "trainable_variables": "trainable_variables",
    "variables": "weights",
    "non_trainable_variables": "non_trainable_weights",
}
"""A layer has `weights` in both: the `variables` of Keras 3 also count the seeds of its random numbers."""

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
        "import tensorflow as tf\nclass Net(tf.keras.Model):\n    def __init__(self):\n        super().__init__()\n"
        "        self.dense = tf.keras.layers.Dense(1)\nprint(Net().trainable_variables)\n",
        # Nobody asks the module for its variables.
        "import tensorflow as tf\nclass Net(tf.Module):\n    def __init__(self):\n"
        "        self.dense = tf.keras.layers.Dense(1)\nprint(Net().dense.trainable_variables)\n",
    ),
)


@rule.on(ast.ClassDef)
def hidden_layers(node: ast.ClassDef, here: Here) -> Iterator[Finding]:
    klass = here.world.names.klass(node, here.scope)
    modules = here.world.once(Modules)
    if klass not in modules.all or not (held := modules.held(klass)):
        return
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
        message=_message(node.name, held, names, effect, fix, doubts),
        effect=effect,
        span=SINCE,
        fix=fix,
        edits=[block] if block else [],
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
    blocks = [_property(name, held, space) for name in names]
    return insert_after(klass.code.text, method, "\n\n".join(blocks))


def _holds(statement: ast.stmt, held: Held) -> bool:
    last = statement.end_lineno or statement.lineno
    return statement.lineno <= held.store.node.lineno <= last


def _property(name: str, held: Sequence[Held], space: Indents) -> str:
    step = space.inner[len(space.outer) :]
    lines = ["@property", f"def {name}(self):", f"{step}{NOTE}", f"{step}found = {{id(v): v for v in super().{name}}}"]
    for nested, variables in ((False, OF_LAYER[name]), (True, name)):
        group = [each for each in held if each.nested is nested]
        if group:
            lines += [step + line for line in _loop(group, variables, "module" if nested else "layer", step)]
    lines.append(f"{step}return tuple(found.values())")
    return "\n".join(space.outer + line for line in lines)


def _loop(group: Sequence[Held], variables: str, word: str, step: str) -> Iterator[str]:
    parts = [_part(each) for each in group]
    yield f"for {word} in ({', '.join(parts)}{',' if len(parts) == 1 else ''}):"
    if any(each.gaps or (each.form is Form.ONE and (each.optional or not each.sure)) for each in group):
        yield f"{step}if {word} is not None:"
        yield f"{step * 2}found.update((id(v), v) for v in {word}.{variables})"
    else:
        yield f"{step}found.update((id(v), v) for v in {word}.{variables})"


def _part(held: Held) -> str:
    """One element of the loop's tuple, for an attribute that may hold several, be None or not be there yet."""
    whole = f"self.{held.name}"
    if held.form is Form.ONE:
        return whole if held.sure else f'getattr(self, "{held.name}", None)'
    empty, tail = ("{}", ".values()") if held.form is Form.MAPPING else ("()", "")
    if not held.sure:
        whole = f'getattr(self, "{held.name}", {empty})'
    if held.optional:
        whole = f"({whole} or {empty})"
    return f"*{whole}{tail}"


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


def _message(
    name: str, held: Sequence[Held], names: Sequence[str], effect: Effect, fix: Fix, doubts: Sequence[str]
) -> str:
    attributes = _listed([f"self.{each.name}" for each in held])
    happens = (
        "so the optimizer gets no variables and raises `ValueError: not enough values to unpack (expected 2, got 0)`"
        if effect is Effect.BREAKS
        else "so what reads them silently gets fewer variables than before"
        if "trainable_variables" not in names
        else "so the program silently trains fewer variables than before"
    )
    action = f"Add the layers' variables in {_listed([f'a property `{each}`' for each in names])} of the class"
    look = f" (look at it: {'; '.join(doubts)})" if doubts and fix is Fix.REVIEW else ""
    return (
        f"From TensorFlow 2.16 on (Keras 3), {_listed([f'`{each}`' for each in names])} of the tf.Module `{name}` "
        f"{'is' if len(names) == 1 else 'are'} without the Keras layers in {attributes}, {happens}. {action}{look}."
    )


def _listed(words: Sequence[str]) -> str:
    return " and ".join(part for part in (", ".join(words[:-1]), words[-1]) if part)


def _freezes(world: World) -> bool:
    """Whether the project sets `trainable` of something to anything at all."""
    stores = (store for code in world.project.files.values() for store in code.outline.stores)
    calls = (node for code in world.project.files.values() for node, _ in code.outline.nodes[ast.Call])
    keywords = (word for call in calls if isinstance(call, ast.Call) for word in call.keywords)
    return any(store.name == "trainable" for store in stores) or any(
        word.arg == "trainable" and isinstance(word.value, ast.Constant) and word.value.value is False
        for word in keywords
    )
