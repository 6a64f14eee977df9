"""Where a name that was reached through a private path of Keras is public today: asked of the API index."""

from collections.abc import Iterator
from functools import lru_cache

from matrices.symbols import Index, Kind, UnknownMinor

WRAPPERS = ("src.", "api._v2.keras.", "api._v1.keras.", "api.keras.", "_tf_keras.keras.", "api.")
"""What stands in front of a path inside the package."""
ELSEWHERE = {
    "engine": ("layers", "models", "", "utils", "metrics", "losses"),
    "legacy": ("layers",),
    "optimizer_v2": ("optimizers", "optimizers.schedules"),
    "optimizers": ("optimizers", "optimizers.schedules"),
    "saving": ("saving", "models", "utils"),
    "utils": ("utils", "saving", "layers"),
    "models": ("models", ""),
    "objectives": ("losses",),
    "layers": ("layers", "regularizers"),
    "premade": ("", "layers"),
    "applications": ("layers",),
    "keras_tensor": ("",),
}
"""Public packages that took what a package had, by the first part of the path; "" is Keras itself."""
RENAMED = {
    "engine.topology": "layers",
    "engine.base_layer": "layers",
    "engine.input_layer": "layers",
    "engine.input_spec": "layers",
    "engine.training": "models",
    "engine.sequential": "models",
    "engine.saving": "models",
    "objectives": "losses",
    "optimizer_v2": "optimizers",
}
"""Modules in the place of which another one can be imported, if it has all that is used of them."""


def split(dotted: str) -> tuple[str, str] | None:
    """The root that stands for Keras, as it is written today, and the path behind it."""
    for root, today in (("tf.python.keras", "tf.keras"), ("tf.keras", "tf.keras"), ("keras", "keras")):
        if dotted.startswith(f"{root}."):
            path = dotted[len(root) + 1 :]
            return today, next((path[len(each) :] for each in WRAPPERS if path.startswith(each)), path)
    return None


def is_there(index: Index, name: str, minor: str) -> bool:
    """Whether a public name is there beside a minor of TensorFlow."""
    try:
        return index.has(name, index.beside(name, minor))
    except UnknownMinor:
        return False


@lru_cache(4096)
def public(index: Index, dotted: str, old: str, new: str) -> str | None:
    """The public name at `new`; the one under `keras` only where it was there at `old` already, or nobody knows."""
    found = split(dotted)
    if found is None:
        return None
    root, path = found
    for candidate in _candidates(path):
        for name in dict.fromkeys((f"{root}.{candidate}", f"tf.keras.{candidate}")):
            if name != dotted and is_there(index, name, new) and _was_there(index, name, old):
                return name
    return None


def public_module(index: Index, dotted: str, new: str) -> str | None:
    """The public module that is imported in the place of a private one."""
    found = split(dotted)
    if found is None:
        return None
    root, path = found
    named = RENAMED.get(path)
    above = path.rpartition(".")[0]
    for candidate in filter(None, (named, path, above if above != "legacy" else None)):
        name = f"{root}.{candidate}"
        if name != dotted and is_there(index, name, new):
            return name
    return None


@lru_cache(4096)
def was_module(index: Index, dotted: str) -> bool:
    """Whether a path was that of a module in any release."""
    package = "keras" if dotted.startswith("keras.") else "tensorflow"
    found = (index.at(dotted, minor) for minor in index.minors(package))
    return any(each is not None and each.kind is Kind.MODULE for each in found)


def _candidates(path: str) -> Iterator[str]:
    """The same last word, closer and closer to the root; then where such things went."""
    *modules, last = path.split(".")
    for length in range(len(modules), 0, -1):
        yield ".".join([*modules[:length], last])
    for package in ELSEWHERE.get(modules[0] if modules else "", ()):
        yield f"{package}.{last}" if package else last
    yield last


def _was_there(index: Index, name: str, old: str) -> bool:
    """`keras` beside an old TensorFlow is another package, of which nobody knows the version."""
    if not name.startswith("keras."):
        return True
    try:
        return index.has(name, index.beside(name, old))
    except UnknownMinor:
        return True
