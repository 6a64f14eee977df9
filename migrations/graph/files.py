"""Which files of a project go over to `tensorflow.compat.v1` together, and the edits that take them there."""

import ast
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from packaging.version import Version

from migrations.graph.evidence import EAGER, OFF, Reference, builds_graph, references
from migrations.here import World
from migrations.project import Code
from migrations.rule import Edit
from migrations.scopes import Imported

TWO = Version("2.0")
CALL = "disable_v2_behavior"
MODULE = "tensorflow.compat.v1"


class Switch:
    """The view of a project: its graph mode files, when it comes from TensorFlow 1."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._edits: dict[Code, tuple[Edit, ...] | None] = {}

    def switches(self, code: Code) -> bool:
        """Whether the first stage lets this file import `tensorflow.compat.v1`."""
        return code in self._switched and self.edits(code) is not None

    def runs_as_v1(self, code: Code) -> bool:
        """Whether this file belongs to a program that builds a graph, whichever way it imports TensorFlow."""
        return code in self._switched or self.turned_off(code)

    def turned_off(self, code: Code) -> bool:
        """Whether a file, or one that it is connected with, turns the behaviour of TensorFlow 2 off."""
        return any(self._says(each, OFF) for each in self._group(code))

    def edits(self, code: Code) -> tuple[Edit, ...] | None:
        """The first stage for one file; None where its imports do not allow it."""
        if code not in self._edits:
            self._edits[code] = self._stage(code)
        return self._edits[code]

    @cached_property
    def _switched(self) -> frozenset[Code]:
        if self.world.baseline >= TWO:
            return frozenset()
        return frozenset(code for group in self._groups for code in self._chosen(group))

    def _chosen(self, group: Sequence[Code]) -> Iterator[Code]:
        if any(self._says(code, EAGER) for code in group):
            return
        if any(builds_graph(self.world, code, self.found[code]) for code in group):
            yield from (code for code in group if self.found[code] or code in self._importing)

    @cached_property
    def found(self) -> Mapping[Code, Sequence[Reference]]:
        return {code: tuple(references(self.world, code)) for code in self.world.project.files.values()}

    @cached_property
    def _importing(self) -> frozenset[Code]:
        """The files that import TensorFlow itself."""
        return frozenset(
            code
            for code in self.world.project.files.values()
            if any(
                isinstance(node, ast.Import) and alias.name == "tensorflow" for alias, node, _ in code.outline.aliases
            )
        )

    def _says(self, code: Code, words: frozenset[str]) -> bool:
        return any(
            each.dotted.rpartition(".")[2] in words and ".keras." not in each.dotted for each in self.found[code]
        )

    def _group(self, code: Code) -> Sequence[Code]:
        return next((group for group in self._groups if code in group), (code,))

    @cached_property
    def _groups(self) -> Sequence[Sequence[Code]]:
        """Files that import each other, directly or over others."""
        near = defaultdict(set)
        for code in self.world.project.files.values():
            for other in self._imports(code):
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

    def _imports(self, code: Code) -> Iterator[Code]:
        project = self.world.project
        for alias, node, scope in code.outline.aliases:
            wanted = (
                Imported(alias.name, None, 0, scope)
                if isinstance(node, ast.Import)
                else Imported(node.module or "", alias.name, node.level, scope)
            )
            path = project.place(wanted, code.path)
            if path is None:
                continue
            inner = project.submodule(path, alias.name) if isinstance(node, ast.ImportFrom) else None
            for each in (path, inner):
                if each in project.files and each is not None:
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
            edits.append(_turned_off(code, *homes[0]))
        return tuple(dict.fromkeys(edits))

    def _module(self, code: Code, node: ast.ImportFrom) -> Edit:
        text = code.text
        said = text.source[text.start(node) : text.end(node)]
        start = text.start(node) + said.index(b"tensorflow")
        return Edit(start, start + len("tensorflow"), MODULE)

    def _plain(self, code: Code) -> Iterator[Edit]:
        """`tf.compat.v1.x` in a file whose `tf` becomes that module is `tf.x`."""
        for each in self.found[code]:
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
        return any(isinstance(code.parents.get(node), ast.Try | ast.ExceptHandler | ast.If) for node, _ in homes)

    def _starts(self, code: Code) -> bool:
        """Whether a program may begin with this file, or the file works on the graph while it is imported."""
        group = self._group(code)
        others = {each for other in group if other is not code for each in self._imports(other)}
        return code not in others or any(_is_outside(code, each.node) for each in self.found[code])


def _is_outside(code: Code, node: ast.AST) -> bool:
    """Whether an expression is evaluated when the file is imported."""
    if isinstance(node, ast.alias):
        return False
    around = code.parents.get(node)
    called = isinstance(around, ast.Call) and around.func is node
    while around is not None:
        if isinstance(around, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            return False
        around = code.parents.get(around)
    return called


def _turned_off(code: Code, node: ast.Import, local: str) -> Edit:
    """The call behind the import, on a line of its own where the import has one."""
    text, end = code.text, code.text.end(node)
    last = text.end_of_line(node.end_lineno or node.lineno)
    rest = text.source[end:last].decode(text.encoding).strip()
    first = text.lines[node.lineno - 1][: text.characters(node.lineno, node.col_offset)]
    if first.strip() or (rest and not rest.startswith("#")):
        return Edit(end, end, f"; {local}.{CALL}()")
    return Edit(last, last, f"\n{first}{local}.{CALL}()")
