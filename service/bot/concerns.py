"""Whether a pull request is about TensorFlow at all: what it changes must declare packages, or use it. Pure."""

import re
from collections.abc import Iterable, Mapping

from service.bot.forge import ChangedFile
from service.project.registry import format_of
from service.reading import CODE

USES = re.compile(rb"tensorflow|keras|\btf\b")
OWN = frozenset({".upflow.toml"})


def may_concern(changed: Iterable[ChangedFile]) -> bool:
    """From the names alone, before anything is fetched."""
    return any(is_about_packages(each.path) or each.path.endswith(CODE) for each in changed)


def concerns(changed: Iterable[ChangedFile], base: Mapping[str, bytes], head: Mapping[str, bytes]) -> bool:
    """From the files: a project without TensorFlow is left alone, whatever it changes."""
    if not _uses(base) and not _uses(head):
        return False
    return any(is_about_packages(each.path) or _uses_here(each.path, base, head) for each in changed)


def is_about_packages(path: str) -> bool:
    """Whether a file declares packages, interpreters or images, by its name."""
    return path in OWN or (format_of(path) not in {None, "notebook"})


def _uses_here(path: str, *sides: Mapping[str, bytes]) -> bool:
    return path.endswith(CODE) and any(USES.search(files.get(path, b"")) for files in sides)


def _uses(files: Mapping[str, bytes]) -> bool:
    return any(
        USES.search(content) for path, content in files.items() if path.endswith(CODE) or is_about_packages(path)
    )
