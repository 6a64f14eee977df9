"""What was taken by who is told, on the disk of who told it: known there before the database knows it.

Between the answer of who was told and the database lies all that can go wrong with a database, and a process that is
killed meanwhile would tell it twice. A file that is made at once leaves next to no time for that.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Receipts:
    """One empty file each, named by its delivery."""

    folder: Path

    def keep(self, delivery: str) -> None:
        with suppress(OSError):  # the disk is full: the database is told next, and may still have room
            self.folder.mkdir(parents=True, exist_ok=True)
            (self.folder / delivery).touch()

    def every(self) -> Iterator[str]:
        """Those that the database may not know yet."""
        if self.folder.is_dir():
            yield from sorted(file.name for file in self.folder.iterdir())

    def drop(self, delivery: str) -> None:
        (self.folder / delivery).unlink(missing_ok=True)
