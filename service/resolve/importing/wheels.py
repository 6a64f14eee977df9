"""Wheels of the index, read from afar: which modules one has, and what each does. Remembered, as files never change."""

import io
import json
import threading
import zipfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import IO, Any
from urllib.parse import unquote, urlsplit

import requests

from matrices.surface.archive import fetch
from matrices.upstream import UpstreamChanged
from matrices.wheel import PIECE, TIMEOUT, RangeFile, patient_session
from service.resolve import sources
from service.resolve.importing.reading import UNREADABLE, Module, Need, read
from service.resolve.index import settings

FORMAT = 2
"""Of what is remembered: another one is not read."""
WHOLE = 4 << 20
"""A wheel up to this size is fetched as a whole: pieces would take longer."""
MUCH = 96 << 20
"""Of a wheel up to this size all text is fetched at once; of a larger one each module alone."""
LARGEST = 4 << 20
"""No text of a module comes near that."""
COMPILED = (".so", ".pyd")
FAILED = (requests.RequestException, UpstreamChanged, *sources.BROKEN)


class Unknown(Exception):
    """A wheel cannot be read now: nothing is said about it."""


class Wheels:
    """The wheels that were asked about, each opened once."""

    def __init__(self, cache: Path, *, offline: bool = False) -> None:
        self._folder, self._offline = cache / "modules", offline
        self._opened: dict[tuple[str, str], Wheel] = {}
        self._lock = threading.Lock()
        self._session: requests.Session | None = None

    def remembered_source(self, key: str) -> tuple[str, ...] | None:
        """What the source distribution of a release asks for, where it was read before."""
        try:
            return tuple(map(str, json.loads((self._folder / f"{key}.source.json").read_text("utf-8"))))
        except (OSError, ValueError, TypeError):
            return None

    def source(self, key: str, url: str) -> tuple[str, ...] | None:
        """The same, read from afar."""
        try:
            content = self._all(url)
            found = sources.asked(content, PurePosixPath(unquote(urlsplit(url).path)).name) if content else None
        except FAILED:
            return None
        if found is not None:
            self._folder.mkdir(parents=True, exist_ok=True)
            (self._folder / f"{key}.source.json").write_text(json.dumps(found), "utf-8")
        return found

    def _all(self, url: str) -> bytes | None:
        parts = urlsplit(url)
        if parts.scheme in ("", "file"):
            return Path(unquote(parts.path)).read_bytes()
        with self.session.get(url, timeout=TIMEOUT, stream=True) as answer:
            answer.raise_for_status()
            found = bytearray()
            for piece in answer.iter_content(PIECE):
                found += piece
                if len(found) > sources.LARGEST:
                    return None
            return bytes(found)

    @property
    def session(self) -> requests.Session:
        if self._session is None:
            self._session = patient_session()
            self._session.verify = settings().get("SSL_CERT_FILE") or True
        return self._session

    def open(self, url: str, python: str) -> "Wheel":
        """A wheel as an interpreter reads it. Nothing is fetched before it is asked for something."""
        with self._lock:
            known = self._opened.get((url, python))
            if known is None:
                known = self._opened[url, python] = Wheel(url, python, self._folder, self.session, self._offline)
            return known

    def keep(self) -> None:
        """What was read, on disk for the next time."""
        with self._lock:
            for wheel in self._opened.values():
                wheel.keep()


class Wheel:
    """One wheel, and what is known of it."""

    def __init__(self, url: str, python: str, folder: Path, session: requests.Session, offline: bool) -> None:
        self._url, self._python, self._session, self._offline = url, python, session, offline
        self.file = unquote(PurePosixPath(urlsplit(url).path).name)
        self._memory = folder / f"{self.file}-{python}.json"
        self._lock = threading.RLock()
        self._files: dict[str, str] | None = None
        self._modules: dict[str, Module] = {}
        self._archive: zipfile.ZipFile | None = None
        self._texts: zipfile.ZipFile | None = None
        self._size = 0
        self.is_followed = False
        self._is_new = False

    @property
    def files(self) -> Mapping[str, str]:
        """By name of the module the member of the wheel; of a package its `__init__`, of a compiled module nothing."""
        with self._lock:
            if self._files is None and not self._remember():
                self._files, self._is_new = dict(_modules(self._open().namelist())), True
            assert self._files is not None
            return self._files

    def module(self, name: str) -> Module | None:
        """What a module does; None where the wheel has none of that name. Raises Unknown."""
        with self._lock:
            member = self.files.get(name)
            if member is None:
                return None
            if name not in self._modules:
                self._modules[name], self._is_new = self._read(name, member), True
            return self._modules[name]

    def has_below(self, name: str) -> bool:
        """Whether modules are below a name that is none itself: a folder without `__init__`."""
        return any(one.startswith(f"{name}.") for one in self.files)

    def _read(self, name: str, member: str) -> Module:
        if not member.endswith(".py"):
            return UNREADABLE
        try:
            archive = self._text()
            if archive.getinfo(member).file_size > LARGEST:
                return UNREADABLE
            text = archive.read(member).decode("utf-8", "replace")
        except FAILED as error:
            raise Unknown(str(error)) from error
        return read(text, name, is_package=member.endswith("__init__.py"), python=self._python)

    def _text(self) -> zipfile.ZipFile:
        if self._texts is None:
            archive = self._open()
            self._texts = fetch(self._session, self._url) if self._is_bulk else archive
        return self._texts

    @property
    def _is_bulk(self) -> bool:
        """Whether many modules of it will be asked for, so that pieces of it are fetched together."""
        return self.is_followed and WHOLE < self._size <= MUCH

    def _open(self) -> zipfile.ZipFile:
        if self._archive is None:
            try:
                self._archive = zipfile.ZipFile(self._content())
            except FAILED as error:
                raise Unknown(str(error)) from error
        return self._archive

    def _content(self) -> IO[bytes]:
        parts = urlsplit(self._url)
        if parts.scheme in ("", "file"):
            return io.BytesIO(Path(unquote(parts.path)).read_bytes())
        if self._offline:
            raise Unknown("the index is not asked")
        far = RangeFile(self._session, self._url)
        size = self._size = far.seek(0, io.SEEK_END)
        if size > WHOLE:
            return io.BufferedReader(far, PIECE)
        answer = self._session.get(self._url, timeout=TIMEOUT)
        answer.raise_for_status()
        return io.BytesIO(answer.content)

    def _remember(self) -> bool:
        try:
            known = json.loads(self._memory.read_text("utf-8"))
            if known["format"] != FORMAT:
                return False
            self._modules = {name: _from_row(row) for name, row in known["modules"].items()}
            self._files = known["files"]
        except (OSError, ValueError, KeyError, TypeError):
            return False
        return True

    def keep(self) -> None:
        with self._lock:
            if not self._is_new or self._files is None:
                return
            rows = {"format": FORMAT, "files": self._files, "modules": dict(self._modules.items())}
            self._memory.parent.mkdir(parents=True, exist_ok=True)
            part = self._memory.with_name(f"{self._memory.name}.{threading.get_ident()}")
            part.write_text(json.dumps(rows, default=sorted), "utf-8")
            part.replace(self._memory)
            self._is_new = False


def _from_row(row: list[Any]) -> Module:
    needs, names, stars, lazy, hiding, old_keras, either = row
    ways = tuple(tuple(_needs(way) for way in ways) for ways in either)
    return Module(_needs(needs), frozenset(names), tuple(stars), lazy, hiding, old_keras, ways)


def _needs(rows: list[Any]) -> tuple[Need, ...]:
    return tuple(Need(line, module, tuple(names), is_chain) for line, module, names, is_chain in rows)


def _modules(members: list[str]) -> list[tuple[str, str]]:
    found = []
    for member in members:
        path = PurePosixPath(member)
        parts = list(path.parts)
        if parts and parts[0].endswith(".data"):
            parts = parts[2:] if parts[1:2] and parts[1] in ("purelib", "platlib") else []
        if not parts or not member.endswith((".py", *COMPILED)):
            continue
        *above, last = parts
        name = ".".join([*above, *([] if last == "__init__.py" else [last.partition(".")[0]])])
        if name and all(part.isidentifier() for part in name.split(".")):
            found.append((name, member if last.endswith(".py") else ""))
    return sorted(found, key=lambda one: (one[0], not one[1].endswith("__init__.py")), reverse=True)
