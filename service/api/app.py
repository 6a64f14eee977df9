"""The service put together: settings in, an application with its routes, its store and its worker out."""

from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, ExitStack, asynccontextmanager
from functools import partial
from importlib.metadata import version
from threading import Thread

from fastapi import Depends, FastAPI
from starlette.staticfiles import StaticFiles

from matrices.load import load
from service.actions import AskMatrix, Desk
from service.api import (
    events,
    github,
    gitlab,
    health,
    matrix,
    plans,
    problems,
    projects,
    quick,
    reference,
    results,
    runs,
    sets,
    symbols,
    tokens,
    trials,
    webhooks,
)
from service.api.described import describe_when_asked
from service.bot.at_work import opened_bot
from service.durable.sending import open_store
from service.edges import OpenTrials, Trials
from service.hooks import Courier
from service.nouns import Say
from service.settings import Settings
from service.tracing import open_traces, trace_requests
from service.web import pages, sign_in
from service.web.access import Counter, admit
from service.web.guard import SecurityHeaders
from service.web.limits import LimitBody
from service.web.observed import Observed
from service.web.render import STATIC
from service.web.tags import EntityTags
from service.web.watching import Watching
from service.worker import Worker

PARTS = (
    runs,
    results,
    events,
    trials,
    projects,
    plans,
    quick,
    sets,
    matrix,
    symbols,
    tokens,
    webhooks,
    health,
    reference,
    sign_in,
    github,
    gitlab,
    pages,
)


def _in_containers(settings: Settings, say: Say) -> AbstractContextManager[Trials]:
    from service.trials import ContainerTrials  # noqa: PLC0415 - what speaks to an engine takes long to load

    return ContainerTrials(settings, say)


def create_app(
    settings: Settings, open_trials: OpenTrials | None = None, *, start_worker: bool = True, prepared: bool = False
) -> FastAPI:
    """The application. `open_trials` opens the edges of one run; without it, trials run in containers.

    `prepared`: who asks the matrix first does not wait for what the first question takes.
    """
    opened = open_trials or partial(_in_containers, settings)
    stop_traces = open_traces(settings.traces) if settings.traces else None

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        with ExitStack() as stack:
            if stop_traces:
                stack.callback(stop_traces)
            store = stack.enter_context(open_store(settings))
            app.state.desk = Desk(settings, store, load())
            if prepared:
                Thread(target=AskMatrix({}).perform, args=(app.state.desk,), daemon=True).start()
            app.state.bot = stack.enter_context(opened_bot(app.state.desk, start=start_worker))
            if start_worker:
                worker = Worker(settings, store, app.state.desk.matrix, opened)
                worker.start()
                stack.callback(worker.stop)
            stack.callback(Courier(store, settings).start())
            app.state.watching = Watching(store)
            yield
            await app.state.watching.close()

    app = FastAPI(
        title="upflow",
        version=version("upflow"),
        description="The truth about every TensorFlow that a project could run on, and the patch that gets it there.",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=reference.ADDRESS,
        dependencies=[Depends(admit)],
    )
    app.state.counter = Counter(settings.rate) if settings.wants_token else None
    problems.install(app)
    describe_when_asked(app, [part.router for part in PARTS], settings)
    for part in PARTS:
        part.router.answer(app)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    limits = {github.PATH: github.LARGEST, gitlab.PATH: github.LARGEST}
    app.add_middleware(LimitBody, max_upload=settings.max_upload, seconds=settings.upload_seconds, others=limits)
    app.add_middleware(EntityTags)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(Observed)
    health.instrument(app)
    if settings.traces:
        trace_requests(app)
    return app
