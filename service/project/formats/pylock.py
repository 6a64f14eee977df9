"""pylock.toml, the lock of PEP 751."""

import posixpath
from collections.abc import Iterator, Mapping

from packaging.pylock import Pylock, PylockUnsupportedVersionError, PylockValidationError

from service.manifest import Format, Role
from service.nouns import DeclaredLine, Lock, Note
from service.project.asking import Item, pinned
from service.project.toml_places import TomlFile


def read(path: str, content: bytes, files: Mapping[str, bytes]) -> Iterator[Item]:
    """Its packages that have a version, as `packaging` reads them."""
    file = TomlFile(path, content)
    if file.problems:
        yield from file.problems
        return
    try:
        lock = Pylock.from_dict(file.table)
    except (PylockUnsupportedVersionError, PylockValidationError, ValueError, TypeError, AttributeError) as error:
        yield Note(path, None, f"not a lock file of PEP 751: {str(error)[:200]}")
        return
    lines = []
    for index, package in enumerate(lock.packages):
        found = pinned(package.name, str(package.version)) if package.version is not None else None
        if found is not None:
            number = file.line(("packages", index, "version"))
            shown = f"{package.name} {package.version}"
            lines.append(DeclaredLine(found, path, number, shown, Role.LOCKED, Format.PYLOCK))
    source = posixpath.join(posixpath.dirname(path), "pyproject.toml")
    yield Lock(path, Format.PYLOCK, tuple(lines), (source,) if source in files else (), lock.requires_python)
