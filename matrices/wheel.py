"""A wheel's own metadata read from afar: the zip's index and one member by range requests, never the whole wheel."""

import io
import zipfile
from typing import TYPE_CHECKING

import requests
from packaging.metadata import parse_email
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from matrices.upstream import UpstreamChanged

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

PIECE = 1 << 16
TIMEOUT = 60.0


def patient_session() -> requests.Session:
    """For an upstream: what is busy, or fails for a moment, is asked again a little later."""
    session = requests.Session()
    session.mount("https:", HTTPAdapter(max_retries=Retry(4, backoff_factor=1, status_forcelist=[429, 502, 503, 504])))
    return session


class RangeFile(io.RawIOBase):
    """A file behind a URL, of which only what is asked for is fetched."""

    def __init__(self, session: requests.Session, url: str) -> None:
        self._session, self._url, self._at = session, url, 0
        answer = session.head(url, timeout=TIMEOUT, headers={"Accept-Encoding": "identity"})
        answer.raise_for_status()
        self._size = int(answer.headers["Content-Length"])

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._at = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        return self._at

    def readinto(self, buffer: "WriteableBuffer") -> int:
        view = memoryview(buffer).cast("B")
        end = min(self._at + len(view), self._size)
        if end <= self._at:
            return 0
        data = self._fetch(end)
        view[: len(data)] = data
        self._at += len(data)
        return len(data)

    def _fetch(self, end: int) -> bytes:
        headers = {"Range": f"bytes={self._at}-{end - 1}"}
        with self._session.get(self._url, timeout=TIMEOUT, headers=headers, stream=True) as answer:
            answer.raise_for_status()
            if answer.status_code != requests.codes.partial_content:
                raise UpstreamChanged("the server sent the whole wheel where a range of it was asked for")
            return answer.content


def requires_dist(session: requests.Session, url: str) -> tuple[str, ...]:
    """The Requires-Dist lines of a wheel."""
    with zipfile.ZipFile(io.BufferedReader(RangeFile(session, url), PIECE)) as archive:
        names = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        if not names:
            raise UpstreamChanged(f"no metadata in {url.rpartition('/')[2]}")
        metadata, _ = parse_email(archive.read(names[0]))
    return tuple(metadata.get("requires_dist", ()))
