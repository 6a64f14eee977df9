"""The route of sets: what `upflow resolve` finds for a project, from the facts at once, or proven by the index."""

from starlette.responses import Response

from service.resolution import Resolution
from service.web.asking import body
from service.web.asking_sets import AskedSets, AskingSets
from service.web.desk import AtDesk
from service.web.routes import Routes
from service.web.shown import json_answer

router = Routes(prefix="/api/v1/resolve", tags=["sets"])


@router.post(
    "",
    response_model=Resolution,
    operation_id="find_sets",
    summary="Find the nearest sets of packages that work",
    openapi_extra=body(AskedSets),
    response_description="a set for each TensorFlow that was asked about, oldest first, or why there is none",
)
def find_sets(desk: AtDesk, action: AskingSets) -> Response:
    """Nothing is installed and nothing of the project runs. Each package has the one fact that forces its version."""
    return json_answer(action.perform(desk))
