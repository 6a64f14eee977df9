"""The words of commands with their places, in Dockerfiles, notebooks, workflows and scripts; nothing is run."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

WORD = re.compile(
    r"(?P<blank>(?:\\\r?\n|[ \t\r]|(?<!\S)\#[^\n]*)+)"
    r"|(?P<newline>\n)"
    r"|(?P<sign>&&|\|\||[;|&()<>]+)"
    r"|(?P<word>(?:\$\{\{[^}\n]*\}\}|\$\([\w.-]+\)|[^\s'\"\\;|&()<>]|\\[^\n]|'[^']*'|\"(?:[^\"\\]|\\[\s\S])*\""
    r"|[<>](?=[=\d]))+)"
    r"|(?P<other>[\s\S])"
)
VARIABLE = re.compile(r"\$\{?(?P<name>\w+)(?::?[-=](?P<default>[^}]*))?\}?")
BEFORE = frozenset({"sudo", "then", "do", "RUN", "exec", "time", "!"})
LONGEST = 100_000
MOST_WORDS = 20_000


class Word(NamedTuple):
    """One word of a command: what it means, and its characters, quotes apart, where they are what it means."""

    text: str
    start: int
    end: int
    is_plain: bool


def split(text: str, start: int, end: int, variables: Mapping[str, str], *, is_one: bool) -> Iterator[list[Word]]:
    """Command by command, without what stands before the command itself.

    A variable is filled in where its value is known. `is_one`: ends of lines were joined before and end no command.
    """
    for words in _commands(text, start, min(end, start + LONGEST), variables, is_one=is_one):
        at = 0
        while at < len(words) and (words[at].text in BEFORE or _is_given(words[at].text)):
            at += 1
        if at < len(words):
            yield words[at:]


def _is_given(word: str) -> bool:
    """`NAME=value` before a command; `--option=value` is none."""
    return "=" in word and not word.startswith("-")


def _commands(text: str, start: int, end: int, variables: Mapping[str, str], *, is_one: bool) -> Iterator[list[Word]]:
    words: list[Word] = []
    for count, match in enumerate(WORD.finditer(text, start, end)):
        if match["sign"] or (match["newline"] and not is_one) or count > MOST_WORDS:
            yield words
            words = []
            if count > MOST_WORDS:
                return
        elif match["word"]:
            words.append(_word(match, variables))
    yield words


def _word(match: re.Match[str], variables: Mapping[str, str]) -> Word:
    raw, start, end = match["word"], match.start(), match.end()
    quoted = len(raw) > 1 and raw[0] in "'\"" and raw[-1] == raw[0]
    if quoted:
        raw, start, end = raw[1:-1], start + 1, end - 1
    is_plain = not any(sign in raw for sign in "'\"\\$")
    meant = raw if is_plain else re.sub(r"[\"'\\]", "", raw)
    if "$" in meant:
        meant = VARIABLE.sub(lambda found: variables.get(found["name"], found["default"] or found[0]), meant)
    return Word(meant, start, end, is_plain)
