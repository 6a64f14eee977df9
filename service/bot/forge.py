"""What the story asks of a forge, be it GitHub or another: pull requests, files, comments, checks, commits."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Pull:
    """A pull request as it is now. `fork`: its head is in a repository that is not ours to push to."""

    number: int
    title: str
    author: str
    is_open: bool
    head: str
    head_branch: str
    base: str
    base_branch: str
    fork: bool
    url: str


@dataclass(frozen=True, slots=True)
class ChangedFile:
    """A file that a pull request changes; `blocks` are the lines of the new file that its diff shows."""

    path: str
    removed: bool
    blocks: tuple[range, ...]


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment of our own."""

    id: int
    text: str


class Level(StrEnum):
    """How loud an annotation is."""

    NOTICE = "notice"
    WARNING = "warning"
    FAILURE = "failure"


@dataclass(frozen=True, slots=True)
class Annotation:
    """A word at a line of the head."""

    path: str
    line: int
    level: Level
    title: str
    message: str


class Conclusion(StrEnum):
    """How a check ends."""

    SUCCESS = "success"
    NEUTRAL = "neutral"
    FAILURE = "failure"
    CANCELLED = "cancelled"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Told:
    """What a check says in the end."""

    conclusion: Conclusion
    title: str
    summary: str
    annotations: tuple[Annotation, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """New text for lines of the head; `key` is the same for the same suggestion."""

    path: str
    first: int
    last: int
    text: str
    key: str


@dataclass(frozen=True, slots=True)
class Repository:
    """Where something happens: its name, the id that it keeps when it is renamed, and who let us in."""

    id: int
    name: str
    installation: int


class Forge(Protocol):
    """One repository on one forge. Every method may raise Later, Gone or Refused."""

    def pull(self, number: int) -> Pull: ...

    def common_base(self, pull: Pull) -> str:
        """The commit that the head was made from: what came into the base since is not of the pull request."""

    def changed(self, number: int) -> tuple[ChangedFile, ...]: ...

    def archive(self, commit: str, most: int) -> bytes:
        """All files of a commit, packed; never more than `most` bytes."""

    def may_write(self, user: str) -> bool:
        """Whether the repository itself says that somebody may push to it."""

    def comments(self, number: int) -> Iterable[Comment]:
        """Our own comments, oldest first."""

    def comment(self, number: int, text: str) -> int: ...

    def edit(self, number: int, comment: int, text: str) -> None: ...

    def withdraw(self, number: int, comment: int) -> None: ...

    def acknowledge(self, number: int, comment: int) -> None:
        """Shows somebody that a command was seen."""

    def find_check(self, head: str, key: str) -> int | None: ...

    def start_check(self, head: str, key: str, link: str) -> int: ...

    def restart_check(self, head: str, check: int, link: str) -> None: ...

    def end_check(self, head: str, check: int, told: Told, link: str) -> None:
        """May be done again: what is there already is not said twice."""

    def suggested(self, number: int) -> frozenset[str]:
        """The keys of our suggestions that are there."""

    def suggest(self, number: int, head: str, suggestions: tuple[Suggestion, ...]) -> None: ...

    def tip(self, branch: str) -> str | None:
        """The commit that a branch is at; None where there is no such branch."""

    def message(self, commit: str) -> str: ...

    def commit(self, parent: str, files: Mapping[str, bytes], message: str) -> str:
        """A commit on top of another; no branch is moved."""

    def move(self, branch: str, commit: str) -> str:
        """Moves a branch forward to a commit, never back; makes it where it is not there. Where it is then."""

    def open_pull(self, branch: str, into: str, title: str, text: str) -> tuple[int, str]:
        """The number and the address of the pull request of a branch: the one that is open already, or a new one."""


class Forges(Protocol):
    """The forge of each repository."""

    def of(self, repository: Repository) -> Forge: ...
