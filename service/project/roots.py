"""Where the projects of a checkout begin, and which of them is taken."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from service.nouns import Note
from service.project.registry import Strength, folder, format_of, strength_of

HOUSE = frozenset(
    """requirements requirement reqs docs doc test tests testing docker dockerfiles .github workflows .circleci ci .ci
    binder .binder conda env envs environment environments config configs .config scripts tools build install
    .devcontainer extras extra""".split()  # noqa: SIM905 - as they are typed
)
"""Folders that hold a part of the project around them, and are none of their own."""

PLAIN = frozenset(
    {"requirements", "requirement", "reqs", "config", "configs", ".config", "conda", "env", "envs", "install"}
)

DOCUMENTATION = frozenset({"docs", "doc"})
WORDS = (b"tensorflow", b"keras", b"tf-", b"tf_")
"""Looked for one by one: a pattern would take a second for a long file."""
ASKED = re.compile(
    rb"(?:tensorflow|keras|tf[-_](?:nightly|keras))(?:[-_](?:gpu|cpu|macos|intel|rocm|addons|hub|text|nightly))*"
    rb"[ \t]*(?:[=<>~!\[;'\"\r\n\d]|$)"
)
INSIDE = re.compile(rb"[\w./-]")
SHOWN = 5


class Found(NamedTuple):
    """A file that declares something, and its format."""

    path: str
    form: str

    @property
    def strength(self) -> Strength:
        return strength_of(self.form)


class Project(NamedTuple):
    """One root with its files, and all roots."""

    root: str
    files: tuple[Found, ...]
    roots: tuple[str, ...]
    notes: tuple[Note, ...] = ()


def declaring(files: Iterable[str]) -> list[Found]:
    """Every file that declares something."""
    return [Found(path, form) for path in files if (form := format_of(path)) is not None]


def choose(files: Mapping[str, bytes], wanted: str | None) -> Project:
    """The project at a root; without one, the top where it asks for TensorFlow, else the first that does."""
    found = declaring(files)
    manifests = [each for each in found if each.strength is not Strength.BESIDE]
    # What the documentation needs makes no project where there are others.
    whole = [each for each in manifests if purpose(each.path) not in DOCUMENTATION] or manifests
    roots = tuple(sorted({home(each.path) for each in whole}, key=lambda root: (bool(root), root.count("/"), root)))
    asking = _those(roots, manifests, files, _asks) or _those(roots, manifests, files, _names)
    root = wanted if wanted is not None else next(iter(asking), "")
    mine = tuple(each for each in found if _nearest(each.path, roots) == root or _beside(each, roots))
    others = [each for each in asking if each != root]
    notes = () if wanted is not None or not others else (_several(root, others),)
    return Project(root, mine, roots, notes)


def home(path: str) -> str:
    """The folder of the project that a file speaks for."""
    parts = folder(path).split("/")
    while parts and (parts[-1].lower() in HOUSE or "conda" in parts[-1].lower()):
        parts.pop()
    return "/".join(parts)


def purpose(path: str) -> str:
    """The house folder that a file lies in, as `docs` and `tests`; empty for those that hold requirements alone."""
    last = folder(path).rsplit("/", 1)[-1].lower()
    return last if last in HOUSE - PLAIN else ""


def _those(
    roots: Iterable[str], manifests: Iterable[Found], files: Mapping[str, bytes], judge: Callable[[bytes], bool]
) -> list[str]:
    found = {home(each.path) for each in manifests if judge(files[each.path].lower())}
    return [root for root in roots if root in found]


def _asks(content: bytes) -> bool:
    """Whether it is asked for in so many words."""
    for word in WORDS:
        at = content.find(word)
        while at >= 0:
            if ASKED.match(content, at) and not INSIDE.match(content[max(0, at - 1) : at]):
                return True
            at = content.find(word, at + 1)
    return False


def _names(content: bytes) -> bool:
    """Where no project asks for it, one that names it may."""
    return b"tensorflow" in content or b"keras" in content


def _nearest(path: str, roots: tuple[str, ...]) -> str:
    here = home(path)
    around = [root for root in roots if here == root or here.startswith(f"{root}/") or not root]
    return max(around, key=len, default="")


def _beside(found: Found, roots: tuple[str, ...]) -> bool:
    """What stands at the top, where no project is, holds for all below."""
    return "" not in roots and found.strength is Strength.BESIDE and found.form != "notebook" and not home(found.path)


def _several(root: str, others: list[str]) -> Note:
    shown = ", ".join(each or "the top" for each in others[:SHOWN]) + (" ..." if len(others) > SHOWN else "")
    return Note(
        root,
        None,
        f"{len(others) + 1} projects in here ask for TensorFlow: {root or 'the top'} is taken; "
        f"name the folder of another to take that: {shown}",
    )
