"""The smallest edits that make a call mean in a new signature what it meant in the old one.

Pure: two signatures, a call and a table of words in, edits or an obstacle out. What a call leaves to its defaults stays
left to them, unless the new default is plainly another value: then the old one is written out.
"""

import ast
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from types import MappingProxyType
from typing import NamedTuple

from matrices.symbols import Misfit, Parameter, Passing, Signature
from migrations.calls import insert_argument, name_positions, remove_argument, rename_keyword
from migrations.rule import Edit
from migrations.text import Text

DROPPED = ""
"""In a table of words: the parameter is gone, and no value of it is missed."""

SILENT = frozenset({"name", "verbose", "seed", "batch_size"})
"""Parameters whose default may change without a program computing something else."""

EMPTY: Mapping[str, str] = MappingProxyType({})


class Adapted(NamedTuple):
    """Edits, and the new parameters that they write; or an obstacle, in words, and no edits."""

    edits: tuple[Edit, ...] = ()
    writes: tuple[str, ...] = ()
    obstacle: str | None = None


class Obstacle(Exception):
    """Why there are no edits."""


class _Given:
    """An argument of the call: the parameter that it reached, and the one that it has to reach."""

    __slots__ = ("gone", "new", "node", "old")

    def __init__(self, node: ast.expr | ast.keyword, old: str, new: str | None = None, gone: bool = False) -> None:
        self.node = node
        self.old = old
        self.new = new
        self.gone = gone

    @property
    def value(self) -> ast.expr:
        return self.node.value if isinstance(self.node, ast.keyword) else self.node


class _Work:
    """One call on its way from a signature to another."""

    def __init__(  # noqa: PLR0917  # one call, three signatures and the words between them
        self,
        text: Text,
        call: ast.Call,
        old: Signature,
        new: Signature,
        words: Mapping[str, str],
        today: Signature | None,
    ) -> None:
        self.text = text
        self.call = call
        self.old = old
        self.new = new
        self.words = words
        self.today = today
        self.edits: list[Edit] = []
        self.writes: list[str] = []

    def target(self, name: str) -> str | None:
        """What a parameter is called now: its own name where that still exists, or what the table says."""
        return name if name in _named(self.new) else self.words.get(name)


def adapt(
    text: Text,
    call: ast.Call,
    old: Signature,
    new: Signature,
    synonyms: Mapping[str, str] = EMPTY,
    *,
    extra: Mapping[str, str] = EMPTY,
    today: Signature | None = None,
) -> Adapted:
    """Edits for a call. `synonyms`: old parameter -> new one, or DROPPED; `extra`: new parameter -> text to add.

    `today`: what the new name takes in the old version. Positions that mean something else there are passed by name, so
    that the call is read the same way in both.
    """
    if today is not None and (today.text == new.text or _misfits(call, today)):
        today = None  # whoever reads it as the old one sees that it is none
    if old.text == new.text and not extra and today is None:
        return Adapted()
    if not _named(old) and not extra and not _misfits(call, new):
        return Adapted()  # nothing is known of the old one but that it took whatever came
    work = _Work(text, call, old, new, synonyms, today)
    try:
        given = _given(work)
        _hidden(work, given)
        _settle(work, given)
        _positions(work, given)
        _keywords(work, given)
        _missing(work, given, extra)
    except Obstacle as obstacle:
        return Adapted(obstacle=str(obstacle))
    edits = sorted([*work.edits, *removed(text, call, [each.node for each in given if each.gone])])
    if any(one.end > two.start for one, two in pairwise(edits)):
        return Adapted(obstacle="Too much of the call changes at once; write it anew.")
    return Adapted(tuple(edits), tuple(dict.fromkeys(work.writes)))


def _misfits(call: ast.Call, signature: Signature) -> bool:
    """Whether a call does not bind, by all that can be seen of it."""
    seen, words = _seen(call), [word.arg for word in call.keywords if word.arg]
    star, more = len(seen) < len(call.args), len(words) < len(call.keywords)
    return isinstance(signature.bind(len(seen), words, star=star, double_star=more), Misfit)


def _given(work: _Work) -> list[_Given]:
    """What the call gives, as the old signature reads it, up to `*args`."""
    call, seen = work.call, _seen(work.call)
    words = [word for word in call.keywords if word.arg is not None]
    bound = work.old.bind(
        len(seen),
        [word.arg for word in words if word.arg],
        star=len(seen) < len(call.args),
        double_star=len(words) < len(call.keywords),
    )
    if isinstance(bound, Misfit):
        raise Obstacle(f"The call does not fit the old signature {work.old.text} either.")
    given = [_Given(node, name) for node, name in zip(seen, bound.positions, strict=True)]
    return given + [_Given(word, word.arg or "") for word in words]


def _seen(call: ast.Call) -> list[ast.expr]:
    """The positional arguments before `*args`."""
    stars = (at for at, arg in enumerate(call.args) if isinstance(arg, ast.Starred))
    return call.args[: next(stars, len(call.args))]


def _hidden(work: _Work, given: Sequence[_Given]) -> None:
    """`*args` and `**options` are fine as long as whatever they may give keeps its place and its name."""
    call, seen = work.call, _seen(work.call)
    before, after = _places(work.old), _places(work.new)
    if len(seen) < len(call.args):
        moved = [name for at, name in enumerate(before) if at >= len(seen) and after[at : at + 1] != [name]]
        if moved:
            raise Obstacle(f"`*` hides which arguments are given, and `{moved[0]}` has another place or name now.")
    if any(word.arg is None for word in call.keywords):
        taken = {each.old for each in given}
        free = [each.name for each in work.old.parameters if each.by_keyword and each.name not in taken]
        lost = [name for name in free if work.target(name) != name]
        if lost:
            raise Obstacle(f"`**` hides which arguments are given, and `{lost[0]}` is not taken any more.")


def _settle(work: _Work, given: Sequence[_Given]) -> None:
    """Find each argument's new parameter; drop those that say nothing."""
    for each in given:
        each.new = _counterpart(work, each)
    twice = Counter(each.new for each in given if not each.gone)
    for each in given:
        if not each.gone and twice[each.new] > 1 and _is_default(work.old, each):
            each.gone = True
            twice[each.new] -= 1
    again = [name for name, times in twice.items() if name and times > 1 and name != _further(work.new)]
    if again:
        raise Obstacle(f"The call gives `{again[0]}` twice, by an old name and by the new one; keep one of them.")


def _counterpart(work: _Work, each: _Given) -> str | None:
    further = _further(work.old)
    if isinstance(each.node, ast.expr) and each.old == further:
        return _further(work.new) or _refuse(f"The new signature {work.new.text} does not take so many positions.")
    new = work.target(each.old)
    if new:
        return new
    if new is None and isinstance(each.node, ast.keyword) and _takes_more_keywords(work.new):
        return each.old
    if new == DROPPED or _is_default(work.old, each):
        each.gone = True
        return None
    return _refuse(f"Nothing takes the place of `{each.old}`.")


def _refuse(reason: str) -> str:
    raise Obstacle(reason)


def _positions(work: _Work, given: Sequence[_Given]) -> None:
    """Positions that reach their parameter in both signatures stay; from the first that does not, all are named."""
    places, free = _places(work.new), {each.name for each in work.new.parameters if each.by_keyword}
    names: list[str] = []
    at, kept, starred = 0, True, len(_seen(work.call)) < len(work.call.args)
    for each in given:
        if isinstance(each.node, ast.keyword):
            continue
        names.append("" if each.gone else each.new or "")
        if each.gone:
            kept = False
            continue
        fits = each.new == (places[at] if at < len(places) else _further(work.new))
        kept = kept and fits and not (each.new in free and not starred and _is_another_today(work, each.new, at))
        at += 1
        if kept:
            names[-1] = ""
        elif each.new not in free or starred:
            raise Obstacle(f"`{each.new}` has another place now, and it cannot be passed by name here.")
    edits = name_positions(work.text, work.call, names)
    work.edits += [edit for edit, name in zip(edits, names, strict=False) if name]
    work.writes += [name for name in names if name]


def _is_another_today(work: _Work, name: str | None, at: int) -> bool:
    """Whether the position means something else to what the old version has by the new name."""
    if work.today is None or name is None:
        return False
    places = _places(work.today)
    return at < len(places) and name not in {places[at], work.words.get(places[at])}


def removed(text: Text, call: ast.Call, gone: Sequence[ast.expr | ast.keyword]) -> list[Edit]:
    """Take arguments out; of several at the end, all with one edit."""
    passed: list[ast.expr | ast.keyword] = [*call.args, *call.keywords]
    passed.sort(key=text.start)
    last = len(passed)
    while last and passed[last - 1] in gone:
        last -= 1
    edits = [remove_argument(text, call, node) for node in passed[:last] if node in gone]
    tail = [remove_argument(text, call, node) for node in passed[last:]]
    if len(tail) > 1:
        before = text.source[: tail[0].start].rstrip()
        return [*edits, Edit(len(before) - before.endswith(b","), tail[-1].end, "")]
    return edits + tail


def _keywords(work: _Work, given: Sequence[_Given]) -> None:
    for each in given:
        if isinstance(each.node, ast.keyword) and each.new is not None and not each.gone and each.new != each.old:
            work.edits.append(rename_keyword(work.text, each.node, each.new))
            work.writes.append(each.new)


def _missing(work: _Work, given: Sequence[_Given], extra: Mapping[str, str]) -> None:
    """Write out what the old signature had by default and the new one has not, and what the table adds."""
    filled = {each.new for each in given if not each.gone}
    defaults = {work.target(each.name): each for each in reversed(work.old.parameters) if work.target(each.name)}
    adds = [(name, extra[name]) for name in extra if name not in filled]
    spread = len(_seen(work.call)) < len(work.call.args) or any(word.arg is None for word in work.call.keywords)
    for each in work.new.parameters:
        if each.name in filled or each.name in extra or each.passing in {Passing.POSITIONS, Passing.KEYWORDS}:
            continue
        before = defaults.get(each.name)
        if before is not None and before.default is not None and _is_other(before, each):
            adds.append((each.name, before.default))
        elif each.required and not spread:
            raise Obstacle(f"`{each.name}` has to be given now.")
    if adds and spread:
        raise Obstacle(f"`{adds[0][0]}` has to be given now, and `*` or `**` hide whether it is.")
    if adds:
        words = ", ".join(f"{name}={value}" for name, value in adds)
        added = insert_argument(work.text, work.call, words)
        alone = all(each.gone for each in given)
        work.edits.append(Edit(added.start, added.end, words) if alone else added)
        work.writes += [name for name, _ in adds]


def _is_other(before: Parameter, after: Parameter) -> bool:
    """Whether the old default is a plain value, and the new one another. An old None mostly means the new default."""
    if before.name in SILENT:
        return False
    one, two = _plain(before.default), _plain(after.default)
    return one is not None and one != two and not (before.name == "data_format" and after.default == "None")


@lru_cache(1024)
def _plain(default: str | None) -> object:
    """The value of a default that is a number, a text or a truth; None for anything else."""
    try:
        value = ast.literal_eval(default or "None")
    except (ValueError, SyntaxError):
        return None
    return value if isinstance(value, bool | int | float | str) else None


def _is_default(signature: Signature, given: _Given) -> bool:
    """Whether an argument gives what the signature would take anyway."""
    default = next((each.default for each in signature.parameters if each.name == given.old), None)
    said = ast.unparse(given.value)
    if default == said:
        return True
    module, dot, dtype = (default or "").partition("dtypes.")
    return bool(dot) and not module.strip("_") and isinstance(given.value, ast.Attribute) and given.value.attr == dtype


def _takes_more_keywords(signature: Signature) -> bool:
    return any(each.passing is Passing.KEYWORDS for each in signature.parameters)


def _places(signature: Signature) -> list[str]:
    return [each.name for each in signature.parameters if each.passing in {Passing.POSITION, Passing.EITHER}]


def _named(signature: Signature) -> set[str]:
    """All parameters that have a name of their own."""
    return {each.name for each in signature.parameters if each.passing not in {Passing.POSITIONS, Passing.KEYWORDS}}


def _further(signature: Signature) -> str | None:
    """The parameter that takes all further positions."""
    return next((each.name for each in signature.parameters if each.passing is Passing.POSITIONS), None)
