"""One repository on GitHub, as the story asks for it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import quote

from service.bot.errors import Gone
from service.bot.forge import ChangedFile, Comment, Pull, Repository, Suggestion, Told
from service.bot.github import checks, commits
from service.bot.github.app import App
from service.bot.github.models import (
    CommentModel,
    CommitModel,
    CompareModel,
    FileModel,
    IdModel,
    OpenedModel,
    PermissionModel,
    PullModel,
    RefModel,
    ReviewCommentModel,
)
from service.bot.hunks import blocks
from service.bot.markers import suggestion_keys, suggestion_text

WRITERS = frozenset({"admin", "maintain", "write"})
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class GitHub:
    """Use it for one piece of work."""

    app: App
    repository: Repository

    def pull(self, number: int) -> Pull:
        found = PullModel.model_validate(self.get(f"/pulls/{number}"))
        return Pull(
            number=found.number,
            title=found.title,
            author=found.user.login if found.user else "",
            is_open=found.state == "open",
            head=found.head.sha,
            head_branch=found.head.ref,
            base=found.base.sha,
            base_branch=found.base.ref,
            fork=found.head.repo is None or found.base.repo is None or found.head.repo.id != found.base.repo.id,
            url=found.html_url,
        )

    def common_base(self, pull: Pull) -> str:
        """The second page of a comparison has no files: they would be megabytes."""
        path = f"/compare/{pull.base}...{pull.head}"
        try:
            found = CompareModel.model_validate(self.get(path, per_page=1, page=2))
        except Gone:
            return pull.base
        return found.merge_base_commit.sha

    def changed(self, number: int) -> tuple[ChangedFile, ...]:
        files = (FileModel.model_validate(each) for each in self.pages(f"/pulls/{number}/files"))
        return tuple(ChangedFile(one.filename, one.status == "removed", blocks(one.patch)) for one in files)

    def archive(self, commit: str, most: int) -> bytes:
        path = self.path(f"/tarball/{quote(commit, safe='')}")
        return self.ask(lambda token: self.app.client.download(path, token, most))

    def may_write(self, user: str) -> bool:
        try:
            found = PermissionModel.model_validate(self.get(f"/collaborators/{quote(user, safe='')}/permission"))
        except Gone:
            return False
        return found.permission in WRITERS

    def comments(self, number: int) -> Iterator[Comment]:
        for each in self.pages(f"/issues/{number}/comments"):
            found = CommentModel.model_validate(each)
            made_by = found.performed_via_github_app
            if made_by is not None and str(made_by.id) == self.app.id:
                yield Comment(found.id, found.body or "")

    def comment(self, number: int, text: str) -> int:
        return IdModel.model_validate(self.send("POST", f"/issues/{number}/comments", {"body": text})).id

    def edit(self, _number: int, comment: int, text: str) -> None:
        self.send("PATCH", f"/issues/comments/{comment}", {"body": text})

    def withdraw(self, _number: int, comment: int) -> None:
        self.send("DELETE", f"/issues/comments/{comment}")

    def acknowledge(self, _number: int, comment: int) -> None:
        self.send("POST", f"/issues/comments/{comment}/reactions", {"content": "eyes"})

    def find_check(self, head: str, key: str) -> int | None:
        return checks.find(self, head, key)

    def start_check(self, head: str, key: str, link: str) -> int:
        return checks.start(self, head, key, link)

    def restart_check(self, _head: str, check: int, link: str) -> None:
        checks.restart(self, check, link)

    def end_check(self, _head: str, check: int, told: Told, link: str) -> None:
        checks.end(self, check, told, link)

    def suggested(self, number: int) -> frozenset[str]:
        bodies = (ReviewCommentModel.model_validate(each).body for each in self.pages(f"/pulls/{number}/comments"))
        return frozenset(key for body in bodies for key in suggestion_keys(body))

    def suggest(self, number: int, head: str, suggestions: tuple[Suggestion, ...]) -> None:
        comments = [_suggested(each) for each in suggestions]
        self.send("POST", f"/pulls/{number}/reviews", {"commit_id": head, "event": "COMMENT", "comments": comments})

    def tip(self, branch: str) -> str | None:
        try:
            return RefModel.model_validate(self.get(f"/git/ref/heads/{quote(branch)}")).object.sha
        except Gone:
            return None

    def message(self, commit: str) -> str:
        return CommitModel.model_validate(self.get(f"/git/commits/{commit}")).message

    def commit(self, parent: str, files: Mapping[str, bytes], message: str) -> str:
        return commits.make(self, parent, files, message)

    def move(self, branch: str, commit: str) -> str:
        commits.move(self, branch, commit)
        return commit

    def open_pull(self, branch: str, into: str, title: str, text: str) -> tuple[int, str]:
        owner = self.repository.name.partition("/")[0]
        for each in self.pages("/pulls", state="open", head=f"{owner}:{branch}", base=into):
            found = OpenedModel.model_validate(each)
            return found.number, found.html_url
        data = {"head": branch, "base": into, "title": title, "body": text}
        made = OpenedModel.model_validate(self.send("POST", "/pulls", data))
        return made.number, made.html_url

    def get(self, path: str, **parameters: str | int) -> object:
        return self.ask(lambda token: self.app.client.get(self.path(path), token, **parameters))

    def send(self, method: str, path: str, data: Mapping[str, object] | None = None, *, once: bool = False) -> object:
        return self.ask(lambda token: self.app.client.send(method, self.path(path), token, data, once=once))

    def pages(self, path: str, key: str | None = None, **parameters: str | int) -> list[object]:
        return self.ask(lambda token: list(self.app.client.pages(self.path(path), token, key, **parameters)))

    def ask(self, question: Callable[[str], Answer]) -> Answer:
        return self.app.authorized(self.repository.installation, question)

    def path(self, path: str) -> str:
        return f"/repos/{self.repository.name}{path}"


@dataclass(frozen=True, slots=True)
class GitHubs:
    """Every repository that the App may see."""

    app: App

    def of(self, repository: Repository) -> GitHub:
        return GitHub(self.app, repository)


def _suggested(one: Suggestion) -> dict[str, object]:
    """Of one line, or of several: GitHub wants no first line where it is the last."""
    start = {} if one.first == one.last else {"start_line": one.first, "start_side": "RIGHT"}
    return {"path": one.path, "line": one.last, "side": "RIGHT", "body": suggestion_text(one), **start}
