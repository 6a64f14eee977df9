"""Signatures as text: their parameters, whether a call binds, and what each place of a call means in two of them."""

import re
from collections.abc import Collection, Mapping
from enum import Enum
from functools import lru_cache
from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import ast


class Passing(Enum):
    """How an argument reaches a parameter."""

    __hash__ = object.__hash__  # a member is itself alone, and Enum's own way is ten times slower

    POSITION = "by position only"
    EITHER = "by position or keyword"
    POSITIONS = "all further positions"
    KEYWORD = "by keyword only"
    KEYWORDS = "all further keywords"


class Parameter(NamedTuple):
    """One parameter; `default` is source text, None where there is none."""

    name: str
    passing: Passing
    default: str | None = None

    @property
    def required(self) -> bool:
        return self.default is None and self.passing not in STARS

    @property
    def by_keyword(self) -> bool:
        return self.passing in {Passing.EITHER, Passing.KEYWORD}


STARS = frozenset({Passing.POSITIONS, Passing.KEYWORDS})
_BY_STARS = {"*": Passing.POSITIONS, "**": Passing.KEYWORDS}


class Reason(Enum):
    """Why a call does not bind."""

    UNKNOWN_KEYWORD = "unknown keyword"
    TOO_MANY = "too many positionals"
    MISSING = "missing"
    TWICE = "given twice"


class Bound(NamedTuple):
    """A call that binds: the parameter that each position and each keyword reaches."""

    positions: tuple[str, ...]
    keywords: Mapping[str, str]


class Misfit(NamedTuple):
    """A call that raises TypeError, and the parameter or keyword that it raises for; a position counts from 0."""

    reason: Reason
    name: str


class Meaning(NamedTuple):
    """What one position (from 0) or keyword of a call reaches: the parameter in the old and in the new signature."""

    place: int | str
    old: str | None
    new: str | None


class Signature(NamedTuple):
    """One signature, and in a list of several the minors that have it; `until` is None where the newest has it."""

    text: str
    since: str | None = None
    until: str | None = None

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        return parameters(self.text)

    def bind(
        self, positional: int, keywords: Collection[str] = (), *, star: bool = False, double_star: bool = False
    ) -> Bound | Misfit:
        """Whether a call fits. `star`, `double_star`: the call has *args, **kwargs, which may give anything more."""
        return bind(self.parameters, positional, keywords, star=star, double_star=double_star)


_WORD = r"-?\w[\w.]*(?:e-\d+)?"
_SEVERAL = rf"\((?:{_WORD}(?:, {_WORD})+)?\)|\[(?:{_WORD}(?:, {_WORD})*)?\]"
_DEFAULT = rf"{_WORD}|'[^'\\]*'|{_SEVERAL}"
_PLAIN = rf"(?:(\*{{0,2}})([^\W\d]\w*)(?:=({_DEFAULT}))?|([*/]))(?:, |\Z)"
"""A parameter with a plain default or none, or a mark between parameters."""


@lru_cache(4096)
def parameters(text: str) -> tuple[Parameter, ...]:
    """The parameters of "(a, b=1, *, c)"; SyntaxError for a text that is no signature."""
    return _read(text) or _parsed(text)


def _read(text: str) -> tuple[Parameter, ...]:
    """The same for a text whose parts are all plain, as most are: to parse it takes twenty times as long."""
    inner, plain = text[1:-1], re.compile(_PLAIN)
    found: list[Parameter] = []
    passing, at = Passing.EITHER, 0
    while at < len(inner):
        part = plain.match(inner, at)
        if part is None:
            return ()
        at = part.end()
        stars, name, default, mark = part.groups()
        if mark == "/":
            found = [Parameter(each.name, Passing.POSITION, each.default) for each in found]
        elif stars or mark:
            passing = Passing.KEYWORD
        if name:
            found.append(Parameter(name, _BY_STARS.get(stars, passing), default))
    return tuple(found)


def _parsed(text: str) -> tuple[Parameter, ...]:
    given = _arguments(text)
    places = [(arg, Passing.POSITION) for arg in given.posonlyargs] + [(arg, Passing.EITHER) for arg in given.args]
    defaults = [*[None] * (len(places) - len(given.defaults)), *given.defaults]
    found = [(arg, passing, default) for (arg, passing), default in zip(places, defaults, strict=True)]
    if given.vararg:
        found.append((given.vararg, Passing.POSITIONS, None))
    found += [(arg, Passing.KEYWORD, default) for arg, default in zip(given.kwonlyargs, given.kw_defaults, strict=True)]
    if given.kwarg:
        found.append((given.kwarg, Passing.KEYWORDS, None))
    return tuple(
        Parameter(arg.arg, passing, None if default is None else _written(default)) for arg, passing, default in found
    )


@lru_cache(4096)
def without_first(text: str) -> str:
    """The signature that a caller of a bound method sees: "(x)" of "(self, x)", unchanged where nothing is bound."""
    if text.startswith("(self, ") and not text.startswith("/", len("(self, ")):
        return f"({text.removeprefix('(self, ')}"
    from ast import unparse  # noqa: PLC0415  # who asks for no parameters shall not wait for it

    given = _arguments(text)
    places = given.posonlyargs or given.args
    if not places:
        return text
    del places[0]
    del given.defaults[: max(0, len(given.defaults) - len(given.posonlyargs) - len(given.args))]
    return f"({unparse(given)})"


def _written(default: "ast.expr") -> str:
    """The text of a default; most are plain, and need nobody who can write all of Python."""
    from ast import Constant, Name, unparse  # noqa: PLC0415  # who asks for no parameters shall not wait for it

    match default:
        case Name(id=name):
            return name
        case Constant(value=None | bool() | int() | str(), kind=None):
            return repr(default.value)
        case _:
            return unparse(default)


def _arguments(text: str) -> "ast.arguments":
    from ast import FunctionDef, parse  # noqa: PLC0415  # as above

    function = parse(f"def _{text}: ...").body[0]
    assert isinstance(function, FunctionDef)
    return function.args


def bind(
    wanted: Collection[Parameter],
    positional: int,
    keywords: Collection[str],
    *,
    star: bool = False,
    double_star: bool = False,
) -> Bound | Misfit:
    places, surplus = _places(wanted), _named(wanted, Passing.POSITIONS)
    if positional > len(places) and surplus is None:
        return Misfit(Reason.TOO_MANY, str(len(places)))
    reached = tuple(name or "" for name, _ in zip_longest(places[:positional], range(positional), fillvalue=surplus))
    taken: dict[str, str] = {}
    for keyword in keywords:
        name = _keyword(wanted, keyword)
        if name is None:
            return Misfit(Reason.UNKNOWN_KEYWORD, keyword)
        if keyword in taken or (name == keyword and keyword in reached):
            return Misfit(Reason.TWICE, keyword)
        taken[keyword] = name
    filled = {*reached, *taken.values()}
    missing = (each for each in wanted if each.required and each.name not in filled)
    for parameter in missing:
        by_star = star and parameter.passing in {Passing.POSITION, Passing.EITHER}
        if not (by_star or (double_star and parameter.by_keyword)):
            return Misfit(Reason.MISSING, parameter.name)
    return Bound(reached, taken)


def meaning(old: Signature | str, new: Signature | str) -> tuple[Meaning, ...]:
    """What every position and every keyword that either signature takes reaches in both; None: that it is refused."""
    before, after = (parameters(each if isinstance(each, str) else each.text) for each in (old, new))
    pairs = list(zip_longest(_places(before), _places(after)))
    further = [_named(each, Passing.POSITIONS) for each in (before, after)]
    positions = [Meaning(at, one or further[0], two or further[1]) for at, (one, two) in enumerate(pairs)]
    names = dict.fromkeys(each.name for each in (*before, *after) if each.by_keyword)
    return (*positions, *(Meaning(name, _keyword(before, name), _keyword(after, name)) for name in names))


def _places(wanted: Collection[Parameter]) -> list[str]:
    return [each.name for each in wanted if each.passing in {Passing.POSITION, Passing.EITHER}]


def _named(wanted: Collection[Parameter], passing: Passing) -> str | None:
    return next((each.name for each in wanted if each.passing is passing), None)


def _keyword(wanted: Collection[Parameter], keyword: str) -> str | None:
    """The parameter that a keyword reaches: its own, or the one that takes all further keywords."""
    own = any(each.name == keyword and each.by_keyword for each in wanted)
    return keyword if own else _named(wanted, Passing.KEYWORDS)
