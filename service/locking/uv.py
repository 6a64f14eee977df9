"""One run of uv in a folder of its own, with the index and the settings of whoever runs upflow."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from uv import find_uv_bin

from service.locking.trust import SHOWN, Left
from service.plain import one_line
from service.resolve.index import config, scrubbed, settings
from service.uv_words import index_is_away

SECONDS = 120
SAID = 200


def run(words: Sequence[str], files: Mapping[str, bytes], wanted: str) -> bytes:
    """The content of the file that is wanted, after uv ran beside the others. Raises Left."""
    with TemporaryDirectory(prefix="upflow-lock-") as name:
        folder = Path(name).resolve()
        for path, content in files.items():
            _write(folder, path, content)
        _wait(words, folder)
        return (folder / wanted).read_bytes()


def _write(folder: Path, name: str, content: bytes) -> None:
    path = (folder / name).resolve()
    if not path.is_relative_to(folder):
        raise Left(f"{one_line(name, SHOWN)} lies outside")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _wait(words: Sequence[str], folder: Path) -> None:
    command = [find_uv_bin(), *words, *config(), "--no-python-downloads", "--no-build", "--no-progress", "--quiet"]
    try:
        done = subprocess.run(
            command, cwd=folder, env=settings(os.environ), capture_output=True, text=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise Left(f"the package index did not answer within {SECONDS} s") from None
    if done.returncode:
        away = "the package index does not answer"
        raise Left(away if index_is_away(done.stderr) else one_line(scrubbed(done.stderr), SAID))
