"""Conda environments: packages in conda's words, the list for pip below them, Python, CUDA and cuDNN."""

from collections.abc import Iterator, Mapping

import yaml

from service.manifest import Format, Role
from service.nouns import Note
from service.project.asking import ITSELF, Item, addressed, asked
from service.project.conda_words import spec
from service.project.page import Page
from service.project.yaml_places import place, root_of, scalars

MOST = 2_000


def read(path: str, content: bytes, files: Mapping[str, bytes]) -> Iterator[Item]:  # noqa: ARG001 - every format's signature
    """`dependencies`, item by item. What conda has beside Python is passed over, but for CUDA and cuDNN."""
    if b"dependencies" not in content:
        return
    page = Page.of(path, content)
    root = root_of(page)
    if isinstance(root, Note):
        yield root
        return
    for count, (keys, node) in enumerate(scalars(root)):
        if count > MOST:
            yield Note(path, node.start_mark.line + 1, f"only the first {MOST} items were read")
            return
        if keys == ("dependencies",):
            yield from _of_conda(page, node)
        elif keys == ("dependencies", "pip"):
            yield from _of_pip(page, node)


def _of_conda(page: Page, node: yaml.ScalarNode) -> Iterator[Item]:
    found = place(node, page)
    if found and node.value.strip():
        item = spec(page, *found)
        yield from () if item is None else (item,)


def _of_pip(page: Page, node: yaml.ScalarNode) -> Iterator[Item]:
    """A line for pip; what it includes with -r is read as a file of its own."""
    said = node.value.strip()
    found = place(node, page)
    start = found[0] if found else node.start_mark.index
    if ITSELF.fullmatch(said):
        return
    if said.startswith(("-e", "--editable")):
        yield addressed(page, start, said.split(maxsplit=1)[-1], form=Format.CONDA)
    elif "://" in said.split("@")[0] or said.startswith("."):
        yield addressed(page, start, said, form=Format.CONDA)
    elif said and not said.startswith("-"):
        end = found[1] if found else start
        yield asked(page, start, end, role=Role.ASKED, form=Format.CONDA, written=None if found else said)
