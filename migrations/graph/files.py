"""Which files of a project go over to `tensorflow.compat.v1` together, and the edits that take them there."""

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from packaging.version import Version

from migrations.graph.evidence import EAGER, HINTS, OFF, Reference, builds_graph, references
from migrations.graph.losses import Losses
from migrations.here import World
from migrations.project import Code
from migrations.rule import Edit
from migrations.spots import mentioned, mentions

TWO = Version("2.0")
CALL = "disable_v2_behavior"
MODULE = "tensorflow.compat.v1"


class Switch:
    """The view of a project: its graph mode files, when it comes from TensorFlow 1."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._edits: dict[Code, tuple[Edit, ...] | None] = {}
        self._references: dict[Code, tuple[Reference, ...]] = {}
        self._off: dict[Code, bool] = {}

    def switches(self, code: Code) -> bool:
        """Whether the first stage lets this file import `tensorflow.compat.v1`."""
        return code in self._switched and self.edits(code) is not None

    def builds_graph(self, code: Code) -> bool:
        """Whether this file belongs to a TensorFlow 1 program that builds a graph, however it imports TensorFlow."""
        return code in self._graphs

    def turned_off(self, code: Code) -> bool:
        """Whether a file, or one that it is connected with, turns the behaviour of TensorFlow 2 off."""
        if code not in self._off:
            group = self.group(code)
            self._off.update(dict.fromkeys(group, any(mentions(each, *OFF) for each in group)))
        return self._off[code]

    def turns_off(self, code: Code) -> bool:
        """The same, or the first stage makes one of these files do it."""
        if self.turned_off(code):
            return True
        stages = (self.edits(each) or () for each in self.group(code) if self.switches(each))
        return any(CALL in edit.text for edits in stages for edit in edits)

    def edits(self, code: Code) -> tuple[Edit, ...] | None:
        """The first stage for one file; None where its imports do not allow it."""
        if code not in self._edits:
            self._edits[code] = self._stage(code)
        return self._edits[code]

    def references(self, code: Code) -> tuple[Reference, ...]:
        if code not in self._references:
            self._references[code] = tuple(references(self.world, code))
        return self._references[code]

    @cached_property
    def _graphs(self) -> frozenset[Code]:
        if self.world.baseline >= TWO or not mentioned(self.world, *HINTS):
            return frozenset()
        return frozenset(code for group in self._groups if self._is_graph(group) for code in group)

    @cached_property
    def _switched(self) -> frozenset[Code]:
        losses = self.world.once(Losses)

        def needs(reference: Reference) -> bool:
            return reference.dotted.startswith("tf.contrib.") or losses.loss(reference.dotted) is not None

        return frozenset(code for code in self._graphs if any(needs(each) for each in self.references(code)))

    def _is_graph(self, group: Sequence[Code]) -> bool:
        if any(mentions(code, *EAGER) for code in group):
            return False
        return any(mentions(code, *HINTS) and builds_graph(self.world, code, self.references(code)) for code in group)

    def group(self, code: Code) -> Sequence[Code]:
        """The files that a file is connected with, itself among them."""
        return self._group_of.get(code, (code,))

    @cached_property
    def _group_of(self) -> Mapping[Code, Sequence[Code]]:
        return {code: group for group in self._groups for code in group}

    @cached_property
    def _groups(self) -> Sequence[Sequence[Code]]:
        """Files that import each other, directly or over others."""
        near = defaultdict(set)
        for code, others in self._importing.items():
            for other in others:
                near[code].add(other)
                near[other].add(code)
        groups, seen = [], set()
        for code in self.world.project.files.values():
            if code in seen:
                continue
            group, stack = [], [code]
            seen.add(code)
            while stack:
                each = stack.pop()
                group.append(each)
                fresh = near[each] - seen
                seen |= fresh
                stack += sorted(fresh, key=lambda one: one.path)
            groups.append(tuple(group))
        return groups

    @cached_property
    def _importing(self) -> Mapping[Code, frozenset[Code]]:
        """The files of the project that each file imports."""
        if len(self.world.project.files) == 1:
            return {}
        return {code: frozenset(self._imports(code)) for code in self.world.project.files.values()}

    @cached_property
    def _imported(self) -> frozenset[Code]:
        return frozenset[Code]().union(*(others - {code} for code, others in self._importing.items()))

    def _imports(self, code: Code) -> Iterator[Code]:
        project = self.world.project
        seen: set[tuple[str, int]] = set()
        for alias, node, _ in code.outline.aliases:
            is_from = isinstance(node, ast.ImportFrom)
            module, level = (node.module or "", node.level) if isinstance(node, ast.ImportFrom) else (alias.name, 0)
            if not is_from and (module, level) in seen:
                continue
            seen.add((module, level))
            path = project.find(module, level, code.path)
            if path is None:
                continue
            inner = project.submodule(path, alias.name) if is_from else None
            for each in (path, inner):
                if each is not None and each in project.files:
                    yield project.files[each]

    # The edits

    def _stage(self, code: Code) -> tuple[Edit, ...] | None:
        edits: list[Edit] = []
        homes: list[tuple[ast.Import, str]] = []
        for alias, node, _ in code.outline.aliases:
            if isinstance(node, ast.Import) and alias.name == "tensorflow":
                start = code.text.start(alias)
                local = alias.asname or "tensorflow"
                text = MODULE if alias.asname else f"{MODULE} as tensorflow"
                edits.append(Edit(start, start + len("tensorflow"), text))
                homes.append((node, local))
            elif isinstance(node, ast.Import) and alias.name.startswith("tensorflow.") and not alias.asname:
                return None  # `import tensorflow.x` binds `tensorflow` too
            elif isinstance(node, ast.ImportFrom) and node.module == "tensorflow" and not node.level:
                edits.append(self._module(code, node))
        edits += self._plain(code)
        if not edits or self._tries(code, homes):
            return None
        if homes and not self.turned_off(code) and self._starts(code):
            edits.append(turned_off(code, *homes[0]))
        return tuple(dict.fromkeys(edits))

    def _module(self, code: Code, node: ast.ImportFrom) -> Edit:
        text = code.text
        said = text.source[text.start(node) : text.end(node)]
        start = text.start(node) + said.index(b"tensorflow")
        return Edit(start, start + len("tensorflow"), MODULE)

    def _plain(self, code: Code) -> Iterator[Edit]:
        """`tf.compat.v1.x` in a file whose `tf` becomes that module is `tf.x`."""
        if not mentions(code, "v1"):
            return
        for each in self.references(code):
            inner: ast.expr | ast.alias = each.node
            while isinstance(inner, ast.Attribute):
                if self.world.names.dotted(inner, each.scope) == "tf.compat.v1" and isinstance(
                    inner.value, ast.Attribute
                ):
                    yield Edit(code.text.end(inner.value.value), code.text.end(inner), "")
                    break
                inner = inner.value

    def _tries(self, code: Code, homes: Sequence[tuple[ast.Import, str]]) -> bool:
        """Whether the file already asks for one module or the other."""
        kinds = (ast.Try, ast.ExceptHandler, ast.If)
        return any(node.col_offset and isinstance(code.parents.get(node), kinds) for node, _ in homes)

    def _starts(self, code: Code) -> bool:
        """Whether a program may begin with this file, or the file works on the graph while it is imported."""
        return code not in self._imported or any(
            scope is code.outline.top and (self.world.names.dotted(call.func, scope) or "").startswith("tf.")
            for call, scope in code.outline.nodes[ast.Call]
            if isinstance(call, ast.Call)
        )


def turned_off(code: Code, node: ast.Import | ast.ImportFrom, local: str) -> Edit:
    """The call behind the import, on a line of its own where the import has one."""
    text, end = code.text, code.text.end(node)
    last = text.end_of_line(node.end_lineno or node.lineno)
    rest = text.source[end:last].decode(text.encoding).strip()
    first = text.lines[node.lineno - 1][: text.characters(node.lineno, node.col_offset)]
    if first.strip() or (rest and not rest.startswith("#")):
        return Edit(end, end, f"; {local}.{CALL}()")
    return Edit(last, last, f"\n{first}{local}.{CALL}()")
