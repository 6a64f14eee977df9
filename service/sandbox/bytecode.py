"""Bytecode of an environment, compiled before its first trial and kept beside the cached wheels too.

`uv pip install` compiles nothing, and Python compiles what it imports when it first runs; a trial cannot keep that, as
its environment is read-only. So all of it is compiled once, on every processor, and the next environment with the same
wheel gets it as it gets every other file.
"""
# ruff: noqa: PTH101, PTH103, PTH114, PTH112, PTH116, PTH118, PTH119, PTH120, PTH207, PTH208 - tens of thousands of paths

import contextlib
import glob
import os
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from service.nouns import Environment
from service.sandbox.install import UNSHARED, Tools
from service.sandbox.recipe import ENVIRONMENT, Mount, Recipe

MARK = ".compiled"
TARGET = "/bytecode"
CACHE = "__pycache__"


def is_compiled(environment: Environment) -> bool:
    return Path(environment.path, MARK).exists()


def recipe(environment: Environment, target: Path, tools: Tools) -> Recipe:
    """A container that reads the environment and writes into `target`; nothing else is there."""
    program = (*_words(), ENVIRONMENT, TARGET)
    return Recipe(
        kind="compile",
        image=environment.image,
        argv=("timeout", "--kill-after=5", f"{UNSHARED.seconds + 30:g}", "/usr/local/bin/python", *program),
        limits=UNSHARED,
        user=tools.user,
        mounts=(Mount(environment.path, ENVIRONMENT), Mount(str(target), TARGET, writable=True)),
        labels={"upflow.environment": environment.key},
    )


@cache
def _words() -> tuple[str, ...]:
    """The program that compiles, as text: it is never imported here."""
    return ("-I", "-S", "-c", (Path(__file__).with_name("inside") / "bytecode.py").read_text(encoding="utf-8"))


def lay(compiled: Path, environment: Path, wheels: Path) -> None:
    """Into the environment, and beside the cached wheels whose very files were compiled."""
    for site in map(str, environment.resolve().glob("lib/python*/site-packages")):
        roots = _Roots(site, _cached(str(wheels.resolve()), site))
        for folder, _, names in os.walk(compiled):
            if names and os.path.basename(folder) == CACHE:
                inside = os.path.relpath(os.path.dirname(folder), compiled)
                for root in roots.that_have(inside):
                    _link(folder, names, os.path.join(root, inside), os.path.join(site, inside))


def mark(environment: Path) -> None:
    """That there is nothing left to compile."""
    mode = environment.stat().st_mode
    environment.chmod(0o755)
    (environment / MARK).touch(mode=0o444)
    environment.chmod(mode)


def _cached(wheels: str, site: str) -> list[str]:
    """Those of the cached wheels that lie in the environment: they are the same files."""
    there = {os.stat(path).st_ino for path in glob.glob(f"{glob.escape(site)}/*.dist-info/METADATA")}
    known = glob.glob(f"{glob.escape(wheels)}/*/*.dist-info/METADATA")
    return [os.path.dirname(os.path.dirname(path)) for path in known if os.stat(path).st_ino in there]


class _Roots:
    """An environment, and the wheels that it was made of."""

    def __init__(self, site: str, wheels: Iterable[str]) -> None:
        self._site = site
        self._real: dict[str, bool] = {site: True, **dict.fromkeys(wheels, True)}
        self._by_name: dict[str, list[str]] = {".": list(wheels)}
        for wheel in wheels:
            for name in os.listdir(wheel):
                self._by_name.setdefault(name, []).append(wheel)

    def that_have(self, inside: str) -> list[str]:
        """Nothing is followed that leads elsewhere, as what was built from source may have left it."""
        wheels = self._by_name.get(inside.partition(os.sep)[0], ())
        return [root for root in (self._site, *wheels) if self._is_real(os.path.normpath(os.path.join(root, inside)))]

    def _is_real(self, folder: str) -> bool:
        if folder not in self._real:
            real = self._is_real(os.path.dirname(folder))
            self._real[folder] = real and os.path.isdir(folder) and not os.path.islink(folder)
        return self._real[folder]


def _link(made: str, names: Iterable[str], target: str, site: str) -> None:
    """Only beside a source that is the one which was compiled: a wheel may write over the files of another."""
    folder = os.path.join(target, CACHE)
    own = [name for name in names if _is_same(_source(target, name), _source(site, name))]
    if not own or os.path.islink(folder):
        return
    mode = os.stat(target).st_mode
    os.chmod(target, 0o755)  # noqa: S103 - others may be reading what lies there
    os.makedirs(folder, exist_ok=True)
    os.chmod(folder, 0o755)  # noqa: S103 - as above
    for name in own:
        with contextlib.suppress(FileExistsError):
            os.link(os.path.join(made, name), os.path.join(folder, name))
    os.chmod(folder, mode)
    os.chmod(target, mode)


def _source(folder: str, name: str) -> str:
    """`a.py` of `a.cpython-311.pyc`."""
    return os.path.join(folder, f"{name.rsplit('.', 2)[0]}.py")


def _is_same(one: str, other: str) -> bool:
    try:
        return os.lstat(one).st_ino == os.lstat(other).st_ino
    except FileNotFoundError:
        return False
