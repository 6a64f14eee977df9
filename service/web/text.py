"""Filters of the pages: times, lengths and diffs as people read them, and nothing longer than a page can show."""

from collections.abc import Iterator
from datetime import UTC, datetime

from markupsafe import Markup, escape

from service.plain import printable

MOST_LINES = 2000
LONGEST_LINE = 2000
LONGEST_LOG = 64 * 1024
KINDS = {"+": "added", "-": "removed", "@": "place"}


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


def log_end(text: str) -> str:
    """The end of a log: the beginning of a long one says the least."""
    return (
        text if len(text) <= LONGEST_LOG else f"[… {len(text) - LONGEST_LOG} characters before]\n{text[-LONGEST_LOG:]}"
    )


def diff_lines(diff: str) -> Iterator[tuple[str, str]]:
    """Each line with what it is: file, place, added, removed or kept."""
    lines = diff.removesuffix("\n").split("\n")
    for line in lines[:MOST_LINES]:
        kind = "file" if line.startswith(("--- ", "+++ ")) else KINDS.get(line[:1], "kept")
        yield kind, line[:LONGEST_LINE].rstrip("\r")
    if len(lines) > MOST_LINES:
        yield "place", f"[… {len(lines) - MOST_LINES} lines more: download the patch]"


def ticks(text: str) -> Markup:
    """Words between backticks as code, everything escaped."""
    parts = printable(text).split("`")
    if len(parts) % 2 == 0:
        return escape(printable(text))
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if index % 2 else part for index, part in enumerate(parts)
    )
