"""The Python interpreters of this machine, of which a runner image can be made."""

import itertools
import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from packaging.version import InvalidVersion, Version
from uv import find_uv_bin

_NAME = re.compile(r"python(\d+\.\d+)$")


@dataclass(frozen=True, slots=True)
class Interpreter:
    """A Python "3.11" and the folder that it was installed to: its standard library is below."""

    python: str
    executable: Path

    @property
    def prefix(self) -> Path:
        return self.executable.parent.parent

    @property
    def library(self) -> Path:
        return self.prefix / "lib" / f"python{self.python}"


def interpreters() -> dict[str, Interpreter]:
    """One of each version, the newest patch where an installer keeps several; the system's own comes last."""
    found: dict[str, Interpreter] = {}
    for executable in itertools.chain(_kept_by_installers(), _known_to_uv(), sorted(Path("/usr/bin").glob("python*"))):
        match = _NAME.search(executable.name)
        real = executable.resolve()
        if match and real.is_file():
            interpreter = Interpreter(match[1], real)
            if (interpreter.library / "os.py").is_file():
                found.setdefault(match[1], interpreter)
    return dict(sorted(found.items(), key=lambda pair: Version(pair[0])))


def _kept_by_installers() -> Iterator[Path]:
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    for folder in sorted(pyenv.glob("*"), key=_version, reverse=True):
        yield from folder.glob("bin/python*")
    yield from Path("/opt").glob("*/bin/python*")
    yield from Path("/usr/local/bin").glob("python*")


def _version(folder: Path) -> Version:
    try:
        return Version(folder.name)
    except InvalidVersion:
        return Version("0")


def _known_to_uv() -> Iterator[Path]:
    """Those that uv installed, by the name that says their version."""
    command = [find_uv_bin(), "python", "dir", "--no-config"]
    folder = subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
    if folder:
        yield from sorted(Path(folder).glob("cpython-*/bin/python*"), reverse=True)
