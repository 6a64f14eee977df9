"""Small packages: as the text of a wheel, read statically, and really imported."""

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from matrices.surface import oracle
from matrices.surface.facts import Surface
from matrices.surface.read import read

Files = Mapping[str, str]


def wheel_of(files: Files) -> zipfile.ZipFile:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, dedent(text))
    return zipfile.ZipFile(held)


@pytest.fixture
def wheel() -> Callable[[Files], zipfile.ZipFile]:
    return wheel_of


@pytest.fixture
def surface() -> Callable[..., Surface]:
    """The surface of some modules of a package `keras` of the days when it was read as it lies there."""

    def of(version: str = "2.0.0", **modules: str) -> Surface:
        return read("keras", version, wheel_of(paths(modules)))

    return of


@pytest.fixture
def imported(tmp_path: Path) -> Callable[..., dict[str, Any]]:
    """What the oracle says of the same modules after a real import."""

    def of(**modules: str) -> dict[str, Any]:
        for name, text in paths(modules).items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(dedent(text))
        ran = subprocess.run(
            [sys.executable, oracle.__file__, "keras=keras"],
            env={"PYTHONPATH": str(tmp_path)},
            capture_output=True,
            text=True,
            check=True,
        )
        return dict(json.loads(ran.stdout.splitlines()[-1]))

    return of


def paths(modules: Files) -> dict[str, str]:
    """`layers__core="..."` is keras/layers/core.py; `init` and `layers__init` are those of packages."""
    found = {f"keras/{name.replace('__', '/')}.py": text for name, text in modules.items()}
    return {name.replace("/init.py", "/__init__.py"): text for name, text in found.items()}
