"""Symbols as the doors show them: the same object for the command line and for the API."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from matrices import symbols
from matrices.symbols import Deprecated, Index, Presence, Symbol, UnknownMinor, UnknownName
from service.errors import NotFound, WrongUse
from service.plain import one_line


@dataclass(frozen=True, slots=True)
class SpanShown:
    """The minors from `since` to `until`; null: the newest has it."""

    since: str
    until: str | None


@dataclass(frozen=True, slots=True)
class SignatureShown:
    """One signature, the minors that have it, and how it differs from the one before, in words."""

    since: str
    until: str | None
    signature: str
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DeprecatedShown:
    """What its own source says of its end; a date as it is written there."""

    date: str | None
    instructions: str | None


@dataclass(frozen=True, slots=True)
class AtShown:
    """The name in the one version that was asked about. `there` is "yes", "no", or "unknown": nobody can tell."""

    minor: str
    there: Presence
    signature: str | None


@dataclass(frozen=True, slots=True)
class SymbolShown:
    """One public name in all known minors of its package: of TensorFlow for `tf.`, of Keras for `keras.`.

    `until` is the last minor that has it, null if the newest has it. `or_earlier`: the oldest known minor has it, so it
    may be older than `since`. `signatures` are oldest first. `successor` is a name that is there in the newest minor
    (or in the one that was asked about) and does the same work; `successor_how` and `successor_reason` say how that is
    known. `package` at `release` is what holds the name: `tf.keras` comes from Keras since 2.6.
    """

    name: str
    kind: str
    since: str
    until: str | None
    or_earlier: bool
    spans: tuple[SpanShown, ...]
    signatures: tuple[SignatureShown, ...]
    deprecated: DeprecatedShown | None
    deprecated_arguments: Mapping[str, str]
    successor: str | None
    successor_how: str | None
    successor_reason: str | None
    aliases: tuple[str, ...]
    package: str
    release: str
    at: AtShown | None


def show(name: str, tf: str | None = None) -> SymbolShown:
    """A name as it is shown; `tf` asks for one version of TensorFlow. Raises NotFound and WrongUse."""
    index = symbols.load()
    minor = None if tf is None else _minor(index, name, tf)
    try:
        return _shown(index.symbol(name, minor), index, minor)
    except UnknownName as error:
        near = (
            f"did you mean {_either(error.nearest)}?" if error.nearest else "names begin with tf., keras. or tf_keras."
        )
        raise NotFound(f"{one_line(error.name)}: no known version has that name", near) from None


def _minor(index: Index, name: str, tf: str) -> str:
    """The minor to look in: that of TensorFlow, or of the package beside it that the name belongs to."""
    asked = ".".join(tf.strip().split(".")[:2])
    try:
        return index.beside(name, index.minors()[-1] if asked in {"newest", "latest"} else asked)
    except UnknownMinor as error:
        raise WrongUse(str(error), "say a minor of TensorFlow, such as 2.15, or newest") from None


def _shown(symbol: Symbol, index: Index, minor: str | None) -> SymbolShown:
    said = symbol.deprecated
    successor = symbol.successor
    return SymbolShown(
        name=symbol.name,
        kind=symbol.kind.value,
        since=symbol.since,
        until=symbol.until,
        or_earlier=symbol.or_earlier,
        spans=tuple(SpanShown(span.since, span.until) for span in symbol.spans),
        signatures=_signatures(symbol),
        deprecated=DeprecatedShown(said.date, said.instructions) if said and _concerns_all(said) else None,
        deprecated_arguments=dict(said.args) if said else {},
        successor=successor.name if successor else None,
        successor_how=successor.how.value if successor else None,
        successor_reason=successor.reason if successor else None,
        aliases=symbol.aliases,
        package=symbol.package,
        release=symbol.release,
        at=_at(index, symbol.name, minor) if minor else None,
    )


def _signatures(symbol: Symbol) -> tuple[SignatureShown, ...]:
    changes = [(), *(symbols.differences(old.text, new.text) for old, new in pairwise(symbol.signatures))]
    return tuple(
        SignatureShown(each.since or symbol.since, each.until, each.text, change)
        for each, change in zip(symbol.signatures, changes, strict=False)
    )


def _concerns_all(said: Deprecated) -> bool:
    """Whether the name itself is deprecated, and not only some of its arguments."""
    return bool(said.instructions) or not said.args


def _at(index: Index, name: str, minor: str) -> AtShown:
    found = index.thing(name, minor)
    signature = found.signature.text if found and found.signature else None
    return AtShown(minor, index.presence(name, minor), signature)


def _either(names: tuple[str, ...]) -> str:
    *first, last = names
    return f"{', '.join(first)} or {last}" if first else last
