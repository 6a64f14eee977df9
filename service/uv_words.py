"""What uv says when the package index does not answer: no fault of the project, whoever asked."""

import re

_AWAY = re.compile(
    r"error sending request|Failed to fetch|dns error|tcp connect error|Could not connect"
    r"|(?:operation|request|connection) timed out|connection (?:refused|reset|closed)"
    r"|invalid peer certificate|HTTP status server error|Network is unreachable",
    re.IGNORECASE,
)


def index_is_away(said: str) -> bool:
    return bool(_AWAY.search(said))
