"""Which format reads which file: by its name alone, and a format is loaded only where a file of it is there."""

import posixpath
import re
from collections.abc import Mapping
from enum import IntEnum
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from service.nouns import Note

if TYPE_CHECKING:
    from service.project.asking import Item

YAML = r"\.ya?ml"
PATTERNS = {
    "pyproject": r"pyproject\.toml",
    "setup_cfg": r"setup\.cfg",
    "setup_py": r"setup\.py",
    "requirements": r"requirements?[\w.-]*\.(?:txt|in|pip)|[\w.-]+[-_.]requirements?\.(?:txt|in|pip)"
    r"|(?<=/)(?:requirements?|reqs)/[\w.-]+\.(?:txt|in|pip)|(?:pip-?)?reqs?\.txt",
    "pipfile": r"Pipfile",
    "conda_lock": rf"[\w.-]*conda-lock{YAML}|conda-[\w-]+\.lock",
    "conda": rf"[\w.-]*env(?:ironment)?s?(?:[-_.][\w.-]+)?{YAML}|conda[\w.-]*{YAML}"
    rf"|(?<=/)(?:[\w.-]*conda[\w.-]*|envs?|environments?)/[\w.-]+{YAML}",
    "toml_lock": r"uv\.lock|poetry\.lock|pdm\.lock",
    "pipfile_lock": r"Pipfile\.lock",
    "pylock": r"pylock(?:\.[\w-]+)?\.toml",
    "runtime": r"\.python-version|runtime\.txt",
    "tox": r"tox\.ini",
    "tox_toml": r"tox\.toml",
    "nox": r"noxfile\.py",
    "docker": r"(?:[\w.-]+[-_.])?(?:Dockerfile|Containerfile)(?:[-_.][\w.-]+)?|[\w.-]+\.dockerfile",
    "workflow": rf"(?<=/)\.github/workflows/[\w.-]+{YAML}|\.gitlab-ci{YAML}|\.travis{YAML}"
    rf"|(?<=/)\.circleci/config{YAML}|azure-pipelines[\w.-]*{YAML}|(?:docker-)?compose[\w.-]*{YAML}|appveyor{YAML}",
    "constraints": r"(?:[\w.-]+[-_.])?constraints?(?:[-_.][\w.-]+)?\.txt",
    "script": r"[\w.-]+\.sh|(?:GNU)?Makefile",
    "notebook": r"[^/]+\.ipynb",
}
"""By format, the names of its files, from a folder on. A test holds them against the modules of the formats."""

PARTS = (
    *("pyproject", "setup", "req", "pip", "conda", "env", "lock", "runtime", "python-version"),
    *("tox", "nox", "docker", "container", "yml", "yaml", "ipynb"),
    *("constraint", ".sh", "makefile"),
)
"""One of them is in each of these names."""
OTHERS = (".jpg", ".png", ".h", ".cc", ".md", ".json", ".csv", ".html", ".js")


class Strength(IntEnum):
    """How much a file's word counts where several speak of one package; the least number counts most."""

    METADATA = 0
    REQUIREMENTS = 1
    PIPFILE = 2
    CONDA = 3
    BESIDE = 4


STRENGTHS = {
    "pyproject": Strength.METADATA,
    "setup_cfg": Strength.METADATA,
    "setup_py": Strength.METADATA,
    "requirements": Strength.REQUIREMENTS,
    "pipfile": Strength.PIPFILE,
    "conda": Strength.CONDA,
}
"""Of the formats in which a person declares what a project needs. Where one of them is, a project has its root."""


@cache
def _names() -> re.Pattern[str]:
    parts = (f"(?:.*(?<=/))?(?P<{name}>{pattern})" for name, pattern in PATTERNS.items())
    return re.compile("|".join(f"(?:{part})" for part in parts), re.IGNORECASE)


def format_of(path: str) -> str | None:
    """The format of a file; None where it declares nothing."""
    if not _could_be(path):
        return None
    found = _names().fullmatch(f"/{path}")
    return found.lastgroup if found else None


def _could_be(path: str) -> bool:
    """Most files are told apart by plain parts of their names."""
    lowered = path.lower()
    if lowered.endswith(".py"):
        return path.endswith(("setup.py", "noxfile.py"))
    return any(part in lowered for part in PARTS) and not lowered.endswith(OTHERS)


def strength_of(form: str) -> Strength:
    """How much the word of a format counts."""
    return STRENGTHS.get(form, Strength.BESIDE)


def read_file(path: str, form: str, files: Mapping[str, bytes]) -> "list[Item]":
    """What one file declares."""
    module = import_module(f"service.project.formats.{form}")
    items: list[Item] = []
    try:
        items += module.read(path, files[path], files)
    except RecursionError:
        items.append(Note(path, None, "read in part: something in it is nested too deeply"))
    return items


def folder(path: str) -> str:
    """The folder of a file; the top is empty."""
    return posixpath.dirname(path)
