"""What commands install: pip, uv, conda and apt, with the files that they name and the values that a matrix gives."""

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple

from service.manifest import Format, Interpreter, Role, Toolkit
from service.nouns import DeclaredLine, Note
from service.project.asking import Item, addressed, asked
from service.project.conda_words import spec
from service.project.formats import requirements
from service.project.page import Page
from service.project.registry import format_of
from service.project.shell import Word, listed, split

TEMPLATE = re.compile(r"\$\{\{|\$\(|`|\{\{|<<")
PLACEHOLDER = re.compile(r"\$\{\{\s*(?P<one>[\w.-]+)\s*\}\}|\$\((?P<other>[\w.-]+)\)|\$\{?(?P<plain>\w+)\}?")
TABLE = re.compile(r"^(?:matrix|env|inputs|variables|parameters|vars)\.")
PIP = re.compile(r"[@-]*(?:.*/)?pip[\d.]*")
PYTHON = re.compile(r"[@-]*(?:.*/)?python[\d.]*")
CONDA = frozenset({"conda", "mamba", "micromamba"})
APT_TOOLS = frozenset({"apt-get", "apt", "aptitude", "yum", "dnf", "apt-mark"})
FILES = frozenset({"-r", "--requirement", "--requirements"})
FILE = re.compile(r"(?:-r|--requirements?=)(?=[^=\s-])")
TAKES_A_WORD = FILES | frozenset(
    """-c --constraint -i --index-url --extra-index-url -f --find-links -t --target -e --editable --timeout --retries
    --trusted-host --cache-dir --prefix --root --src --python --upgrade-strategy --progress-bar --proxy --platform
    --only-binary --no-binary --default-timeout --cert -n --name -p --channel --file --solver --index --constraints
    """.split()  # noqa: SIM905 - as they are typed
)
DISTRIBUTIONS = (".whl", ".gz", ".zip")
APT = re.compile(
    r"(?P<name>libcudnn(?P<major>\d*)|libnvinfer\d*|libnccl2|cuda-toolkit|cuda|nvidia-driver|nvidia|cuda-runtime|cuda-libraries|cuda-command-line-tools)"
    r"(?:-(?:dev|bin|plugin\d*|driver))*(?P<version>(?:-\d+)+)?(?:=(?P<pinned>\S+))?"
)
APT_PYTHON = re.compile(r"(?:lib)?python(?P<version>3\.\d+)(?:-(?:dev|venv|minimal|full|distutils))?(?:=.*)?")
VERSION = re.compile(r"(?P<version>3\.\d+(?:\.\d+)?)")
ADDS = frozenset({"poetry", "uv", "pdm", "rye"})
SETS = (["install"], ["global"], ["local"])
MOST_CHOICES = 20


class Choice(NamedTuple):
    """One of the values that a variable of a matrix has, and the character at which it stands."""

    value: str
    at: int


@dataclass(frozen=True)
class Named:
    """The requirements files that the commands of one file name, each of which is read once."""

    beside: str
    files: Mapping[str, bytes]
    copies: bool = False
    """A Dockerfile copies them to a place of its own first: there they are known by their names alone."""
    seen: set[str] = field(default_factory=set)

    @cached_property
    def _by_name(self) -> Mapping[str, str | None]:
        found: dict[str, str | None] = {}
        for path in self.files if self.copies else ():
            name = posixpath.basename(path)
            found[name] = None if name in found else path
        return found

    def path(self, said: str) -> str | None:
        """From the folder of the file that says so, from the top, or by its name alone; None: there is no new one."""
        folder = posixpath.dirname(self.beside)
        paths = (posixpath.normpath(posixpath.join(folder, said)), posixpath.normpath(said.lstrip("/")))
        found = next((path for path in paths if path in self.files), None) or self._by_name.get(
            posixpath.basename(said)
        )
        if found is None or found in self.seen or format_of(found) is not None:
            return None
        self.seen.add(found)
        return found


class Setting(NamedTuple):
    """What is known around a command."""

    form: Format
    group: str | None = None
    variables: Mapping[str, str] = MappingProxyType({})
    """Each has one value: it is filled in."""
    choices: Mapping[str, Sequence[Choice]] = MappingProxyType({})
    """Each has several: one line is told for each value, at the place of the value."""
    named: Named | None = None
    is_one: bool = False
    """Ends of lines were joined before and end no command."""


def commands(page: Page, start: int, end: int, setting: Setting) -> Iterator[Item]:
    """What the commands in these characters install."""
    if setting.form is Format.DOCKER and page.text.startswith("[", start):
        found = listed(page.text, start, end, setting.variables)
    else:
        found = split(page.text, start, end, setting.variables, is_one=setting.is_one)
    for words in found:
        yield from _command(page, words, setting)


def _command(page: Page, words: Sequence[Word], setting: Setting) -> Iterator[Item]:
    said = [word.text for word in words[:5]]
    if len(said) > 2 and PYTHON.fullmatch(said[0]) and said[1] == "-m":  # noqa: PLR2004 - `python -m pip`
        words, said = words[2:], said[2:]
    if said[:2] == ["uv", "pip"]:
        words, said = words[1:], said[1:]
    if len(said) > 1 and PIP.fullmatch(said[0]) and "install" in said:
        yield from _packages(page, words[said.index("install") + 1 :], setting)
    elif said and said[0].rsplit("/", 1)[-1] in CONDA and {"install", "create"} & set(said):
        at = next(index for index, word in enumerate(said) if word in {"install", "create"})
        yield from _of_conda(page, words[at + 1 :], setting)
    elif said[:2] == ["pipenv", "install"] or (said[1:2] == ["add"] and said[0] in ADDS):
        yield from _packages(page, words[2:], setting)
    elif said[:3] == ["uv", "python", "install"] or (said[:1] == ["pyenv"] and said[1:2] in SETS):
        yield from _interpreters(page, words[2:], setting.form, VERSION)
    elif said and (said[0] in APT_TOOLS or ("APT" in said[0] and "install" in said)):
        yield from _toolkits(page, words[1:], setting.form)
        yield from _interpreters(page, words[1:], setting.form, APT_PYTHON)


def _packages(page: Page, words: Sequence[Word], setting: Setting) -> Iterator[Item]:
    before = ""
    for word in words:
        option, before = before, word.text
        if option in FILES:
            yield from _file(word.text, setting)
        elif FILE.match(word.text):
            yield from _file(FILE.sub("", word.text), setting)
        elif not word.text.startswith("-") and option not in TAKES_A_WORD:
            yield from _package(page, word, setting)
        if option in TAKES_A_WORD:
            before = ""


def _package(page: Page, word: Word, setting: Setting) -> Iterator[Item]:
    form, group = setting.form, setting.group
    if TEMPLATE.search(word.text) or "$" in word.text:
        yield from _chosen(page, word, setting) or _unknown(page, word)
    elif "://" in word.text or word.text.endswith(DISTRIBUTIONS):
        found = addressed(page, word.start, word.text, form=form, group=group)
        yield from (found,) if isinstance(found, DeclaredLine) else ()
    elif word.text[:1].isalpha() and "/" not in word.text.split("[")[0]:
        written = None if word.is_plain else word.text
        yield asked(page, word.start, word.end, role=Role.INSTALLED, form=form, group=group, written=written)


def _of_conda(page: Page, words: Sequence[Word], setting: Setting) -> Iterator[Item]:
    skip = False
    for word in words:
        if skip or word.text.startswith("-"):
            skip = not skip and word.text in TAKES_A_WORD
        elif TEMPLATE.search(word.text) or "$" in word.text:
            yield from _unknown(page, word)
        elif not word.text.isdigit():  # of `2>/dev/null`
            found = spec(page, word.start, word.end, role=Role.INSTALLED, form=setting.form, group=setting.group)
            yield from () if found is None else (found,)


def _chosen(page: Page, word: Word, setting: Setting) -> list[Item]:
    """`tensorflow==${{ matrix.tf }}`, once for each value of it; what is no requirement then is passed over."""
    found: dict[str, Item] = {}
    for choice, text in each_choice(word.text, setting.choices):
        line = asked(
            page, choice.at, choice.at, role=Role.INSTALLED, form=setting.form, group=setting.group, written=text
        )
        if isinstance(line, DeclaredLine):
            found.setdefault(str(line.requirement), line)
    return list(found.values())


def each_choice(text: str, choices: Mapping[str, Sequence[Choice]]) -> Iterator[tuple[Choice, str]]:
    """What a text with one variable in it means, value by value."""
    names = {_name(match) for match in PLACEHOLDER.finditer(text)}
    for choice in (choices.get(names.pop(), ()) if len(names) == 1 else ())[:MOST_CHOICES]:
        yield choice, PLACEHOLDER.sub(choice.value.replace("\\", ""), text)


def _name(match: re.Match[str]) -> str:
    """Without the table that it is of: a matrix and an environment are told apart by few."""
    return TABLE.sub("", (match["one"] or match["other"] or match["plain"]).lower())


def _unknown(page: Page, word: Word) -> Iterator[Note]:
    """Only a package whose version is a variable's is worth a word: of the rest nothing is known."""
    named = re.match(r"([A-Za-z][\w.-]*(?:\[[\w,-]+\])?)\s*[=<>~!]", word.text)
    if named and named[1] != "python":
        number = page.line(word.start)
        yield Note(page.path, number, f"the version of {named[1]} comes from a variable: {word.text[:80]!r}")


def _file(said: str, setting: Setting) -> Iterator[Item]:
    """A requirements file that is told by no name of its own, but by the command that installs it."""
    path = setting.named.path(said) if setting.named else None
    if setting.named is None or path is None:
        return
    for item in requirements.read(path, setting.named.files[path], setting.named.files):
        if isinstance(item, DeclaredLine) and item.role is Role.ASKED:
            yield item._replace(role=Role.INSTALLED, group=setting.group)
        else:
            yield item


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


def _interpreters(page: Page, words: Sequence[Word], form: Format, pattern: re.Pattern[str]) -> Iterator[Interpreter]:
    """Each once; that of apt has no bytes, as another release of the system may have none of the same name."""
    told: set[str] = set()
    for word in words:
        found = pattern.fullmatch(word.text)
        if found and found["version"] not in told:
            told.add(found["version"])
            number = page.line(word.start)
            span = page.span(word.start, word.end) if word.is_plain and pattern is VERSION else None
            yield Interpreter(found["version"], page.path, number, page.shown(number), form, span)
