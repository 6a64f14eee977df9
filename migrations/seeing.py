"""One file, looked at: each node goes to the rules that asked for it, by its name or by what it is."""

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from packaging.version import Version

from migrations.api import Check, api
from migrations.classes import Family
from migrations.dispatch import Asked, Dispatch, Member, dispatch
from migrations.guards import Guards, guarded
from migrations.here import Here, World
from migrations.names import canonical
from migrations.project import Code
from migrations.rule import Finding, Rule
from migrations.scopes import Scope
from migrations.values import Kind

SKIP = "# upflow: skip"


Spot: TypeAlias = tuple[int, int, str]


def seen(rules: Sequence[Rule], world: World, code: Code) -> list[Finding]:
    """What the rules find in a file, and what the check against the API finds beside them, as far as it can be met."""
    sight = _Sight(dispatch(tuple(rule for rule in rules if rule is not api)), world, code)
    found = list(sight.findings())
    if api in rules:
        said = _said(found)
        found += [finding for finding in sight.checked() if not _is_said(finding, said)]
    guards = Guards(world, code)
    later = (finding for finding in found if finding.span.reaches_beyond(world.baseline))
    reached = (each for finding in later for each in guarded(finding, guards, world.minors))
    return [finding for finding in reached if not _skipped(code, finding)]


def _spot(finding: Finding) -> Spot:
    return finding.line, finding.column, finding.symbol.rpartition(".")[2]


def _said(findings: Iterable[Finding]) -> Mapping[Spot, Sequence[Finding]]:
    said: dict[Spot, list[Finding]] = {}
    for finding in findings:
        said.setdefault(_spot(finding), []).append(finding)
    return said


def _is_said(finding: Finding, said: Mapping[Spot, Sequence[Finding]]) -> bool:
    """Whether a rule says the same of the same place: a rule knows more than a signature."""
    since = Version(finding.since)
    return any(
        Version(other.since) <= since and (other.until is None or Version(other.until) >= since)
        for other in said.get(_spot(finding), ())
    )


class _Sight:
    def __init__(self, wishes: Dispatch, world: World, code: Code) -> None:
        self.wishes, self.world, self.code = wishes, world, code

    def findings(self) -> Iterator[Finding]:
        wishes, outline = self.wishes, self.code.outline
        for asked in wishes.files:
            yield from self.ask([asked], self.code.text.tree, outline.top)
        for kind, asking in wishes.kinds.items():
            for node, scope in outline.nodes[kind]:
                yield from self.ask(asking, node, scope)
        yield from self.references()
        yield from self.calls()
        yield from self.attributes()
        if wishes.subclasses:
            for node, scope in outline.nodes[ast.ClassDef]:
                assert isinstance(node, ast.ClassDef)
                yield from self.subclass(node, scope)

    def references(self) -> Iterator[Finding]:
        names, wishes = self.world.names, self.wishes
        for chain, scope in self.code.outline.chains:
            dotted = names.dotted(chain, scope)
            if dotted is not None:
                yield from self.ask(wishes.referring(dotted), chain, scope)
        for alias, statement, scope in self.code.outline.aliases:
            dotted = self.imported(alias, statement)
            if dotted is not None:
                yield from self.ask(wishes.referring(dotted), alias, scope)

    def checked(self) -> Iterator[Finding]:
        """What the API index says, without any rule."""
        check = Check(self.world, self.code, self.wishes.instead)
        yield from check.findings()
        for alias, statement, scope in self.code.outline.aliases:
            dotted = self.imported(alias, statement)
            if dotted is not None:
                yield from check.imports(alias, dotted, scope)

    def imported(self, alias: ast.alias, statement: ast.Import | ast.ImportFrom) -> str | None:
        """The name that an import statement asks for; None where it is a part of the project."""
        module = alias.name if isinstance(statement, ast.Import) else statement.module or ""
        level = 0 if isinstance(statement, ast.Import) else statement.level
        if level or self.world.project.find(module, 0, self.code.path) is not None:
            return None
        return canonical(module if isinstance(statement, ast.Import) else f"{module}.{alias.name}")

    def calls(self) -> Iterator[Finding]:
        names, wishes = self.world.names, self.wishes
        for node, scope in self.code.outline.nodes[ast.Call]:
            assert isinstance(node, ast.Call)
            dotted = names.dotted(node.func, scope)
            if dotted is not None:
                yield from self.ask(wishes.calls.get(dotted, ()), node, scope)
            elif isinstance(node.func, ast.Attribute) and (asking := wishes.methods.get(node.func.attr)):
                yield from self.members(asking, node.func, node, scope)

    def attributes(self) -> Iterator[Finding]:
        wanted = self.wishes.attributes
        if not wanted:
            return
        for node, scope in self.code.outline.nodes[ast.Attribute]:
            assert isinstance(node, ast.Attribute)
            if (asking := wanted.get(node.attr)) and self.world.names.dotted(node, scope) is None:
                yield from self.members(asking, node, node, scope)

    def members(
        self, asking: Sequence[Member], attribute: ast.Attribute, node: ast.AST, scope: Scope
    ) -> Iterator[Finding]:
        """Those who ask for a member of what the owner surely is, unless the project's own class has it."""
        inference = self.world.inference
        values = [value for value in inference.values(attribute.value, scope) if value.kind is not Kind.NONE]
        if not values or any(inference.owns(value, attribute.attr) for value in values):
            return
        for klass, rule, handler in asking:
            if all(inference.belongs(value, klass) for value in values):
                yield from self.ask([(rule, handler)], node, scope)

    def subclass(self, node: ast.ClassDef, scope: Scope) -> Iterator[Finding]:
        classes, kinship = self.world.classes, self.world.inference.kinship
        klass = self.world.names.klass(node, scope)
        if classes.family(klass) is Family.OTHER:
            return
        bases = {base for each in classes.ancestors(klass) for base in classes.bases(each) if isinstance(base, str)}
        for wanted, rule, handler in self.wishes.subclasses:
            if any(kinship.derives(base, wanted) for base in bases):
                yield from self.ask([(rule, handler)], node, scope)

    def ask(self, asking: Iterable[Asked], node: ast.AST, scope: Scope) -> Iterator[Finding]:
        for rule, handler in asking:
            yield from handler(node, Here(rule, self.world, self.code, scope, node))


def _skipped(code: Code, finding: Finding) -> bool:
    return SKIP in code.text.lines[finding.line - 1]
