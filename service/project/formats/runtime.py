"""`.python-version` and `runtime.txt`: the interpreter that pyenv, uv, Heroku and Binder take."""

import re
from collections.abc import Iterator, Mapping

from service.manifest import Format, Interpreter
from service.project.asking import Item
from service.project.page import Page

VERSION = re.compile(r"\s*(?:c?python-?)?(?P<version>[23](?:\.\d+){1,2})\s*(?:#.*)?", re.IGNORECASE)
MOST = 100


def read(path: str, content: bytes, files: Mapping[str, bytes]) -> Iterator[Item]:  # noqa: ARG001 - every format's signature
    """Each line that names a version; other names are of other interpreters."""
    page = Page.of(path, content)
    for number, start, text in page.lines():
        found = VERSION.fullmatch(text) if number <= MOST else None
        if found:
            span = page.span(start + found.start("version"), start + found.end("version"))
            yield Interpreter(found["version"], path, number, page.shown(number), Format.RUNTIME, span)
