"""Text of strangers in Markdown: shown as it is, never as markup, mention, reference or link. Pure."""

import re

from service.plain import one_line, printable

NOTHING = "\u200b"
REFERENCES = re.compile(r"(?<=[#@!])(?=\w)|(?<=://)|(?<=\bwww)(?=\.)|(?<=\bGH)(?=-\d)", re.IGNORECASE)
MARKS = re.compile(r"([\\`*_{}\[\]|~$])")
ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def inline(text: str, limit: int = 400) -> str:
    """One line of plain words: in a paragraph, a list or a cell of a table."""
    line = "".join(ENTITIES.get(each, each) for each in REFERENCES.sub(NOTHING, one_line(text, limit)))
    return MARKS.sub(r"\\\1", line)


def words(text: str, limit: int = 400) -> str:
    """A sentence of ours with names of strangers between backticks: those as code, all else plain."""
    parts = one_line(text, limit).split("`")
    if len(parts) % 2 == 0:
        return inline(text, limit)
    return "".join(code(part) if at % 2 else _kept(part, limit) for at, part in enumerate(parts) if part)


def _kept(part: str, limit: int) -> str:
    """Plain words with the blanks around them, which stand between them and a name."""
    return f"{' ' * part.startswith(' ')}{inline(part, limit)}{' ' * (part.strip() != '' and part.endswith(' '))}"


def code(text: str, limit: int = 200) -> str:
    """A name as code, in which nothing is markup, not even a backtick; a pipe would end a cell all the same."""
    line = one_line(text, limit).replace("|", "\\|")
    fence = "`" * (_longest(line) + 1)
    space = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{fence}{space}{line or ' '}{space}{fence}"


def fenced(text: str, language: str = "") -> str:
    """Lines as they are."""
    shown = printable(text).removesuffix("\n")
    fence = fence_for(shown)
    return f"{fence}{language}\n{shown}\n{fence}"


def fence_for(text: str) -> str:
    """More backticks than the text has anywhere."""
    return "`" * max(3, _longest(text) + 1)


def _longest(text: str) -> int:
    return max((len(run) for run in re.findall(r"`+", text)), default=0)
