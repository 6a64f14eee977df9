"""Upgrade pull requests and their dashboard on GitHub."""

import base64
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from pydantic import BaseModel

from service.bot.errors import Gone, Later, Refused
from service.bot.github.forge import GitHub
from service.bot.github.models import EndModel, OpenedModel
from service.upgrade.dashboard import is_dashboard
from service.upgrade.forge import Dashboard, UpgradePull
from service.upgrade.marking import mark_of

MOVED = 30.0
"""Seconds until what somebody else moves at the same time is looked at again."""


class _Pull(BaseModel):
    number: int
    state: str
    body: str | None = None
    merged_at: str | None = None
    mergeable: bool | None = None
    head: EndModel
    base: EndModel


class _Issue(BaseModel):
    number: int
    body: str | None = None
    pull_request: dict[str, object] | None = None


class _Repository(BaseModel):
    default_branch: str


class _Slug(BaseModel):
    slug: str


class _File(BaseModel):
    content: str = ""
    encoding: str = "none"


@dataclass(frozen=True, slots=True)
class GitHubUpgrades:
    """One repository. Each method may raise Later, Gone or Refused."""

    github: GitHub

    def default_branch(self) -> str:
        return _Repository.model_validate(self.github.get("")).default_branch

    def file(self, path: str, commit: str) -> bytes | None:
        """A small file of a commit; None where there is none."""
        try:
            found = self.github.get(f"/contents/{quote(path)}", ref=commit)
        except Gone:
            return None
        if not isinstance(found, dict):
            return None  # a folder of that name
        file = _File.model_validate(found)
        return base64.b64decode(file.content) if file.encoding == "base64" else None

    def tip(self, branch: str) -> str | None:
        return self.github.tip(branch)

    def commit(self, parent: str, files: Mapping[str, bytes], message: str) -> str:
        return self.github.commit(parent, files, message)

    def place(self, branch: str, commit: str, *, expected: str | None) -> None:
        now = self.github.tip(branch)
        if now == commit:
            return
        if now != expected:
            raise Later(MOVED, f"{branch} is moved by somebody else")
        if now is None:
            self.github.send("POST", "/git/refs", {"ref": f"refs/heads/{branch}", "sha": commit})
        else:
            self.github.send("PATCH", f"/git/refs/heads/{quote(branch)}", {"sha": commit, "force": True})

    def open_pull(self, branch: str, into: str, title: str, text: str, *, draft: bool) -> int:
        """The one that is open already, or a new one; not every plan of GitHub has drafts."""
        for one in self._pulls(state="open", head=self._head(branch), base=into):
            self.edit_pull(one.number, title, text)
            return one.number
        data = {"head": branch, "base": into, "title": title, "body": text}
        try:
            made = self.github.send("POST", "/pulls", data | {"draft": draft})
        except Refused:
            if not draft:
                raise
            made = self.github.send("POST", "/pulls", data)
        return OpenedModel.model_validate(made).number

    def edit_pull(self, number: int, title: str | None, text: str) -> None:
        self.github.send("PATCH", f"/pulls/{number}", {"body": text} | ({"title": title} if title else {}))

    def label_pull(self, number: int, labels: tuple[str, ...]) -> None:
        self.github.send("POST", f"/issues/{number}/labels", {"labels": list(labels)})

    def close_pull(self, number: int, branch: str, why: str) -> None:
        if why not in (one.text for one in self.github.comments(number)):
            self.github.comment(number, why)
        self.github.send("PATCH", f"/pulls/{number}", {"state": "closed"})
        if self.github.tip(branch) is not None:
            self.github.send("DELETE", f"/git/refs/heads/{quote(branch)}")

    def upgrades(self, prefix: str, branches: Iterable[str]) -> Iterator[UpgradePull]:
        """All that are open, and the newest of each named branch."""
        for one in self._pulls(state="open"):
            if one.head.ref.startswith(prefix) and self._is_ours(one):
                yield _plain(_Pull.model_validate(self.github.get(f"/pulls/{one.number}")))
        for branch in branches:
            yield from map(_plain, filter(self._is_ours, self._pulls(state="closed", head=self._head(branch))))

    def dashboard(self) -> Dashboard | None:
        client = self.github.app.client
        slug = _Slug.model_validate(client.get("/app", self.github.app.signed())).slug
        for each in self.github.pages("/issues", state="open", creator=f"{slug}[bot]"):
            issue = _Issue.model_validate(each)
            if issue.pull_request is None and is_dashboard(issue.body or ""):
                return Dashboard(issue.number, (issue.body or "").replace("\r\n", "\n"))
        return None

    def write_dashboard(self, number: int | None, title: str, text: str) -> None:
        if number is None:
            self.github.send("POST", "/issues", {"title": title, "body": text})
        else:
            self.github.send("PATCH", f"/issues/{number}", {"body": text})

    def _pulls(self, **asked: str) -> Iterator[_Pull]:
        """Newest first, as GitHub lists them."""
        return (_Pull.model_validate(each) for each in self.github.pages("/pulls", **asked))

    def _head(self, branch: str) -> str:
        return f"{self.github.repository.name.partition('/')[0]}:{branch}"

    def _is_ours(self, one: _Pull) -> bool:
        """From a branch of this repository, and with our mark: in a fork, anybody may write one."""
        here = one.head.repo is not None and one.base.repo is not None and one.head.repo.id == one.base.repo.id
        return here and mark_of(one.body or "") is not None


def _plain(one: _Pull) -> UpgradePull:
    return UpgradePull(
        number=one.number,
        branch=one.head.ref,
        head=one.head.sha,
        text=(one.body or "").replace("\r\n", "\n"),
        is_open=one.state == "open",
        is_merged=one.merged_at is not None,
        conflicts=one.mergeable is False,
    )
