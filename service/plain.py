"""Text from projects and their programs, made harmless for a terminal: no escape codes, no direction tricks."""

import re
import unicodedata

ESCAPE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\-_])")
KEPT = frozenset("\n\t")


def printable(text: str) -> str:
    """The text without escape sequences; what else cannot be printed becomes a visible replacement."""
    return "".join(character if _is_harmless(character) else "�" for character in ESCAPE.sub("", text))


def one_line(text: str, limit: int = 400) -> str:
    """The text on one line, cut with an ellipsis."""
    line = " ".join(printable(text).split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def _is_harmless(character: str) -> bool:
    return character in KEPT or unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co"}
