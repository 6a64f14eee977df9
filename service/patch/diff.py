"""One unified diff of changed files, in the form that `git apply` and `patch -p1` take, byte for byte."""

import difflib
import re
from collections.abc import Mapping

NO_NEWLINE = "\\ No newline at end of file\n"
CONTEXT = 3
SECRET = re.compile(r"://[^/@\s]*@")
"""A name and a password in an address: what is printed, sent and kept must not have them."""


def unified(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> str:
    """The diff of every file of `after` that differs from `before`, by path. Bytes that are no UTF-8 stay escaped."""
    return "".join(
        _one(path, before.get(path, b""), after[path]) for path in sorted(after) if before.get(path) != after[path]
    )


def _one(path: str, old: bytes, new: bytes) -> str:
    lines = _compared(path, _lines(old), _lines(new))
    return "".join(line if line.endswith("\n") else f"{line}\n{NO_NEWLINE}" for line in lines)


def _compared(path: str, old: list[str], new: list[str]) -> list[str]:
    """With as much context as can be shown: a patch fits what it shows, so nothing in it can be made unreadable."""
    before, after = _name("a", path), _name("b", path)
    for context in reversed(range(CONTEXT + 1)):
        lines = list(difflib.unified_diff(old, new, fromfile=before, tofile=after, n=context))
        if not any(line.startswith(" ") and SECRET.search(line) for line in lines):
            break
    return lines


def _name(side: str, path: str) -> str:
    """A name with a space, a quote or a control character is quoted as git does."""
    full = f"{side}/{path}"
    if any(character in full for character in ' "\\') or not full.isprintable():
        return f'"{"".join(map(_quoted, full.encode("utf-8", "surrogateescape")))}"'
    return full


def _quoted(byte: int) -> str:
    """One byte of a name in quotes: git and patch read octal numbers, and no others."""
    if byte in b'"\\':
        return f"\\{chr(byte)}"
    return chr(byte) if 0x20 <= byte < 0x7F else f"\\{byte:03o}"  # noqa: PLR2004 - what ASCII can print


def _lines(content: bytes) -> list[str]:
    """Only line feeds end a line: a carriage return or a form feed inside one is kept as it is."""
    text = content.decode("utf-8", errors="surrogateescape")
    return [part + "\n" for part in text.split("\n")[:-1]] + ([last] if (last := text.rsplit("\n", 1)[-1]) else [])
