"""`/failures`: what breaks in all projects, by cause: mend one thing, and many of them go on."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from service.actions import Desk, GetReport
from service.store import reports
from service.store.records import State
from service.web.causes import Affected, Answered, causes
from service.web.desk import AtDesk
from service.web.pages.home import every_run
from service.web.projects import together
from service.web.render import answer

router = APIRouter(include_in_schema=False)
MOST_CAUSES, MOST_PROJECTS = 60, 30


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
    answered = list(_answered(desk))
    words = q.lower().split()
    found = [
        one
        for one in causes(answered)
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


def _answered(desk: Desk) -> Iterator[Answered]:
    """The newest report of each project."""
    for runs in together(every_run(desk)):
        done = next((one.run for one in runs if one.run.state is State.DONE), None)
        if done is not None:
            report = reports.parse(GetReport(done.id).perform(desk))
            yield Answered(done.id, done.request.source.name, report)
