"""What TensorFlow 2 lost that `tensorflow.compat.v1` still has: names, and arguments of functions that kept theirs."""

import ast
from typing import NamedTuple

from matrices.symbols import Misfit, Presence, Signature
from migrations.here import World
from migrations.rule import Span

V1 = "tf.compat.v1."
APART = ("tf.compat.", "tf.contrib", "tf.python.", "tf.examples.", "tf.core.")
"""What compat.v1 does not bring back, or what is dealt with elsewhere."""


class Loss(NamedTuple):
    """A name that is gone, where it is still to be had, and the minors for which that helps."""

    name: str
    there: str
    span: Span


class Forms(NamedTuple):
    """How a function is called: at the baseline, in later minors where that differs, and in compat.v1 at the end."""

    old: Signature
    later: tuple[tuple[str, Signature], ...]
    v1: Signature


class Losses:
    """The view of a project: each name is looked up once."""

    def __init__(self, world: World) -> None:
        self.world, self.index = world, world.index
        self.twos = tuple(minor for minor in world.minors if int(minor.partition(".")[0]) > 1)
        self._losses: dict[str, Loss | None] = {}
        self._forms: dict[str, Forms | None] = {}
        self._misfits: dict[tuple[object, ...], str | None] = {}

    def loss(self, dotted: str) -> Loss | None:
        """What becomes of a reference, said in as many words as the program says it."""
        if dotted not in self._losses:
            self._losses[dotted] = self._loss(dotted)
        return self._losses[dotted]

    def misfit(self, name: str, call: ast.Call) -> str | None:
        """The minor from which on a call does not fit, if that of compat.v1 still takes it."""
        if name not in self._forms:
            self._forms[name] = self._found(name)
        forms = self._forms[name]
        if forms is None:
            return None
        words = tuple(sorted(word.arg for word in call.keywords if word.arg))
        key = name, len(call.args), words
        if key not in self._misfits:
            self._misfits[key] = _misfit(forms, len(call.args), words)
        return self._misfits[key]

    def _loss(self, dotted: str) -> Loss | None:
        if not self.twos or not dotted.startswith("tf.") or dotted.startswith(APART) or ".keras." in dotted:
            return None
        if self.index.presence(dotted, self.twos[-1]) is Presence.YES:
            return None
        name = self._known(dotted)
        lost = [state.there is Presence.NO for state in self.index.states(name, self.twos)] if name else []
        if name is None or True not in lost:
            return None
        there = V1 + name.removeprefix("tf.")
        having = [state.brief is not None for state in self.index.states(there, self.twos)]
        first = lost.index(True)
        last = max((place for place, is_there in enumerate(having) if is_there), default=-1)
        if last < first:
            return None
        return Loss(name, there, Span(self.twos[first], None if having[-1] else self.twos[last]))

    def _known(self, dotted: str) -> str | None:
        """The longest part that is a name at the baseline."""
        name = dotted
        while name.count("."):
            if self.index.presence(name, self.world.minors[0]) is Presence.YES:
                return name
            name = name.rpartition(".")[0]
        return None

    def _found(self, name: str) -> Forms | None:
        if not self.twos or not name.startswith("tf.") or name.startswith(APART) or ".keras." in name:
            return None
        old = self.index.at(name, self.world.minors[0])
        v1 = self.index.at(V1 + name.removeprefix("tf."), self.twos[-1])
        if old is None or v1 is None or old.signature is None or v1.signature is None:
            return None
        later: dict[str, tuple[str, Signature]] = {}
        for minor, state in zip(self.twos, self.index.states(name, self.twos), strict=True):
            signature = state.brief[1] if state.brief else None
            if signature is not None and signature.text != old.signature.text:
                later.setdefault(signature.text, (minor, signature))
        return Forms(old.signature, tuple(later.values()), v1.signature) if later else None


def _misfit(forms: Forms, positions: int, words: tuple[str, ...]) -> str | None:
    if not _takes(forms.old, positions, words) or not _takes(forms.v1, positions, words):
        return None
    return next((minor for minor, form in forms.later if not _takes(form, positions, words)), None)


def _takes(signature: Signature, positions: int, words: tuple[str, ...]) -> bool:
    return not isinstance(signature.bind(positions, words), Misfit)
