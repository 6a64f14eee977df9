"""Whether what an edit writes is there: every name and keyword, asked of the API index."""

from collections.abc import Iterable

from matrices.symbols import Index, MemberAt, Passing, SymbolAt, UnknownMinor
from migrations.lives import concerns


def missing(index: Index, writes: Iterable[str], minor: str) -> str | None:
    """The first of these names that a minor of TensorFlow does not have; names of other libraries are not looked up."""
    return next((name for name in writes if not _is_there(index, name, minor)), None)


def _is_there(index: Index, written: str, minor: str) -> bool:
    name, _, parameter = written.removesuffix(")").partition("(")
    if not concerns(name):
        return True
    try:
        thing = index.thing(name, index.beside(name, minor))
    except UnknownMinor:
        return False
    return thing is not None and (not parameter or _takes(thing, parameter))


def _takes(thing: SymbolAt | MemberAt, parameter: str) -> bool:
    """Whether a call may name this parameter, or has it swallowed by `**kwargs`."""
    signature = thing.called if isinstance(thing, MemberAt) else thing.signature
    if signature is None:
        return True
    return any(each.name == parameter or each.passing is Passing.KEYWORDS for each in signature.parameters)
