"""Commands of a shell that install packages: pip, uv, conda and apt, in Dockerfiles, notebooks and workflows.

Nothing is run: words are told apart as a shell does, and a variable is filled in where its value is known.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from service.manifest import Format, Role, Toolkit
from service.nouns import DeclaredLine, Note
from service.project.asking import Item, addressed, asked
from service.project.conda_words import spec
from service.project.page import Page

WORD = re.compile(
    r"(?P<blank>(?:\\\r?\n|[ \t\r]|(?<!\S)\#[^\n]*)+)"
    r"|(?P<newline>\n)"
    r"|(?P<sign>&&|\|\||[;|&()<>]+)"
    r"|(?P<word>(?:\$\{\{[^}\n]*\}\}|[^\s'\"\\;|&()<>]|\\[^\n]|'[^']*'|\"(?:[^\"\\]|\\[\s\S])*\"|[<>](?=[=\d]))+)"
    r"|(?P<other>[\s\S])"
)
VARIABLE = re.compile(r"\$\{?(?P<name>\w+)(?::?[-=](?P<default>[^}]*))?\}?")
TEMPLATE = re.compile(r"\$\{\{|\$\(|`|\{\{|<<")
PIP = re.compile(r"(?:.*/)?pip[\d.]*")
PYTHON = re.compile(r"(?:.*/)?python[\d.]*")
TAKES_A_WORD = frozenset(
    """-r --requirement -c --constraint -i --index-url --extra-index-url -f --find-links -t --target -e --editable
    --timeout --retries --trusted-host --cache-dir --prefix --root --src --python --upgrade-strategy --progress-bar
    --proxy --platform --only-binary --no-binary --default-timeout --cert -n --name -p --channel --file --solver
    """.split()  # noqa: SIM905 - as they are typed
)
APT = re.compile(
    r"(?P<name>libcudnn(?P<major>\d*)|libnvinfer\d*|libnccl2|cuda-toolkit|cuda|nvidia-driver|nvidia|cuda-runtime|cuda-libraries|cuda-command-line-tools)"
    r"(?:-(?:dev|bin|plugin\d*|driver))*(?P<version>(?:-\d+)+)?(?:=(?P<pinned>\S+))?"
)
LONGEST = 100_000
MOST_WORDS = 20_000


class Word(NamedTuple):
    """One word of a command: what it means, and its characters, quotes apart, where they are what it means."""

    text: str
    start: int
    end: int
    is_plain: bool


def commands(
    page: Page,
    start: int,
    end: int,
    *,
    form: Format,
    group: str | None = None,
    variables: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[Item]:
    """What the commands in these characters install."""
    for words in _commands(page.text, start, min(end, start + LONGEST), variables, is_one=form is Format.DOCKER):
        while words and ("=" in words[0].text or words[0].text in {"sudo", "then", "do", "RUN", "exec", "time", "!"}):
            words = words[1:]  # noqa: PLW2901 - what stands before the command itself is taken off
        yield from _command(page, words, form, group)


def _commands(text: str, start: int, end: int, variables: Mapping[str, str], *, is_one: bool) -> Iterator[list[Word]]:
    """`is_one`: ends of lines have been joined before, so that they end no command."""
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


def _command(page: Page, words: Sequence[Word], form: Format, group: str | None) -> Iterator[Item]:
    said = [word.text for word in words[:5]]
    if len(said) > 2 and PYTHON.fullmatch(said[0]) and said[1] == "-m":  # noqa: PLR2004 - `python -m pip`
        words, said = words[2:], said[2:]
    if said[:2] == ["uv", "pip"]:
        words, said = words[1:], said[1:]
    if len(said) > 1 and PIP.fullmatch(said[0]) and "install" in said:
        yield from _packages(page, words[said.index("install") + 1 :], form, group, is_conda=False)
    elif (
        said[:1]
        and said[0].rsplit("/", 1)[-1] in {"conda", "mamba", "micromamba"}
        and {"install", "create"} & set(said)
    ):
        at = next(index for index, word in enumerate(said) if word in {"install", "create"})
        yield from _packages(page, words[at + 1 :], form, group, is_conda=True)
    elif said[:1] and said[0] in {"apt-get", "apt", "aptitude", "yum", "dnf", "apt-mark"}:
        yield from _toolkits(page, words[1:], form)


def _packages(page: Page, words: Sequence[Word], form: Format, group: str | None, *, is_conda: bool) -> Iterator[Item]:
    skip = False
    for word in words:
        if skip or word.text.startswith("-"):
            skip = not skip and word.text in TAKES_A_WORD
            continue
        if word.text.isdigit():
            continue  # of `2>/dev/null`
        if TEMPLATE.search(word.text) or "$" in word.text:
            yield from _unknown(page, word)
        elif is_conda:
            found = spec(page, word.start, word.end, role=Role.INSTALLED, form=form, group=group)
            yield from () if found is None else (found,)
        elif word.text[:1].isalnum() and "://" not in word.text and not word.text.endswith((".whl", ".gz", ".zip")):
            written = None if word.is_plain else word.text
            yield asked(page, word.start, word.end, role=Role.INSTALLED, form=form, group=group, written=written)
        elif "://" in word.text or word.text.endswith((".whl", ".gz", ".zip")):
            found = addressed(page, word.start, word.text, form=form, group=group)
            yield from (found,) if isinstance(found, DeclaredLine) else ()


def _unknown(page: Page, word: Word) -> Iterator[Note]:
    """Only a package whose version is a variable's is worth a word: of the rest nothing is known."""
    named = re.match(r"([A-Za-z][\w.-]*(?:\[[\w,-]+\])?)\s*[=<>~!]", word.text)
    if named:
        number = page.line(word.start)
        yield Note(page.path, number, f"the version of {named[1]} comes from a variable: {word.text[:80]!r}")


def _toolkits(page: Page, words: Sequence[Word], form: Format) -> Iterator[Toolkit]:
    for word in words:
        found = APT.fullmatch(word.text)
        if found is None:
            continue
        name = found["name"]
        kind = "cudnn" if "cudnn" in name else "tensorrt" if "nvinfer" in name else "nccl" if "nccl" in name else None
        kind = kind or ("driver" if name.startswith("nvidia") else "cuda")
        dashed = (found["version"] or "").strip("-").replace("-", ".")
        pinned = re.match(r"\d+(?:\.\d+)*", found["pinned"] or "")
        version = (pinned[0] if pinned else "") or dashed or found["major"] or None
        if kind == "nccl" and not pinned:
            version = None
        number = page.line(word.start)
        span = page.span(word.start, word.end) if word.is_plain else None
        yield Toolkit(kind, version, page.path, number, page.shown(number), form, span)
