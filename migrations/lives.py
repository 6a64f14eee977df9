"""What a name is in each minor of TensorFlow from the baseline on: there or not, and with which signature."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from packaging.version import Version

from matrices.symbols import Index, Kind, Presence, Signature, State

APART = ("tf.compat.", "tf.contrib", "tf.python.", "tf.examples.")
"""What compat.v1 never had."""

BELOW = {
    f"{root}.{name}": (f"{root}.Sequential",) for root in ("tf.keras", "keras") for name in ("Model", "models.Model")
}
"""What a model may be of which only this is known: it has to have what is asked of it."""

FUNCTIONAL = frozenset({"output_names"})
"""What a functional model of Keras 3 still has, which says it in a class that is not public."""

OPEN = frozenset({"tf.Tensor", "tf.compat.v1.Tensor"})
"""What tensors have is said by classes below these, which are not public."""

ROOTS = ("tf", "keras", "tf_keras")


def concerns(dotted: str) -> bool:
    """Whether a name is one of those that the index knows of."""
    return dotted.partition(".")[0] in ROOTS


def nearest(index: Index, version: Version) -> str:
    """The minor of a version, or the last known one before it; what was before the oldest is taken as that."""
    minors = index.minors()
    return next((each for each in reversed(minors) if Version(each).release <= version.release[:2]), minors[0])


class Stage(NamedTuple):
    """A run of minors in which a name is the same."""

    since: str
    until: str
    there: Presence
    signature: Signature | None
    kind: Kind | None


class Life(NamedTuple):
    """The stages of a name, the baseline's first."""

    name: str
    stages: tuple[Stage, ...]

    @property
    def first(self) -> Stage:
        return self.stages[0]

    @property
    def is_quiet(self) -> bool:
        """Whether nothing ever happens to the name."""
        return len(self.stages) == 1 and self.first.there is not Presence.NO

    def gone(self) -> Iterator[Stage]:
        """Where the name is not there any more."""
        return (stage for stage in self.stages if stage.there is Presence.NO)


class Lives:
    """Lives of names, each looked up once.

    `graph`: for files that go over to `import tensorflow.compat.v1 as tf`: from 2.0 on, `tf.x` is what compat.v1 has.
    """

    def __init__(self, index: Index, minors: Sequence[str], *, graph: bool = False) -> None:
        self.index, self.minors, self.graph = index, tuple(minors), graph
        self._lives: dict[str, Life] = {}
        self._known: dict[str, Life | None] = {}
        self._eventful: dict[str, Life | None] = {}
        self._members: dict[tuple[frozenset[str], str], Life | None] = {}

    def reference(self, dotted: str) -> Life | None:
        """The life of the longest part of a dotted expression that is a name at the baseline, or that never is one.

        None where nothing can be said: it comes later, or begins with nothing of TensorFlow or Keras.
        """
        if dotted not in self._known:
            self._known[dotted] = self._longest(dotted)
        return self._known[dotted]

    def eventful(self, dotted: str) -> Life | None:
        """The same of a name of TensorFlow or Keras to which something happens: most code is made of others."""
        if dotted in self._eventful:
            return self._eventful[dotted]
        life = self.reference(dotted) if concerns(dotted) else None
        self._eventful[dotted] = None if life is None or life.is_quiet else life
        return self._eventful[dotted]

    def member(self, classes: frozenset[str], name: str) -> Life | None:
        """The life of a member of the first class, by name, that has it at the baseline."""
        key = classes, name
        if key not in self._members:
            owners = (each for each in sorted(classes) if concerns(each) and each not in OPEN)
            found = (self.life(f"{each}.{name}") for owner in owners for each in (owner, *BELOW.get(owner, ())))
            self._members[key] = next((life for life in found if life.first.there is Presence.YES), None)
        return self._members[key]

    def life(self, name: str) -> Life:
        if name not in self._lives:
            self._lives[name] = Life(name, tuple(self._stages(name)))
        return self._lives[name]

    def _longest(self, dotted: str) -> Life | None:
        known, below = dotted, None
        while known:
            there = self._states(known, self.minors[:1])[0].there
            if there is Presence.YES:
                return self.life(known) if below is None else self._missing(below)
            below = known if there is Presence.NO else None
            known = known.rpartition(".")[0]
        return None

    def _missing(self, name: str) -> Life | None:
        """A name that is not there at the baseline, below one that is: it comes later, or it never was."""
        life = self.life(name)
        return None if any(stage.there is Presence.YES for stage in life.stages) else life

    def _stages(self, name: str) -> Iterator[Stage]:
        minors, states = self.minors, self._states(name, self.minors)
        since, before = 0, states[0]
        for at, state in enumerate(states):
            if state is not before and not _is_same(before, state):
                yield _stage(states[since], minors[since], minors[at - 1])
                since = at
            before = state
        yield _stage(states[since], minors[since], minors[-1])

    def _states(self, name: str, minors: tuple[str, ...]) -> Sequence[State]:
        """What the name is in each of some minors of TensorFlow."""
        if not self.graph or not name.startswith("tf.") or name.startswith(APART):
            return self.index.states(name, minors)
        ones = sum(minor.startswith("1.") for minor in minors)
        first = f"tf.compat.v1.{name.removeprefix('tf.')}"
        return [*self.index.states(name, minors[:ones]), *self.index.states(first, minors[ones:])]


def _stage(state: State, since: str, until: str) -> Stage:
    kind, signature = state.brief or (None, None)
    return Stage(since, until, state.there, signature, kind)


def _is_same(one: State, two: State) -> bool:
    if one.there is not two.there or one.brief is None or two.brief is None:
        return one.there is two.there and one.brief is two.brief
    return one.brief[0] is two.brief[0] and _text(one.brief[1]) == _text(two.brief[1])


def _text(signature: Signature | None) -> str | None:
    return signature.text if signature else None
