"""What pip-compile and `uv pip compile` write, made again in its own form: header, hashes and annotations stay."""

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from service.locking import uv
from service.locking.indexes import OPTION, without_indexes
from service.locking.pip_tools_form import allows_unsafe, in_form
from service.locking.sources import FOLDER, stand_ins, with_own_hashes
from service.locking.trust import Left, metadata, requirements, words
from service.nouns import Lock
from service.patch.locks import HEADER
from service.resolve.index import settings
from service.uv_words import late

KEPT = frozenset(
    {
        "--generate-hashes",
        "--no-annotate",
        "--strip-extras",
        "--no-strip-extras",
        "--universal",
        "--all-extras",
        "--emit-marker-expression",
        "--no-deps",
    }
)
"""Options that change the form of the file or what is in it, and nothing of where it is read from."""
KEPT_WITH = frozenset({"--extra", "--python-platform", "--annotation-style", "--resolution", "--prerelease"})
SILENT = frozenset(
    {
        "--allow-unsafe",
        "--no-allow-unsafe",
        "--upgrade",
        "-U",
        "--no-upgrade",
        "--quiet",
        "-q",
        "--verbose",
        "-v",
        "--no-emit-index-url",
        "--no-emit-trusted-host",
        "--no-emit-options",
        "--no-emit-find-links",
        "--emit-index-url",
        "--emit-trusted-host",
        "--emit-options",
        "--emit-find-links",
        "--header",
        "--annotate",
        "--rebuild",
        "--build-isolation",
        "--no-config",
        "--no-build",
        "--no-progress",
        "--no-python-downloads",
        "--reuse-hashes",
        "--no-reuse-hashes",
    }
)
"""Options that say nothing of what is wanted."""
SILENT_WITH = frozenset(
    {
        "-o",
        "--output-file",
        "-p",
        "--python",
        "--python-version",
        "-P",
        "--upgrade-package",
        "--resolver",
        "--newline",
        "--max-rounds",
    }
)
LIMITS = frozenset({"-c", "--constraint", "--constraints"})
_PYTHON = re.compile(r"(?P<before>\bby pip-compile with [Pp]ython |\s--python-version[= ]|\s-p )\d+\.\d+(?:\.\d+)?")
BESIDE = re.compile(rb"^[\w.-]+==\S+ +# via ", re.MULTILINE)
_VALUE = re.compile(r"[\w.-]+")


class Order(NamedTuple):
    """What uv is asked to do: its options, and the files that it may read."""

    options: tuple[str, ...]
    sources: tuple[str, ...]
    limits: tuple[str, ...]


def again(lock: Lock, command: str, files: Mapping[str, bytes], python: str, upgrade: Sequence[str]) -> bytes:
    """The new content; but for what is upgraded, pins stay where nothing speaks against them. Raises Left."""
    old = files[lock.path]
    if old.startswith(b"\xef\xbb\xbf"):
        raise Left("it begins with a byte order mark")
    head, body = _parted(lock.path, old)
    order = ordered(lock, command, files)
    options = (*order.options, *_upgraded(upgrade), *_styled(command, body))
    text = _compiled(lock, order._replace(options=options), {**files, lock.path: body}, python)
    if not command_is_of_uv(command):
        allowed = allows_unsafe(command, body.decode(errors="replace"))
        text = in_form(text, allow_unsafe=allowed)
    made = _headed(head, python) + text.encode()
    return made.replace(b"\n", b"\r\n") if b"\r\n" in old[:HEADER] else made


def _compiled(lock: Lock, order: Order, files: Mapping[str, bytes], python: str) -> str:
    """What uv writes below the header."""
    exact = python if "--universal" in order.options else late(python)
    read = stand_ins(lock, exact)
    links = [word for each in (FOLDER, *_links()) for word in ("--find-links", each)] if read else []
    stood_in = frozenset(read)
    for path in (*order.sources, *order.limits):
        if posixpath.basename(path) == "pyproject.toml":
            read[path] = metadata(files[path]).encode()
        else:
            read |= requirements(path, files, without_indexes)
    read[lock.path] = files[lock.path]
    said = ["pip", "compile", *order.sources, *(word for one in order.limits for word in ("--constraints", one))]
    said += ["--output-file", lock.path, "--no-header", "--python-version", exact, *order.options, *links]
    return with_own_hashes(uv.run(said, read, lock.path).decode(), files[lock.path].decode(errors="replace"), stood_in)


def _links() -> list[str]:
    """Folders of wheels that are set for uv or pip: what is said to uv takes the place of its settings."""
    return [each for each in settings().get("UV_FIND_LINKS", "").split(",") if each]


def _upgraded(packages: Sequence[str]) -> Iterator[str]:
    return (word for each in packages for word in ("--upgrade-package", each))


def ordered(lock: Lock, command: str, files: Mapping[str, bytes]) -> Order:
    """The command of a header in words that uv takes. Raises Left at an option that nobody knows here."""
    options: list[str] = []
    sources: list[str] = []
    limits: list[str] = []
    for name, value in _said(words(command)):
        if name in KEPT:
            options.append(name)
        elif name in KEPT_WITH and value is not None and _VALUE.fullmatch(value):
            options.append(f"{name}={value}")
        elif name in LIMITS and value is not None:
            limits.append(_path(lock, value, files))
        elif not name and value is not None:
            sources.append(_path(lock, value, files))
        elif name not in SILENT | SILENT_WITH:
            raise Left(f"it was made with {name}")
    if not command_is_of_uv(command) and "--strip-extras" not in options:
        options.append("--no-strip-extras")
    if "--universal" not in options and not any(one.startswith("--python-platform") for one in options):
        options += ["--python-platform", "x86_64-manylinux_2_28"]
    return Order(tuple(dict.fromkeys(options)), tuple(sources) or lock.sources, tuple(limits))


def command_is_of_uv(command: str) -> bool:
    return command.startswith("uv ")


def _styled(command: str, body: bytes) -> tuple[str, ...]:
    """pip-tools below 6 wrote who asks for a package behind it, and had no option for that."""
    before = not command_is_of_uv(command) and "--annotation-style" not in command and BESIDE.search(body)
    return ("--annotation-style=line",) if before else ()


def _said(parts: list[str]) -> Iterator[tuple[str, str | None]]:
    """Options with their values; a file has no name. What came through a pipe is told by the lock's own words."""
    rest = iter(parts[3:] if parts[:1] == ["uv"] else parts[1:])
    for part in rest:
        name, equals, value = part.partition("=")
        if part == "-":
            continue
        if not part.startswith("-"):
            yield "", part
        elif equals:
            yield name, value
        elif name in KEPT_WITH | SILENT_WITH | LIMITS:
            yield name, next(rest, None)
        else:
            yield name, None


def _path(lock: Lock, said: str, files: Mapping[str, bytes]) -> str:
    """A file as the project has it: commands are typed beside the lock, or at the top."""
    for folder in (posixpath.dirname(lock.path), ""):
        path = posixpath.normpath(posixpath.join(folder, said))
        if path in files:
            return path
    raise Left(f"{said} is not in the project")


def _parted(path: str, content: bytes) -> tuple[bytes, bytes]:
    """The header that a tool wrote, with the indexes that it names, and what follows it, with plain line ends."""
    lines = content.replace(b"\r\n", b"\n").splitlines(keepends=True)
    heads = (not line.strip() or line.startswith(b"#") or OPTION.match(line) for line in lines)
    end = next((at for at, is_head in enumerate(heads) if not is_head), len(lines))
    without_indexes(path, b"".join(lines[:end]))
    options = [line for line in lines[end:] if line.startswith(b"--")]
    if options:
        raise Left(f"it has the option {options[0].decode(errors='replace').split()[0]}")
    return b"".join(lines[:end]), b"".join(lines[end:])


def _headed(head: bytes, python: str) -> bytes:
    """The header, with the interpreter that is meant now."""
    text = head.decode("utf-8", errors="surrogateescape")
    text = _PYTHON.sub(lambda match: f"{match['before']}{python}", text)
    return text.encode("utf-8", errors="surrogateescape")
