"""The service's log: lines for people, or JSON for machines, each with the run or request that it is about."""

import logging
import re
import sys
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

SECRETS = re.compile(r"upflow_[\w-]{20,}|(?<=://)[^/@\s]+:[^/@\s]+(?=@)|(?i:(?<=bearer ))\S+")
ABOUT: ContextVar[dict[str, str]] = ContextVar("about", default={})  # noqa: B039 - nobody changes it
"""What everything that is logged from here on is about."""


@contextmanager
def about(**words: str) -> Iterator[None]:
    """What is logged in it is about this, too."""
    token = ABOUT.set({**ABOUT.get(), **words})
    try:
        yield
    finally:
        ABOUT.reset(token)


class Formatter(logging.Formatter):
    """Made when there is something to say: it takes long to load, and most services that start have nothing to say."""

    def __init__(self, form: str) -> None:
        super().__init__()
        self._form = form

    def format(self, record: logging.LogRecord) -> str:
        return _formatter(self._form).format(record)


def configure(form: str) -> None:
    """Whoever logs by the standard library is heard. `form` is "text" or "json"."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Formatter(form))
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger("service").setLevel(logging.INFO if form == "json" else logging.WARNING)


@cache
def _formatter(form: str) -> logging.Formatter:
    import structlog  # noqa: PLC0415 - see above

    last: Any = structlog.processors.JSONRenderer() if form == "json" else structlog.dev.ConsoleRenderer(colors=False)
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            _with_what_it_is_about,
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
        ],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            without_secrets,
            last,
        ],
    )


def _with_what_it_is_about(_logger: object, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    event.update(ABOUT.get())
    return event


def without_secrets(_logger: object, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Whatever looks like a token or a password in an address, wherever it came from."""
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = SECRETS.sub("(a secret)", value)
    return event
