"""The parameters of a callable as text: what `inspect.signature` prints, without annotations."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import IntEnum


class Way(IntEnum):
    """How an argument may be given, in the order in which parameters stand."""

    POSITION = 0
    EITHER = 1
    REST = 2
    KEYWORD = 3
    KEYWORDS = 4


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter; `default` is its source text."""

    name: str
    way: Way = Way.EITHER
    default: str | None = None


Parameters = tuple[Parameter, ...]
ANYTHING: Parameters = (Parameter("args", Way.REST), Parameter("kwargs", Way.KEYWORDS))


def of(arguments: ast.arguments) -> Parameters:
    """The parameters that a definition states."""
    return tuple(_of(arguments))


def _of(arguments: ast.arguments) -> Iterator[Parameter]:
    positional = [*arguments.posonlyargs, *arguments.args]
    missing = len(positional) - len(arguments.defaults)
    defaults = [None] * missing + [default_text(node) for node in arguments.defaults]
    for index, (argument, default) in enumerate(zip(positional, defaults, strict=True)):
        way = Way.POSITION if index < len(arguments.posonlyargs) else Way.EITHER
        yield Parameter(argument.arg, way, default)
    if arguments.vararg:
        yield Parameter(arguments.vararg.arg, Way.REST)
    for argument, node in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        yield Parameter(argument.arg, Way.KEYWORD, None if node is None else default_text(node))
    if arguments.kwarg:
        yield Parameter(arguments.kwarg.arg, Way.KEYWORDS)


def default_text(node: ast.expr) -> str:
    """A default as the source writes it; a literal as `repr` would."""
    try:
        return repr(ast.literal_eval(node))
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return ast.unparse(node)


def text(parameters: Parameters) -> str:
    """As `str(inspect.signature(...))` would give it."""
    return f"({', '.join(_pieces(parameters))})"


def _pieces(parameters: Parameters) -> Iterator[str]:
    slash = star = False
    for at, one in enumerate(parameters):
        if one.way is Way.KEYWORD and not star:
            star = True
            yield "*"
        star = star or one.way is Way.REST
        mark = {Way.REST: "*", Way.KEYWORDS: "**"}.get(one.way, "")
        yield f"{mark}{one.name}" + ("" if one.default is None else f"={one.default}")
        following = parameters[at + 1].way if at + 1 < len(parameters) else None
        if one.way is Way.POSITION and following is not Way.POSITION and not slash:
            slash = True
            yield "/"


def without_first(parameters: Parameters) -> Parameters:
    """What is left when the receiver is given: a rest of positions takes it in."""
    if parameters and parameters[0].way in (Way.POSITION, Way.EITHER):
        return parameters[1:]
    return parameters


def partial(parameters: Parameters, positions: int, given: Mapping[str, str]) -> Parameters:
    """As `functools.partial` leaves them: what is given by keyword, and all after it, is by keyword from then on."""
    left, keyword_only = [], False
    for one in parameters:
        if positions and one.way in (Way.POSITION, Way.EITHER):
            positions -= 1
            continue
        changed = one
        if one.name in given and one.way in (Way.EITHER, Way.KEYWORD):
            changed = replace(one, way=Way.KEYWORD, default=given[one.name])
            keyword_only = True
        elif keyword_only and one.way is Way.EITHER:
            changed = replace(one, way=Way.KEYWORD)
        if not (keyword_only and one.way is Way.REST):
            left.append(changed)
    return tuple(left)


def parse(signature: str) -> Parameters:
    """The parameters of a signature's text."""
    body = ast.parse(f"def _{signature}: ...").body[0]
    assert isinstance(body, ast.FunctionDef)
    return of(body.args)
