"""What upgrades ask of a forge, be it GitHub, GitLab or another."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class UpgradePull:
    """A pull request from a branch of ours; `conflicts`: the forge says that it cannot be merged."""

    number: int
    branch: str
    head: str
    text: str
    is_open: bool
    is_merged: bool
    conflicts: bool = False


@dataclass(frozen=True, slots=True)
class Dashboard:
    """The issue with the boxes."""

    number: int
    text: str


class UpgradeForge(Protocol):
    """One repository. What is done twice is there once: every method may be called again after a crash."""

    def tip(self, branch: str) -> str | None:
        """The commit that a branch is at; None where there is no such branch."""

    def commit(self, parent: str, files: Mapping[str, bytes], message: str) -> str:
        """A commit on top of another; no branch is moved."""

    def place(self, branch: str, commit: str, *, expected: str | None) -> None:
        """Sets a branch of ours to a commit, also back, if it still is at `expected` (None: is not there)."""

    def open_pull(self, branch: str, into: str, title: str, text: str, *, draft: bool) -> int:
        """The number of the pull request of a branch: the one that is open already, or a new one."""

    def edit_pull(self, number: int, title: str | None, text: str) -> None:
        """A title of None stays as it is."""

    def label_pull(self, number: int, labels: tuple[str, ...]) -> None: ...

    def close_pull(self, number: int, branch: str, why: str) -> None:
        """Says why, closes it and removes its branch."""

    def upgrades(self, prefix: str, branches: Iterable[str]) -> Iterable[UpgradePull]:
        """Of ours: all open ones from branches that begin so, and those that are over from each named branch.

        Newest first.
        """

    def dashboard(self) -> Dashboard | None:
        """The open issue of ours that is the dashboard."""

    def write_dashboard(self, number: int | None, title: str, text: str) -> None:
        """Opens it, or writes it anew."""
