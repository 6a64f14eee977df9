"""The check without rules: every name, call and member of a file, held against the API index of each later minor.

A name that is gone, a keyword or a position that a signature no longer takes, or takes for something else: each is a
finding, with an edit where the tables or the index know what takes its place and the call can be made to fit.
"""

import ast
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TypeAlias

from matrices.symbols import Kind as SymbolKind
from matrices.symbols import Misfit, Presence, Reason
from migrations import members, repairs, telling
from migrations.adapting import adapt
from migrations.here import Here, World
from migrations.indirect import Meant, kept, open_ended, reworded
from migrations.lives import BELOW, FUNCTIONAL, Life
from migrations.presuming import NAMES, doubted, presumed
from migrations.project import Code
from migrations.replacing import Replacing, Way
from migrations.rule import Effect, Finding, Fix, Rule, Span
from migrations.scopes import Scope
from migrations.values import Kind

NAME = "api"
SOURCE = "https://www.tensorflow.org/api_docs/python/tf"

api = Rule(f"migrations.{NAME}", source=SOURCE, applies=Span("1.14"), examples=(), untouched=())
"""Stands for this check where a rule is named; it has no wishes, for it looks at everything."""


Said: TypeAlias = Callable[[ast.expr | ast.alias | ast.keyword, str, str], bool]


class Named:
    """What a file says of TensorFlow and others from outside, as it was found when the rules were asked."""

    def __init__(self) -> None:
        self.chains: list[tuple[ast.Attribute, Scope, str]] = []
        self.calls: list[tuple[ast.Call, Scope, str]] = []
        self.imports: list[tuple[ast.alias, Scope, str]] = []
        self.meant: list[tuple[Meant, Scope]] = []


class Check:
    """The check of one file."""

    def __init__(self, world: World, code: Code, instead: Mapping[str, Collection[str]], said: Said) -> None:
        """`instead`: by a last word, what comes before it in the names whose arguments a rule speaks for.

        `said`: whether a rule speaks already of a name at a place, from a minor on.
        """
        self.world, self.code, self.instead, self.said = world, code, instead, said
        self.replacing = Replacing(world, code)
        self.knowledge, self.lives = self.replacing.knowledge, self.replacing.lives

    def findings(self, named: Named) -> Iterator[Finding]:
        eventful = self.lives.eventful
        for chain, scope, dotted in named.chains:
            if life := eventful(dotted):
                yield from self.gone(_part(chain, dotted, life.name), scope, life)
        for call, scope, dotted in named.calls:
            if (life := eventful(dotted)) and life.name == dotted:
                if isinstance(call.func, ast.Name):
                    yield from self.gone(call.func, scope, life)
                if life.first.kind is not SymbolKind.METHOD:  # through its class it gets `self`, too
                    yield from self.misfits(call, scope, life)
        for means, scope in named.meant:
            if (life := eventful(means.dotted)) and life.name == means.dotted:
                call = open_ended(means.call) if means.partial else means.call
                found = self.misfits(call, scope, life, direct=False)
                yield from (kept(each, means, self.code.text) for each in found)
        yield from self.asked_for(named)
        yield from self.members()
        yield from self.imports(named)

    def asked_for(self, named: Named) -> Iterator[Finding]:
        """`getattr(tf, "log")`, without anything to fall back to."""
        for call, scope, dotted in named.calls:
            if dotted != "builtins.getattr" or call.keywords:
                continue
            match call.args:
                case [owner, ast.Constant(value=str(name))] if said := self.world.names.dotted(owner, scope):
                    life = self.lives.eventful(f"{said}.{name}")
                    if life is not None and life.name == f"{said}.{name}":
                        yield from self.gone(call, scope, life)
                case _:
                    pass

    def imports(self, named: Named) -> Iterator[Finding]:
        eventful = self.lives.eventful
        for alias, scope, dotted in named.imports:
            life = None if dotted.endswith("*") else eventful(dotted)
            if life is not None and (life.name == dotted or life.first.there is Presence.YES):
                yield from self.gone(alias, scope, life)

    # Members of objects

    def members(self) -> Iterator[Finding]:
        names, wanted = self.world.names, self.world.once(_members)
        for node, scope in self.code.outline.nodes[ast.Attribute]:
            assert isinstance(node, ast.Attribute)
            if node.attr not in wanted or isinstance(node.ctx, ast.Store) or names.dotted(node, scope) is not None:
                continue
            life = self.member(node, scope)
            if life is None and (value := presumed(self.world, node, scope)) is not None:
                assert value.name is not None
                life = self.lives.member(frozenset({value.name}), node.attr)
                found = self.of_member(node, scope, life) if life is not None else ()
                yield from (doubted(each, node, value.name) for each in found)
            elif life is not None:
                yield from self.of_member(node, scope, life)

    def of_member(self, node: ast.Attribute, scope: Scope, life: Life) -> Iterator[Finding]:
        if not life.is_quiet:
            yield from self.gone(node, scope, life, self.owned(life))
            if (call := self.calls.get(node)) is not None:
                yield from self.misfits(call, scope, life)

    def owned(self, life: Life) -> frozenset[str]:
        """The minors that have the class of a member, where a class below it does not have the member after all.

        Where the class itself is gone, that is what has to be said.
        """
        owner, _, member = life.name.rpartition(".")
        if owner in BELOW and member in FUNCTIONAL:
            return frozenset()
        elsewhere = (self._having(f"{below}.{member}") for below in BELOW.get(owner, ()))
        return self._having(owner).difference(*elsewhere)

    def _having(self, name: str) -> frozenset[str]:
        stages = (stage for stage in self.lives.life(name).stages if stage.there is Presence.YES)
        return frozenset(minor for stage in stages for minor in self.knowledge.minors_of(stage))

    def member(self, node: ast.Attribute, scope: Scope) -> Life | None:
        """The life of a member of what its owner surely is; None where the project's own class has it.

        Of several classes, the first by name answers: values have no order.
        """
        inference = self.world.inference
        values = [value for value in inference.values(node.value, scope) if value.kind is not Kind.NONE]
        lives: list[Life] = []
        for value in values:
            owned = inference.owns(value, node.attr)
            life = None if owned else self.lives.member(inference.classes_of(value), node.attr)
            if life is None:
                return None
            lives.append(life)
        return min(lives, key=lambda life: life.name, default=None)

    # Names that are gone

    def gone(
        self, node: ast.expr | ast.alias, scope: Scope, life: Life, among: Collection[str] | None = None
    ) -> Iterator[Finding]:
        """A finding for each run of minors, of those given, that have no such name and need the same to be done."""
        call = None if isinstance(node, ast.alias) else self.calls.get(node)
        for plan, minors in self.replacing.groups(life):
            concerned = minors if among is None else [minor for minor in minors if minor in among]
            if not concerned or self.said(node, life.name, concerned[0]):
                continue
            way = self.replacing.way(node, scope, life, call, plan, concerned[0])
            if not isinstance(node, ast.alias) and way.edits == ():
                continue  # its import says it all
            yield self.finding(node, scope, life, self._span(concerned), way)

    def finding(self, node: ast.expr | ast.alias, scope: Scope, life: Life, span: Span, way: Way) -> Finding:
        repair, edits = way.repair, way.edits
        never = life.first.there is Presence.NO
        whole = next(minors for minors in map(self.knowledge.minors_of, life.gone()) if span.since in minors)
        return self.here(node, scope).finding(
            node,
            symbol=life.name,
            message=telling.gone(life.name, self._span(whole), way, never=never),
            effect=Effect.DEPRECATED if never else Effect.BREAKS,
            span=span,
            fix=Fix.MANUAL if edits is None or repair is None else repair.fix,
            edits=edits or (),
            writes=way.writes,
            requires=repair.requires if repair else (),
        )

    # Calls that do not fit

    def misfits(self, call: ast.Call, scope: Scope, life: Life, *, direct: bool = True) -> Iterator[Finding]:
        owner, _, last = life.name.rpartition(".")
        kinship = self.world.inference.kinship
        if any(owner == other or kinship.derives(owner, other) for other in self.instead.get(last, ())):
            return
        for trouble in self.knowledge.troubles(life, call):
            stage, old = trouble.stage, life.first.signature
            assert old is not None
            assert stage.signature is not None
            words = self._words(life.name)
            node = _place(call, trouble.misfit)
            span = self._span(self.knowledge.minors_of(stage))
            if self.said(node, life.name, span.since):
                continue
            text, new = self.code.text, stage.signature
            adapted = adapt(text, call, old, new, words) if direct else reworded(call, new, words, text)
            fixed = bool(adapted.edits) and adapted.obstacle is None
            yield self.here(node, scope).finding(
                node,
                symbol=life.name,
                message=telling.unfit(life.name, span, trouble, adapted, fixed=fixed),
                effect=Effect.BREAKS if trouble.misfit else Effect.CHANGES,
                span=span,
                fix=Fix.SAFE if fixed else Fix.MANUAL,
                edits=adapted.edits if fixed else (),
                writes=[f"{life.name}({word})" for word in adapted.writes] if fixed else (),
            )

    def _words(self, name: str) -> Mapping[str, str]:
        """What became of a function's parameters; of a method's, by the classes above as well."""
        owner, _, member = name.rpartition(".")
        kinship = self.world.inference.kinship
        found = dict(repairs.parameters(name))
        for above in self.knowledge.worded.get(member, ()):
            if above != owner and kinship.derives(owner, above):
                found = {**repairs.parameters(f"{above}.{member}"), **found}
        return found

    # Odds and ends

    @cached_property
    def calls(self) -> dict[ast.AST, ast.Call]:
        """Calls by what they call."""
        return {call.func: call for call, _ in self.code.outline.nodes[ast.Call] if isinstance(call, ast.Call)}

    def here(self, node: ast.AST, scope: Scope) -> Here:
        return Here(api, self.world, self.code, scope, node)

    def _span(self, minors: Sequence[str]) -> Span:
        return Span(minors[0], None if minors[-1] == self.world.minors[-1] else minors[-1])


def _members(world: World) -> frozenset[str]:
    """Those that are worth a look in this project."""
    words = world.project.words
    return members.eventful(words) | (NAMES & words)


def _part(chain: ast.Attribute, dotted: str, known: str) -> ast.expr:
    """The part of a chain that says the known beginning of what it means."""
    node: ast.expr = chain
    for _ in range(dotted.count(".") - known.count(".")):
        if isinstance(node, ast.Attribute):
            node = node.value
    return node


def _place(call: ast.Call, misfit: Misfit | None) -> ast.expr | ast.keyword:
    """The keyword that is not taken, or else the call."""
    if misfit is None or misfit.reason not in {Reason.UNKNOWN_KEYWORD, Reason.TWICE}:
        return call
    return next((word for word in call.keywords if word.arg == misfit.name), call)
