"""What a test reads from one file, by its format."""

from collections.abc import Mapping
from typing import NamedTuple

from service.manifest import Image, Interpreter, PythonRange, Role, Toolkit
from service.nouns import DeclaredLine, Lock, Note
from service.project.asking import Item
from service.project.registry import format_of, read_file


class Read(NamedTuple):
    """The items of a file, with the file."""

    items: list[Item]
    files: Mapping[str, bytes]

    @property
    def lines(self) -> list[DeclaredLine]:
        return [item for item in self.items if isinstance(item, DeclaredLine)]

    @property
    def notes(self) -> list[Note]:
        return [item for item in self.items if isinstance(item, Note)]

    @property
    def locks(self) -> list[Lock]:
        return [item for item in self.items if isinstance(item, Lock)]

    @property
    def images(self) -> list[Image]:
        return [item for item in self.items if isinstance(item, Image)]

    @property
    def toolkits(self) -> list[Toolkit]:
        return [item for item in self.items if isinstance(item, Toolkit)]

    @property
    def ranges(self) -> list[PythonRange]:
        return [item for item in self.items if isinstance(item, PythonRange)]

    @property
    def pythons(self) -> list[Interpreter]:
        return [item for item in self.items if isinstance(item, Interpreter)]

    @property
    def said(self) -> list[tuple[int, str]]:
        """Line and requirement of each line that asks in any way."""
        return [(line.line, str(line.requirement)) for line in self.lines]

    def group(self, name: str | None) -> list[str]:
        return [str(line.requirement) for line in self.lines if line.group == name]

    def of(self, role: Role) -> list[str]:
        return [str(line.requirement) for line in self.lines if line.role is role]

    @property
    def spans(self) -> list[tuple[str | None, str | None]]:
        """The bytes of name and version, as they stand in the file."""
        return [(self._bytes(line, line.name_span), self._bytes(line, line.version_span)) for line in self.lines]

    def _bytes(self, line: DeclaredLine, span: tuple[int, int] | None) -> str | None:
        return None if span is None else self.files[line.path][span[0] : span[1]].decode()


def read(path: str, content: bytes | str, **others: bytes) -> Read:
    """A file, with others beside it whose names have an underscore for the dot: `limits_txt=b"..."`."""
    data = content.encode() if isinstance(content, str) else content
    files = {path: data, **{name.replace("__", "/").replace("_", "."): data for name, data in others.items()}}
    form = format_of(path)
    assert form is not None, f"{path} is read by no format"
    return Read(read_file(path, form, files), files)
