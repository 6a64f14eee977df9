"""Every public name below a root, as `dir` would show them one after the other."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from matrices.surface.roots import Root
from matrices.surface.values import Module, Value

if TYPE_CHECKING:
    from matrices.surface.machine import Machine

API = ("._api.", ".keras.api.", ".tf_keras.api.", ".estimator.api.", "._tf_keras.")
INSIDE = ("tensorflow.python", "tensorflow.core", "tensorflow.compiler")  # some releases forget to hide these
GIVING = ("tensorflow.contrib",)  # what stands in these, and in roots and API packages, was put there on purpose
ADDED = "tensorboard.summary._tf."  # TensorBoard puts this one in the place of `tf.summary`


def walk(machine: "Machine", root: Root) -> Iterator[tuple[str, Value, tuple[str, str]]]:
    """Name, what it stands for, and the module and name where it was found; the root first."""
    module = machine.load(root.module)
    if not isinstance(module, Module):
        raise ImportError(root.module)  # noqa: TRY004 - that is what it is
    yield root.name, module, (root.module, "")
    yield from _inside(machine, root, root.name, module, frozenset({module.name}))


def _inside(
    machine: "Machine", root: Root, above: str, module: Module, path: frozenset[str]
) -> Iterator[tuple[str, Value, tuple[str, str]]]:
    for name in sorted(module.names):
        dotted = f"{above}.{name}"
        if name.startswith("_") or dotted in root.without:
            continue
        value = machine.settle(module.names[name])
        if isinstance(value, Module) and value.lazy is not None:
            behind = machine.behind(value)
            if not isinstance(behind, Module):
                continue
            value = behind
        yield dotted, value, (module.name, name)
        if isinstance(value, Module) and value.name not in path and _public(root, dotted, value, module):
            yield from _inside(machine, root, dotted, value, path | {value.name})


def _public(root: Root, dotted: str, module: Module, parent: Module) -> bool:
    """Whether a module belongs to the API under this name: one that other modules merely imported does not."""
    top = root.module.partition(".")[0]
    if module.name in INSIDE or f"{module.name}.".startswith(ADDED):
        return module.name not in INSIDE
    if module.name.partition(".")[0] != top:
        return False
    below = dotted.removeprefix(root.name)
    given = parent.name in {root.module, *GIVING} or _is_api(parent)
    return given or _is_api(module) or module.name in {f"{root.module}{below}", f"{top}{below}"}


def _is_api(module: Module) -> bool:
    return any(mark in f".{module.name}." for mark in API)
