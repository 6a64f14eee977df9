"""What an upstream is: something outside that whole files of facts are rebuilt from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from matrices.facts import Matrix, Product

Say = Callable[[str], None]
Job = Callable[[Say], Product]


class UpstreamChanged(RuntimeError):
    """The upstream answered, but not with what it used to: nothing is written."""


@dataclass(frozen=True, slots=True)
class Update:
    """One upstream: which products it knows, and for each the job that reads it afresh."""

    name: str
    description: str
    jobs: Callable[[Matrix], Mapping[str, Job]]
