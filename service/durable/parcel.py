"""A checkout as one file and back, so that every worker tries the same bytes."""

import gzip
import io
import json
import tarfile
from collections.abc import Mapping

from service.nouns import Checkout, Note

FOLDER, ABOUT = "files/", "about.json"


def pack(checkout: Checkout) -> bytes:
    about = json.dumps({"name": checkout.name, "notes": checkout.notes}).encode()
    files = {f"{FOLDER}{path}": content for path, content in checkout.files.items()}
    return pack_files({ABOUT: about, **files})


def unpack(parcel: bytes) -> Checkout:
    files = unpack_files(parcel)
    about = json.loads(files.pop(ABOUT))
    notes = tuple(Note(*note) for note in about["notes"])
    return Checkout(about["name"], {path.removeprefix(FOLDER): content for path, content in files.items()}, notes)


def pack_files(files: Mapping[str, bytes]) -> bytes:
    """The same bytes for the same files."""
    packed = io.BytesIO()
    with (
        gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=1, mtime=0) as stream,
        tarfile.open(fileobj=stream, mode="w", format=tarfile.GNU_FORMAT, errors="surrogateescape") as archive,
    ):
        for path, content in files.items():
            member = tarfile.TarInfo(path)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return packed.getvalue()


def unpack_files(parcel: bytes) -> dict[str, bytes]:
    with tarfile.open(fileobj=io.BytesIO(parcel), mode="r:gz", errors="surrogateescape") as archive:
        found = ((member.name, archive.extractfile(member)) for member in archive)
        return {name: file.read() for name, file in found if file is not None}
