"""The property that joins what `tf.Module` still finds with what its layers and inner modules have."""

from collections.abc import Iterator, Sequence

from migrations.indents import Indents
from migrations.modules import Form, Held

NOTE = "# Keras 3 (TensorFlow 2.16 on): tf.Module no longer collects the variables of Keras layers."
OF_LAYER = {
    "trainable_variables": "trainable_variables",
    "variables": "weights",
    "non_trainable_variables": "non_trainable_weights",
}
"""A layer has `weights` in both: the `variables` of Keras 3 also count the seeds of its random numbers."""


def joined(name: str, held: Sequence[Held], space: Indents) -> str:
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
