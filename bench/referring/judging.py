"""Whether a reference is good on a version: it is there, and a call binds to its signature. By the API index alone."""

from functools import lru_cache

from bench.referring.names import Call, Reference
from matrices import symbols
from matrices.symbols import Misfit, Presence, UnknownMinor

RAISING = ("tf.keras.optimizers.legacy.", "keras.optimizers.legacy.")
"""There by name with Keras 3, and each only raises."""

KERAS_3 = (2, 16)


class Judge:
    """Judges references on one minor of TensorFlow, and the Keras beside it."""

    def __init__(self, minor: str) -> None:
        self.index = symbols.load()
        self.minor = minor
        self.is_keras_3 = tuple(map(int, minor.split("."))) >= KERAS_3
        self._fault_of_name = lru_cache(None)(self._find_fault)
        self._is_nowhere = lru_cache(None)(self._find_nowhere)

    def fault(self, reference: Reference) -> str | None:
        """Why a reference is bad; None for one that is good, or that nobody can judge."""
        name = _without_mirrors(reference.name)
        fault = self._fault_of_name(name)
        if fault is None and reference.call is not None:
            return self._misfit(name, reference.call)
        return fault

    def is_foreign(self, reference: Reference) -> bool:
        """Whether no version has the name: set at run time, older than all that is known, or misspelt."""
        return self._is_nowhere(_without_mirrors(reference.name))

    def _find_nowhere(self, name: str) -> bool:
        parts = name.split(".")
        names = [".".join(parts[:length]) for length in range(2, len(parts) + 1)]
        return not any(
            all(self._presence(each, minor) is not Presence.NO for each in names) for minor in self.index.minors()
        )

    def _find_fault(self, name: str) -> str | None:
        if self.is_keras_3 and name.startswith(RAISING):
            return f"{name} only raises"
        parts = name.split(".")
        for length in range(2, len(parts) + 1):
            if parts[length - 1].startswith("__"):
                return None
            above = ".".join(parts[:length])
            match self._presence(above, self.minor):
                case Presence.NO:
                    return f"{above} is not there"
                case Presence.UNKNOWN:
                    return None
                case Presence.YES:
                    pass
        return None

    def _presence(self, name: str, minor: str) -> Presence:
        try:
            return self.index.presence(name, self.index.beside(name, minor))
        except UnknownMinor:
            return Presence.UNKNOWN

    def _misfit(self, name: str, call: Call) -> str | None:
        """Through its class a method is called with `self`, and a class method's signature holds no `cls`."""
        thing = self.index.thing(name, self.index.beside(name, self.minor)) if self._knows(name) else None
        if thing is None or thing.signature is None:
            return None
        bound = thing.signature.bind(call.positions, call.keywords, star=call.star, double_star=call.double_star)
        return f"{name}: {bound.reason.value}: {bound.name}" if isinstance(bound, Misfit) else None

    def _knows(self, name: str) -> bool:
        return self._presence(name, self.minor) is Presence.YES


def _without_mirrors(name: str) -> str:
    """Each of the two compat modules holds both again: `tf.compat.v1.compat.v2.x` is `tf.x`."""
    parts = name.split(".")
    while parts[3:5] in (["compat", "v1"], ["compat", "v2"]) and parts[1:3] in (["compat", "v1"], ["compat", "v2"]):
        del parts[1:3]
    if parts[1:3] == ["compat", "v2"]:
        del parts[1:3]
    return ".".join(parts)
