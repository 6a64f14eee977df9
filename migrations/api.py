"""The check without rules: every name, call and member of a file, held against the API index of each later minor.

A name that is gone, a keyword or a position that a signature no longer takes, or takes for something else: each is a
finding, with an edit where the tables or the index know what takes its place and the call can be made to fit.
"""

import ast
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import groupby
from typing import NamedTuple, TypeAlias

from packaging.version import Version

from matrices.symbols import Bound, Index, Misfit, Presence, Reason, Signature
from matrices.symbols import Kind as SymbolKind
from migrations import repairs
from migrations.adapting import Adapted, adapt
from migrations.graph.files import Switch
from migrations.here import Here, World
from migrations.lives import Life, Lives, Stage
from migrations.members import changing
from migrations.names import canonical
from migrations.project import Code
from migrations.relocation import relocated
from migrations.renames import load
from migrations.rule import Edit, Effect, Finding, Fix, Rule, Span
from migrations.scopes import Scope
from migrations.values import Kind

NAME = "api"
TWO = Version("2.0")
V2 = b"compat.v2"
ROOTS = ("tf", "keras", "tf_keras")
BELOW = {"tf.keras.Model": ("tf.keras.Sequential",), "keras.Model": ("keras.Sequential",)}
"""What a model may be of which only this is known: it has to have what is asked of it."""
OPEN = frozenset({"tf.Tensor", "tf.compat.v1.Tensor"})
"""What tensors have is said by classes below these, which are not public."""
SOURCE = "https://www.tensorflow.org/api_docs/python/tf"

api = Rule(f"migrations.{NAME}", source=SOURCE, applies=Span("1.14"), examples=(), untouched=())
"""Stands for this check where a rule is named; it has no wishes, for it looks at everything."""


Said: TypeAlias = Callable[[ast.expr | ast.alias | ast.keyword, str, str], bool]


class Trouble(NamedTuple):
    """From one minor to another, a call does not fit, or reaches something else."""

    stage: Stage
    misfit: Misfit | None
    moved: str | None


class Way(NamedTuple):
    """What is to be done about a name that is gone, in some minors."""

    repair: repairs.Repair | None
    edits: tuple[Edit, ...] | None
    writes: tuple[str, ...]
    obstacle: str | None


class Plan(NamedTuple):
    """What takes the place of a name in some minors, whatever the place where it is said."""

    repair: repairs.Repair | None
    signature: Signature | None


@dataclass
class Knowledge:
    """What is asked of the index again and again."""

    index: Index
    minors: Sequence[str]
    groups: dict[tuple[str, int], list[tuple[Plan, list[str]]]] = field(default_factory=dict)
    _troubles: dict[tuple[object, ...], tuple[Trouble, ...]] = field(default_factory=dict)

    @cached_property
    def lives(self) -> Lives:
        return Lives(self.index, self.minors)

    @cached_property
    def later_lives(self) -> Lives:
        """For files that say `tensorflow.compat.v2` already: what it has is what TensorFlow 2 has."""
        return Lives(self.index, [minor for minor in self.minors if not minor.startswith("1.")])

    @cached_property
    def graph_lives(self) -> Lives:
        return Lives(self.index, self.minors, graph=True)

    @cached_property
    def worded(self) -> Mapping[str, Sequence[str]]:
        """By a member's name, the classes for which the tables say what became of its parameters."""
        found: dict[str, list[str]] = {}
        for name in load().parameters:
            owner, _, member = name.rpartition(".")
            found.setdefault(member, []).append(owner)
        return found

    def troubles(self, life: Life, call: ast.Call) -> tuple[Trouble, ...]:
        """Where a call that fits at the baseline does not fit any more, or means something else."""
        stars = any(isinstance(arg, ast.Starred) for arg in call.args)
        words = tuple(word.arg for word in call.keywords if word.arg is not None)
        shape = id(life), len(call.args) - stars, words, stars, len(words) < len(call.keywords)
        if shape not in self._troubles:
            self._troubles[shape] = tuple(_troubles(life, *shape[1:]))
        return self._troubles[shape]


@lru_cache(4)
def knowledge(index: Index, minors: Sequence[str]) -> Knowledge:
    """One for all rooms of a project, and for all projects at one baseline."""
    return Knowledge(index, minors)


def _troubles(life: Life, positions: int, words: tuple[str, ...], star: bool, more: bool) -> Iterator[Trouble]:
    old = life.first.signature
    before = old.bind(positions, words, star=star, double_star=more) if old else None
    if old is None or not isinstance(before, Bound):
        return
    for stage in life.stages[1:]:
        if stage.signature is None or stage.there is not Presence.YES or stage.signature.text == old.text:
            continue
        after = stage.signature.bind(positions, words, star=star, double_star=more)
        if isinstance(after, Misfit):
            yield Trouble(stage, after, None)
        elif moved := _moved(before, after, old, stage.signature, repairs.parameters(life.name)):
            yield Trouble(stage, None, moved)


def _moved(before: Bound, after: Bound, old: Signature, new: Signature, words: Mapping[str, str]) -> str | None:
    """The first position that reaches another parameter, where that is not just a new word for the same one."""
    names = {each.name: each for each in old.parameters}
    later = {each.name: each for each in new.parameters}
    for one, two in zip(before.positions, after.positions, strict=True):
        if one == two or words.get(one) == two:
            continue
        kept = later.get(one)
        is_alias = kept is not None and names[one].required and kept.default == "None" and two not in names
        if two in names or (kept is not None and not is_alias):
            return one
    return None


class Check:
    """The check of one file."""

    def __init__(self, world: World, code: Code, instead: Mapping[str, Collection[str]], said: Said) -> None:
        """`instead`: by a last word, what comes before it in the names whose arguments a rule speaks for.

        `said`: whether a rule speaks already of a name at a place, from a minor on.
        """
        self.world, self.code, self.instead, self.said = world, code, instead, said
        self.knowledge = knowledge(world.index, world.minors)
        self.is_graph = world.once(Switch).switches(code)
        two = world.baseline < TWO and V2 in code.text.source
        self.lives = (
            self.knowledge.graph_lives if self.is_graph else self.knowledge.later_lives if two else self.knowledge.lives
        )
        self.index: Index = world.index

    def findings(self) -> Iterator[Finding]:
        names, outline = self.world.names, self.code.outline
        for chain, scope in outline.chains:
            dotted = names.dotted(chain, scope)
            if dotted is not None and _concerns(dotted) and (life := self.lives.reference(dotted)):
                yield from self.gone(_part(chain, dotted, life.name), scope, life)
        for call, scope in outline.nodes[ast.Call]:
            assert isinstance(call, ast.Call)
            dotted = names.dotted(call.func, scope)
            if dotted is None:
                continue
            if _concerns(dotted) and (life := self.lives.reference(dotted)) and life.name == dotted:
                if isinstance(call.func, ast.Name):
                    yield from self.gone(call.func, scope, life)
                if life.first.kind is not SymbolKind.METHOD:  # through its class it gets `self`, too
                    yield from self.misfits(call, scope, life)
        yield from self.members()

    def imports(self, alias: ast.alias, dotted: str, scope: Scope) -> Iterator[Finding]:
        if _concerns(dotted) and not dotted.endswith("*"):
            life = self.lives.reference(dotted)
            if life is not None and (life.name == dotted or life.first.there is Presence.YES):
                yield from self.gone(alias, scope, life)

    # Members of objects

    def members(self) -> Iterator[Finding]:
        names, wanted = self.world.names, changing()
        for node, scope in self.code.outline.nodes[ast.Attribute]:
            assert isinstance(node, ast.Attribute)
            if node.attr not in wanted or isinstance(node.ctx, ast.Store) or names.dotted(node, scope) is not None:
                continue
            life = self.member(node, scope)
            if life is not None:
                yield from self.gone(node, scope, life, self.owned(life))
                if (call := self.calls.get(node)) is not None:
                    yield from self.misfits(call, scope, life)

    def owned(self, life: Life) -> frozenset[str]:
        """The minors that have the class of a member, where a class below it does not have the member after all.

        Where the class itself is gone, that is what has to be said.
        """
        owner, _, member = life.name.rpartition(".")
        elsewhere = (self._having(f"{below}.{member}") for below in BELOW.get(owner, ()))
        return self._having(owner).difference(*elsewhere)

    def _having(self, name: str) -> frozenset[str]:
        stages = (stage for stage in self.lives.life(name).stages if stage.there is Presence.YES)
        return frozenset(minor for stage in stages for minor in self._minors(stage))

    def member(self, node: ast.Attribute, scope: Scope) -> Life | None:
        """The life of a member of what its owner surely is; None where the project's own class has it."""
        inference = self.world.inference
        values = [value for value in inference.values(node.value, scope) if value.kind is not Kind.NONE]
        lives: list[Life] = []
        for value in values:
            known = [] if inference.owns(value, node.attr) else sorted(inference.classes_of(value))
            names = [
                each for name in known if _concerns(name) and name not in OPEN for each in (name, *BELOW.get(name, ()))
            ]
            found = (self.lives.life(f"{name}.{node.attr}") for name in names)
            life = next((each for each in found if each.first.there is Presence.YES), None)
            if life is None:
                return None
            lives.append(life)
        return lives[0] if lives else None

    # Names that are gone

    def gone(
        self, node: ast.expr | ast.alias, scope: Scope, life: Life, among: Collection[str] | None = None
    ) -> Iterator[Finding]:
        """A finding for each run of minors, of those given, that have no such name and need the same to be done."""
        call = None if isinstance(node, ast.alias) else self.calls.get(node)
        for plan, minors in self.groups(life):
            concerned = minors if among is None else [minor for minor in minors if minor in among]
            if not concerned or self.said(node, life.name, concerned[0]):
                continue
            way = self.way(node, scope, life, call, plan, concerned[0])
            if not isinstance(node, ast.alias) and way.edits == ():
                continue  # its import says it all
            yield self.finding(node, scope, life, self._span(concerned), way)

    def groups(self, life: Life) -> Sequence[tuple[Plan, Sequence[str]]]:
        """The runs of minors that have no such name, by what takes its place there."""
        key = life.name, id(self.lives)
        if key not in self.knowledge.groups:
            self.knowledge.groups[key] = [
                (plan, list(minors))
                for stage in life.gone()
                for plan, minors in groupby(self._minors(stage), lambda minor: self.plan(life, minor))
            ]
        return self.knowledge.groups[key]

    def plan(self, life: Life, minor: str) -> Plan:
        """What takes the place of a name in a minor, and the signature that it has there."""
        repair = repairs.find(self.index, life.name, self._last(life, minor), minor)
        new = None
        if repair is not None and repair.name is not None and _concerns(repair.name):
            new = self.index.brief(repair.name, self.index.beside(repair.name, minor))
        return Plan(repair, new[1] if new else None)

    def way(  # noqa: PLR0917  # all of them say where and what
        self, node: ast.expr | ast.alias, scope: Scope, life: Life, call: ast.Call | None, plan: Plan, minor: str
    ) -> Way:
        """How a name that is gone from a minor is said there."""
        repair = plan.repair
        if repair is None or repair.name is None or repair.fix is Fix.MANUAL:
            return Way(repair, None, (), None)
        name, edits = self._renamed(node, scope, life.name, repair.name, minor)
        if edits is None:
            return Way(repair, None, (), "the way in which it is written here has to be changed by hand")
        signature = plan.signature
        if name != repair.name:
            brief = self.index.brief(name, self.index.beside(name, minor))
            signature = brief[1] if brief else None
        adapted = Adapted()
        if call is not None and life.first.signature and signature:
            adapted = adapt(self.code.text, call, life.first.signature, signature, repair.parameters, extra=repair.add)
        elif call is not None and signature and isinstance(_bound(call, signature), Misfit):
            adapted = Adapted(obstacle=f"The call does not fit the new signature {signature.text}.")
        if adapted.obstacle:
            return Way(repair, None, (), adapted.obstacle)
        return Way(repair, (*edits, *adapted.edits), (name, *(f"{name}({word})" for word in adapted.writes)), None)

    def _renamed(
        self, node: ast.expr | ast.alias, scope: Scope, old: str, new: str, minor: str
    ) -> tuple[str, list[Edit] | None]:
        """The name that is written in the end, and the edits: below the file's own alias where it has the name too."""
        if isinstance(node, ast.Name):
            return new, []  # its import is what has to be edited
        if isinstance(node, ast.Attribute) and self.world.names.dotted(node, scope) is None:
            return new, self._member_renamed(node, old, new)
        if isinstance(node, ast.alias) and (edits := self._together(node, minor)):
            return new, edits
        return self._spelled(node, scope, new, minor)

    def _spelled(self, node: ast.expr | ast.alias, scope: Scope, new: str, minor: str) -> tuple[str, list[Edit] | None]:
        """Below the file's own alias, by the new name itself or by another name of the same thing."""
        here = self.here(node, scope)
        if self.is_graph and new.startswith("tf.compat.v1."):  # `tf` is `tensorflow.compat.v1` there, afterwards
            return new, here.rename(node, f"tf.{new.removeprefix('tf.compat.v1.')}")
        spellings = [new]
        if new.startswith("tf.") and not new.startswith("tf.compat."):
            spellings.append(f"tf.compat.v1.{new.removeprefix('tf.')}")
        if new.startswith("tf.keras."):
            spellings.append(new.removeprefix("tf."))
        for name in spellings:
            edits = here.rename(node, name)
            if edits is not None and (name == new or self._is_there(name, minor)):
                return name, edits
        if isinstance(node, ast.Attribute) and self._is_said_above(node, scope, new, minor):
            return new, []
        return new, None

    def _is_said_above(self, node: ast.Attribute, scope: Scope, new: str, minor: str) -> bool:
        """Whether the name that a chain begins with is renamed at its import, so that the chain means the new one."""
        root: ast.expr = node
        rest = ""
        while isinstance(root, ast.Attribute):
            rest = f".{root.attr}{rest}"
            root = root.value
        dotted = self.world.names.dotted(root, scope)
        life = self.lives.life(dotted) if dotted is not None and "." in dotted else None
        if life is None or not any(minor in self._minors(stage) for stage in life.gone()):
            return False
        above = self.plan(life, minor).repair
        return above is not None and above.name is not None and above.fix is not Fix.MANUAL and above.name + rest == new

    def _together(self, alias: ast.alias, minor: str) -> list[Edit] | None:
        """The edits of an import statement of which several names have moved: all of them at once."""
        statement = self.code.statements.get(alias)
        if not isinstance(statement, ast.ImportFrom) or statement.level or len(statement.names) == 1:
            return None
        moves: dict[str, str] = {}
        for each in statement.names:
            life = self.lives.reference(canonical(f"{statement.module}.{each.name}"))
            gone = life is not None and any(minor in self._minors(stage) for stage in life.gone())
            repair = self.plan(life, minor).repair if life is not None and gone else None
            if repair is not None and repair.name is not None and repair.fix is not Fix.MANUAL:
                moves[f"{statement.module}.{each.name}"] = repair.name
        return relocated(self.code.text, statement, moves) if len(moves) > 1 else None

    def _member_renamed(self, node: ast.Attribute, old: str, new: str) -> list[Edit] | None:
        """Only the last word changes, in a class that is above the one of the old name, or that one."""
        last = new.rpartition(".")[2]
        owner, above = old.rpartition(".")[0], new.rpartition(".")[0]
        if owner != above and not self.world.inference.kinship.derives(owner, above):
            return None
        end = self.code.text.end(node)
        return [Edit(end - len(node.attr.encode()), end, last)]

    def _is_there(self, name: str, minor: str) -> bool:
        return self.index.thing(name, self.index.beside(name, minor)) is not None

    def _last(self, life: Life, minor: str) -> str:
        """The last minor before this one that has the name."""
        minors = self.world.minors
        before = [stage for stage in life.stages if stage.there is Presence.YES]
        found = [stage.until for stage in before if minors.index(stage.until) < minors.index(minor)]
        return found[-1] if found else minors[0]

    def finding(self, node: ast.expr | ast.alias, scope: Scope, life: Life, span: Span, way: Way) -> Finding:
        repair, edits = way.repair, way.edits
        never = life.first.there is Presence.NO
        whole = next(minors for minors in map(self._minors, life.gone()) if span.since in minors)
        return self.here(node, scope).finding(
            node,
            symbol=life.name,
            message=_gone(life.name, self._span(whole), way, never=never),
            effect=Effect.DEPRECATED if never else Effect.BREAKS,
            span=span,
            fix=Fix.MANUAL if edits is None or repair is None else repair.fix,
            edits=edits or (),
            writes=way.writes,
            requires=repair.requires if repair else (),
        )

    # Calls that do not fit

    def misfits(self, call: ast.Call, scope: Scope, life: Life) -> Iterator[Finding]:
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
            span = self._span(self._minors(stage))
            if self.said(node, life.name, span.since):
                continue
            adapted = adapt(self.code.text, call, old, stage.signature, words)
            fixed = bool(adapted.edits) and adapted.obstacle is None
            yield self.here(node, scope).finding(
                node,
                symbol=life.name,
                message=_unfit(life.name, span, trouble, adapted, fixed=fixed),
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

    def _minors(self, stage: Stage) -> Sequence[str]:
        minors = self.world.minors
        return minors[minors.index(stage.since) : minors.index(stage.until) + 1]

    def _span(self, minors: Sequence[str]) -> Span:
        return Span(minors[0], None if minors[-1] == self.world.minors[-1] else minors[-1])


def _concerns(dotted: str) -> bool:
    return dotted.partition(".")[0] in ROOTS


def _bound(call: ast.Call, signature: Signature) -> Bound | Misfit:
    stars = any(isinstance(arg, ast.Starred) for arg in call.args)
    words = [word.arg for word in call.keywords if word.arg is not None]
    return signature.bind(len(call.args) - stars, words, star=stars, double_star=len(words) < len(call.keywords))


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


def _gone(name: str, span: Span, way: Way, *, never: bool) -> str:
    stack = " (Keras 3)" if name.startswith(("tf.keras.", "keras.")) and span.since == "2.16" else ""
    when = f"TensorFlow {span.since}{' on' if span.until is None else f' to {span.until}'}{stack}"
    said = f"`{name}` is in no TensorFlow from the baseline on" if never else f"`{name}` is gone from {when}"
    if not never and span.until is not None:
        said = f"{when} {'has' if span.since == span.until else 'have'} no `{name}`"
    repair = way.repair
    if repair is None:
        return f"{said}. Nothing is known to take its place."
    if repair.name is None:
        return f"{said}. {repair.note}".rstrip()
    look = f" {repair.note}" if repair.note else ""
    obstacle = (
        f" The call has to be changed by hand: {way.obstacle[:1].lower()}{way.obstacle[1:]}" if way.obstacle else ""
    )
    return f"{said}. Use `{repair.name}`.{look}{obstacle}"


def _unfit(name: str, span: Span, trouble: Trouble, adapted: Adapted, *, fixed: bool) -> str:
    when = f"from TensorFlow {span.since} on" if span.until is None else f"in TensorFlow {span.since} to {span.until}"
    signature = trouble.stage.signature.text if trouble.stage.signature else ""
    shown = signature if len(signature) < 120 else f"{signature[:110]}...)"  # noqa: PLR2004  # a line of text
    match trouble.misfit:
        case None:
            said = f"The position of `{trouble.moved}` means something else to `{name}` {when}"
        case Misfit(Reason.UNKNOWN_KEYWORD, word):
            said = f"`{name}` takes no `{word}` {when}"
        case Misfit(Reason.TOO_MANY, count):
            said = f"`{name}` takes at most {count} arguments by position {when}"
        case Misfit(Reason.MISSING, word):
            said = f"`{name}` wants `{word}` {when}"
        case Misfit(_, word):
            said = f"`{name}` gets `{word}` twice {when}"
    if fixed:
        return f"{said}: it is {shown}. The call is rewritten to mean the same."
    return f"{said}: it is {shown}. {adapted.obstacle or 'Change the call by hand.'}"
