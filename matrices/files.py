"""A file is replaced whole or stays as it was: a process that is killed in the middle loses nothing."""

import os
from pathlib import Path


def replace(path: Path, content: str | bytes) -> None:
    """Write beside it, then take its place. The folder is made where it is missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        new.write_bytes(content if isinstance(content, bytes) else content.encode())
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)
