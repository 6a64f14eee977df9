"""Signatures as text: their parameters, whether a call binds, and what each place of a call means in two of them."""

import ast
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from itertools import zip_longest


class Passing(Enum):
    """How an argument reaches a parameter."""

    POSITION = "by position only"
    EITHER = "by position or keyword"
    POSITIONS = "all further positions"
    KEYWORD = "by keyword only"
    KEYWORDS = "all further keywords"


@dataclass(frozen=True, slots=True)
class Parameter:
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


class Reason(Enum):
    """Why a call does not bind."""

    UNKNOWN_KEYWORD = "unknown keyword"
    TOO_MANY = "too many positionals"
    MISSING = "missing"
    TWICE = "given twice"


@dataclass(frozen=True, slots=True)
class Bound:
    """A call that binds: the parameter that each position and each keyword reaches."""

    positions: tuple[str, ...]
    keywords: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Misfit:
    """A call that raises TypeError, and the parameter or keyword that it raises for; a position counts from 0."""

    reason: Reason
    name: str


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one position (from 0) or keyword of a call reaches: the parameter in the old and in the new signature."""

    place: int | str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class Signature:
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


@lru_cache(4096)
def parameters(text: str) -> tuple[Parameter, ...]:
    """The parameters of "(a, b=1, *, c)"; SyntaxError for a text that is no signature."""
    function = ast.parse(f"def _{text}: ...").body[0]
    assert isinstance(function, ast.FunctionDef)
    return tuple(_parameters(function.args))


def _parameters(found: ast.arguments) -> Iterator[Parameter]:
    places = [(arg, Passing.POSITION) for arg in found.posonlyargs] + [(arg, Passing.EITHER) for arg in found.args]
    defaults = [None] * (len(places) - len(found.defaults)) + [ast.unparse(default) for default in found.defaults]
    for (arg, passing), default in zip(places, defaults, strict=True):
        yield Parameter(arg.arg, passing, default)
    if found.vararg:
        yield Parameter(found.vararg.arg, Passing.POSITIONS)
    for arg, value in zip(found.kwonlyargs, found.kw_defaults, strict=True):
        yield Parameter(arg.arg, Passing.KEYWORD, None if value is None else ast.unparse(value))
    if found.kwarg:
        yield Parameter(found.kwarg.arg, Passing.KEYWORDS)


def without_first(text: str) -> str:
    """The signature that a caller of a bound method sees: "(x)" of "(self, x)", unchanged where nothing is bound."""
    function = ast.parse(f"def _{text}: ...").body[0]
    assert isinstance(function, ast.FunctionDef)
    given = function.args
    places = given.posonlyargs or given.args
    if not places:
        return text
    del places[0]
    del given.defaults[: max(0, len(given.defaults) - len(given.posonlyargs) - len(given.args))]
    return f"({ast.unparse(given)})"


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
