"""The modules that can be imported: the Python text of one or more wheels, each file read when it is asked for."""

import ast
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath


@dataclass(frozen=True, slots=True)
class Text:
    """Where a module's text is."""

    archive: zipfile.ZipFile
    member: str
    package: bool


@dataclass(slots=True)
class World:
    """Wheels beside each other, as an installation would have them; the first one that has a module gives it."""

    archives: tuple[zipfile.ZipFile, ...]
    texts: dict[str, Text] = field(default_factory=dict)
    folders: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        for archive in self.archives:
            for name, text in modules(archive):
                self.texts.setdefault(name, text)
        for name in self.texts:
            while "." in name:
                name = name.rpartition(".")[0]
                self.folders.add(name)

    def has(self, name: str) -> bool:
        return name in self.texts or name in self.folders

    def is_package(self, name: str) -> bool:
        return name in self.folders or (name in self.texts and self.texts[name].package)

    def parse(self, name: str) -> list[ast.stmt]:
        """The statements of a module; of a folder without a text of its own, and of text that is no Python 3, none."""
        text = self.texts.get(name)
        if text is None:
            return []
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # invalid escapes in old strings
            try:
                return ast.parse(text.archive.read(text.member)).body
            except (SyntaxError, ValueError):
                return []


def modules(archive: zipfile.ZipFile) -> Iterator[tuple[str, Text]]:
    """Every module of a wheel by its dotted name; where there is only a stub of an extension module, the stub."""
    members = [name for name in archive.namelist() if name.endswith((".py", ".pyi"))]
    for member in sorted(members, key=lambda name: name.endswith(".pyi")):
        parts = _parts(member)
        if parts and all(part.isidentifier() for part in parts):
            package = parts[-1] == "__init__"
            yield ".".join(parts[:-1] if package else parts), Text(archive, member, package)


def _parts(member: str) -> tuple[str, ...]:
    """The path inside site-packages, into which `NAME.data/purelib` is unpacked too."""
    parts = PurePosixPath(member).with_suffix("").parts
    if parts[0].endswith(".data"):
        return parts[2:] if parts[1] in {"purelib", "platlib"} else ()
    return parts


def paths(archives: Iterable[zipfile.ZipFile]) -> tuple[str, ...]:
    """Every path that can be imported and of which no part is private."""
    found = {name for archive in archives for name, _ in modules(archive)}
    return tuple(sorted(name for name in found if not any(part.startswith("_") for part in name.split("."))))
