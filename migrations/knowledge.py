"""What the API index says again and again, kept for all files: lives of names, and calls that do not fit."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple

from packaging.version import Version

from matrices.symbols import Bound, Index, Misfit, Parameter, Presence, Signature
from migrations import repairs
from migrations.graph.files import Switch
from migrations.here import World
from migrations.lives import Life, Lives, Stage
from migrations.project import Code
from migrations.renames import load

TWO = Version("2.0")
V2 = b"compat.v2"


class Trouble(NamedTuple):
    """From one minor to another, a call does not fit, or reaches something else."""

    stage: Stage
    misfit: Misfit | None
    moved: str | None


class Plan(NamedTuple):
    """What takes the place of a name in some minors, whatever the place where it is said."""

    repair: repairs.Repair | None
    signature: Signature | None


class Knowledge:
    """What is asked of the index again and again."""

    def __init__(self, index: Index, minors: Sequence[str]) -> None:
        self.index, self.minors = index, minors
        self.groups: dict[tuple[str, int], list[tuple[Plan, list[str]]]] = {}
        self._troubles: dict[tuple[object, ...], tuple[Trouble, ...]] = {}

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

    def minors_of(self, stage: Stage) -> Sequence[str]:
        return self.minors[self.minors.index(stage.since) : self.minors.index(stage.until) + 1]

    def troubles(self, life: Life, call: ast.Call) -> tuple[Trouble, ...]:
        """Where a call that fits at the baseline does not fit any more, or means something else."""
        shape = _shape(call)
        key = id(life), shape
        if key not in self._troubles:
            self._troubles[key] = tuple(_troubles(life, *shape))
        return self._troubles[key]


@lru_cache(4)
def knowledge(index: Index, minors: Sequence[str]) -> Knowledge:
    """One for all rooms of a project, and for all projects at one baseline."""
    return Knowledge(index, minors)


def _troubles(life: Life, positions: int, words: tuple[str, ...], star: bool, more: bool) -> Iterator[Trouble]:
    old = life.first.signature
    if old is None:
        return
    later = ((stage, stage.signature) for stage in life.stages[1:] if stage.there is Presence.YES)
    others = [(stage, new) for stage, new in later if new is not None and new.text != old.text]
    before = old.bind(positions, words, star=star, double_star=more) if others else None
    if not isinstance(before, Bound):
        return
    for stage, new in others:
        after = new.bind(positions, words, star=star, double_star=more)
        if isinstance(after, Misfit):
            yield Trouble(stage, after, None)
        elif moved := _moved(before, after, old, new, repairs.parameters(life.name)):
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
        if kept is None and two in later and _is_another(names[one], later[two]):
            return one
    return None


def _is_another(old: Parameter, new: Parameter) -> bool:
    """Whether a parameter at the same place is not just the same one by a new word: it has another default."""
    return None not in {old.default, new.default} and old.default != new.default


def bound(call: ast.Call, signature: Signature) -> Bound | Misfit:
    """How a call binds to a signature."""
    positions, words, star, more = _shape(call)
    return signature.bind(positions, words, star=star, double_star=more)


def _shape(call: ast.Call) -> tuple[int, tuple[str, ...], bool, bool]:
    """All that binding asks of a call: its positions, its keywords, and whether `*` and `**` may give more."""
    star = any(isinstance(arg, ast.Starred) for arg in call.args)
    words = tuple(word.arg for word in call.keywords if word.arg is not None)
    return len(call.args) - star, words, star, len(words) < len(call.keywords)


def lives_of(world: World, code: Code) -> Lives:
    """The lives that names have in a file: in one that goes over to compat.v1, `tf.x` goes on there."""
    known = knowledge(world.index, world.minors)
    if world.once(Switch).switches(code):
        return known.graph_lives
    return known.later_lives if world.baseline < TWO and V2 in code.text.source else known.lives
