"""The route of symbols: a name in, what all versions say of it out."""

from typing import Annotated

from fastapi import Query
from starlette.responses import Response

from service.api.runs import problem
from service.symbols import SymbolShown, show
from service.web.routes import Routes
from service.web.shown import json_answer

router = Routes(prefix="/api/v1/symbols", tags=["symbols"])


@router.get(
    "/{name}",
    response_model=SymbolShown,
    operation_id="get_symbol",
    summary="A public name of TensorFlow or Keras in all versions",
    response_description="the name",
    responses=problem(404, 422),
)
async def get_symbol(
    name: str,
    tf: Annotated[str | None, Query(description="also say what it is in this TensorFlow, such as 2.15")] = None,
) -> Response:
    """Since when it is there, until when, its signatures, its deprecation, and a living name that does its work."""
    # Without a thread: it takes a millisecond, and two hundred at once would wait for each other longer.
    return json_answer(show(name, tf))
