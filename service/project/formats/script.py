"""Scripts of a shell and makefiles: the packages that their commands install."""

from collections.abc import Iterator, Mapping

from service.manifest import Format
from service.project.asking import Item
from service.project.installing import Named, Setting, commands
from service.project.page import Page


def read(path: str, content: bytes, files: Mapping[str, bytes]) -> Iterator[Item]:
    """Every command, whatever is around it."""
    if b"install" in content:
        page = Page.of(path, content)
        yield from commands(page, 0, len(page.text), Setting(Format.SCRIPT, named=Named(path, files)))
