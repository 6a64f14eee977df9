"""Runs as they are shown: the schemas of the REST API, and what the pages are made from."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel
from starlette.responses import Response

from service.actions import RunState
from service.report import Report
from service.store.live import Live
from service.store.records import Cell, Request, Run, State
from service.web.asking import Asked

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


@dataclass(frozen=True, slots=True)
class RunShown:
    """One run. `asked` is the request; `error` and `hint` say why it failed; `page` is for people."""

    id: str
    name: str
    state: State
    asked: Asked
    created: datetime
    started: datetime | None
    ended: datetime | None
    attempts: int
    error: str
    hint: str
    url: str
    page: str


@dataclass(frozen=True, slots=True)
class RunListed(RunShown):
    """One run of a list, with the verdict of each candidate as far as it is known."""

    candidates: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class RunDetail(RunShown):
    """One run with what it does now. `report` is static until the state is "done"."""

    live: Live
    report: Report | None


@dataclass(frozen=True, slots=True)
class RunList:
    """Runs, newest first. `next` is the address of the following page."""

    runs: tuple[RunListed, ...]
    next: str | None


def shown(run: Run) -> RunShown:
    return RunShown(**_fields(run))


def listed(run: Run, cells: tuple[Cell, ...]) -> RunListed:
    return RunListed(**_fields(run), candidates=cells)


def detail(state: RunState) -> RunDetail:
    return RunDetail(**_fields(state.run), live=state.live, report=state.report)


def json_answer(content: "DataclassInstance", status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """A dataclass as JSON in ASCII: names and logs of projects hold what no UTF-8 can say, and arrive unchanged."""
    return Response(json_text(content), status, headers, media_type="application/json")


def json_text(content: "DataclassInstance") -> bytes:
    return json.dumps(asdict(content), default=_plain).encode()


def _plain(value: object) -> object:
    match value:
        case datetime():
            return value.isoformat()
        case BaseModel():
            return value.model_dump(by_alias=True)
        case _:
            raise TypeError(f"{type(value).__name__} has no JSON")


def _fields(run: Run) -> dict[str, Any]:
    return {
        "id": run.id,
        "name": run.request.source.name,
        "state": run.state,
        "asked": _asked(run.request),
        "created": run.created,
        "started": run.started,
        "ended": run.ended,
        "attempts": run.attempts,
        "error": run.error,
        "hint": run.hint,
        "url": f"/api/v1/runs/{run.id}",
        "page": f"/runs/{run.id}",
    }


def _asked(request: Request) -> Asked:
    source, question = request.source, request.question
    same = ("python", "gpu", "driver", "image", "platform", "cpu", "select", "skip")
    words = {"url": source.url, "ref": source.ref, "from": question.baseline}
    words |= {name: getattr(question, name) for name in same}
    return Asked.model_validate({**words, "to": question.targets, "run": request.trials})
