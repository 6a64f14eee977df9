"""Which files can concern anybody here, told from their bytes alone."""

import re
from collections.abc import Collection, Iterator, Mapping
from posixpath import basename, dirname

WORD = re.compile(rb"\w+")
ROOTS = (b"tensorflow", b"keras")
"""Parts of words: `tensorflow_addons` and `tf_keras` are meant too."""

BESIDE = frozenset(
    b"""numpy np tflearn tf_slim tflite_runtime tensorboardX pkg_resources
    distutils imp asyncore asynchat smtpd aifc audioop cgi cgitb chunk crypt imghdr lib2to3 mailcap msilib nis nntplib
    ossaudiodev parser pipes sndhdr spwd sunau symbol telnetlib uu xdrlib formatter binhex macpath dummy_threading
    collections fractions getargspec formatargspec linux_distribution clock encodestring decodestring tostring
    fromstring getchildren getiterator readfp SafeConfigParser isAlive ImpImporter ImpLoader find_loader load_module
    find_module coroutine HTMLParser makeSuite escape utcnow""".split()
)
"""Words of what a newer NumPy or Python took away; who imports such a file is not concerned by that."""

LONGEST = 500
"""Longer lines of a notebook are pictures."""

IMPORT = re.compile(
    rb"\b(?:from|import|import_module|__import__)\b((?:[^\n;#(\\]|\\\r?\n|\\n(?=\"))*(?:\([^)]*\))?)",
)


def relevant(sources: Mapping[str, bytes]) -> Collection[str]:
    """Files that mention TensorFlow or Keras, files that import a relevant file, and files beside them, sorted."""
    fresh = {path for path, source in sources.items() if any(root in source for root in ROOTS)}
    found: set[str] = set()
    waiting = {path: frozenset(_imported(sources[path])) for path in sources if path not in fresh}
    while fresh:
        found |= fresh
        names = {_module_name(path) for path in fresh}
        fresh = {path for path, words in waiting.items() if not words.isdisjoint(names)}
        waiting = {path: words for path, words in waiting.items() if path not in fresh}
    if found:
        found |= {path for path in waiting if _takes_from_beside(sources[path])}
    return sorted(found)


def _takes_from_beside(source: bytes) -> bool:
    words = set(WORD.findall(source))
    return not BESIDE.isdisjoint(words) or any(map(_is_of_unittest, words))


def _is_of_unittest(word: bytes) -> bool:
    """Whether it is one of the many names of assertions that went."""
    if word.startswith(b"assert"):
        return word.endswith((b"Equals", b"ItemsEqual", b"_")) or b"Regexp" in word
    return word.startswith((b"failUnless", b"failIf"))


def weight(path: str, source: bytes) -> int:
    """About how many bytes of Python a file has: of a notebook, its outputs are not meant."""
    if not path.endswith(".ipynb"):
        return len(source)
    return sum(len(line) for line in source.split(b"\n") if len(line) < LONGEST)


def _imported(source: bytes) -> Iterator[bytes]:
    """Every word that may be the name of an imported module, or of a part of one."""
    for names in IMPORT.findall(source):
        yield from WORD.findall(names)


def _module_name(path: str) -> bytes:
    name = basename(path).partition(".")[0]
    return (basename(dirname(path)) if name == "__init__" else name).encode(errors="surrogateescape")
