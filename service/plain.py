"""Text from projects and their programs, made harmless for a terminal: no escape codes, no direction tricks."""

import re
import unicodedata

# Every alternative is linear in the text: it is a stranger who chooses it.
ESCAPES = re.compile(
    r"\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?"  # window titles, links, device strings
    r"|(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # colours, cursor movements
    r"|\x1b[ -/]*[0-~]",
)
KEPT = frozenset("\n\t")


def printable(text: str) -> str:
    """The text without escape sequences; what else cannot be printed becomes a visible replacement."""
    if text.isprintable():  # mostly it is
        return text
    return "".join(character if _is_harmless(character) else "�" for character in ESCAPES.sub("", text))


def one_line(text: str, limit: int = 400) -> str:
    """The text on one line, cut with an ellipsis."""
    line = " ".join(printable(text).split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def counted(number: int, thing: str) -> str:
    """A number of things: "1 place", "2 places"."""
    return f"{number} {thing}{'' if number == 1 else 's'}"


def first_sentence(text: str) -> str:
    """Up to the first full stop that a new sentence follows; names with dots in them go on."""
    return re.split(r"(?<=[\w`)\]'\"])\.\s+(?=[A-Z`])", text, maxsplit=1)[0].rstrip(".") + "."


def _is_harmless(character: str) -> bool:
    return character in KEPT or unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co"}
