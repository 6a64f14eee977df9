"""Write data/private.json: names of `tensorflow.python` that went though their module stayed, and the public ones.

    for minor in 1.15 2.0 ... 2.21: python_with_that_tensorflow scripts/private_names.py dump > dump.$minor.json
    python scripts/private_names.py join dump.*.json > migrations/data/private.json

A dump is every function and class that the loaded modules hold, by module; `join` asks the API index which of those
that went have a public name in the newest release.
"""

import importlib
import json
import sys
import types
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # an old interpreter that dumps has no such package
    from matrices.symbols import Index

MODULES = (
    "client.device_lib client.session framework.graph_util framework.ops layers.base layers.core ops.rnn ops.rnn_cell "
    "ops.rnn_cell_impl ops.control_flow_ops tools.freeze_graph training.moving_averages training.optimizer "
    "training.training_ops training.slot_creator distribute.distribution_strategy_context ops.losses.losses"
)
BY_HAND = {("util.nest", "is_sequence"): "tf.nest.is_nested"}
"""What took the place of another thing: it does the same, and is another object."""
NOISE = {"xrange", "LazyLoader", "List", "Tuple", "Any", "Union", "Optional", "Callable", "Text", "Dict", "Type"}


def dump() -> dict[str, dict[str, str]]:
    """What every module of `tensorflow.python` holds in this interpreter: names, and the ids of their objects."""
    for name in ("", *MODULES.split()):
        try:
            importlib.import_module(f"tensorflow.python.{name}" if name else "tensorflow")
        except ImportError:
            continue
    return {
        name.replace("tensorflow_core.", "tensorflow."): dict(_things(module))
        for name, module in list(sys.modules.items())
        if name.startswith("tensorflow") and ".python" in name and hasattr(module, "__dict__")
    }


def _things(module: types.ModuleType) -> Iterator[tuple[str, str]]:
    for name, thing in list(vars(module).items()):
        if callable(thing) and not name.startswith("_"):
            yield name, f"{getattr(thing, '__module__', '')}:{getattr(thing, '__qualname__', '')}"


def join(dumps: Mapping[str, Mapping[str, Mapping[str, str]]]) -> dict[str, dict[str, list[str | None]]]:
    """By module and name: the first minor without it, and its public name."""
    from matrices import symbols  # noqa: PLC0415 - an old interpreter that dumps has no such package

    index = symbols.load()
    minors = sorted(dumps, key=lambda minor: [int(part) for part in minor.split(".")])
    public = {minor: defaultdict[str, list[str]](list) for minor in minors}
    for name in _names(index):
        for minor in minors:
            found = index.at(name, minor)
            if found is not None and found.kind != "module":
                public[minor][found.id].append(name)
    gone: dict[str, dict[str, list[str | None]]] = defaultdict(dict)
    for module in sorted({module for one in dumps.values() for module in one}):
        for name in sorted({name for one in dumps.values() for name in one.get(module, ())} - NOISE):
            having = [minor for minor in minors if name in dumps[minor].get(module, ())]
            later = [minor for minor in minors[minors.index(having[-1]) + 1 :] if module in dumps[minor]]
            if later:
                last = having[-1]
                names = public[last].get(dumps[last][module][name], [])
                alive = [each for each in names if index.at(each, minors[-1]) is not None]
                path = module.removeprefix("tensorflow.python").removeprefix(".")
                gone[path][name] = [later[0], BY_HAND.get((path, name)) or _best(alive, name)]
    return gone


def _names(index: "Index") -> Iterator[str]:
    stack = ["tf"]
    while stack:
        above = stack.pop()
        for child in index.below(above):
            name = f"{above}.{child}"
            if not name.startswith(("tf.raw_ops", "tf.contrib", "tf.python", "tf.keras", "tf.compat.v2")):
                yield name
                stack.append(name)


def _best(names: list[str], last: str) -> str | None:
    native = [name for name in names if "compat" not in name.split(".")]
    return min(native or names, key=lambda name: (name.rpartition(".")[2] != last, len(name), name), default=None)


if __name__ == "__main__":
    if sys.argv[1] == "dump":
        print(json.dumps(dump()))
    else:
        files = {
            Path(name).name[len("dump.") : -len(".json")]: json.loads(Path(name).read_text()) for name in sys.argv[2:]
        }
        print(json.dumps(join(files), indent=0, sort_keys=True))
