"""Which files can concern TensorFlow at all, told from their bytes alone."""

import re
from collections.abc import Collection, Mapping
from posixpath import basename, dirname

WORD = re.compile(rb"\w+")
ROOTS = frozenset({b"tensorflow", b"keras"})


def relevant(sources: Mapping[str, bytes]) -> Collection[str]:
    """Files that mention TensorFlow or Keras, and files that mention a module that is relevant, sorted."""
    waiting = {path: frozenset(WORD.findall(source)) for path, source in sources.items()}
    names = ROOTS
    found: set[str] = set()
    while fresh := {path for path, words in waiting.items() if words & names}:
        found |= fresh
        names = frozenset(_module_name(path) for path in fresh)
        waiting = {path: words for path, words in waiting.items() if path not in fresh}
    return sorted(found)


def _module_name(path: str) -> bytes:
    name = basename(path).partition(".")[0]
    return (basename(dirname(path)) if name == "__init__" else name).encode(errors="surrogateescape")
