"""What the API index answers with."""

from dataclasses import dataclass
from enum import StrEnum

from matrices.grades import How
from matrices.index.signature import Signature, without_first
from matrices.surface.facts import Deprecation


class Kind(StrEnum):
    """What a name stands for; unknown where only its being there is known."""

    MODULE = "module"
    CLASS = "class"
    FUNCTION = "function"
    CONSTANT = "constant"
    METHOD = "method"
    PROPERTY = "property"
    CLASSMETHOD = "classmethod"
    STATICMETHOD = "staticmethod"
    ATTRIBUTE = "attribute"
    UNKNOWN = "unknown"


class Presence(StrEnum):
    """Whether a name is there. UNKNOWN: below something that nobody can look into without running it."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Span:
    """The minors from `since` to `until`; `until` is None where the newest known minor has it."""

    since: str
    until: str | None


@dataclass(frozen=True, slots=True)
class Successor:
    """A living name that does the work of a dead one; `reason` says how that is known."""

    name: str
    how: How
    reason: str


@dataclass(frozen=True, slots=True)
class SymbolAt:
    """A public name in one minor. `package` at `release` is what holds it: `tf.keras` is Keras's from 2.6 on."""

    name: str
    minor: str
    package: str
    release: str
    kind: Kind
    id: str
    signature: Signature | None = None
    bases: tuple[str, ...] = ()
    deprecated: Deprecation | None = None


@dataclass(frozen=True, slots=True)
class MemberAt:
    """A member of a class in one minor; `owner` is the id of the class that defines it."""

    name: str
    owner: str
    kind: Kind
    signature: Signature | None = None
    settable: bool = False
    deprecated: Deprecation | None = None

    @property
    def called(self) -> Signature | None:
        """The signature that a caller sees, who gives no `self` and no `cls`."""
        if self.signature is None or self.kind not in {Kind.METHOD, Kind.CLASSMETHOD}:
            return self.signature
        return Signature(without_first(self.signature.text), self.signature.since, self.signature.until)


@dataclass(frozen=True, slots=True)
class Symbol:
    """A name through all minors. `or_earlier`: the oldest known minor has it, so it may be older.

    `deprecated` is what the newest minor that has the name says of its end. `release` is the minor of the package that
    answers for the newest minor that has the name, where that is another one than TensorFlow itself.
    """

    name: str
    kind: Kind
    spans: tuple[Span, ...]
    or_earlier: bool
    signatures: tuple[Signature, ...]
    deprecated: Deprecation | None
    successor: Successor | None
    aliases: tuple[str, ...]
    package: str
    release: str

    @property
    def since(self) -> str:
        return self.spans[0].since

    @property
    def until(self) -> str | None:
        return self.spans[-1].until
