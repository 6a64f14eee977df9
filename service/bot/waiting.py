"""How long a forge wants to be left alone: from its own words where it says them, else from how often it failed. Pure.

https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api and, for limits,
https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api.
"""

import re
from collections.abc import Mapping
from http import HTTPStatus

MINUTE, LONGEST = 60.0, 3600.0
FIRST = 1.0
SECONDARY = re.compile(r"secondary rate|abuse detection|too quickly|submitted too", re.IGNORECASE)


def patience(status: int, headers: Mapping[str, str], message: str, attempt: int, now: float) -> float | None:
    """Seconds until the same request may be sent again; None where an answer is final. `attempt` counts from 0."""
    if status in {HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS}:
        return _limited(status, headers, message, attempt, now)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.REQUEST_TIMEOUT:
        return _asked(headers, now) or backing_off(attempt)
    return None


def backing_off(attempt: int) -> float:
    """Twice as long each time."""
    return float(min(FIRST * 2 ** min(attempt, 16), LONGEST))


def _limited(status: int, headers: Mapping[str, str], message: str, attempt: int, now: float) -> float | None:
    """A 403 is a limit where it says so, and else a refusal that no patience mends."""
    if (asked := _asked(headers, now)) is not None:
        return asked
    if headers.get("x-ratelimit-remaining") == "0":
        reset = _number(headers.get("x-ratelimit-reset", ""))
        return MINUTE if reset is None else min(max(reset - now, 0.0) + 1.0, LONGEST)
    if SECONDARY.search(message) or status == HTTPStatus.TOO_MANY_REQUESTS:
        return float(min(MINUTE * 2 ** min(attempt, 16), LONGEST))
    return None


def _asked(headers: Mapping[str, str], now: float) -> float | None:
    """`Retry-After`, in seconds or as a date."""
    from email.utils import parsedate_to_datetime  # noqa: PLC0415 - only who is told to wait needs it

    text = headers.get("retry-after", "").strip()
    if not text:
        return None
    seconds = _number(text)
    if seconds is None:
        try:
            seconds = parsedate_to_datetime(text).timestamp() - now
        except ValueError:
            return MINUTE
    return float(min(max(seconds, 0.0), LONGEST))


def _number(text: str) -> float | None:
    return float(text) if text.isascii() and text.isdigit() else None
