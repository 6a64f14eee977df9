"""What a release without wheels asks for, as its source distribution says: it is read, and nothing of it is run."""

import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import PurePosixPath

from packaging.metadata import parse_email
from packaging.requirements import InvalidRequirement, Requirement
from packaging.version import Version

LARGEST = 64 << 20
"""Of a source distribution; one with weights or data in it is not fetched."""
LONGEST = 4 << 20
"""Of the metadata in it: no text of it comes near that, but what is packed to be much when it is unpacked."""
BROKEN = (
    *(tarfile.TarError, zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError),
    *(ValueError, RuntimeError, KeyError),  # other compressions, a password, a member that is not there
)
"""What reading an archive raises, which anybody may have made."""
STATED = Version("2.2")
"""From this metadata on, a source distribution says what each of its wheels will."""


def asked(content: bytes, file: str) -> tuple[str, ...] | None:
    """The requirements of an archive; None where it does not tell.

    They are those of the machine that made it: what its setup.py decides by where it runs is left as it was there.
    """
    try:
        texts = dict(_texts(content, file))
    except BROKEN:
        return None
    info = next((text for name, text in texts.items() if name == "PKG-INFO"), "")
    metadata, _ = parse_email(info)
    stated = metadata.get("requires_dist", ())
    if Version(metadata.get("metadata_version") or "1.0") >= STATED and "requires-dist" not in _dynamic(metadata):
        return tuple(one for one in stated if _is_plain(one))
    listed = next((text for name, text in texts.items() if name.endswith(".egg-info/requires.txt")), None)
    if listed is not None:
        return tuple(_lines(listed))
    return () if any(name.endswith(".egg-info/PKG-INFO") for name in texts) else None


def stand_in(name: str, version: str, wanted: tuple[str, ...] | list[str]) -> tuple[str, bytes]:
    """A wheel with nothing but metadata, by the name of its file: for a release that has none."""
    metadata = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}"]
    metadata += [f"Requires-Dist: {one}" for one in wanted]
    stem, content = f"{name.replace('-', '_')}-{version}", BytesIO()
    with zipfile.ZipFile(content, "w") as wheel:
        wheel.writestr(f"{stem}.dist-info/METADATA", "\n".join(metadata) + "\n")
        wheel.writestr(f"{stem}.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{stem}.dist-info/RECORD", "")
    return f"{stem}-py3-none-any.whl", content.getvalue()


def _texts(content: bytes, file: str) -> Iterator[tuple[str, str]]:
    """The files of metadata, by their paths below the one folder that an archive has."""
    if file.endswith(".zip"):
        with zipfile.ZipFile(BytesIO(content)) as archive:
            for name in archive.namelist():
                if (inner := _inner(name)) is not None and archive.getinfo(name).file_size <= LONGEST:
                    yield inner, archive.read(name).decode("utf-8", "replace")
        return
    with tarfile.open(fileobj=BytesIO(content)) as packed:
        for member in packed:
            inner = _inner(member.name)
            if inner is None or not member.isreg() or member.size > LONGEST:
                continue
            if (found := packed.extractfile(member)) is not None:
                yield inner, found.read().decode("utf-8", "replace")


def _inner(name: str) -> str | None:
    inner = "/".join(PurePosixPath(name).parts[1:])
    return inner if inner == "PKG-INFO" or inner.endswith((".egg-info/requires.txt", ".egg-info/PKG-INFO")) else None


def _dynamic(metadata: object) -> set[str]:
    found = metadata.get("dynamic", ()) if isinstance(metadata, dict) else ()
    return {str(one).lower() for one in found}


def _is_plain(line: str) -> bool:
    try:
        marker = Requirement(line).marker
    except InvalidRequirement:
        return False
    return marker is None or "extra" not in str(marker)


def _lines(text: str) -> Iterator[str]:
    """Of a requires.txt what holds without an extra: `[:marker]` begins what holds under a marker."""
    marker: str | None = ""
    for line in map(str.strip, text.splitlines()):
        if line.startswith("["):
            name, _, condition = line.strip("[]").partition(":")
            marker = None if name else condition
        elif line and marker is not None:
            one = f"{line} ; {marker}" if marker else line
            if _is_plain(one):
                yield one
