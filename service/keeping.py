"""Values kept by key for a while, a file each, whole or not there: a full disk or a broken file only forgets."""

import contextlib
import gzip
import json
import time
import uuid
from pathlib import Path
from typing import Any

DAY = 86400.0


class Keeping:
    """Several processes may keep in one folder. What is older than `days` is as if it were not there."""

    def __init__(self, folder: Path, days: float) -> None:
        self._folder, self._days = folder, days

    def get(self, key: str) -> Any:  # noqa: ANN401 - JSON
        """None where nothing is kept, or where it cannot be read."""
        path = self._path(key)
        try:
            if path.stat().st_mtime < time.time() - self._days * DAY:
                return None
            return json.loads(gzip.decompress(path.read_bytes()))
        except (OSError, EOFError, ValueError):
            return None

    def put(self, key: str, value: object) -> None:
        new = self._folder / f"{uuid.uuid4().hex}.new"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            new.write_bytes(gzip.compress(json.dumps(value).encode(), compresslevel=1))
            new.rename(self._path(key))
        except OSError:
            with contextlib.suppress(OSError):
                new.unlink()

    def forget(self) -> None:
        """Removes what is too old."""
        oldest = time.time() - self._days * DAY
        for path in self._folder.glob("*"):
            with contextlib.suppress(FileNotFoundError):  # another process forgets, too
                if path.stat().st_mtime < oldest:
                    path.unlink()

    def _path(self, key: str) -> Path:
        return self._folder / f"{key}.json.gz"
