"""A project's files from an uploaded .zip or .tar: read in memory, never unpacked, so no name in it can escape."""

import lzma
import re
import tarfile
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import PurePosixPath

from service.errors import WrongUse
from service.nouns import Checkout, Note
from service.project.checkout import MAX_FILE, MAX_FILES, MAX_TOTAL, SKIPPED
from service.project.unpacking import TooMuch, members

ENDING = re.compile(r"(\.(zip|tar|tgz|txz|tbz2?)|\.tar\.(gz|xz|bz2|zst))$", re.IGNORECASE)
HINT = "send a .zip, .tar, .tar.gz or .tar.xz of the project's folder, such as `git archive HEAD` makes"

UNREADABLE = (
    tarfile.TarError,
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
)


def read_archive(content: bytes, name: str) -> Checkout:
    """Regular files of an archive; one folder around everything is taken off. Raises WrongUse."""
    files: dict[str, bytes] = {}
    notes: list[Note] = []
    try:
        for path, data in members(content, MAX_FILES, MAX_FILE, MAX_TOTAL):
            if data is None:
                notes.append(Note(path, None, "left out: a link or a device"))
            elif not _is_inside(path):
                notes.append(Note(path, None, "left out: its name points outside the archive"))
            elif not any(part in SKIPPED for part in PurePosixPath(path).parts):
                files[str(PurePosixPath(path))] = data
    except TooMuch:
        raise WrongUse(
            f"{name}: unpacks to more than upflow takes",
            f"leave out data, environments and build results: at most {MAX_TOTAL >> 20} MiB in all, "
            f"{MAX_FILE >> 20} MiB a file, {MAX_FILES} files",
        ) from None
    except UNREADABLE as error:
        raise WrongUse(f"{name}: not a readable archive ({error})", HINT) from None
    for path in _folders(files):
        notes.append(Note(path, None, "left out: the archive has a folder of that name, too"))
        del files[path]
    if not files:
        raise WrongUse(f"{name}: the archive holds no file", HINT)
    return Checkout(project_name(name), _without_wrapper(files), tuple(notes))


def project_name(archive: str) -> str:
    """What a project is called by the name of its archive: "my.project.tar.gz" is my.project."""
    return ENDING.sub("", PurePosixPath(archive).name) or "project"


def _folders(files: Mapping[str, bytes]) -> list[str]:
    """Files below which there are files: no disk can have both."""
    parents = {str(parent) for path in files for parent in PurePosixPath(path).parents}
    return sorted(parents & files.keys())


def _is_inside(path: str) -> bool:
    parts = PurePosixPath(path).parts
    return bool(parts) and not path.startswith("/") and ".." not in parts and "\0" not in path


def _without_wrapper(files: dict[str, bytes]) -> dict[str, bytes]:
    tops = {path.split("/", 1)[0] for path in files}
    if len(tops) == 1 and all("/" in path for path in files):
        return {path.split("/", 1)[1]: data for path, data in files.items()}
    return files
