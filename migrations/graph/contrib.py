"""What a file uses of `tf.contrib`, and what takes its place: another name, a text, the package tf-slim, or words."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

from matrices.symbols import Kind, Misfit, Signature
from migrations import twins
from migrations.adapting import adapt
from migrations.below import below
from migrations.calls import replace
from migrations.graph.files import Switch
from migrations.graph.losses import V1
from migrations.graph.written import CONTRIB, SCOPES, Plans, place_of
from migrations.here import World
from migrations.imports import insertion
from migrations.knowledge import bound
from migrations.project import Code
from migrations.relocation import relocated
from migrations.rename import renamed
from migrations.rule import Edit
from migrations.scopes import Scope
from migrations.spots import Spots

_SAID = twins.read(Path(__file__).with_name("contrib.toml"))
NAMES: Mapping[str, str] = _SAID["names"]
SLIM: Mapping[str, str] = _SAID["slim"]
SLIMLESS = frozenset(_SAID["slimless"]["names"])
GUIDANCE: Mapping[str, str] = _SAID["guidance"]
CALLS: Mapping[str, Mapping[str, Any]] = _SAID["calls"]
SLIM_PACKAGE = "tf-slim"
TWO = "compat.v2."


class Answer(NamedTuple):
    """What takes the place of one reference; `writes` is what the API index has to have, in the target."""

    name: str
    edits: tuple[Edit, ...]
    writes: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()


class Use(NamedTuple):
    """One reference to something in tf.contrib, in an expression or in an import."""

    node: ast.Attribute | ast.alias
    scope: Scope
    dotted: str
    statement: ast.Import | ast.ImportFrom | None = None

    @property
    def local(self) -> str | None:
        """The name that an import binds."""
        if not isinstance(self.node, ast.alias):
            return None
        return self.node.asname or self.node.name.partition(".")[0]


class Contrib:
    """The view of a project: answers for each file, made once."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._files: dict[Code, ContribFile] = {}

    def file(self, code: Code) -> "ContribFile":
        if code not in self._files:
            self._files[code] = ContribFile(self.world, code)
        return self._files[code]


class ContribFile:
    def __init__(self, world: World, code: Code) -> None:
        self.world, self.code = world, code
        self.plan = world.once(Plans).plan(code)

    @cached_property
    def uses(self) -> list[Use]:
        names = self.world.names
        found = [
            Use(chain, scope, dotted)
            for chain, scope in self.code.outline.chains
            if (dotted := names.dotted(chain, scope)) is not None and dotted.startswith("tf.contrib.")
        ]
        for alias, node, scope in self.code.outline.aliases:
            module = alias.name if isinstance(node, ast.Import) else f"{node.module}.{alias.name}"
            if module.startswith("tensorflow.contrib") and not getattr(node, "level", 0):
                found.append(Use(alias, scope, f"tf.{module.removeprefix('tensorflow.')}", node))
        return found

    @cached_property
    def slim(self) -> bool:
        """Whether the file takes tf-slim as a whole: for scopes of arguments, or parts that no text is there for."""
        return any(
            use.dotted.startswith(SCOPES) or (_slim(use.dotted) is not None and not self._is_small(use))
            for use in self.uses
        )

    def _is_small(self, use: Use) -> bool:
        if isinstance(use.node, ast.alias):
            return use.dotted in SLIM or self._target(use.dotted) is not None
        return use.node in self.plan.blocks or self._target(use.dotted) is not None

    def answers(self, use: Use) -> Iterator[tuple[Answer | None, Sequence[str]]]:
        """What is to be done about a reference, and the minors in a row that this holds for."""
        found = [(self._answer(use, minors[0]), minors) for minors in self._stages]
        for answer, group in groupby(found, key=itemgetter(0)):
            yield answer, [minor for _, minors in group for minor in minors]

    @cached_property
    def _stages(self) -> Sequence[Sequence[str]]:
        """The minors of TensorFlow 2, in rows in which nothing happens to what takes a place in this file."""
        minors = tuple(minor for minor in self.world.minors if not minor.startswith("1."))
        names = {name for use in self.uses if (name := _listed(use.dotted)) and not name.startswith("builtins.")}
        lives = [self.world.index.states(self._spelled(name), minors) for name in names]
        told = [
            (minor_is_keras_3(minor), *(id(states[place]) for states in lives)) for place, minor in enumerate(minors)
        ]
        rows = groupby(zip(told, minors, strict=True), key=itemgetter(0))
        return [[minor for _, minor in row] for _, row in rows]

    def _answer(self, use: Use, minor: str) -> Answer | None:
        if isinstance(use.node, ast.alias):
            return self._import(use, minor)
        if use.dotted in CALLS:
            return self._called(use, CALLS[use.dotted], minor)
        target = self._target(use.dotted, minor)
        if target is not None and use.node not in self.plan.blocks:
            return self._renamed(use, target) if self._fits(use, target, minor) else None
        if self.slim and (name := _slim(use.dotted)) is not None:
            return self._slimmed(use, name)
        block = self.plan.blocks.get(use.node)
        bringing = self.plan.insertion if minor_is_keras_3(minor) else self.plan.early
        if block is not None and bringing is not None and self._may_write(block):
            edits = (bringing, *place_of(self.code, use.node, block))
            return Answer(f"v1_{block}", edits)
        return None

    def _called(self, use: Use, said: Mapping[str, Any], minor: str) -> Answer | None:
        """A call whose arguments have other names or places in the successor."""
        call = self.world.once(Spots).calling(self.code, use.node)
        local, new = self._tensorflow(), said["new"].replace(TWO, "")
        found = self.world.index.at(new, minor)
        if call is None or local is None or found is None or found.signature is None:
            return None
        extra = {name: text.replace("tf.", f"{local}.") for name, text in said.get("add", {}).items()}
        old = Signature(said["signature"])
        adapted = adapt(self.code.text, call, old, found.signature, said.get("parameters", {}), extra=extra)
        if adapted.obstacle:
            return None
        name = replace(self.code.text, call.func, f"{local}.{said['new'].removeprefix('tf.')}")
        return Answer(said["new"], (name, *adapted.edits), (new,))

    def _fits(self, use: Use, name: str, minor: str) -> bool:
        """Whether the call, if it is one, is a call of the new name as well."""
        call = self.world.once(Spots).calling(self.code, use.node)
        brief = None if name.startswith("builtins.") else self.world.index.brief(self._spelled(name), minor)
        if call is None or brief is None or brief[1] is None:
            return True
        return not isinstance(bound(call, brief[1]), Misfit)

    def _may_write(self, block: str) -> bool:
        """Layers need a graph; regularizers and plain classes do not."""
        return self.world.once(Switch).builds_graph(self.code) or block.endswith(
            ("regularizer", "initializer", "HParams")
        )

    def _target(self, dotted: str, minor: str | None = None) -> str | None:
        """The name of TensorFlow that takes the place, where the index has it."""
        name = _listed(dotted)
        if name is None or name.startswith("builtins."):
            return name
        at = minor or self.world.minors[-1]
        spelled = self._spelled(name)
        return name if self._there(spelled, at) else None

    def _spelled(self, name: str) -> str:
        """Under compat.v1 in a file that goes over to it."""
        v1 = f"{V1}{name.removeprefix('tf.')}"
        if self.world.once(Switch).switches(self.code) and self._there(v1, self.world.minors[-1]):
            return v1
        return name if self._there(name, self.world.minors[-1]) else v1

    def _there(self, name: str, minor: str) -> bool:
        thing = self.world.index.at(name, minor)
        return thing is not None and thing.kind is not Kind.METHOD

    def _renamed(self, use: Use, name: str) -> Answer | None:
        node = use.node
        assert isinstance(node, ast.Attribute)
        if name.startswith("builtins."):
            text = name.removeprefix("builtins.")
            return Answer(text, (Edit(self.code.text.start(node), self.code.text.end(node), text),))
        spelled = self._spelled(name)
        switched = self.world.once(Switch).switches(self.code)
        edits = renamed(self.world.names, self.code, node, use.scope, name if switched else spelled)
        if edits is None:
            local = self._tensorflow()
            if local is None:
                return None
            path = (name if switched else spelled).removeprefix("tf.")
            edits = [Edit(self.code.text.start(node), self.code.text.end(node), f"{local}.{path}")]
        return Answer(spelled, tuple(edits), (spelled,))

    def _tensorflow(self) -> str | None:
        top = self.code.outline.top
        return next((name for name in top.bindings if self.world.names.name(name, top) == "tf"), None)

    def _slimmed(self, use: Use, name: str) -> Answer:
        """By the import that brings it, or spelled out."""
        node = use.node
        assert isinstance(node, ast.Attribute)
        root: ast.expr = node
        while isinstance(root, ast.Attribute):
            root = root.value
        meaning = self.world.names.dotted(root, use.scope) or ""
        if meaning.startswith("tf.contrib"):
            return Answer(name, (), (), (SLIM_PACKAGE,))
        text = self.code.text
        edits = (insertion(text, "import tf_slim"), Edit(text.start(node), text.end(node), name))
        return Answer(name, edits, (), (SLIM_PACKAGE,))

    # Imports

    def _import(self, use: Use, minor: str) -> Answer | None:
        """An import goes when all that it is used for has its own answer, or brings the successor."""
        assert isinstance(use.node, ast.alias)
        assert use.statement is not None
        target = self._target(use.dotted, minor)
        if target is not None and not target.startswith("builtins."):
            spelled = self._spelled(target)
            edits = self._moved(use, spelled, minor)
            return Answer(spelled, tuple(edits), (spelled,)) if edits is not None else None
        if self.slim and (name := _slim(use.dotted)) is not None:
            edits = self._moved(use, name, minor)
            return Answer(name, tuple(edits), (), (SLIM_PACKAGE,)) if edits is not None else None
        inner = [each for each in self.uses if isinstance(each.node, ast.Attribute) and _root(each.node) == use.local]
        answers = [self._answer(each, minor) for each in inner]
        if not inner or any(answer is None for answer in answers) or not self._only(use, inner):
            return None
        gone = _removed(self.code, use.node, use.statement)
        if gone is None:
            return None
        edits = [edit for answer in answers if answer is not None for edit in answer.edits]
        return Answer(", ".join(sorted({answer.name for answer in answers if answer})), (*edits, *gone))

    def _moved(self, use: Use, name: str, minor: str) -> list[Edit] | None:
        """An import of several names that all move is written at once."""
        assert isinstance(use.node, ast.alias)
        statement = use.statement
        if isinstance(statement, ast.ImportFrom) and len(statement.names) > 1:
            names = [f"{statement.module}.{alias.name}" for alias in statement.names]
            moves = {each: new for each in names if (new := self._successor(each, minor))}
            if len(moves) == len(names) and (edits := relocated(self.code.text, statement, moves)):
                return edits
        return renamed(self.world.names, self.code, use.node, use.scope, name)

    def _successor(self, imported: str, minor: str) -> str | None:
        """What an imported name is imported as, where it only moves."""
        dotted = f"tf.{imported.removeprefix('tensorflow.')}"
        target = self._target(dotted, minor)
        if target is not None and not target.startswith("builtins."):
            return self._spelled(target)
        return _slim(dotted) if self.slim else None

    def _only(self, use: Use, inner: list[Use]) -> bool:
        """Whether the name of an import is read nowhere else."""
        roots = {id(_root_node(each.node)) for each in inner if isinstance(each.node, ast.Attribute)}
        return self._read.get(use.local or "", set()) <= roots

    @cached_property
    def _read(self) -> dict[str, set[int]]:
        """Where the file has each name."""
        found: dict[str, set[int]] = {}
        for node in below(self.code.text.tree):
            if isinstance(node, ast.Name):
                found.setdefault(node.id, set()).add(id(node))
        return found


def minor_is_keras_3(minor: str) -> bool:
    return tuple(int(part) for part in minor.split(".")) >= (2, 16)


def guidance(dotted: str) -> str:
    """What is said of a name, by the longest beginning that something is known of."""
    name = dotted
    while name not in GUIDANCE:
        name = name.rpartition(".")[0]
    return GUIDANCE[name]


def _listed(dotted: str) -> str | None:
    """The name that the table has for one, or for all that is beside it."""
    if dotted in NAMES:
        return NAMES[dotted]
    above, _, last = dotted.rpartition(".")
    base = NAMES.get(f"{above}.*")
    return f"{base}.{last}" if base else None


def _slim(dotted: str) -> str | None:
    name = dotted
    while name:
        if name in SLIM:
            last = dotted.rpartition(".")[2]
            return None if last in SLIMLESS else SLIM[name] + dotted.removeprefix(name)
        name = name.rpartition(".")[0]
    return None


def _root_node(node: ast.expr) -> ast.expr:
    while isinstance(node, ast.Attribute):
        node = node.value
    return node


def _root(node: ast.expr) -> str | None:
    root = _root_node(node)
    return root.id if isinstance(root, ast.Name) else None


def _removed(
    code: Code, alias: ast.alias, statement: ast.Import | ast.ImportFrom
) -> Iterator[Edit] | list[Edit] | None:
    """The edits that take an import out, its line included where nothing else is on it."""
    text = code.text
    if len(statement.names) > 1:
        place = statement.names.index(alias)
        if place + 1 < len(statement.names):
            return [Edit(text.start(alias), text.start(statement.names[place + 1]), "")]
        return [Edit(text.end(statement.names[place - 1]), text.end(alias), "")]
    first, last = statement.lineno, statement.end_lineno or statement.lineno
    start, end = text.offset(first, 0), text.end_of_line(last)
    said = text.source[start:end].decode(text.encoding)
    own = text.source[text.start(statement) : text.end(statement)].decode(text.encoding)
    if statement.col_offset or said.partition("#")[0].strip() != own.strip() or last >= len(text.lines):
        return None
    return [Edit(start, text.offset(last + 1, 0), "")]


__all__ = ["CONTRIB", "Contrib", "guidance"]
