"""Runner images made of this machine: one base for all, and a thin layer with the interpreter for each Python."""

import contextlib
import io
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

from docker.errors import ImageNotFound

from service.errors import NotReachable
from service.nouns import Say
from service.sandbox.engine import Engine
from service.sandbox.interpreters import Interpreter, interpreters
from service.sandbox.lock import locked
from service.sandbox.printable import last_line

LAYOUT = "1"
"""Raised when images are built differently: what an older upflow built is then not used."""

BASE = f"upflow/base:{LAYOUT}"
BUILD_SECONDS = 600
_UNNEEDED = {"site-packages", "dist-packages", "__pycache__", "test", "tests", "idlelib", "turtledemo"}

# Unchecked bytecode: the root is read-only at run time, so nothing can be stale, and nothing could be written either.
_DOCKERFILE = """
FROM {base}
COPY root/ /
RUN ldconfig \\
 && for name in python python3; do ln -sf python{python} /usr/local/bin/$name; done \\
 && {{ /usr/local/bin/python -I -S -m compileall -q -j 0 {library} >/dev/null 2>&1 || true; }} \\
 && /usr/local/bin/python -I -c "import ssl, sqlite3, ctypes, lzma, bz2, zlib"
USER 10001:10001
"""


def tag(python: str) -> str:
    return f"upflow/python:{python}-{LAYOUT}"


def build(engine: Engine, python: str, locks: Path, say: Say) -> None:
    """Makes the image `tag(python)`; another process that makes it already is waited for."""
    with locked(locks / "images", lambda: say("waiting for another upflow that builds an image")):
        interpreter = _interpreter(python)
        with _patient(engine):
            if not _exists(engine, BASE):
                _build_base(engine, say)
            if not _exists(engine, tag(python)):
                _build_layer(engine, interpreter, say)


def _interpreter(python: str) -> Interpreter:
    found = interpreters()
    if python not in found or sys.platform != "linux":
        have = ", ".join(found) or "none"
        raise NotReachable(
            f"There is no image of Python {python}, and no such interpreter on this machine to make one of ({have}).",
            f"Give the engine access to its registry, install Python {python} (pyenv, uv), or set UPFLOW_IMAGES.",
        )
    return found[python]


def _exists(engine: Engine, reference: str) -> bool:
    try:
        engine.client.images.get(reference)
    except ImageNotFound:
        return False
    return True


@contextlib.contextmanager
def _patient(engine: Engine) -> Iterator[None]:
    before, engine.client.api.timeout = engine.client.api.timeout, BUILD_SECONDS
    try:
        yield
    finally:
        engine.client.api.timeout = before


def _build_base(engine: Engine, say: Say) -> None:
    say("building the base of all runner images, once: about a minute")
    with tempfile.TemporaryDirectory(prefix="upflow-base-", dir="/var/tmp") as folder:
        root = Path(folder, "root")
        _debootstrap(root, say)
        leave_out = [f"--exclude=./{name}/*" for name in ("dev", "proc", "sys")]
        with subprocess.Popen(["tar", "-C", root, *leave_out, "-c", "."], stdout=subprocess.PIPE) as tar:
            repository, _, version = BASE.partition(":")
            engine.client.api.import_image_from_stream(tar.stdout, repository=repository, tag=version)


def _debootstrap(root: Path, say: Say) -> None:
    script = str(Path(__file__).with_name("base.sh"))
    last = ""
    with subprocess.Popen(
        ["sh", script, root], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    ) as process:
        for line in process.stdout or ():
            last = last_line(line) or last
            say(f"base image: {last}")
    if process.returncode:
        raise NotReachable(
            f"The base of the runner images could not be built: {last}.",
            "Give the engine access to its registry, or set UPFLOW_IMAGES to images that can be pulled.",
        )


def _build_layer(engine: Engine, interpreter: Interpreter, say: Say) -> None:
    say(f"building the image of Python {interpreter.python}")
    last = ""
    with tempfile.TemporaryFile(dir="/var/tmp") as context:
        _pack(interpreter, context)
        context.seek(0)
        for event in engine.client.api.build(
            fileobj=context,
            custom_context=True,
            tag=tag(interpreter.python),
            network_mode="none",
            rm=True,
            forcerm=True,
            decode=True,
        ):
            last = last_line(str(event.get("stream", ""))) or last
            if "error" in event:
                raise NotReachable(
                    f"The image of Python {interpreter.python} could not be built from {interpreter.prefix}: {last}.",
                    "Give the engine access to its registry, or set UPFLOW_IMAGES to images that can be pulled.",
                )


def _pack(interpreter: Interpreter, context: IO[bytes]) -> None:
    """The build's context: the interpreter where every official image has it, /usr/local."""
    system = interpreter.prefix == Path("/usr")
    home = "usr" if system else "usr/local"
    name = f"python{interpreter.python}"
    dockerfile = _DOCKERFILE.format(base=BASE, python=interpreter.python, library=f"/{home}/lib/{name}")
    with tarfile.open(fileobj=context, mode="w") as tar:
        header = tarfile.TarInfo("Dockerfile")
        header.size = len(dockerfile)
        tar.addfile(header, io.BytesIO(dockerfile.encode()))
        tar.add(interpreter.executable, f"root/{home}/bin/{name}", filter=_owned_by_root)
        for path in _libraries(interpreter):
            tar.add(path, f"root/{home}/lib/{path.name}", filter=_owned_by_root)
        if system:
            link = tarfile.TarInfo(f"root/usr/local/bin/{name}")
            link.type, link.linkname = tarfile.SYMTYPE, f"/usr/bin/{name}"
            tar.addfile(link)


def _libraries(interpreter: Interpreter) -> Iterable[Path]:
    yield interpreter.library
    if interpreter.prefix != Path("/usr"):
        yield from interpreter.prefix.glob(f"lib/libpython{interpreter.python}*.so*")


def _owned_by_root(member: tarfile.TarInfo) -> tarfile.TarInfo | None:
    path = Path(member.name)
    if _UNNEEDED & {path.name} or path.name.startswith("config-") or path.suffix == ".a":
        return None
    member.uid = member.gid = 0
    member.uname = member.gname = "root"
    return member
