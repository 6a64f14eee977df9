"""conda-lock.yml and explicit lists of conda: what it chose, by the lines that say name and version."""

import re
from collections.abc import Iterator, Mapping

from service.manifest import Format, Role
from service.nouns import DeclaredLine, Lock
from service.project.asking import Item, pinned
from service.project.conda_words import index_name
from service.project.page import Page

PACKAGE = re.compile(
    r"^- name: (?P<name>\S+)\r?\n  version: ['\"]?(?P<version>[^\s'\"]+)['\"]?\r?\n  manager: (?P<manager>conda|pip)\b",
    re.MULTILINE,
)
EXPLICIT = re.compile(
    r"^https?://\S+/(?P<name>[A-Za-z0-9_][\w.-]*)-(?P<version>[\w.!+]+)-[\w.]+\.(?:conda|tar\.bz2)\b", re.MULTILINE
)
MOST = 5_000


def read(path: str, content: bytes, files: Mapping[str, bytes]) -> Iterator[Item]:  # noqa: ARG001 - every format's signature
    """One lock; a package is said once, whatever platforms it is locked for."""
    page = Page.of(path, content)
    lines: dict[str, DeclaredLine] = {}
    for match in (*PACKAGE.finditer(page.text), *EXPLICIT.finditer(page.text)):
        manager = match.groupdict().get("manager", "conda")
        name = index_name(match["name"]) if manager == "conda" else match["name"]
        found = pinned(name, match["version"]) if name and len(lines) < MOST else None
        if found is not None:
            number = page.line(match.start("name"))
            shown = f"{match['name']} {match['version']}"
            lines.setdefault(str(found), DeclaredLine(found, path, number, shown, Role.LOCKED, Format.CONDA_LOCK))
    yield Lock(path, Format.CONDA_LOCK, tuple(lines.values()))
