"""What an upstream is: something outside that whole files of facts are rebuilt from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from matrices.facts import Matrix

Say = Callable[[str], None]
Job = Callable[[Say], Mapping[str, str | bytes]]
"""Reads an upstream afresh: the names of files inside the folder of facts, each with its whole new content."""


class UpstreamChanged(RuntimeError):
    """The upstream answered, but not with what it used to: nothing is written."""


@dataclass(frozen=True, slots=True)
class Update:
    """One upstream: what can be rebuilt from it, each part with its job, and the sources that are read for it."""

    name: str
    description: str
    jobs: Callable[[Matrix], Mapping[str, Job]]
    sources: tuple[str, ...] = ()
