"""The route of projects: what was checked, and how often; their runs are those of `/api/v1/runs?project=`."""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query
from starlette.responses import Response

from service.actions import ListProjects
from service.api.runs import problem
from service.web.desk import AtDesk
from service.web.routes import Routes
from service.web.shown import json_answer

router = Routes(prefix="/api/v1/projects", tags=["runs"])


@dataclass(frozen=True, slots=True)
class ProjectShown:
    """One project: `history` is the address of its runs, newest first."""

    name: str
    runs: int
    history: str


@dataclass(frozen=True, slots=True)
class ProjectList:
    """Projects by name. `next` is the address of the following page."""

    projects: tuple[ProjectShown, ...]
    next: str | None


@router.get(
    "",
    response_model=ProjectList,
    operation_id="list_projects",
    summary="List projects by name",
    response_description="one page of projects",
    responses=problem(422),
)
def list_projects(
    desk: AtDesk,
    limit: Annotated[int, Query(ge=1, le=200, description="how many")] = 50,
    after: Annotated[str | None, Query(max_length=1000, description="only those that come after that name")] = None,
) -> Response:
    found = ListProjects(limit, after).perform(desk)
    projects = tuple(
        ProjectShown(one.name, one.runs, f"/api/v1/runs?{urlencode({'project': one.name})}") for one in found
    )
    more = urlencode({"limit": limit, "after": found[-1].name}) if len(found) == limit else None
    return json_answer(ProjectList(projects, f"/api/v1/projects?{more}" if more else None))
