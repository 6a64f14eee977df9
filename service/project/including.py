"""What another file says, under the role of the one that reads it."""

from service.manifest import Role
from service.nouns import DeclaredLine
from service.project.asking import Item


def as_group(item: Item, group: str | None) -> Item:
    """A line of a file that is read for an extra belongs to the extra."""
    if group is None or not isinstance(item, DeclaredLine) or item.role is not Role.ASKED:
        return item
    return item._replace(role=Role.OPTIONAL, group=group)
