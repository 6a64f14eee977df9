"""The tested build configurations in TensorFlow's documentation: the official table, with all its gaps."""

import hashlib
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

import requests
from packaging.version import InvalidVersion, Version

from matrices.facts import Matrix
from matrices.gpu import tested
from matrices.gpu.facts import Row
from matrices.gpu.load import TESTED
from matrices.upstream import Job, Say, Update, UpstreamChanged
from matrices.wheel import TIMEOUT

BASE = os.environ.get("UPFLOW_TENSORFLOW_DOCS", "https://raw.githubusercontent.com/tensorflow/docs/master")
FOLDER = "site/en/install"
# Which sections of which document hold which tables: the documentation means x86-64 without saying so.
SECTIONS = {
    "source.md": {"Linux": "linux_x86_64", "macOS": "macos_x86_64"},
    "source_windows.md": {"": "windows_amd64"},
}
KINDS = {"CPU": False, "GPU": True}
START = "Tested build configurations"
COLUMNS = {
    "Version": "version",
    "Python version": "python",
    "Compiler": "compiler",
    "Build tools": "tools",
    "cuDNN": "cudnn",
    "CUDA": "cuda",
}
NEEDED = tuple(COLUMNS)[:4]
_HEADING = re.compile(r"^#{2,4} +(.+?) *$", re.MULTILINE)
_ROW = re.compile(r"<tr>(.*?)</tr>", re.DOTALL)
_CELL = re.compile(r"<t[hd]>(.*?)</t[hd]>", re.DOTALL)


def jobs(_: Matrix) -> Mapping[str, Job]:
    return {"tested_builds": partial(rebuild, BASE)}


update = Update(
    "tested_builds",
    "the tested build configurations of TensorFlow's documentation",
    jobs,
    (tested.LINUX_AND_MACOS, tested.WINDOWS),
)


def rebuild(base: str, say: Say) -> Mapping[str, str | bytes]:
    """The whole file from the documents below an address."""
    texts = {name: _fetch(f"{base.rstrip('/')}/{FOLDER}/{name}") for name in SECTIONS}
    found = [row for name, text in texts.items() for row in rows(text, name)]
    say(f"tested_builds: {len(found)} rows")
    return {TESTED: tested.dump({name: git_hash(text) for name, text in texts.items()}, found)}


def git_hash(text: str) -> str:
    """The name that Git has for this text, which finds it again in the history of the documentation."""
    data = text.encode()
    return hashlib.sha1(b"blob %d\0%s" % (len(data), data), usedforsecurity=False).hexdigest()


def rows(text: str, document: str) -> Iterator[Row]:
    """Every row of every table of tested builds, in the order of the document."""
    _, found, tail = text.partition(f"## {START}\n")
    if not found:
        raise UpstreamChanged(f"{document}: no section '## {START}'")
    sections = dict(_sections(tail))
    for system, platform in SECTIONS[document].items():
        for kind, gpu in KINDS.items():
            place = f"{document}, {START}, {system or 'Windows'}, {kind}"
            yield from _table(sections.get((system, kind), ""), place, platform, gpu=gpu)


def _sections(text: str) -> Iterator[tuple[tuple[str, str], str]]:
    """The text below every heading of a kind, by its system and its kind."""
    parts = _HEADING.split(text)
    system = ""
    for title, body in zip(parts[1::2], parts[2::2], strict=True):
        if title in KINDS:
            yield (system, title), body
        else:
            system = title


def _table(text: str, place: str, platform: str, *, gpu: bool) -> Iterator[Row]:
    head, *lines = [[cell.strip() for cell in _CELL.findall(row)] for row in _ROW.findall(text)] or [[]]
    needed = tuple(COLUMNS) if gpu else NEEDED
    if not head or not lines:
        raise UpstreamChanged(f"{place}: no table with rows, expected one with the columns {', '.join(needed)}")
    if wrong := sorted(set(head) ^ set(needed)):
        raise UpstreamChanged(f"{place}: the columns {', '.join(head)}, expected {', '.join(needed)}: see {wrong[0]}")
    for cells in lines:
        yield _row(head, cells, place, platform, gpu=gpu)


def _row(head: Sequence[str], cells: Sequence[str], place: str, platform: str, *, gpu: bool) -> Row:
    if len(cells) != len(head):
        raise UpstreamChanged(f"{place}: a row of {len(cells)} cells, {' | '.join(cells)}, expected {len(head)}")
    values = {COLUMNS[title]: cell for title, cell in zip(head, cells, strict=True)}
    package, _, version = values["version"].rpartition("-")
    try:
        cuda, cudnn = (Version(values[name]) if gpu else None for name in ("cuda", "cudnn"))
        release = Version(version)
    except InvalidVersion as error:
        raise UpstreamChanged(f"{place}: {' | '.join(cells)}: {error}") from error
    python, compiler, tools = values["python"], values["compiler"], values["tools"]
    source = tested.source_of(platform)
    return Row(platform, gpu, package.replace("_", "-"), release, python, compiler, tools, cuda, cudnn, source)


def _fetch(url: str) -> str:
    answer = requests.get(url, timeout=TIMEOUT)
    answer.raise_for_status()
    return answer.content.decode("utf-8")
