"""The lines of an INI file under their section and key, with their places: values there are lists, a line an item."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from service.project.page import Page

SECTION = re.compile(r"\[([^\]]+)\]\s*(?:[#;].*)?")
KEY = re.compile(r"([^\s=:#;\[][^=:]*?)\s*[=:]\s*")
COMMENT = re.compile(r"\s*[#;]")
TRAILING = re.compile(r"\s#.*")


class Value(NamedTuple):
    """One line of a value: its characters from `start` to `end`, without blanks and comments around them."""

    section: str
    key: str
    text: str
    start: int
    end: int


def values(page: Page) -> Iterator[Value]:
    """Every line of every value. A line that belongs to no key is passed over."""
    section = key = ""
    for _, first, whole in page.lines():
        start, text = first, whole
        if not text.strip() or COMMENT.match(text):
            continue
        heading = SECTION.fullmatch(text.strip()) if text.startswith("[") else None
        if heading:
            section, key = heading[1].strip(), ""
            continue
        named = KEY.match(text)
        if named:
            key = named[1].strip().lower()
            start, text = start + named.end(), text[named.end() :]
        elif not text[:1].isspace():
            key = ""
        if not key:
            continue
        trailing = TRAILING.search(text)
        said = text[: trailing.start()] if trailing else text
        if said.strip():
            left = start + len(said) - len(said.lstrip())
            yield Value(section, key, said.strip(), left, left + len(said.strip()))
