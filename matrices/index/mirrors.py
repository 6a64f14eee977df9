"""Namespaces that repeat others: `tf.compat.v1.nn.relu` is `tf.nn.relu` more often than not."""

from collections.abc import Iterator

# The namespace that is repeated, and those that repeat it; the first that fits a name counts.
_MIRRORS = (
    ("keras.", ("tf.keras.", "tf.compat.v1.keras.", "tf.compat.v2.keras.")),
    ("tf.", ("tf.compat.v1.", "tf.compat.v2.")),
)


def plainest(name: str) -> str:
    """The name without a repeating namespace."""
    for shown, mirrors in _MIRRORS:
        for mirror in mirrors:
            if name.startswith(mirror):
                return f"{shown}{name.removeprefix(mirror)}"
    return name


def reflections(name: str) -> Iterator[str]:
    """The plainest name, and what it would be called in each namespace that repeats its own."""
    name = plainest(name)
    yield name
    for shown, mirrors in _MIRRORS:
        if name.startswith(shown):
            yield from (f"{mirror}{name.removeprefix(shown)}" for mirror in mirrors)
