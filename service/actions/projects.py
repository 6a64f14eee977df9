"""The project that an action is about, and its files."""

import io
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import BinaryIO

from service.actions.desk import Desk
from service.address import check_address
from service.errors import WrongUse
from service.nouns import Checkout
from service.project.archive import read_archive
from service.project.checkout import clone

LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class GitProject:
    """A repository that git may fetch: checked when asked for, and again right before it is fetched."""

    url: str
    ref: str | None = None


@dataclass(frozen=True, slots=True)
class ArchiveProject:
    """An upload: its file name as the sender wrote it, and its bytes, or the file that holds them while it is asked."""

    name: str
    content: bytes | BinaryIO = field(repr=False)

    @contextmanager
    def held(self, desk: Desk) -> Iterator[bytes]:
        """Its bytes. What is large, and so in a file, is in memory one at a time: many may come at once."""
        if isinstance(self.content, bytes):
            yield self.content
        else:
            with desk.holding:
                self.content.seek(0)
                yield self.content.read()

    def read(self, desk: Desk) -> Checkout:
        """One at a time: an archive unpacks to many times its size, in memory."""
        with self.held(desk) as content:
            return self.unpacked(content, desk)

    def unpacked(self, content: bytes, desk: Desk) -> Checkout:
        with desk.unpacking:
            return read_archive(content, self.file_name)

    @property
    def file_name(self) -> str:
        """The last part of what a sender calls the file; browsers of old send whole paths."""
        last = PurePosixPath(self.name.replace("\\", "/")).name
        return "".join(character for character in last if character.isprintable())[:LONGEST_NAME] or "archive"


def inline(files: Mapping[str, str], name: str) -> ArchiveProject:
    """Files that somebody wrote down, as an upload. Raises WrongUse where a name is none."""
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as archive:
        for path, text in sorted(files.items()):
            parts = PurePosixPath(path).parts
            if not parts or path.startswith("/") or ".." in parts or not path.isprintable():
                raise WrongUse(f"{path!r} is no name of a file in a project", "write it as src/train.py")
            member = tarfile.TarInfo(f"project/{path}")
            data = text.encode(errors="surrogatepass")
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return ArchiveProject(f"{name}.tar", content.getvalue())


def checkout(project: GitProject | ArchiveProject, desk: Desk) -> Checkout:
    """The files, at once. Raises WrongUse or NotReachable."""
    match project:
        case GitProject(url, ref):
            return clone(url, lambda _line: None, ref=ref, pin=check_address(url, ref, desk.settings).pin)
        case ArchiveProject():
            return project.read(desk)
