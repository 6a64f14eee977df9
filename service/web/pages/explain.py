"""`/explain`: a log is pasted, and its errors are told with their cause and what mends them."""

from dataclasses import dataclass

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from service.actions import Desk, ExplainLog
from service.explain.answer import Explained
from service.plain import one_line
from service.web.desk import AtDesk
from service.web.render import answer
from service.web.routes import Routes

router = Routes(include_in_schema=False)
MOST_KEPT = 20_000


@dataclass(frozen=True, slots=True)
class ExplainPage:
    """What a log says: `error` is its last error in one line, `log` the end of what was sent.

    `is_asked`: something was sent. `tf` is the TensorFlow that it ran on, where it was said.
    """

    is_asked: bool
    log: str
    tf: str
    error: str
    explained: tuple[Explained, ...]


@router.get("/explain")
def blank(request: Request) -> Response:
    return answer(request, "explain.html", ExplainPage(is_asked=False, log="", tf="", error="", explained=()))


@router.post("/explain")
async def explained(request: Request, desk: AtDesk) -> Response:
    """Takes a form with `log`, as text or as a file, and `tf`."""
    async with request.form(max_files=1, max_fields=10, max_part_size=desk.settings.max_upload << 20) as form:
        said = form.get("log", "")
        log = said if isinstance(said, str) else (await said.read()).decode(errors="replace")
        tf = form.get("tf", "")
    context = await run_in_threadpool(page, desk, log, tf.strip() if isinstance(tf, str) else "")
    return answer(request, "explain.html", context)


def page(desk: Desk, log: str, tf: str) -> ExplainPage:
    """The answer to one log. Raises WrongUse for a version that is none."""
    found = ExplainLog(log, tf).perform(desk)
    return ExplainPage(bool(log.strip()), log[-MOST_KEPT:], tf, one_line(found.error), found.explained)
