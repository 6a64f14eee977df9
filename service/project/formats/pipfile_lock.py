"""Pipfile.lock: what pipenv chose, with hashes."""

import json
import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import TypeGuard

from service.manifest import Format, Role
from service.nouns import DeclaredLine, Lock, Note
from service.project.asking import Item, parsed
from service.project.page import Page

MOST = 2**22
NAME = re.compile(r'^\s*"(?P<name>[A-Za-z0-9][\w.-]*)":\s*\{', re.MULTILINE)


def read(path: str, content: bytes, files: Mapping[str, bytes]) -> Iterator[Item]:
    """`default` and `develop` of one lock."""
    if len(content) > MOST:
        yield Note(path, None, f"not read: more than {MOST >> 20} MiB")
        return
    page = Page.of(path, content)
    try:
        table = json.loads(page.text)
    except (ValueError, RecursionError) as error:
        line = min(getattr(error, "lineno", 0), len(page.starts)) or None
        shown = page.pointed(line, getattr(error, "colno", 1) - 1) if line else ""
        yield Note(path, line, f"not JSON: {getattr(error, 'msg', type(error).__name__)}{shown}")
        return
    places = {match["name"]: match.start("name") for match in reversed(list(NAME.finditer(page.text)))}
    lines: list[DeclaredLine] = []
    for section in ("default", "develop"):
        packages = table.get(section) if _is_table(table) else None
        for name, entry in packages.items() if _is_table(packages) else ():
            version = entry.get("version") if _is_table(entry) else None
            found = parsed(f"{name}{version}") if isinstance(version, str) else "nothing is pinned"
            if not isinstance(found, str):
                number = page.line(places.get(name, 0))
                hashes = entry.get("hashes") if _is_table(entry) else None
                kept = tuple(str(each) for each in hashes) if isinstance(hashes, list) else ()
                group = "dev" if section == "develop" else None
                shown = f"{name}{version}"
                lines.append(
                    DeclaredLine(found, path, number, shown, Role.LOCKED, Format.PIPFILE_LOCK, group, hashes=kept)
                )
    source = posixpath.join(posixpath.dirname(path), "Pipfile")
    yield Lock(path, Format.PIPFILE_LOCK, tuple(lines), (source,) if source in files else ())


def _is_table(value: object) -> TypeGuard[dict[str, object]]:
    return isinstance(value, dict)
