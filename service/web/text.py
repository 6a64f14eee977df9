"""Filters of the pages: times and words as people read them, and nothing longer than a page can show."""

import re
from datetime import UTC, datetime

from markupsafe import Markup, escape

from service.plain import printable

TAIL, LONGEST_LINE = 14, 500
_DULL = re.compile(r"(?:\.0)*(?:\.?dev\d*)?$")
_ARCHIVE = re.compile(r"(?<=.)\.(?:zip|tgz|tar(?:\.(?:gz|xz|bz2))?)$", re.IGNORECASE)


def harmless(value: object) -> object:
    """Every word that a template shows passes here: no control codes, no direction tricks, no half characters."""
    return printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def moment(value: datetime | None) -> str:
    return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC") if value else ""


def seconds(value: float) -> str:
    """Short times with a tenth, long ones in the two units that matter."""
    whole = round(value)
    if value < 60:  # noqa: PLR2004  # a minute
        return f"{value:.1f} s"
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {rest} s"


def day(value: datetime) -> str:
    """Short enough for a list: the year where it is not this one."""
    here = value.astimezone(UTC)
    year = "" if here.year == datetime.now(UTC).year else f" {here.year}"
    return f"{here.day} {here:%b}{year}, {here:%H:%M}"


def called(name: str) -> str:
    """A project as people call it: an upload without the ending of its archive."""
    return _ARCHIVE.sub("", name)


def tail(text: str) -> str:
    """The last lines of a log, where the error is; each as long as a page can show."""
    lines = printable(text[-LONGEST_LINE * TAIL :]).rstrip("\n").split("\n")
    return "\n".join(line[:LONGEST_LINE] for line in lines[-TAIL:])


def ranges(text: str) -> str:
    """A range of versions with room to break, and three dots for single versions that it leaves out."""
    parts = [_DULL.sub("", part) if part[:1] == "<" else part for part in text.split(",")]
    kept = [part.removeprefix("==").replace(">=", "≥").replace("<=", "≤") for part in parts if part[:2] != "!="]
    return ", ".join(kept) + (" …" if len(kept) < len(parts) else "")


def ticks(text: str) -> Markup:
    """Words between backticks as code, everything escaped."""
    parts = printable(text).split("`")
    if len(parts) % 2 == 0:
        return escape(printable(text))
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if index % 2 else part for index, part in enumerate(parts)
    )
