"""`/compare`: two runs beside each other: what got better, what got worse, which findings came and went."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Annotated

from fastapi import Query, Request
from starlette.responses import Response

from service.actions import ComparedCandidate, CompareRuns, Comparison, Desk, GetRun
from service.errors import NotReady
from service.headline import Headline
from service.report import FindingPart
from service.store.records import State
from service.web.desk import AtDesk
from service.web.pages.home import every_run, headline_of
from service.web.render import answer
from service.web.routes import Routes

router = Routes(include_in_schema=False)
CHOICES, MOST_FINDINGS = 200, 50


@dataclass(frozen=True, slots=True)
class Choice:
    """A run that can be compared."""

    id: str
    name: str
    asked: str


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two runs."""

    id: str
    name: str
    asked: str
    headline: Headline


@dataclass(frozen=True, slots=True)
class ComparePage:
    """Two runs. Without both, `choices` are runs to choose from. Findings are the same by rule, path and symbol.

    `came` and `went` are findings of the second alone and of the first alone, at most so many; `counts` are how many
    came, went and stayed.
    """

    a: Side | None
    b: Side | None
    rows: tuple[ComparedCandidate, ...]
    came: tuple[FindingPart, ...]
    went: tuple[FindingPart, ...]
    counts: tuple[int, int, int]
    choices: tuple[Choice, ...]


Id = Annotated[str, Query(max_length=100)]


@router.get("/compare")
def compare(request: Request, desk: AtDesk, a: Id = "", b: Id = "") -> Response:
    """Either may be left out: then there is a choice."""
    choices = tuple(islice(_choices(desk), CHOICES))
    first, second = (_side(desk, each) if each else None for each in (a, b))
    found = CompareRuns(a, b).perform(desk) if first and second else None
    return answer(request, "compare.html", context(first, second, found, choices))


def context(
    first: Side | None, second: Side | None, found: Comparison | None, choices: tuple[Choice, ...]
) -> ComparePage:
    """The page of two runs, or of the choice of them."""
    if found is None:
        return ComparePage(first, second, (), (), (), (0, 0, 0), choices)
    return ComparePage(
        a=first,
        b=second,
        rows=found.candidates,
        came=found.new[:MOST_FINDINGS],
        went=found.gone[:MOST_FINDINGS],
        counts=(len(found.new), len(found.gone), found.kept),
        choices=choices,
    )


def _side(desk: Desk, run_id: str) -> Side:
    run = GetRun(run_id).perform(desk).run
    found = headline_of(desk, run) if run.state is State.DONE else None
    if found is None:
        raise NotReady(f"run {run_id} has no report to compare", "choose another, or come back when it has")
    return Side(run.id, run.request.source.name, run.created.isoformat(), found)


def _choices(desk: Desk) -> Iterator[Choice]:
    for one in every_run(desk):
        if one.run.state is State.DONE:
            yield Choice(one.run.id, one.run.request.source.name, one.run.created.isoformat())
