"""A context as a page, or as its JSON twin: with `?format=json`, or where JSON is what the reader accepts."""

from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import Request
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from service.nouns import Kind, Verdict
from service.web import text
from service.web.diffing import sides
from service.web.finding_pages import page_of
from service.web.shown import json_answer
from service.web.states import EFFECTS, ENDINGS, FIXES, GRADES, STAGES, STATES, TOLD
from service.words import OUTCOMES, VERDICTS

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

STATIC = Path(__file__).parent / "static"


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("service.web"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=text.harmless,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "moment": text.moment,
        "seconds": text.seconds,
        "ticks": text.ticks,
        "ranges": text.ranges,
        "state": STATES.__getitem__,
        "effect": EFFECTS.__getitem__,
        "fix": FIXES.__getitem__,
        "grade": GRADES.__getitem__,
        "told": TOLD.__getitem__,
        "stage": STAGES.__getitem__,
        "ending": ENDINGS.__getitem__,
        "sides": sides,
        "finding_address": page_of,
        "tail": text.tail,
        "called": text.called,
        "ago": text.day,
        "verdict": lambda value: VERDICTS[Verdict(value)],
        "outcome": lambda value: OUTCOMES[Kind(value)],
    }
    return environment


_PAGES = _environment()


def wants_json(request: Request) -> bool:
    accepted = request.headers.get("accept", "")
    return request.query_params.get("format") == "json" or ("json" in accepted and "text/html" not in accepted)


def page(template: str, context: "DataclassInstance", status: int = 200) -> HTMLResponse:
    return HTMLResponse(html(template, context=context), status, {"Vary": "Accept", "Cache-Control": "no-store"})


def html(template: str, **values: object) -> str:
    return _PAGES.get_template(template).render(**values)


def answer(request: Request, template: str, context: "DataclassInstance") -> Response:
    return json_answer(context) if wants_json(request) else page(template, context)
