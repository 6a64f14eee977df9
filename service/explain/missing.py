"""Names that a TensorFlow or a Keras does not have: since when, until when, and what does their work today."""

import re

from service.errors import NotFound
from service.explain.answer import By, Explained, Mend
from service.symbols import SymbolShown, show

_ATTRIBUTE = re.compile(r"module '([\w.]+)' has no attribute '(\w+)'")
_IMPORT = re.compile(r"cannot import name '(\w+)' from '([\w.]+)'")
_MODULE = re.compile(r"No module named '([\w.]+)'")
_INSIDE = (
    (re.compile(r"^(?:tensorflow_core|tensorflow)\._api\.v[12]\."), "tensorflow."),
    (re.compile(r"^tensorflow_core\b"), "tensorflow"),
    (re.compile(r"^keras\.api\._v[12]\.keras\b"), "tensorflow.keras"),
    (re.compile(r"^keras\._tf_keras\.keras\b"), "tensorflow.keras"),
    (re.compile(r"^keras\.api\b"), "keras"),
)
_OURS = re.compile(r"^(tensorflow|keras|tf_keras)\b")


def named(line: str) -> str:
    """The public name that the line misses, as code writes it; empty where it misses none of them."""
    if found := _ATTRIBUTE.search(line):
        owner, name = found[1], found[2]
    elif found := _IMPORT.search(line):
        owner, name = found[2], found[1]
    elif found := _MODULE.search(line):
        owner, _, name = found[1].rpartition(".")
    else:
        return ""
    for inside, public in _INSIDE:
        owner = inside.sub(public, owner)
    if not _OURS.match(owner) or ".python" in owner or ".src" in owner:
        return ""
    return re.sub(r"^tensorflow\b", "tf", f"{owner}.{name}")


def explained(line: str, tf: str | None) -> Explained | None:
    """None where no public name of theirs is missed, or where no version ever had it."""
    name = named(line)
    if not name:
        return None
    try:
        symbol = show(name, tf)
    except NotFound:
        return None
    return Explained(f"name:{name}", line, _cause(symbol), _mends(symbol), f"upflow symbol {name}", "measured")


def _cause(symbol: SymbolShown) -> str:
    whose = "Keras" if symbol.name.startswith("keras") else "TensorFlow"
    until = f", and left after {symbol.until}" if symbol.until else ""
    since = f"{symbol.since} or earlier" if symbol.or_earlier else symbol.since
    return f"{symbol.name} is there since {whose} {since}{until}."


def _mends(symbol: SymbolShown) -> tuple[Mend, ...]:
    if symbol.until is None:
        return (Mend(By.PIN, f"a version that has it: {symbol.since} or newer"),)
    kept = Mend(By.PIN, f"a version that still has it: {symbol.until} or older")
    if symbol.successor is None:
        return (Mend(By.RULE, "`upflow migrate . --to newest` says what becomes of it in your code"), kept)
    return (
        Mend(By.RULE, f"{symbol.successor} ({symbol.successor_reason}); `upflow migrate . --to newest` rewrites it"),
        kept,
    )
