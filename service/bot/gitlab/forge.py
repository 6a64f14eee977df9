"""One project on GitLab, as the story asks for it: notes, a status of the commit, suggestions, commits."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import quote

from service.bot.client import Client
from service.bot.errors import Gone, Later, Refused
from service.bot.forge import ChangedFile, Comment, Pull, Repository, Suggestion, Told
from service.bot.gitlab import commits, statuses
from service.bot.gitlab.models import (
    BranchModel,
    CommitModel,
    DiffModel,
    IdModel,
    MemberModel,
    MergeModel,
    NoteModel,
    RefsModel,
    UserModel,
)
from service.bot.hunks import blocks
from service.bot.markers import suggestion_keys, suggestion_text

DEVELOPER = 30
PREPARING = 5.0
"""Seconds until a new request is looked at again whose ends GitLab has not compared yet."""


@dataclass(frozen=True, slots=True)
class GitLab:
    """Use it for one piece of work."""

    client: Client
    token: str = field(repr=False)
    repository: Repository

    def pull(self, number: int) -> Pull:
        found, refs = self._merge(number)
        return Pull(
            number=found.iid,
            title=found.title,
            author=found.author.username,
            is_open=found.state == "opened",
            head=refs.head_sha,
            head_branch=found.source_branch,
            base=refs.base_sha,
            base_branch=found.target_branch,
            fork=found.source_project_id != found.target_project_id,
            url=found.web_url,
        )

    def common_base(self, pull: Pull) -> str:
        return pull.base

    def changed(self, number: int) -> tuple[ChangedFile, ...]:
        files = (DiffModel.model_validate(each) for each in self.pages(f"/merge_requests/{number}/diffs"))
        return tuple(ChangedFile(one.new_path, one.deleted_file, blocks(one.diff)) for one in files)

    def archive(self, commit: str, most: int) -> bytes:
        path = self.path(f"/repository/archive.tar.gz?sha={quote(commit, safe='')}")
        return self.client.download(path, self.token, most)

    def may_write(self, user: str) -> bool:
        """Developers and more may push, by GitLab's own table of permissions."""
        known = self.client.get("/users", self.token, username=user)
        for each in known:
            try:
                found = MemberModel.model_validate(self.get(f"/members/all/{UserModel.model_validate(each).id}"))
            except Gone:
                return False
            return found.access_level >= DEVELOPER and found.state == "active"
        return False

    def comments(self, number: int) -> Iterator[Comment]:
        """Ours are those of the user that the token is of."""
        own = IdModel.model_validate(self.client.get("/user", self.token)).id
        asked = {"sort": "asc", "order_by": "created_at"}
        for each in self.pages(f"/merge_requests/{number}/notes", **asked):
            note = NoteModel.model_validate(each)
            if note.author.id == own:
                yield Comment(note.id, note.body)

    def comment(self, number: int, text: str) -> int:
        return IdModel.model_validate(self.send("POST", f"/merge_requests/{number}/notes", {"body": text})).id

    def edit(self, number: int, comment: int, text: str) -> None:
        self.send("PUT", f"/merge_requests/{number}/notes/{comment}", {"body": text})

    def withdraw(self, number: int, comment: int) -> None:
        self.send("DELETE", f"/merge_requests/{number}/notes/{comment}")

    def acknowledge(self, number: int, comment: int) -> None:
        self.send("POST", f"/merge_requests/{number}/notes/{comment}/award_emoji", {"name": "eyes"})

    def find_check(self, _head: str, _key: str) -> int | None:
        """Asked for by its name each time: there is one, whoever makes it."""
        return None

    def start_check(self, head: str, _key: str, link: str) -> int:
        return statuses.begin(self, head, link)

    def restart_check(self, head: str, _check: int, link: str) -> None:
        statuses.begin(self, head, link)

    def end_check(self, head: str, _check: int, told: Told, link: str) -> None:
        statuses.end(self, head, told, link)

    def suggested(self, number: int) -> frozenset[str]:
        return frozenset(key for each in self.comments(number) for key in suggestion_keys(each.text))

    def suggest(self, number: int, _head: str, suggestions: tuple[Suggestion, ...]) -> None:
        """Each in a discussion of its own; a line that GitLab sees otherwise has none."""
        _, refs = self._merge(number)
        for one in suggestions:
            above = one.last - one.first
            body = suggestion_text(one, f"suggestion:-{above}+0")
            place = {"position_type": "text", "new_path": one.path, "old_path": one.path, "new_line": one.last}
            with suppress(Refused):
                position = {**refs.model_dump(), **place}
                self.send("POST", f"/merge_requests/{number}/discussions", {"body": body, "position": position})

    def tip(self, branch: str) -> str | None:
        try:
            found = self.get(f"/repository/branches/{quote(branch, safe='')}")
        except Gone:
            return None
        return BranchModel.model_validate(found).commit.id

    def message(self, commit: str) -> str:
        return CommitModel.model_validate(self.get(f"/repository/commits/{commit}")).message

    def commit(self, parent: str, files: Mapping[str, bytes], message: str) -> str:
        return commits.make(self, parent, files, message)

    def move(self, branch: str, commit: str) -> str:
        return commits.move(self, branch, commit)

    def open_pull(self, branch: str, into: str, title: str, text: str) -> tuple[int, str]:
        for each in self.pages("/merge_requests", state="opened", source_branch=branch, target_branch=into):
            found = MergeModel.model_validate(each)
            return found.iid, found.web_url
        ends = {"source_branch": branch, "target_branch": into}
        data = {**ends, "title": title, "description": text, "remove_source_branch": True}
        made = MergeModel.model_validate(self.send("POST", "/merge_requests", data))
        return made.iid, made.web_url

    def get(self, path: str, **parameters: str | int) -> object:
        return self.client.get(self.path(path), self.token, **parameters)

    def send(self, method: str, path: str, data: Mapping[str, object] | None = None) -> object:
        return self.client.send(method, self.path(path), self.token, data)

    def pages(self, path: str, **parameters: str | int) -> Iterator[object]:
        return self.client.pages(self.path(path), self.token, None, **parameters)

    def path(self, path: str) -> str:
        return f"/projects/{self.repository.id}{path}"

    def _merge(self, number: int) -> tuple[MergeModel, RefsModel]:
        found = MergeModel.model_validate(self.get(f"/merge_requests/{number}"))
        if found.diff_refs is None:
            raise Later(PREPARING, "GitLab prepares the merge request")
        return found, found.diff_refs


@dataclass(frozen=True, slots=True)
class GitLabs:
    """Every project that the user of the token may see."""

    client: Client
    token: str = field(repr=False)

    def of(self, repository: Repository) -> GitLab:
        return GitLab(self.client, f"Bearer {self.token}", repository)
