"""Whether an expression is an optimizer of Keras, by its class or as what a model keeps."""

import ast

from migrations.here import Here
from migrations.values import Kind


def is_optimizer(owner: ast.expr, here: Here) -> bool:
    classes = here.classes_of(owner)
    if classes:
        return all(each.startswith(("tf.keras.optimizers.", "keras.optimizers.")) for each in classes)
    if isinstance(owner, ast.Attribute) and owner.attr == "optimizer":
        values = here.values(owner.value)
        return bool(values) and {value.kind for value in values} == {Kind.LAYER}
    return False
