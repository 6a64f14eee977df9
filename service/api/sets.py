"""The route of sets: what `upflow resolve` finds for a project, from the facts at once, or proven by the index."""

from enum import StrEnum
from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from service.api.runs import problem
from service.errors import NotFound
from service.resolution import Resolution, constraints, nearest
from service.web.asking import body
from service.web.asking_sets import AskedSets, AskingSets
from service.web.desk import AtDesk
from service.web.routes import Routes
from service.web.shown import json_answer

router = Routes(prefix="/api/v1/resolve", tags=["sets"])


class SetsForm(StrEnum):
    """All that was found, or the constraints.txt of the nearest set."""

    JSON = "json"
    CONSTRAINTS = "constraints"


@router.post(
    "",
    response_model=Resolution,
    operation_id="find_sets",
    summary="Find the nearest sets of packages that work",
    openapi_extra=body(AskedSets),
    responses={
        200: {
            "description": "a set for each TensorFlow that was asked about, oldest first, or why there is none",
            "content": {"text/plain": {"schema": {"type": "string"}}},
        },
        **problem(404),
    },
)
def find_sets(
    desk: AtDesk, action: AskingSets, form: Annotated[SetsForm, Query(alias="format")] = SetsForm.JSON
) -> Response:
    """Nothing is installed and nothing of the project runs. Each package has the one fact that forces its version.

    With `format=constraints` the answer is the text of a constraints.txt; 404 where there is no set.
    """
    found = action.perform(desk)
    if form is SetsForm.JSON:
        return json_answer(found)
    if (chosen := nearest(found)) is None:
        raise NotFound("there is no set that works", "`format=json` says why for each version")
    text = constraints(chosen, found.exclude_newer)
    return Response(text.encode(errors="replace"), media_type="text/plain; charset=utf-8")
