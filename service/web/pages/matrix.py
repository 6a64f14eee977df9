"""`/matrix`: say what you have, and see what goes with it, each fact with its grade and its source."""

from dataclasses import dataclass
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import Query, Request
from packaging.version import Version
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from matrices.published import minor
from matrices.wheels import PLATFORMS
from service.actions import AskMatrix
from service.matrix import SHOWN_WHOLE
from service.rows import Row
from service.web.desk import AtDesk
from service.web.render import answer
from service.web.routes import Routes

router = Routes(include_in_schema=False)
Text = Annotated[str, Field(max_length=200)]


class Having(BaseModel):
    """What somebody has; empty: anything. The same words as `GET /api/v1/matrix`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    tf: Text = ""
    python: Text = ""
    keras: Text = ""
    numpy: Text = ""
    protobuf: Text = ""
    platform: Text = ""
    gpu: Text = ""
    driver: Text = ""
    cuda: Text = ""
    cudnn: Text = ""
    image: Text = ""
    beside: Annotated[str, Field(alias="with", max_length=1000)] = ""
    patches: Literal["newest", "all"] = "newest"
    format: Literal["html", "json"] = "html"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for, as it was typed."""

    tf: str
    python: str
    keras: str
    numpy: str
    protobuf: str
    platform: str
    gpu: str
    driver: str
    cuda: str
    cudnn: str
    image: str
    beside: str


@dataclass(frozen=True, slots=True)
class MatrixPage:
    """The releases that fit, newest first: of each minor the newest one, where not `all_patches` are asked for.

    `fitting` is how many fit. `whole`: they are so few that each is shown with all that is known of it. `address` is
    this question without a version of TensorFlow, to be followed by one.
    """

    asked: Asked
    rows: tuple[Row, ...]
    fitting: int
    whole: bool
    all_patches: bool
    address: str
    platforms: tuple[str, ...]


@router.get("/matrix")
def matrix(request: Request, desk: AtDesk, said: Annotated[Having, Query()]) -> Response:
    words = said.model_dump(exclude={"patches", "beside", "format"})
    found = AskMatrix(
        {name: text.strip() or None for name, text in words.items()},
        tuple(one.strip() for one in said.beside.split(",") if one.strip()),
    ).perform(desk)
    whole = 0 < len(found) <= SHOWN_WHOLE
    shown = found if whole or said.patches == "all" else _newest_patches(found)
    asked_again = {name: text for name, text in {**words, "with": said.beside}.items() if text and name != "tf"}
    context = MatrixPage(
        asked=Asked(**words, beside=said.beside),
        rows=shown,
        fitting=len(found),
        whole=whole,
        all_patches=said.patches == "all",
        address=f"/matrix?{urlencode({**asked_again, 'tf': ''})}",
        platforms=PLATFORMS,
    )
    return answer(request, "matrix.html", context)


def _newest_patches(found: tuple[Row, ...]) -> tuple[Row, ...]:
    newest: dict[str, Row] = {}
    for row in found:
        newest.setdefault(minor(Version(row.tensorflow)), row)
    return tuple(newest.values())
