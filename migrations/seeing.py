"""One file, looked at: each node goes to the rules that asked for it, by its name or by what it is."""

import ast
from collections.abc import Iterable, Iterator, Sequence

from packaging.version import Version

from migrations.api import Check, Named, api
from migrations.classes import Family
from migrations.dispatch import Asked, Dispatch, Member, dispatch
from migrations.guards import Guards, guarded
from migrations.here import Here, World
from migrations.indirect import PARTIAL, kept, meant
from migrations.legacy import VARIABLE, is_legacy
from migrations.lives import concerns
from migrations.names import canonical, public
from migrations.presuming import doubted, presumed
from migrations.project import Code
from migrations.rule import Finding, Rule
from migrations.scopes import Scope
from migrations.text import Problem
from migrations.unneeded import without_imports
from migrations.values import Kind

SKIP = "# upflow: skip"
KERAS_3 = Version("2.16")
V1_OF_KERAS = ("tf.compat.v1.keras.", "tf.compat.v1.layers.", "tf.compat.v1.nn.rnn_cell.")
OF_KERAS = ("tf.keras.", "tf.Module", *V1_OF_KERAS)
"""What another Keras changes: the layers and cells of TensorFlow 1 are made of it, too."""


class Sight:
    """All that looks at files: the rules, and the check against the API if it is wanted."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.wishes = dispatch(tuple(rule for rule in rules if rule is not api))
        self.checks = api in rules

    def seen(self, world: World, code: Code) -> Iterator[Finding | Problem]:
        """What is found in a file, as far as it can be met after the baseline; a rule that fails is a problem."""
        look = _Look(self.wishes, world, code)
        found = look.findings()
        if self.checks:
            found = [*found, *look.checked()]
        yield from dict.fromkeys(look.problems)
        guards = Guards(world, code)
        legacy = world.once(_mentions_legacy) and is_legacy(world, code)
        for finding in without_imports(world, code, found):
            if not finding.span.reaches_beyond(world.baseline) or _skipped(code, finding):
                continue
            if not (legacy and _is_of_keras_3(finding)):
                yield from guarded(finding, guards, world.minors)

    def doubts(self, world: World, code: Code) -> Iterator[Problem]:
        """Where a name of TensorFlow is worked out while the program runs, so that nobody can tell which it is."""
        if b"getattr" not in code.text.source:
            return
        names = world.names
        for call, scope in code.outline.nodes[ast.Call]:
            match call:
                case ast.Call(func=ast.Name(id="getattr") as func, args=[owner, name]) if (
                    not isinstance(name, ast.Constant) and names.dotted(func, scope) == "builtins.getattr"
                ):
                    dotted = names.dotted(owner, scope)
                    if dotted is not None and concerns(dotted):
                        words = f"Which name of `{dotted}` is asked for is only known when the program runs."
                        yield Problem(code.path, call.lineno, words)
                case _:
                    pass


def _mentions_legacy(world: World) -> bool:
    """Most projects do not, and need no look at who imports whom."""
    return any(VARIABLE.encode() in code.text.source for code in world.project.files.values())


def _is_of_keras_3(finding: Finding) -> bool:
    """Whether a finding is about what Keras 3 brought, which a program that keeps Keras 2 does not meet."""
    return finding.symbol.startswith(OF_KERAS) and Version(finding.since) >= KERAS_3


class _Said:
    """What rules said of which place: a rule knows more than a signature, so the check is silent there."""

    def __init__(self, code: Code, findings: Iterable[Finding]) -> None:
        self.text = code.text
        self.spots: dict[tuple[int, int], list[Finding]] = {}
        for finding in findings:
            self.spots.setdefault((finding.line, finding.column), []).append(finding)

    def __call__(self, node: ast.expr | ast.alias | ast.keyword, name: str, since: str) -> bool:
        if not self.spots:
            return False
        spot = node.lineno, self.text.characters(node.lineno, node.col_offset) + 1
        return any(
            _speaks_of(finding.symbol, name) and finding.span.holds(Version(since))
            for finding in self.spots.get(spot, ())
        )


def _speaks_of(symbol: str, name: str) -> bool:
    """Whether two names are the same, one is above the other, or both are one member of related classes."""
    if symbol.rpartition(".")[2] == name.rpartition(".")[2]:
        return True
    return f"{symbol}.".startswith(f"{name}.") or f"{name}.".startswith(f"{symbol}.")


class _Look:
    """One file, and who wants to see what of it."""

    def __init__(self, wishes: Dispatch, world: World, code: Code) -> None:
        self.wishes, self.world, self.code = wishes, world, code
        self.found: list[Finding] = []
        self.problems: list[Problem] = []
        self.named = Named()

    def findings(self) -> list[Finding]:
        """All that the rules find, in a plain list: generators inside generators cost more than most rules."""
        wishes, outline = self.wishes, self.code.outline
        for asked in wishes.files:
            self.ask([asked], self.code.text.tree, outline.top)
        for kind, asking in wishes.kinds.items():
            for node, scope in outline.nodes[kind]:
                self.ask(asking, node, scope)
        self.references()
        self.calls()
        self.attributes()
        if wishes.subclasses:
            for node, scope in outline.nodes[ast.ClassDef]:
                assert isinstance(node, ast.ClassDef)
                self.subclass(node, scope)
        return self.found

    def references(self) -> None:
        names, wishes = self.world.names, self.wishes
        for chain, scope in self.code.outline.chains:
            dotted = names.dotted(chain, scope)
            if dotted is not None:
                self.named.chains.append((chain, scope, dotted))
                if asking := wishes.referring(dotted):
                    self.ask(asking, chain, scope)
        for alias, statement, scope in self.code.outline.aliases:
            dotted = self.imported(alias, statement)
            if dotted is not None:
                self.named.imports.append((alias, scope, dotted))
                if asking := wishes.referring(dotted):
                    self.ask(asking, alias, scope)

    def checked(self) -> Iterator[Finding]:
        """What the API index says where no rule has said it."""
        check = Check(self.world, self.code, self.wishes.instead, _Said(self.code, self.found))
        return check.findings(self.named)

    def imported(self, alias: ast.alias, statement: ast.Import | ast.ImportFrom) -> str | None:
        """The name that an import statement asks for; None where it is a part of the project."""
        module = alias.name if isinstance(statement, ast.Import) else statement.module or ""
        level = 0 if isinstance(statement, ast.Import) else statement.level
        if level or self.world.project.find(module, 0, self.code.path) is not None:
            return None
        return canonical(module if isinstance(statement, ast.Import) else f"{module}.{alias.name}")

    def calls(self) -> None:
        names, wishes = self.world.names, self.wishes
        for node, scope in self.code.outline.nodes[ast.Call]:
            assert isinstance(node, ast.Call)
            dotted = names.dotted(node.func, scope)
            if dotted is not None:
                self.named.calls.append((node, scope, dotted))
                if dotted == PARTIAL or any(word.arg is None for word in node.keywords):
                    self.indirectly(node, dotted, scope)
                if asking := wishes.calling(public(dotted)):
                    self.ask(asking, node, scope)
            elif isinstance(node.func, ast.Attribute) and (members := wishes.methods.get(node.func.attr)):
                self.members(members, node.func, node, scope)

    def indirectly(self, node: ast.Call, dotted: str, scope: Scope) -> None:
        """A call that is written another way: what the rules find in it, and know how to say there."""
        means = meant(node, dotted, scope, self.world.names, self.code.text)
        if means is None or not concerns(means.dotted):
            return
        self.named.meant.append((means, scope))
        found, problems = len(self.found), len(self.problems)
        self.ask(self.wishes.calling(public(means.dotted)), means.call, scope)
        self.found[found:] = [kept(each, means, self.code.text) for each in self.found[found:]]
        del self.problems[problems:]  # a rule may not know what to do with it

    def attributes(self) -> None:
        wanted = self.wishes.attributes
        if not wanted:
            return
        for node, scope in self.code.outline.nodes[ast.Attribute]:
            assert isinstance(node, ast.Attribute)
            if (members := wanted.get(node.attr)) and self.world.names.dotted(node, scope) is None:
                self.members(members, node, node, scope)

    def members(self, asking: Sequence[Member], attribute: ast.Attribute, node: ast.AST, scope: Scope) -> None:
        """Those who ask for a member of what the owner surely is, unless the project's own class has it."""
        inference = self.world.inference
        values = [value for value in inference.values(attribute.value, scope) if value.kind is not Kind.NONE]
        taken = presumed(self.world, attribute, scope)
        if taken is None and (not values or any(inference.owns(value, attribute.attr) for value in values)):
            return
        before = len(self.found)
        for klass, rule, handler in asking:
            if all(inference.belongs(value, klass) for value in ([taken] if taken else values)):
                self.ask([(rule, handler)], node, scope)
        if taken is not None and taken.name is not None:
            self.found[before:] = [doubted(each, attribute, taken.name) for each in self.found[before:]]

    def subclass(self, node: ast.ClassDef, scope: Scope) -> None:
        classes, kinship = self.world.classes, self.world.inference.kinship
        klass = self.world.names.klass(node, scope)
        if classes.family(klass) is Family.OTHER:
            return
        bases = {base for each in classes.ancestors(klass) for base in classes.bases(each) if isinstance(base, str)}
        for wanted, rule, handler in self.wishes.subclasses:
            if any(kinship.derives(base, wanted) for base in bases):
                self.ask([(rule, handler)], node, scope)

    def ask(self, asking: Iterable[Asked], node: ast.AST, scope: Scope) -> None:
        for rule, handler in asking:
            try:
                self.found.extend(handler(node, Here(rule, self.world, self.code, scope, node)))
            except RecursionError:
                words = "Something in this file is nested too deeply for all of it to be understood."
                self.problems.append(Problem(self.code.path, None, words))
            except Exception as error:  # noqa: BLE001  # one rule's fault on odd code must not cost all other findings
                line = getattr(node, "lineno", None)
                words = f"The rule {rule.name} failed here ({type(error).__name__}: {error}); please report it."
                self.problems.append(Problem(self.code.path, line, words))


def _skipped(code: Code, finding: Finding) -> bool:
    return SKIP in code.text.lines[finding.line - 1]
