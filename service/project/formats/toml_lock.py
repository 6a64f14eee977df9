"""uv.lock, poetry.lock and pdm.lock: TOML that tools write in one shape, a package after another.

They are long, and read on every run: the lines that say name and version are looked for, not the whole table.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping

from service.manifest import Format, Role
from service.nouns import DeclaredLine, Lock, Note
from service.project.asking import Item, pinned, specifiers
from service.project.page import Page

FORMATS = {"uv.lock": Format.UV_LOCK, "poetry.lock": Format.POETRY_LOCK, "pdm.lock": Format.PDM_LOCK}
PACKAGE = re.compile(
    r'^\[\[package\]\][ \t]*\r?\nname = "(?P<name>[^"\n]+)"[ \t]*\r?\nversion = "(?P<version>[^"\n]+)"[ \t]*\r?\n'
    r"(?:source = \{(?P<source>[^\n]*)\})?",
    re.MULTILINE,
)
PYTHON = re.compile(r'^(?:requires-python|requires_python|python-versions) = "(?P<range>[^"\n]*)"', re.MULTILINE)
OWN = re.compile(r"\b(?:virtual|editable|directory)\b")
MOST = 5_000


def read(path: str, content: bytes, files: Mapping[str, bytes]) -> Iterator[Item]:
    """One lock; the project's own entry is left out."""
    page = Page.of(path, content)
    lines: list[DeclaredLine] = []
    form = FORMATS[posixpath.basename(path)]
    for match in PACKAGE.finditer(page.text):
        found = pinned(match["name"], match["version"])
        if found is None or (match["source"] and OWN.search(match["source"])):
            continue
        if len(lines) == MOST:
            yield Note(path, page.line(match.start()), f"only the first {MOST} packages were read")
            break
        number = page.line(match.start("name"))
        shown = f"{match['name']} {match['version']}"
        lines.append(DeclaredLine(found, path, number, shown, Role.LOCKED, form))
    if not lines and content.strip() and "[[package]]" in page.text:
        yield Note(path, None, f"not read: this is not the shape in which a {posixpath.basename(path)} is written")
    source = posixpath.join(posixpath.dirname(path), "pyproject.toml")
    python = PYTHON.search(page.text)
    said = specifiers(python["range"]) if python else None
    yield Lock(path, form, tuple(lines), (source,) if source in files else (), said)
