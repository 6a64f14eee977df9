"""Constraints that no requirements file includes: somebody installs with them, by hand or elsewhere."""

from collections.abc import Iterator, Mapping

from service.manifest import Role
from service.nouns import DeclaredLine
from service.project.asking import Item
from service.project.formats import requirements


def read(path: str, content: bytes, files: Mapping[str, bytes]) -> Iterator[Item]:
    """Its lines say what is used, and ask for nothing."""
    for item in requirements.read(path, content, files):
        is_asked = isinstance(item, DeclaredLine) and item.role is Role.ASKED
        yield item._replace(role=Role.INSTALLED) if isinstance(item, DeclaredLine) and is_asked else item
