"""Which commands run pytest, notebooks or imports, and the same with a runner that tells upflow of each of them."""

import posixpath
import re
from functools import cache
from pathlib import Path

_PYTHON = re.compile(r"python(\d(\.\d+)?)?")
_SETTING = re.compile(r"[A-Za-z_]\w*=.*", re.DOTALL)
_IMPORTS = re.compile(r"import importlib\n(?:importlib\.import_module\('[\w.]+'\)\n)+")
_IMPORT = re.compile(r"\('([\w.]+)'\)")
PROGRAM_ONLY = 3
NOTEBOOKS = ("jupyter", "execute")
_NAMES = frozenset({"pytest", "py.test"})
_MODULES = {"pytest": "module", "py.test": "module", "unittest": "unittest"}
_TAKES_A_WORD = frozenset({"-W", "-X"})
_PLAIN = re.compile(r"-(?:[bBdEOqsSuvVx]+|[WX].+)")


def telling_command(command: tuple[str, ...]) -> tuple[str, ...] | None:
    """None where it does none of them itself: what a script or a tool starts can only be judged by how it ends."""
    at = settings_of(command)
    words = command[at:]
    name = posixpath.basename(words[0]) if words else ""
    told = None
    if name in _NAMES:
        told = _with_program("python", "command", *words[1:])
    elif words[: len(NOTEBOOKS)] == NOTEBOOKS and len(words) > len(NOTEBOOKS):
        told = _with_program("python", "notebooks", *words[len(NOTEBOOKS) :])
    elif _PYTHON.fullmatch(name):
        told = _of_python(words)
    # Where modules are looked for is told to the runner: a sitecustomize there would come before it, and tell instead.
    settings = (f"UPFLOW_{word}" if word.startswith("PYTHONPATH=") else word for word in command[:at])
    return (*settings, *told) if told else None


def _of_python(words: tuple[str, ...]) -> tuple[str, ...] | None:
    flags = _flags(words)
    module = words[flags + 1 : flags + 2] if words[flags : flags + 1] == ("-m",) else ()
    if module and module[0] in _MODULES:
        return (*words[:flags], *_with_program("", _MODULES[module[0]], *words[flags + 2 :])[1:])
    if words[1:2] == ("-c",) and len(words) == PROGRAM_ONLY and _IMPORTS.fullmatch(words[2]):
        return _with_program(words[0], "imports", *_IMPORT.findall(words[2]))
    return None


def _with_program(python: str, *words: str) -> tuple[str, ...]:
    return (python, "-c", program(), *words)


@cache
def program() -> str:
    """The runner, as text: it is never imported here."""
    return (Path(__file__).with_name("inside") / "tell.py").read_text(encoding="utf-8")


def settings_of(command: tuple[str, ...]) -> int:
    """How many words set variables before the command proper."""
    if command[:1] != ("env",):
        return 0
    return next((at for at in range(1, len(command)) if not _SETTING.fullmatch(command[at])), len(command))


def _flags(words: tuple[str, ...]) -> int:
    """Where the interpreter's own flags end. One that changes where it imports from is left as it is."""
    at = 1
    while at < len(words) and (words[at] in _TAKES_A_WORD or _PLAIN.fullmatch(words[at])):
        at += 2 if words[at] in _TAKES_A_WORD else 1
    return at
