"""What uv says when the package index does not answer, or lets nobody in: no fault of the project, whoever asked."""

import re

_AWAY = re.compile(
    r"error sending request|Failed to fetch|dns error|tcp connect error|Could not connect"
    r"|(?:operation|request|connection) timed out|connection (?:refused|reset|closed)"
    r"|invalid peer certificate|HTTP status server error|Network is unreachable",
    re.IGNORECASE,
)
_REFUSED = re.compile(r"\((401) Unauthorized\)|\ba (403) Forbidden error")


def index_is_away(said: str) -> bool:
    return bool(_AWAY.search(said))


def index_refuses(said: str) -> str | None:
    """The status with which an index asks for credentials, or does not take those that it got."""
    found = _REFUSED.search(said)
    return found[1] or found[2] if found else None
