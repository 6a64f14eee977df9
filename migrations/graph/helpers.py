"""Functions and classes that a patch writes into a file, in place of layers that TensorFlow no longer has.

They are the texts in `blocks`: plain graph operations and `get_variable`, with the names, the initial values and the
numbers of the layers that they stand for, on every TensorFlow from 1.13 on.
"""

import ast
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType

from migrations.calls import is_spread
from migrations.graph.files import Switch
from migrations.here import World
from migrations.project import Code
from migrations.rule import Edit
from migrations.text import Text

BLOCKS = Path(__file__).with_name("blocks")
ROOTS = ("tensorflow", "keras")
"""What a file imports before others may stand behind it: TensorFlow, or else Keras."""
PREFIX = "v1_"
NAME = rf"\b{PREFIX}(\w+)"
TF = r"\btf\.(?=[a-zA-Z])"
COMMENT = (
    "# TensorFlow no longer has these layers: here they are, made of its operations, with the same names and values."
)
HIDDEN: Mapping[str, tuple[str, int]] = MappingProxyType(
    {f"conv{rank}d": ("convolution", 1) for rank in (1, 2, 3)}
    | {"slim_linear": ("slim_fully_connected", 0)}
    | {f"{kind}_pooling{rank}d": ("pooling", 2) for kind in ("max", "average") for rank in (1, 2, 3)}
)
"""Blocks that hand all arguments on: to which one, and how many they add in front."""
LAYERS: Mapping[str, str] = MappingProxyType(
    {f"Conv{rank}D": f"conv{rank}d" for rank in (1, 2, 3)}
    | {f"{kind}Pooling{rank}D": f"{kind.lower()}_pooling{rank}d" for kind in ("Max", "Average") for rank in (1, 2, 3)}
    | {"Dense": "dense", "Flatten": "flatten", "Dropout": "dropout", "BatchNormalization": "batch_normalization"}
    | {"Conv2DTranspose": "conv2d_transpose", "SeparableConv2D": "separable_conv2d"}
)
"""Layers as classes, and the functions that do their work."""
ORDERLY: Mapping[str, int] = MappingProxyType({"Flatten": 0})
"""How many arguments of such a class may come by position, where that is not three."""


@cache
def block(name: str) -> str:
    return (BLOCKS / f"{name}.txt").read_text("utf-8").strip()


@cache
def known() -> frozenset[str]:
    return frozenset(path.stem for path in BLOCKS.glob("*.txt"))


@cache
def needed(name: str) -> tuple[str, ...]:
    """A block and all that it uses, those first."""
    found: list[str] = []
    for other in dict.fromkeys(re.findall(NAME, block(name))):
        if other != name:
            found += [each for each in needed(other) if each not in found]
    return (*found, name)


@cache
def parameters(name: str) -> tuple[str, ...]:
    """What a block takes, in order, as a caller sees it."""
    if name in LAYERS:
        return tuple(each for each in parameters(LAYERS[name])[1:] if each not in {"training", "reuse"})
    target, hidden = HIDDEN.get(name, (name, 0))
    node = ast.parse(block(target)).body[0]
    if isinstance(node, ast.ClassDef):
        made = next((each for each in node.body if isinstance(each, ast.FunctionDef) and each.name == "__init__"), None)
        if made is None:
            return ()
        return tuple(arg.arg for arg in made.args.args[1:])
    if isinstance(node, ast.FunctionDef):
        return tuple(arg.arg for arg in node.args.args[hidden:])
    return ("c", "h")


@cache
def accepts_any(name: str) -> bool:
    """Whether a class takes whatever words it is given."""
    return name == "HParams"


def takes(name: str, call: ast.Call) -> bool:
    """Whether a block takes what a call gives."""
    if accepts_any(name):
        return not any(isinstance(arg, ast.Starred) for arg in call.args)
    if name in LAYERS and len(call.args) > ORDERLY.get(name, 3):
        return False  # by position, classes and functions differ later on
    names = parameters(name)
    words = {word.arg for word in call.keywords}
    return not is_spread(call) and len(call.args) <= len(names) and words <= set(names[len(call.args) :])


def alias(world: World, code: Code) -> str | None:
    """How a file says `tensorflow.compat.v1` once its patch is applied; None where it has no name for it."""
    top = code.outline.top
    said = {name: world.names.name(name, top) for name in top.bindings}
    plain = next((name for name, meaning in said.items() if meaning == "tf"), None)
    if plain and world.once(Switch).switches(code):
        return plain
    old = next((name for name, meaning in said.items() if meaning == "tf.compat.v1"), None)
    return old or (f"{plain}.compat.v1" if plain else None)


def written(world: World, code: Code, names: Iterable[str]) -> Edit | None:
    """The edit that brings these blocks into a file, behind its imports."""
    local = alias(world, code)
    wanted = list(dict.fromkeys(each for name in sorted(set(names)) for each in needed(name)))
    if local is None or any(f"{PREFIX}{name}" in code.outline.top.bindings for name in wanted):
        return None
    place = behind_imports(code.text)
    if place is None:
        return None
    texts = [re.sub(TF, f"{local}.", block(name)) for name in wanted]
    line, offset = place
    before = "" if line < 2 or not code.text.lines[line - 2].strip() else "\n\n"  # noqa: PLR2004  # the first line
    return Edit(offset, offset, before + COMMENT + "\n" + "\n\n\n".join(texts) + "\n\n\n")


def behind_imports(text: Text) -> tuple[int, int] | None:
    """The line, and its first byte, of the first statement behind the imports, with the comments above it."""
    body = text.tree.body
    imports = [number for root in ROOTS for number, node in enumerate(body) if _imports(node, root)]
    if not imports:
        return None
    number = imports[0]
    while number + 1 < len(body) and _is_header(body[number + 1]):
        number += 1
    last, rest = body[number], body[number + 1 :]
    if not rest:
        return None
    line = min([rest[0].lineno, *(each.lineno for each in getattr(rest[0], "decorator_list", []))])
    if line <= (last.end_lineno or last.lineno):
        return None
    while line - 1 > (last.end_lineno or last.lineno) and text.lines[line - 2].lstrip().startswith("#"):
        line -= 1
    return line, text.offset(line, 0)


def _imports(node: ast.stmt, root: str) -> bool:
    if isinstance(node, ast.Import):
        return any(each.name.partition(".")[0] == root for each in node.names)
    return isinstance(node, ast.ImportFrom) and not node.level and (node.module or "").partition(".")[0] == root


def _is_header(node: ast.stmt) -> bool:
    """An import, branches that import, and the calls that come with them."""
    match node:
        case ast.Import() | ast.ImportFrom():
            return True
        case ast.Expr(value=ast.Call(func=ast.Attribute(attr=name))):
            return name.startswith(("disable_", "enable_", "filterwarnings", "set_verbosity"))
        case ast.Try(body=body):
            return all(isinstance(each, ast.Import | ast.ImportFrom) for each in body)
        case _:
            return False


def texts(names: Sequence[str]) -> str:
    """Blocks as one text, for those who want to run them."""
    wanted = dict.fromkeys(each for name in names for each in needed(name))
    return "\n\n\n".join(block(name) for name in wanted)
