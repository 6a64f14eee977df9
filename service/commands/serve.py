"""`upflow serve`: the REST API and the pages, with an embedded worker."""

import argparse
import gc
import socket
import sys
from contextlib import suppress
from functools import partial
from pathlib import Path

import uvicorn

from service import logs
from service.durable.sending import open_store
from service.errors import WrongUse
from service.giving_back import give_back_at_once
from service.settings import Settings
from service.web.door import Door, Whole

DESCRIPTION = """Starts the service: REST API, pages and one embedded worker, on SQLite, with nothing else to start."""
EPILOG = """examples:
  upflow serve                          http://127.0.0.1:8000, documentation at /api/docs
  upflow serve --port 9000 --data /srv/upflow
  upflow serve --host 0.0.0.0           others may ask, with a token: `upflow token create NAME`

On loopback it takes whoever asks; elsewhere it wants a token, unless UPFLOW_SIGN_IN=no."""

STREAMS = 10
"""Seconds that open streams may take to end when the service stops."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", metavar="H", help="address to listen on (default: 127.0.0.1)")
    parser.add_argument("--port", type=int, metavar="N", help="port to listen on (default: 8000)")
    parser.add_argument("--data", type=Path, metavar="DIR", help="folder of database, wheels and environments")
    parser.add_argument("--database", metavar="URL", help="postgresql://..., where several machines work")
    parser.add_argument("--no-worker", action="store_true", help="take runs, and leave them to `upflow work`")


def run(options: argparse.Namespace) -> int:
    asked = {name: getattr(options, name) for name in ("data", "host", "port", "database")}
    settings = Settings.from_environment(**asked)
    _refuse_taken(settings.host, settings.port)
    print(f"upflow serves http://{settings.host}:{settings.port} with data in {settings.data}", file=sys.stderr)
    logs.configure(settings.logs)
    give_back_at_once()
    gc.disable()  # loading makes no waste
    with open_store(settings) as store:
        door = Door(store, partial(_whole, settings, start_worker=not options.no_worker))
        _serve(door, settings)
    if door.failure is not None:
        raise door.failure
    return _leave()


def _whole(settings: Settings, *, start_worker: bool) -> Whole:
    from matrices.load import load  # noqa: PLC0415 - all this takes long to load, and the port is open by now
    from service.api import create_app  # noqa: PLC0415 - as above

    app = create_app(settings, start_worker=start_worker, prepared=True)
    load()
    gc.freeze()  # looking for waste in all that was loaded, again and again, would make readers wait
    gc.enable()
    return Whole(app, app.router.lifespan_context(app))


def _serve(door: Door, settings: Settings) -> None:
    config = uvicorn.Config(
        door, host=settings.host, port=settings.port, log_config=None, timeout_graceful_shutdown=STREAMS
    )
    server = uvicorn.Server(config)
    door.stop = partial(setattr, server, "should_exit", True)
    with suppress(KeyboardInterrupt):  # it has stopped by then
        server.run()


def _leave() -> int:
    from service.worker import leave  # noqa: PLC0415 - as above

    return leave(0)


def _refuse_taken(host: str, port: int) -> None:
    """A clear word before anything starts, where the address cannot be had."""
    try:
        with socket.create_server((host, port)):
            pass
    except (OSError, OverflowError) as error:
        raise WrongUse(f"cannot listen on {host}:{port}: {error}", "choose another with --host and --port") from None
