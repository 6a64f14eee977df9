"""Installs by uv, and compiles what it brings while it still brings more: no line of an installed package runs.

It is given to the interpreter of the environment as text, with -I -S, and must run on Python 3.6. Bytecode is laid
beside the cached wheel as well, so that the next environment with that wheel gets it as it gets every other file.
"""
# ruff: noqa: PTH103, PTH110, PTH114, PTH116, PTH118, PTH119, PTH120, PTH207 - few imports, and tens of thousands of paths

import contextlib
import glob
import importlib.util
import os
import py_compile
import subprocess
import sys
import time
from collections.abc import Iterator

FULL = 28
FULL_ERRORS = (28, 122)
LOOK_SECONDS = 0.2
FEW = 40


class Compiler:
    """Compiles wheels as they lie in the cache, apart from it: whoever links from there sees no half-written file."""

    def __init__(self, apart: str, site: str) -> None:
        self._apart, self._site = apart, site
        self._children = []  # type: list[int]
        self.begun = set()  # type: set[str]

    def begin(self, archive: str) -> None:
        """In other processes, half of the files in each."""
        self.begun.add(archive)
        files = [each for each in sources(archive) if not os.path.exists(bytecode_of(each))]
        files.sort(key=os.path.getsize)
        workers = (os.cpu_count() or 1) if len(files) > FEW else 1
        for part in range(workers if files else 0):
            child = os.fork()
            if not child:
                os._exit(self._compile(archive, files[part::workers]))
            self._children.append(child)

    def wait(self) -> bool:
        """Whether the disk was large enough."""
        codes = [os.waitpid(child, 0)[1] >> 8 for child in self._children]
        return FULL not in codes

    def _compile(self, archive: str, files: "list[str]") -> int:
        for path in files:
            inside = os.path.relpath(path, archive)
            target = os.path.join(self._apart, os.path.basename(archive), bytecode_of(inside))
            try:
                py_compile.compile(path, target, os.path.join(self._site, inside), doraise=True)
            except OSError as error:
                if error.errno in FULL_ERRORS:
                    return FULL
            except Exception:  # noqa: BLE001, S112 - what cannot be compiled may be meant for another Python
                continue
        return 0

    def lay(self, archive: str, site: str) -> None:
        """Beside the cached wheel, and in the environment."""
        apart = os.path.join(self._apart, os.path.basename(archive))
        for folder, _, names in os.walk(apart):
            inside = os.path.relpath(folder, apart)
            for root in (archive, site):
                os.makedirs(os.path.join(root, inside), exist_ok=True)
                for name in names:
                    with contextlib.suppress(FileExistsError):
                        os.link(os.path.join(folder, name), os.path.join(root, inside, name))


def sources(archive: str) -> "Iterator[str]":
    """What uv moves elsewhere (`*.data`) is left as it is: a file too many there, and the wheel counts as broken."""
    for folder, _, names in os.walk(archive):
        first = os.path.relpath(folder, archive).partition("/")[0]
        if not first.endswith(".data") and "/tests/" not in folder + "/":
            for name in names:
                if name.endswith(".py") and not os.path.islink(os.path.join(folder, name)):
                    yield os.path.join(folder, name)


def bytecode_of(path: str) -> str:
    return importlib.util.cache_from_source(path)


def installed(archives: str, site: str) -> "list[str]":
    """Those of the cached wheels that lie in the environment: they are the same files."""
    known = {}
    for path in glob.glob(os.path.join(archives, "*", "*.dist-info", "METADATA")):
        known[os.stat(path).st_ino] = os.path.dirname(os.path.dirname(path))
    found = [os.stat(path).st_ino for path in glob.glob(os.path.join(site, "*.dist-info", "METADATA"))]
    return [known[number] for number in found if number in known]


def main() -> int:
    environment, cache, apart, *command = sys.argv[1:]
    (site,) = glob.glob(os.path.join(environment, "lib", "python*", "site-packages"))
    archives = os.path.join(cache, "archive-v0")
    before = set(glob.glob(os.path.join(archives, "*")))
    compiler = Compiler(apart, site.replace(environment, "/env", 1))
    with subprocess.Popen(command) as process:
        while process.poll() is None:
            time.sleep(LOOK_SECONDS)
            for archive in set(glob.glob(os.path.join(archives, "*"))) - before - compiler.begun:
                with contextlib.suppress(FileNotFoundError):  # another upflow takes wheels out of the cache
                    compiler.begin(archive)
    if not process.returncode:
        print("compiling bytecode", flush=True)
    there = [] if process.returncode else installed(archives, site)
    for archive in there:
        if archive not in compiler.begun:
            compiler.begin(archive)
    if not compiler.wait():
        print("No space left on device", flush=True)
        return FULL
    for archive in there:
        compiler.lay(archive, site)
    return process.returncode


if __name__ == "__main__":
    sys.exit(main())
