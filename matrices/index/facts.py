"""What the API index answers with: named tuples, because to make twenty dataclasses takes longer than an answer."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from matrices.grades import How
from matrices.index.signature import Signature, without_first


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


class Deprecated(NamedTuple):
    """What the source says of its end: a date as it is written, what to use instead, or the arguments concerned."""

    date: str | None
    instructions: str | None
    args: Mapping[str, str]


class Span(NamedTuple):
    """The minors from `since` to `until`; `until` is None where the newest known minor has it."""

    since: str
    until: str | None


class Successor(NamedTuple):
    """A living name that does the work of a dead one; `reason` says how that is known."""

    name: str
    how: How
    reason: str


class SymbolAt(NamedTuple):
    """A public name in one minor. `package` at `release` is what holds it: `tf.keras` is Keras's from 2.6 on."""

    name: str
    minor: str
    package: str
    release: str
    kind: Kind
    id: str
    signature: Signature | None = None
    bases: tuple[str, ...] = ()
    deprecated: Deprecated | None = None


class MemberAt(NamedTuple):
    """A member of a class in one minor; `owner` is the id of the class that defines it."""

    name: str
    owner: str
    kind: Kind
    signature: Signature | None = None
    settable: bool = False
    deprecated: Deprecated | None = None

    @property
    def called(self) -> Signature | None:
        """The signature that a caller of an instance sees, who gives no `self`; that of a class method has no `cls`."""
        if self.signature is None or self.kind is not Kind.METHOD:
            return self.signature
        return Signature(without_first(self.signature.text), self.signature.since, self.signature.until)


class Symbol(NamedTuple):
    """A name through all minors. `or_earlier`: the oldest known minor has it, so it may be older.

    `deprecated` is what the newest minor that has the name says of its end. `release` is the minor of the package that
    answers for the newest minor that has the name, where that is another one than TensorFlow itself.
    """

    name: str
    kind: Kind
    spans: tuple[Span, ...]
    or_earlier: bool
    signatures: tuple[Signature, ...]
    deprecated: Deprecated | None
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
