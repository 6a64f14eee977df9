"""Paths into the package `keras` that were never public, or are public elsewhere today.

`keras.layers.core`, `keras.utils.np_utils`, `keras.engine.topology` and their like were modules of the package; Keras
moved them about with nearly every release and took them away with 2.13. What they had is public under a shorter name.
"""

import ast
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TypeAlias

from matrices.symbols import Index, Kind, Presence, UnknownMinor
from migrations.calls import replace
from migrations.graph.sessions import KEEPERS
from migrations.here import Here, World
from migrations.homes import is_there, public, public_module, was_module
from migrations.project import Code
from migrations.relocation import relocated
from migrations.repairs import find
from migrations.rule import Edit, Effect, Example, Finding, Fix, Rule, Span
from migrations.scopes import Imported

rule = Rule(
    __name__,
    source="https://github.com/keras-team/keras/releases/tag/v2.13.1",
    applies=Span("2.13"),
    examples=(
        Example(
            before="""\
import numpy as np
from keras.layers.core import Dense, Dropout
from keras.models import Sequential
from keras.utils import np_utils
from keras.utils.vis_utils import model_to_dot

model = Sequential([Dense(2, kernel_initializer="ones"), Dropout(0.5)])
print(np_utils.to_categorical(np.array([1, 0]), 2).tolist(), float(np.sum(model.predict(np.ones((1, 3))))))
""",
            after="""\
import numpy as np
from keras.layers import Dense, Dropout
from keras.models import Sequential
from keras import utils as np_utils
from keras.utils import model_to_dot

model = Sequential([Dense(2, kernel_initializer="ones"), Dropout(0.5)])
print(np_utils.to_categorical(np.array([1, 0]), 2).tolist(), float(np.sum(model.predict(np.ones((1, 3))))))
""",
            runs=True,
        ),
    ),
    untouched=(
        "from keras.layers import Dense\nimport keras\nprint(keras.utils.to_categorical([1]))\n",
        "from mykeras.layers.core import Dense\nimport tensorflow as tf\n",
    ),
)

Import: TypeAlias = ast.Import | ast.ImportFrom
BACKEND = "tf.keras.backend"
TENSORS = " It takes tensors of TensorFlow; calls with what `keras.Input` gives belong into a layer."
FOREIGN = ("keras.backend.theano_backend", "keras.backend.cntk_backend")
"""Backends that are gone with their frameworks: that of TensorFlow is no replacement."""


rule.words("keras")


class _Known:
    """The view of a project: what files take out of modules, and where import statements move."""

    def __init__(self, world: World) -> None:
        del world
        self.taken: dict[Code, Mapping[str, frozenset[str]]] = {}
        self.moves: dict[ast.ImportFrom, Mapping[str, str]] = {}
        self.edits: dict[ast.ImportFrom, list[Edit] | None] = {}


@rule.below("keras")
def old_path(node: ast.expr | ast.alias, here: Here) -> Iterator[Finding]:
    dotted = _dotted(node, here)
    if dotted is None or dotted.count(".") == 0:
        return
    spans = gone(here, dotted)
    edits, writes, advice = _repair(node, dotted, here) if spans else ([], [], "")
    if not edits and (_is_said_by_the_check(dotted, here, spans) or _sets_session(node, dotted, here)):
        return
    moves_to_tensorflow = any(name.startswith(f"{BACKEND}.") or name == BACKEND for name in writes)
    for span in spans:
        yield here.finding(
            node,
            symbol=dotted,
            message=f"`{dotted}` is not there in the Keras of TensorFlow {_when(span)}. {advice}"
            + (TENSORS if moves_to_tensorflow else ""),
            effect=Effect.BREAKS,
            span=span,
            fix=Fix.MANUAL if not edits else Fix.REVIEW if moves_to_tensorflow else Fix.SAFE,
            edits=edits,
            writes=writes,
        )


def _is_said_by_the_check(dotted: str, here: Here, spans: Sequence[Span]) -> bool:
    """Whether the check against the API has a name in the place of this one, and writes it wherever this one stands."""
    if not is_there(here.index, dotted.rpartition(".")[0], here.minors[-1]):
        return False
    repairs = (find(here.index, dotted, here.minors[0], span.since) for span in spans)
    return any(repair is not None and repair.name is not None for repair in repairs)


def _sets_session(node: ast.expr | ast.alias, dotted: str, here: Here) -> bool:
    """Of such a call the rule graph_keras_session speaks."""
    return dotted.endswith(KEEPERS) and isinstance(here.parent, ast.Call) and here.parent.func is node


@rule.on(ast.ImportFrom)
def all_of_old_path(statement: ast.ImportFrom, here: Here) -> Iterator[Finding]:
    """`from keras.layers.core import *`."""
    module = statement.module or ""
    if statement.level or not module.startswith("keras.") or statement.names[0].name != "*":
        return
    home = public_module(here.index, module, here.minors[-1])
    edits = relocated(here.text, statement, {f"{module}.*": f"{home}.*"}) if home else None
    for span in gone(here, module):
        yield here.finding(
            statement,
            symbol=module,
            message=f"`{module}` is not there in the Keras of TensorFlow {_when(span)}. "
            + (f"Import from `{home}`." if home else _guidance(module)),
            effect=Effect.BREAKS,
            span=span,
            fix=Fix.SAFE if edits else Fix.MANUAL,
            edits=edits or [],
            writes=[home] if edits and home else [],
        )


def gone(here: Here, dotted: str) -> Sequence[Span]:
    """The minors from the baseline on that are without a name: names came back, too."""
    return _gone(here.index, tuple(here.minors), dotted)


@lru_cache(4096)
def _gone(index: Index, minors: Sequence[str], dotted: str) -> Sequence[Span]:
    spans: list[Span] = []
    lost: list[str] = []
    for minor in minors:
        try:
            there = index.presence(dotted, index.beside(dotted, minor))
        except UnknownMinor:
            continue
        if there is Presence.NO and not _is_behind_an_alias(index, dotted, minor):
            lost.append(minor)
        elif lost:
            spans.append(Span(lost[0], lost[-1]))
            lost = []
    return [*spans, Span(lost[0])] if lost else spans


def _is_behind_an_alias(index: Index, dotted: str, minor: str) -> bool:
    """Whether it is looked for in a module that goes by another name here: what that has is not known."""
    above = dotted.rpartition(".")[0]
    found = index.at(above, index.beside(above, minor)) if "." in above else None
    return found is not None and found.kind is Kind.MODULE and found.id.rstrip(":") != above


def _dotted(node: ast.expr | ast.alias, here: Here) -> str | None:
    if not isinstance(node, ast.alias):
        return here.dotted(node)
    statement = here.parent
    if isinstance(statement, ast.ImportFrom):
        return None if node.name == "*" else f"{statement.module}.{node.name}"
    return node.name


def _repair(node: ast.expr | ast.alias, dotted: str, here: Here) -> tuple[list[Edit], list[str], str]:
    """The edits, what they write, and the same in words."""
    old, new = here.minors[0], here.minors[-1]
    if dotted.startswith(FOREIGN):
        return [], [], "Theano and CNTK are no longer supported: take this branch out."
    if isinstance(node, ast.alias):
        statement = here.parent
        if isinstance(statement, ast.ImportFrom):
            moves = _moves(statement, here)
            found = f"{statement.module}.{node.name}"
            edits = _relocated(statement, here) if found in moves else None
            home = moves.get(found, "")
        else:
            home = _module(dotted, here) or ""
            edits = _import(node, home, here)
        advice = f"Import `{home}`." if home else _guidance(dotted)
        return edits or [], [home] if edits else [], advice
    through = _through(node, dotted, here)
    if through:
        edits, now = through
        return edits, [now], f"Use `{now}`."
    if dotted.startswith("keras.backend.") and _is_mended_elsewhere(node, here):
        return [], [], "It is mended where another file of the project imports the backend."
    name = public(here.index, dotted, old, new)
    session = name or _of_sessions(dotted, here)
    for each in (session, name.removeprefix("tf.") if name else None):
        if each and each != dotted and (edits := here.rename(node, each)):
            return edits, [each], f"Use `{each}`."
    return [], [], f"Use `{session}`." if session else _guidance(dotted)


def _of_sessions(dotted: str, here: Here) -> str | None:
    """What the backend had for graphs and sessions is under compat.v1."""
    name = f"tf.compat.v1.keras.backend.{dotted.rpartition('.')[2]}"
    return name if dotted.startswith("keras.backend.") and is_there(here.index, name, here.minors[-1]) else None


def _moves(statement: ast.ImportFrom, here: Here) -> Mapping[str, str]:
    """New names, by the old ones, of all that an import statement brings and that has moved."""
    known = here.world.once(_Known).moves
    if statement not in known:
        known[statement] = _moved(statement, here)
    return known[statement]


def _relocated(statement: ast.ImportFrom, here: Here) -> list[Edit] | None:
    """The edits of the whole statement: the same for each of its names."""
    known = here.world.once(_Known).edits
    if statement not in known:
        known[statement] = relocated(here.text, statement, _moves(statement, here))
    return known[statement]


def _moved(statement: ast.ImportFrom, here: Here) -> Mapping[str, str]:
    found: dict[str, str] = {}
    old, new = here.minors[0], here.minors[-1]
    for alias in statement.names:
        dotted = f"{statement.module}.{alias.name}"
        taken = _taken(dotted, here)
        name = None
        if gone(here, dotted):
            name = _module(dotted, here) or public(here.index, dotted, old, new)
        elif any(gone(here, f"{dotted}.{each}") for each in taken):
            name = _better(f"tf.{dotted}", dotted, taken, here)
        found.update({dotted: name} if name else {})
    return found


def _module(dotted: str, here: Here) -> str | None:
    """A public module with all that the file takes out of the old one."""
    if not was_module(here.index, dotted):
        return None
    if dotted.startswith(FOREIGN):
        return None
    home, taken = public_module(here.index, dotted, here.minors[-1]), _taken(dotted, here)
    if home is None:
        return None
    other = f"tf.{home.removeprefix('tf.')}"
    return _home(home, taken, here) or _home(other, taken, here) or (other if other == BACKEND else None)


def _home(module: str | None, taken: Collection[str], here: Here) -> str | None:
    """The module, if it has all of these."""
    new = here.minors[-1]
    return module if module and all(is_there(here.index, f"{module}.{name}", new) for name in taken) else None


def _better(module: str, today: str, taken: Collection[str], here: Here) -> str | None:
    """The module, if it has more of these than the one of today, and all that this one has."""
    new = here.minors[-1]
    had = {name for name in taken if is_there(here.index, f"{today}.{name}", new)}
    has = {name for name in taken if is_there(here.index, f"{module}.{name}", new)}
    return module if had < has else None


def _taken(dotted: str, here: Here) -> frozenset[str]:
    """What the file takes out of a module through attributes."""
    return _taken_in(here.code, here.world).get(dotted, frozenset())


def _taken_in(code: Code, world: World) -> Mapping[str, frozenset[str]]:
    taken = world.once(_Known).taken
    if code not in taken:
        found: dict[str, set[str]] = {}
        for chain, scope in code.outline.chains:
            name = world.names.dotted(chain, scope)
            if name is not None and name.startswith("keras."):
                words = name.split(".")
                for length in range(1, len(words)):
                    found.setdefault(".".join(words[:length]), set()).add(words[length])
        taken[code] = {module: frozenset(names) for module, names in found.items()}
    return taken[code]


def _import(alias: ast.alias, home: str, here: Here) -> list[Edit] | None:
    """`import keras.x.y as z` becomes `import keras.x as z`; without `as`, the chains change on their own."""
    if not home.startswith("keras."):
        return here.rename(alias, home) if home and alias.asname else None
    words = f"{home} as {alias.asname}" if alias.asname else home
    return [replace(here.text, alias, words)]


def _through(node: ast.expr, dotted: str, here: Here) -> tuple[list[Edit], str] | None:
    """The edits of the import statement that brought the module which this chain goes through, and the name then."""
    inner = node
    while isinstance(inner, ast.Attribute):
        inner = inner.value
    root = here.dotted(inner) if isinstance(inner, ast.Name) else None
    if not isinstance(inner, ast.Name) or root is None or root.count(".") == 0 or not dotted.startswith(f"{root}."):
        return None
    edits: list[Edit] = []
    homes: set[str] = set()
    brought = here.scope.home(inner.id)
    for binding in brought.bindings[inner.id] if brought is not None else ():
        alias = binding.node if isinstance(binding, Imported) and binding.scope is brought else None
        if alias is None or (alias.asname or alias.name) != inner.id:
            continue
        statement = here.code.statements[alias]
        if isinstance(statement, ast.ImportFrom) and f"{statement.module}.{alias.name}" == root:
            home = _moves(statement, here).get(root)
            words = _relocated(statement, here) if home else None
        elif isinstance(statement, ast.Import) and alias.name == root and alias.asname:
            home = _module(root, here) if gone(here, root) else _better(f"tf.{root}", root, _taken(root, here), here)
            words = _import(alias, home, here) if home else None
        else:
            continue
        if not home or not words:
            return None
        edits += words
        homes.add(home)
    now = f"{homes.pop()}{dotted[len(root) :]}" if len(homes) == 1 else None
    return (edits, now) if now and is_there(here.index, now, here.minors[-1]) else None


def _is_mended_elsewhere(node: ast.expr, here: Here) -> bool:
    """Whether the backend comes from a file of the project that uses it too, and imports the other one then."""
    while isinstance(node, ast.Attribute):
        node = node.value
    if not isinstance(node, ast.Name):
        return False
    home = here.scope.home(node.id)
    brought = here.code.outline.top.stars if home is None else home.bindings.get(node.id, [])
    for each in brought:
        if not isinstance(each, Imported):
            continue
        path = here.world.project.find(each.module, each.level, here.code.path)
        if path is not None and (code := here.world.project.files.get(path)) is not None:
            taken = _taken_in(code, here.world).get("keras.backend", frozenset())
            imports = any(_brings_backend(alias, statement) for alias, statement, _ in code.outline.aliases)
            if imports and _better(BACKEND, "keras.backend", taken, here):
                return True
    return False


def _brings_backend(alias: ast.alias, statement: Import) -> bool:
    if isinstance(statement, ast.Import):
        return alias.name == "keras.backend" and alias.asname is not None
    return not statement.level and statement.module == "keras" and alias.name == "backend"


def _guidance(dotted: str) -> str:
    return f"Nothing public took its place: take what `{dotted.rpartition('.')[2]}` did into your own code."


def _when(span: Span) -> str:
    return f"{span.since} and later" if span.until is None else f"{span.since} to {span.until}"
