"""What takes the place of a name that is gone, and the edits that say it at one place of a file."""

import ast
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from matrices.symbols import Misfit, Presence, Signature, UnknownMinor
from migrations import repairs
from migrations.adapting import Adapted, adapt
from migrations.graph.files import Switch
from migrations.here import World
from migrations.knowledge import Plan, bound, knowledge, lives_of
from migrations.lives import Life, concerns
from migrations.names import canonical
from migrations.project import Code
from migrations.relocation import relocated
from migrations.rename import renamed
from migrations.rule import Edit, Fix
from migrations.scopes import Scope


class Way(NamedTuple):
    """What is to be done about a name that is gone, in some minors."""

    repair: repairs.Repair | None
    edits: tuple[Edit, ...] | None
    writes: tuple[str, ...]
    obstacle: str | None


class Replacing:
    """Answers for one file."""

    def __init__(self, world: World, code: Code) -> None:
        self.world, self.code, self.index = world, code, world.index
        self.knowledge, self.lives = knowledge(world.index, world.minors), lives_of(world, code)
        self.is_graph = world.once(Switch).switches(code)
        self.rooted = world.names, code

    def groups(self, life: Life) -> Sequence[tuple[Plan, Sequence[str]]]:
        """The runs of minors that have no such name, by what takes its place there."""
        key = life.name, id(self.lives)
        if key not in self.knowledge.groups:
            groups = self.knowledge.groups[key] = []
            for last, minors in self._gone(life):
                plans = ((self._plan(life.name, last, minor), minor) for minor in minors)
                groups += [(plan, [minor for _, minor in run]) for plan, run in groupby(plans, itemgetter(0))]
        return self.knowledge.groups[key]

    def _gone(self, life: Life) -> Iterator[tuple[str, Sequence[str]]]:
        """The runs of minors without the name, each with the last minor before it that has the name."""
        last = self.knowledge.minors[0]
        for stage in life.stages:
            if stage.there is Presence.YES:
                last = stage.until
            elif stage.there is Presence.NO:
                yield last, self.knowledge.minors_of(stage)

    def _plan(self, name: str, last: str, minor: str) -> Plan:
        """What takes the place of a name in a minor, and the signature that it has there."""
        repair = repairs.find(self.index, name, last, minor)
        new = None
        if repair is not None and repair.name is not None and concerns(repair.name):
            new = self.index.brief(repair.name, self.index.beside(repair.name, minor))
        return Plan(repair, new[1] if new else None)

    def repair(self, life: Life, minor: str) -> repairs.Repair | None:
        """What takes the place of a name in a minor; None where it is not gone, too."""
        return next((plan.repair for plan, minors in self.groups(life) if minor in minors), None)

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
        old = life.first.signature or self._earlier(life.name)
        if call is not None and old and signature:
            words, today = repair.parameters, self._today(name)
            adapted = adapt(self.code.text, call, old, signature, words, extra=repair.add, today=today)
        elif call is not None and signature and isinstance(bound(call, signature), Misfit):
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
        if self.is_graph and new.startswith("tf.compat.v1."):  # there, `tf` will be `tensorflow.compat.v1`
            return new, renamed(*self.rooted, node, scope, f"tf.{new.removeprefix('tf.compat.v1.')}")
        spellings = [new]
        if new.startswith("tf.") and not new.startswith("tf.compat."):
            spellings.append(f"tf.compat.v1.{new.removeprefix('tf.')}")
        if new.startswith("tf.keras."):
            spellings.append(new.removeprefix("tf."))
        for name in spellings:
            edits = renamed(*self.rooted, node, scope, name)
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
        above = self.repair(life, minor) if life is not None else None
        return above is not None and above.name is not None and above.fix is not Fix.MANUAL and above.name + rest == new

    def _together(self, alias: ast.alias, minor: str) -> list[Edit] | None:
        """The edits of an import statement of which several names have moved: all of them at once."""
        statement = self.code.statements.get(alias)
        if not isinstance(statement, ast.ImportFrom) or statement.level or len(statement.names) == 1:
            return None
        moves: dict[str, str] = {}
        for each in statement.names:
            life = self.lives.reference(canonical(f"{statement.module}.{each.name}"))
            repair = self.repair(life, minor) if life is not None else None
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

    def _today(self, name: str) -> Signature | None:
        """What a name that is written takes at the baseline, where it is there already."""
        life = self.lives.reference(name)
        return life.first.signature if life is not None and life.name == name else None

    def _earlier(self, name: str) -> Signature | None:
        """The last signature that a name had before the baseline, where it was gone there already."""
        minors = self.index.minors()
        for minor in reversed(minors[: minors.index(self.knowledge.minors[0])]):
            try:
                brief = self.index.brief(name, self.index.beside(name, minor))
            except UnknownMinor:
                return None
            if brief is not None:
                return brief[1]
        return None

    def _is_there(self, name: str, minor: str) -> bool:
        return self.index.has(name, self.index.beside(name, minor))
