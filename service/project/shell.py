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
VARIABLE = re.compile(
    r"\$\{(?P<given>\w+)(?::?[-=](?P<default>[^{}]*)|:?\+(?P<where>[^{}]*)"
    r"|/(?P<all>/?)(?P<old>[^/{}]+)/(?P<new>[^{}]*))?\}|\$(?P<name>\w+)"
)
DEEPEST = 3
BEFORE = frozenset(
    "sudo then do else RUN exec eval env command time timeout nice nohup yes ! travis_retry travis_wait retry".split()  # noqa: SIM905 - as they are typed
)
RUNNERS = frozenset({"conda", "mamba", "micromamba", "poetry", "pipenv", "pdm", "hatch", "uv"})
INSTALLER = re.compile(r"(?:.*/)?(?:pip[\d.]*|python[\d.]*|uv|conda|mamba|apt-get|apt)")
SHELL = re.compile(r"(?:.*/)?(?:(?:ba|da|z)?sh|su)")
GIVEN = re.compile(r"-[a-z]*c")
QUOTED = re.compile(r'(?P<word>"(?:[^"\\]|\\.)*")')
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
        yield from _itself(text, words, variables)


def listed(text: str, start: int, end: int, variables: Mapping[str, str]) -> Iterator[list[Word]]:
    """A command that Docker is given as a list: `["pip", "install", "keras"]`."""
    words = [_word(match, variables) for match in QUOTED.finditer(text, start, min(end, start + LONGEST))]
    yield from _itself(text, words, variables)


def _itself(text: str, words: list[Word], variables: Mapping[str, str]) -> Iterator[list[Word]]:
    """The command without what stands before it; those that a shell is given in quotes."""
    words = words[next((at for at, word in enumerate(words) if not _is_before(word.text)), len(words)) :]
    if len(words) > 1 and words[0].text.rsplit("/", 1)[-1] in RUNNERS and words[1].text == "run":
        words = words[
            next((at for at, word in enumerate(words[2:], 2) if INSTALLER.fullmatch(word.text)), len(words)) :
        ]
    given = next((at for at, word in enumerate(words[:-1]) if GIVEN.fullmatch(word.text)), None)
    if given is not None and SHELL.fullmatch(words[0].text):
        yield from split(text, words[given + 1].start, words[given + 1].end, variables, is_one=False)
    elif words:
        yield words


def _is_before(word: str) -> bool:
    """What stands before a command: `sudo`, `NAME=value`, `timeout 300`, the options of Docker's RUN."""
    return word in BEFORE or word.isdigit() or word.startswith("--") or ("=" in word and not word.startswith("-"))


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
        meant = filled(meant, variables)
    return Word(meant, start, end, is_plain)


def filled(text: str, variables: Mapping[str, str]) -> str:
    """With the values of the variables that are known, and what a shell makes of them: `${CUDA/./-}`, `${PY:+3}`."""
    for _ in range(DEEPEST):
        before, text = text, VARIABLE.sub(lambda found: _value(found, variables), text)
        if text == before or len(text) > LONGEST:
            break
    return text


def _value(found: re.Match[str], variables: Mapping[str, str]) -> str:
    value = variables.get(found["given"] or found["name"])
    if found["where"] is not None:
        return found["where"] if value else ""
    if value is None:
        return found["default"] or found[0]
    return value if found["old"] is None else value.replace(found["old"], found["new"], -1 if found["all"] else 1)
