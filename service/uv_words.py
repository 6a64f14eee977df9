"""Words to uv and of uv: which Python is meant, and what it says when the package index does not answer."""

import re

_AWAY = re.compile(
    r"error sending request|Failed to fetch|dns error|tcp connect error|Could not connect"
    r"|(?:operation|request|connection) timed out|connection (?:refused|reset|closed)"
    r"|invalid peer certificate|HTTP status server error|Network is unreachable",
    re.IGNORECASE,
)
_RETRIED = re.compile(r"Request failed after (\d+) retr")
_REFUSED = re.compile(r"\((401) Unauthorized\)|\ba (403) Forbidden error")


LAST = 30
"""No minor of Python has come to so many patches."""


def late(python: str) -> str:
    """To uv, `3.9` is 3.9.0, which packages leave out (`!=3.9.0`); who still runs that minor has a late patch of it."""
    return f"{python}.{LAST}" if python.count(".") == 1 else python


def index_is_away(said: str) -> bool:
    return bool(_AWAY.search(said))


def times_asked(said: str) -> int | None:
    """How often uv itself asked an index that did not answer; None where it did so once."""
    found = _RETRIED.search(said)
    return int(found[1]) + 1 if found else None


def index_refuses(said: str) -> str | None:
    """The status with which an index asks for credentials, or does not take those that it got."""
    found = _REFUSED.search(said)
    return found[1] or found[2] if found else None


_PLAIN = (
    (re.compile(r"^Because "), ""),
    (re.compile(r"has no wheels with a matching Python[^(]*\([^)]*\)"), "has no wheel for this Python"),
    (re.compile(r"has no wheels with a matching platform[^(]*\([^)]*\)"), "has no wheel for this platform"),
    (re.compile(r"has no (?:usable )?wheels"), "has no wheel"),
    (re.compile(r"(?:,| and) you require "), "; asked for is "),
    (re.compile(r" and (?=\S+ depends on )"), "; "),
    (re.compile(r" depends on "), " wants "),
)


def plain_cause(said: str) -> str:
    """The first cause that uv names, in plain words and without the proof that it builds on it."""
    first = re.split(r",? we can conclude that ", said)[0]
    for pattern, words in _PLAIN:
        first = pattern.sub(words, first)
    return first.strip()
