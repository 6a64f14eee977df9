"""A package index on disk, of wheels that hold nothing but their metadata: real resolutions without a network."""

import tarfile
import zipfile
from collections.abc import Iterable, Mapping
from io import BytesIO
from pathlib import Path


class SmallIndex:
    """`simple/NAME/` with links, as every index has it; `address` is what uv is told."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "simple"
        self.folder.mkdir(parents=True)

    @property
    def address(self) -> str:
        return self.folder.as_uri()

    def wheel(
        self,
        name: str,
        version: str,
        requires: Iterable[str] = (),
        tags: str = "py3-none-any",
        python: str = "",
        *,
        files: Mapping[str, str] | None = None,
    ) -> None:
        """One release with one wheel; `python`: those that it says to need, `files`: what it brings."""
        stem = f"{name.replace('-', '_')}-{version}"
        place = self._place(name)
        lines = [
            "Metadata-Version: 2.1",
            f"Name: {name}",
            f"Version: {version}",
            *([f"Requires-Python: {python}"] if python else []),
            *(f"Requires-Dist: {one}" for one in requires),
        ]
        with zipfile.ZipFile(place / f"{stem}-{tags}.whl", "w") as wheel:
            wheel.writestr(f"{stem}.dist-info/METADATA", "\n".join(lines) + "\n")
            wheel.writestr(f"{stem}.dist-info/WHEEL", f"Wheel-Version: 1.0\nTag: {tags}\nRoot-Is-Purelib: true\n")
            wheel.writestr(f"{stem}.dist-info/RECORD", "")
            for path, text in (files or {}).items():
                wheel.writestr(path, text)
        self._list(place)

    def source(self, name: str, version: str) -> None:
        """One release that would have to be built: its archive cannot even be opened."""
        place = self._place(name)
        (place / f"{name}-{version}.tar.gz").write_bytes(b"no archive")
        self._list(place)

    def told_source(self, name: str, version: str, requires: Iterable[str]) -> None:
        """One release that would have to be built, with a setup.py that raises; its archive says what it asks for."""
        place, stem = self._place(name), f"{name}-{version}"
        texts = {
            f"{stem}/PKG-INFO": f"Metadata-Version: 1.2\nName: {name}\nVersion: {version}\n",
            f"{stem}/setup.py": "raise SystemExit('this must not run')\n",
            f"{stem}/{name}.egg-info/PKG-INFO": f"Metadata-Version: 1.2\nName: {name}\nVersion: {version}\n",
            f"{stem}/{name}.egg-info/requires.txt": "".join(f"{one}\n" for one in requires),
        }
        with tarfile.open(place / f"{stem}.tar.gz", "w:gz") as archive:
            for path, text in texts.items():
                member = tarfile.TarInfo(path)
                member.size = len(text.encode())
                archive.addfile(member, BytesIO(text.encode()))
        self._list(place)

    def _place(self, name: str) -> Path:
        place = self.folder / name
        place.mkdir(exist_ok=True)
        return place

    def _list(self, place: Path) -> None:
        names = sorted(path.name for path in place.iterdir() if path.name != "index.html")
        place.joinpath("index.html").write_text("".join(f'<a href="{name}">{name}</a>\n' for name in names))
