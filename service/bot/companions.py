"""What has to move with a new version: the changed lines of the files that declare packages, out of a patch. Pure."""

from collections.abc import Iterator
from itertools import zip_longest
from typing import NamedTuple

from service.bot.concerns import is_about_packages
from service.bot.edits import edits

MOST = 15


class Companion(NamedTuple):
    """A line before and after; without `before` it is a new one, without `after` it goes."""

    path: str
    before: str | None
    after: str | None


def companions(diff: str) -> tuple[Companion, ...]:
    return tuple(_changes(diff))


def _changes(diff: str) -> Iterator[Companion]:
    for edit in edits(diff):
        if is_about_packages(edit.path):
            for before, after in zip_longest(edit.before, edit.after):
                yield Companion(edit.path, before and before.strip(), after and after.strip())
