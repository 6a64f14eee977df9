"""The routes of facts: the matrix, asked as `upflow matrix` asks it."""

from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

from service.actions import AskMatrix
from service.api.runs import problem
from service.rows import Row
from service.web.desk import AtDesk
from service.web.routes import Routes

router = Routes(prefix="/api/v1/matrix", tags=["facts"])
Text = Annotated[str | None, Field(max_length=200)]


class Asked(BaseModel):
    """What somebody has. Versions (`2.15`: all its patches) or ranges (`>=2.10,<2.16`); absent: anything."""

    model_config = ConfigDict(extra="forbid")

    tf: Text = None
    python: Text = None
    keras: Text = None
    numpy: Text = None
    protobuf: Text = None
    platform: Text = None
    gpu: Text = None
    driver: Text = None
    cuda: Text = None
    cudnn: Text = None
    image: Text = None
    beside: list[Annotated[str, Field(max_length=200)]] = Field([], alias="with", max_length=20)


@router.get(
    "",
    operation_id="ask_matrix",
    summary="Which TensorFlow goes with what",
    response_description="the releases that fit everything that is asked for, newest first; an empty list: none does",
    responses=problem(422),
)
def ask_matrix(desk: AtDesk, asked: Annotated[Asked, Query()]) -> tuple[Row, ...]:
    """`with` is a requirement beside TensorFlow, such as `tensorflow-text==2.15.0`, and may be said again."""
    return AskMatrix(asked.model_dump(exclude={"beside"}), tuple(asked.beside)).perform(desk)
