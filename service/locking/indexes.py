"""Which index a requirements file names: it is never asked, the one of whoever runs upflow answers instead."""

import os
import re
from collections.abc import Mapping

from service.locking.trust import Left
from service.plain import one_line
from service.resolve.index import scrubbed, settings

SHOWN = 200
OPTION = re.compile(
    rb"^[ \t]*(?P<name>-i|--index-url|--trusted-host|--extra-index-url|-f|--find-links)[ \t=]*(?P<value>[^\s#]+)"
    rb"[ \t]*(?:#.*)?$",
    re.MULTILINE,
)
INSTEAD = frozenset({b"-i", b"--index-url", b"--trusted-host"})
"""The index of all packages: whoever runs upflow has one of their own."""
_SET = ("UV_INDEX", "UV_EXTRA_INDEX_URL", "UV_DEFAULT_INDEX", "UV_INDEX_URL", "UV_FIND_LINKS")


def without_indexes(path: str, content: bytes, environment: Mapping[str, str] = os.environ) -> bytes:
    """The same lines, those that name an index left empty. Raises Left at one more that nobody here is set to."""
    known = {_plain(address) for name in _SET for address in re.split(r"[\s,]+", settings(environment).get(name, ""))}
    for found in OPTION.finditer(content):
        name, address = found["name"].decode(), _plain(found["value"].decode(errors="replace"))
        if found["name"] not in INSTEAD and address not in known:
            number = content[: found.start()].count(b"\n") + 1
            said = f"{name} {one_line(address, SHOWN)}"
            raise Left(
                f"{path}:{number} says {said}, and upflow asks no index but those that uv or pip are set to here"
            )
    return OPTION.sub(b"", content)


def _plain(address: str) -> str:
    """To compare and to show: without a name that uv gives it, and without credentials."""
    return re.sub(r"^[\w-]+=(?=\w+://)", "", scrubbed(address)).rstrip("/")
