"""`/symbols`: a public name through all versions: since, until, signatures, successor, and the rules that handle it."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Query, Request
from starlette.responses import Response

from matrices import symbols
from service.errors import NotFound
from service.rule_names import RenameShown, RuleShown, renames_of, rules_of
from service.symbols import SymbolShown, show
from service.web.render import answer
from service.web.routes import Routes
from service.web.shown import json_answer

router = Routes(include_in_schema=False)
MOST_NAMES, MOST_TYPED = 500, 20
EXAMPLES = ("tf.nn.dropout", "tf.keras.optimizers.Adam", "tf.contrib.layers", "tf.keras.Model.fit", "tf.placeholder")


@dataclass(frozen=True, slots=True)
class Lived:
    """One minor of the package that holds a name, and whether it has it."""

    minor: str
    there: bool


@dataclass(frozen=True, slots=True)
class SymbolPage:
    """A name: `symbol` is all that is known of it, None where none is asked for or no version has it.

    `near` says what comes close then. `minors` are all that are known of its package, oldest first. `below` are names
    directly below it, `more` how many of them are not shown.
    """

    name: str
    symbol: SymbolShown | None
    near: str
    minors: tuple[Lived, ...]
    rules: tuple[RuleShown, ...]
    renames: tuple[RenameShown, ...]
    below: tuple[str, ...]
    more: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Names:
    """`/symbols/names`: the names that begin with what was typed."""

    names: tuple[str, ...]


Typed = Annotated[str, Query(max_length=200)]


@router.get("/symbols")
def symbol(request: Request, name: Typed = "") -> Response:
    return answer(request, "symbols.html", context(name.strip()))


@router.get("/symbols/names")
def names(q: Typed = "") -> Response:
    return json_answer(Names(beginning(q.strip())[:MOST_TYPED]))


def context(name: str) -> SymbolPage:
    """The page of a name; where no version has it, what comes close."""
    if not name:
        return SymbolPage("", None, "", (), (), (), (), 0, EXAMPLES)
    below = tuple(f"{name}.{last}" for last in symbols.load().below(name))
    found, near = None, ""
    try:
        found = show(name)
    except NotFound as error:
        near = "" if below else f"{error.message}: {error.hint}"
    return SymbolPage(
        name=name,
        symbol=found,
        near=near,
        minors=_minors(found) if found else (),
        rules=rules_of(name),
        renames=renames_of(name) if found else (),
        below=below[:MOST_NAMES],
        more=max(0, len(below) - MOST_NAMES),
        examples=EXAMPLES,
    )


def beginning(typed: str) -> tuple[str, ...]:
    """Names that begin so, in any case: what stands directly below the part before the last dot."""
    above, dot, last = typed.rpartition(".")
    if not dot:
        return tuple(f"{root}." for root in symbols.load().roots() if root.startswith(typed.lower()))
    children = symbols.load().below(above)
    return tuple(f"{above}.{child}" for child in children if child.lower().startswith(last.lower()))


def _minors(found: SymbolShown) -> tuple[Lived, ...]:
    index = symbols.load()
    known = index.minors("keras" if found.name.startswith("keras.") else "tensorflow")
    order = {minor: place for place, minor in enumerate(known)}
    spans = [(order.get(span.since, 0), order.get(span.until or known[-1], len(known))) for span in found.spans]
    return tuple(Lived(minor, any(first <= at <= last for first, last in spans)) for minor, at in order.items())
