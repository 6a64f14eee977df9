"""`/failures`: what breaks in all projects, by cause: mend one thing, and many of them go on."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Annotated, Literal

from fastapi import Query, Request
from starlette.responses import Response

from service.actions import Desk, GetReport
from service.store import reports
from service.store.records import Run, State
from service.web.causes import Affected, Answered, Met, causes, met
from service.web.desk import AtDesk
from service.web.pages.home import every_run
from service.web.projects import together
from service.web.render import answer
from service.web.routes import Routes

router = Routes(include_in_schema=False)
MOST_CAUSES, MOST_PROJECTS, MOST_KEPT = 60, 30, 5000
_KEPT: dict[str, tuple[Met, ...]] = {}


@dataclass(frozen=True, slots=True)
class CauseShown:
    """One cause, and the projects that meet it: at most so many of them, and how many there are, at how many places."""

    kind: str
    name: str
    example: str
    source: str
    since: str
    projects: tuple[Affected, ...]
    concerned: int
    places: int


@dataclass(frozen=True, slots=True)
class FailuresPage:
    """Causes in the newest answer of every project, those that concern most first; `answered` counts projects."""

    causes: tuple[CauseShown, ...]
    found: int
    answered: int
    query: str
    kind: str


@router.get("/failures")
def failures(
    request: Request,
    desk: AtDesk,
    q: Annotated[str, Query(max_length=200)] = "",
    kind: Literal["", "code", "package", "gpu", "trial"] = "",
) -> Response:
    answered = [_met(desk, run) for run in _answered(desk)]
    words = q.lower().split()
    found = [
        one
        for one in causes(chain.from_iterable(answered))
        if kind in {"", one.kind} and all(word in f"{one.name} {one.example}".lower() for word in words)
    ]
    shown = tuple(
        CauseShown(
            one.kind,
            one.name,
            one.example,
            one.source,
            one.since,
            one.projects[:MOST_PROJECTS],
            len(one.projects),
            one.places,
        )
        for one in found[:MOST_CAUSES]
    )
    return answer(request, "failures.html", FailuresPage(shown, len(found), len(answered), q, kind))


def _answered(desk: Desk) -> Iterator[Run]:
    """The newest run of each project that has a report."""
    for runs in together(every_run(desk)):
        done = next((one.run for one in runs if one.run.state is State.DONE), None)
        if done is not None:
            yield done


def _met(desk: Desk, run: Run) -> tuple[Met, ...]:
    """What a project meets: worked out once, for the report of a run that is over stays as it is."""
    key = f"{run.id} {run.ended}"
    if key not in _KEPT:
        if len(_KEPT) >= MOST_KEPT:
            _KEPT.clear()
        report = reports.parse(GetReport(run.id).perform(desk))
        _KEPT[key] = tuple(met(Answered(run.id, run.request.source.name, report)))
    return _KEPT[key]
