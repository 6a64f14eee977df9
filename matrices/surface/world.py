"""The modules that can be imported: the Python text of one or more wheels, each file read when it is asked for."""

import ast
import contextlib
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath

_DELETED = re.compile(rb"^ +del (\w+)", re.MULTILINE)
_TOP = re.compile(rb"^(?=(?:class|def|@|import|from|try|if) ?)", re.MULTILINE)


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
    stubs: tuple[
        zipfile.ZipFile, ...
    ] = ()  # of these only the stubs, for extension modules that have none of their own
    texts: dict[str, Text] = field(default_factory=dict)
    folders: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)  # names that `tensorflow` takes away after it was imported

    def __post_init__(self) -> None:
        for archive in self.archives:
            core = "tensorflow_core/__init__.py" in archive.namelist()
            if core:
                self.gone.update(name.decode() for name in _DELETED.findall(archive.read("tensorflow/__init__.py")))
            for name, text in modules(archive):
                if not (core and name == "tensorflow"):
                    self.texts.setdefault(_public(name), text)
        for archive in self.stubs:
            for name, text in modules(archive):
                if text.member.endswith(".pyi"):
                    self.texts.setdefault(name, text)
                    self.texts.setdefault(f"tensorflow.python.{name.rpartition('.')[2]}", text)  # where it was at first
        for name in self.texts:
            parts = name.split(".")
            self.folders.update(".".join(parts[:end]) for end in range(1, len(parts)))

    def has(self, name: str) -> bool:
        return name in self.texts or name in self.folders

    def is_package(self, name: str) -> bool:
        return name in self.folders or (name in self.texts and self.texts[name].package)

    def read(self, name: str) -> bytes:
        """The text of a module; a folder without one has an empty one."""
        text = self.texts.get(name)
        return text.archive.read(text.member) if text else b""

    @staticmethod
    def parse(text: bytes) -> list[ast.stmt]:
        """The statements of a text; of one that is no Python 3, none."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # invalid escapes in old strings
            try:
                return ast.parse(text).body
            except (SyntaxError, ValueError):
                return list(_parts_of(text))


def _parts_of(text: bytes) -> Iterator[ast.stmt]:
    """The statements of a text with mistakes in it, as generated stubs have, but for those that hold one."""
    for part in _TOP.split(text):
        with contextlib.suppress(SyntaxError, ValueError):
            yield from ast.parse(part).body


def _public(name: str) -> str:
    """TensorFlow 1.15 and 2.0 keep all in `tensorflow_core`, to which `tensorflow` only forwards."""
    return f"tensorflow{name.removeprefix('tensorflow_core')}" if name.startswith("tensorflow_core") else name


def modules(archive: zipfile.ZipFile) -> Iterator[tuple[str, Text]]:
    """Every module of a wheel by its dotted name; a package before a module of its name, a stub last."""
    members = [name for name in archive.namelist() if name.endswith((".py", ".pyi"))]
    for member in sorted(members, key=lambda name: (name.endswith(".pyi"), not name.endswith("/__init__.py"))):
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
    found = {_public(name) for archive in archives for name, _ in modules(archive)}
    return tuple(sorted(name for name in found if not any(part.startswith("_") for part in name.split("."))))
