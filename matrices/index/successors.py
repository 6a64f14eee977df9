"""Living names that do the work of dead ones: only what a source says or what agrees in full, never a dead name."""

import re
from collections.abc import Iterator, Mapping
from itertools import takewhile

from matrices.grades import How
from matrices.index.facts import Kind, MemberAt, Successor, SymbolAt
from matrices.index.moments import Moment
from matrices.index.questions import Answers, Questions
from matrices.index.signature import Signature, meaning
from matrices.index.worlds import TENSORFLOW, by_use, package_of, plain

_NAME = r"\b(?:tensorflow|tf|keras|tf_keras)(?:\.[A-Za-z_]\w*)+"
_MEMBER = r"\b([A-Z]\w*)\.([a-z_]\w*)\b"
_WAITING = frozenset({"experimental", "legacy"})
_REMOTE = frozenset({"compat", "contrib", "raw_ops"})
_LOW = (".backend", ".ops")  # they work on tensors, not on layers of the same name
_DEPTH = 3  # of `tf.keras.x`: what stands in `tf.x` and in `tf.y` under one name is not the same for that


class Successors:
    """Finds them for the names of one package; `renames` are those of TensorFlow's own upgrade tool."""

    def __init__(self, questions: Questions, renames: Mapping[str, str]) -> None:
        self._questions, self._renames = questions, renames
        self._find = Answers(self._found)

    def at(self, name: str, minor: str) -> Successor | None:
        """What stands in a minor for a name that was there before; None where the name is there itself."""
        return self._find(self._questions.moment(minor), name)

    def _found(self, moment: Moment, name: str) -> Successor | None:
        if self._questions.has(moment, name):
            return None
        before = self._questions.before(moment, name)
        if before is None:
            return None
        died = self._questions.thing(before, name)
        assert died is not None
        best: Successor | None = None
        least = (True, True)
        for each in self._candidates(moment, name, died, before):
            thing = self._questions.thing(moment, each.name) if each.name != name else None
            if thing is None:
                continue
            rank = thing.kind is not died.kind, "compat" in each.name.split(".")
            if best is None or rank < least:
                best, least = each, rank
            if not any(rank):
                break  # nothing that comes later can be better
        return best

    def _candidates(self, moment: Moment, name: str, died: SymbolAt | MemberAt, before: Moment) -> Iterator[Successor]:
        """The best grounds first."""
        if isinstance(died, SymbolAt):
            for alias in sorted(self._questions.aliases(before, name), key=lambda alias: _closeness(alias, name)):
                if package_of(alias) == package_of(name):
                    reason = f"another name of the same object in {before.world.minor}"
                    yield Successor(alias, How.STATED, reason)
        yield from self._instructed(moment, name, died)
        yield from self._renamed(moment, name)
        if isinstance(died, SymbolAt):
            yield from self._alike(moment, name, died)

    def _instructed(self, moment: Moment, name: str, died: SymbolAt | MemberAt) -> Iterator[Successor]:
        """The one living name that its deprecation speaks of; of several, nobody knows which."""
        text = (died.deprecated and died.deprecated.instructions) or ""
        if not text:
            return
        root = "tf." if package_of(name) == TENSORFLOW else ""
        told = {f"{root}{each}" if each.startswith("keras.") else plain(each) for each in re.findall(_NAME, text)}
        owner, _, _ = name.rpartition(".")
        classes = {owner.rpartition(".")[2], died.owner.rpartition(":")[2] if isinstance(died, MemberAt) else ""}
        told |= {f"{owner}.{last}" for cls, last in re.findall(_MEMBER, text) if cls in classes}
        near = {each for each in told - {name} if package_of(each) == package_of(name)}
        living = {each: thing for each in near if (thing := self._questions.thing(moment, each)) is not None}
        if len(living) == 1:
            ((new, thing),) = living.items()
            if thing.kind is not Kind.MODULE:
                yield Successor(new, How.STATED, f"its deprecation says: {text}")

    def _renamed(self, moment: Moment, name: str) -> Iterator[Successor]:
        new = self._renames.get(name)
        if new is None:
            return
        reason = "TensorFlow's upgrade tool renames it"
        if package_of(new) == "tensorflow":
            for alias in self._questions.aliases(moment, new):
                if "compat" in new.split(".") and package_of(alias) == package_of(name):
                    yield Successor(alias, How.STATED, f"{reason} to {new}, which is the same object")
        yield Successor(new, How.STATED, reason)

    def _alike(self, moment: Moment, name: str, died: SymbolAt) -> Iterator[Successor]:
        """The one object with the same last name in the same or a sibling namespace that takes all that it took."""
        if died.kind is Kind.MODULE or died.signature is None or not died.signature.parameters:
            return  # there is nothing to compare, and to look around takes long
        alike: dict[str, list[str]] = {}
        for other in self._near(moment, name):
            thing = self._questions.symbol(moment, other)
            if thing and thing.kind is died.kind and _takes_all(died.signature, thing.signature):
                alike.setdefault(thing.id, []).append(other)
        if len(alike) == 1:
            (names,) = alike.values()
            yield Successor(min(names, key=by_use), How.INFERRED, "the same name nearby, which takes all that it took")

    def _near(self, moment: Moment, name: str) -> Iterator[str]:
        *space, last = name.split(".")
        if not _WAITING.isdisjoint(space):
            yield ".".join([*(part for part in space if part not in _WAITING), last])
        above = ".".join(space[:-1])
        if len(space) >= _DEPTH and _REMOTE.isdisjoint(space):
            yield f"{above}.{last}"
            siblings = (each for each in self._questions.namespaces(moment, above) if not each.endswith(_LOW))
            yield from (f"{sibling}.{last}" for sibling in siblings)


def _takes_all(old: Signature | None, new: Signature | None) -> bool:
    """Whether every call of the old one means the same to the new one."""
    if old is None or new is None or not old.parameters:
        return False
    known = {each.name for each in old.parameters}
    demands = any(each.required and each.name not in known for each in new.parameters)
    return not demands and all(each.old is None or each.old == each.new for each in meaning(old, new))


def _closeness(alias: str, name: str) -> tuple[bool, bool, int, int, str]:
    """The order of aliases: stable ones first, of these the ones in the namespace that the name was in."""
    compat, shaky, length, _ = by_use(alias)
    parts = zip(alias.split("."), name.split("."), strict=False)
    shared = len(list(takewhile(lambda pair: pair[0] == pair[1], parts)))
    return compat, shaky, -shared, length, alias
