"""`upflow serve`: the REST API and the pages, with an embedded worker."""

import argparse
import socket
import sys
from pathlib import Path

import uvicorn

from service.api import create_app
from service.errors import WrongUse
from service.settings import Settings

DESCRIPTION = """Starts the service: REST API, pages and one embedded worker, on SQLite, with nothing else to start."""
EPILOG = """examples:
  upflow serve                          http://127.0.0.1:8000, documentation at /api/docs
  upflow serve --port 9000 --data /srv/upflow

It has no sign-in yet: keep it on loopback, or behind something that has one."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", metavar="H", help="address to listen on (default: 127.0.0.1)")
    parser.add_argument("--port", type=int, default=8000, metavar="N", help="port to listen on (default: 8000)")
    parser.add_argument("--data", type=Path, metavar="DIR", help="folder of database, wheels and environments")


def run(options: argparse.Namespace) -> int:
    settings = Settings.from_environment(data=options.data)
    _refuse_taken(options.host, options.port)
    print(f"upflow serves http://{options.host}:{options.port} with data in {settings.data}", file=sys.stderr)
    uvicorn.run(create_app(settings), host=options.host, port=options.port, log_level="warning")
    return 0


def _refuse_taken(host: str, port: int) -> None:
    """A clear word before anything starts, where the address cannot be had."""
    try:
        with socket.create_server((host, port)):
            pass
    except (OSError, OverflowError) as error:
        raise WrongUse(f"cannot listen on {host}:{port}: {error}", "choose another with --host and --port") from None
