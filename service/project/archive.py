"""A project's files from an uploaded .zip or .tar: read in memory, never unpacked, so no name in it can escape."""

import io
import re
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath

from service.errors import WrongUse
from service.nouns import Checkout, Note
from service.project.checkout import MAX_FILE, MAX_FILES, MAX_TOTAL, SKIPPED

ENDING = re.compile(r"(\.(zip|tar|tgz|txz|tbz2?)|\.tar\.(gz|xz|bz2|zst))$", re.IGNORECASE)
HINT = "send a .zip, .tar, .tar.gz or .tar.xz of the project's folder, such as `git archive HEAD` makes"


def read_archive(content: bytes, name: str) -> Checkout:
    """Regular files of an archive; one folder around everything is taken off. Raises WrongUse."""
    files: dict[str, bytes] = {}
    notes: list[Note] = []
    total = members = 0
    try:
        for path, size, read in _members(content, notes):
            total += size
            members += 1
            if size > MAX_FILE or total > MAX_TOTAL or members > MAX_FILES:
                raise WrongUse(
                    f"{name}: unpacks to more than upflow takes",
                    f"leave out data, environments and build results: at most {MAX_TOTAL >> 20} MiB in all, "
                    f"{MAX_FILE >> 20} MiB a file, {MAX_FILES} files",
                )
            if not _is_inside(path):
                notes.append(Note(path, None, "left out: its name points outside the archive"))
            elif not any(part in SKIPPED for part in PurePosixPath(path).parts):
                files[str(PurePosixPath(path))] = read
    except (
        tarfile.TarError,
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        NotImplementedError,
        RuntimeError,
    ) as error:
        raise WrongUse(f"{name}: not a readable archive ({error})", HINT) from None
    if not files:
        raise WrongUse(f"{name}: the archive holds no file", HINT)
    return Checkout(project_name(name), _without_wrapper(files), tuple(notes))


def project_name(archive: str) -> str:
    """What a project is called by the name of its archive: "my.project.tar.gz" is my.project."""
    return ENDING.sub("", PurePosixPath(archive).name) or "project"


def _members(content: bytes, notes: list[Note]) -> Iterator[tuple[str, int, bytes]]:
    """Name, unpacked size and content of each regular file; at most one byte over the limit of a file is unpacked."""
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for entry in archive.infolist():
                if entry.is_dir():
                    continue
                with archive.open(entry) as stream:
                    data = stream.read(MAX_FILE + 1)
                yield entry.filename.replace("\\", "/"), len(data), data
        return
    with tarfile.open(fileobj=io.BytesIO(content), mode="r|*") as tar:
        for member in tar:
            if member.isfile():
                content_of = tar.extractfile(member)
                data = content_of.read(MAX_FILE + 1) if content_of is not None else b""
                yield member.name, len(data), data
            elif not member.isdir():
                notes.append(Note(member.name, None, "left out: a link or a device"))


def _is_inside(path: str) -> bool:
    parts = PurePosixPath(path).parts
    return bool(parts) and not path.startswith("/") and ".." not in parts and "\0" not in path


def _without_wrapper(files: dict[str, bytes]) -> dict[str, bytes]:
    tops = {path.split("/", 1)[0] for path in files}
    if len(tops) == 1 and all("/" in path for path in files):
        return {path.split("/", 1)[1]: data for path, data in files.items()}
    return files
