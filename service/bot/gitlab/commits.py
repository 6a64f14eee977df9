"""Commits without a clone: GitLab makes them on branches alone, so each is made on one that goes at once."""

import base64
from collections.abc import Mapping
from contextlib import suppress
from http import HTTPStatus
from typing import Protocol
from urllib.parse import quote

from service.bot.errors import Gone, Refused
from service.bot.gitlab.models import CommitModel
from service.bot.markers import key_of

APART = "upflow/commit-{key}"


class Asks(Protocol):
    """A project, as far as commits need it."""

    def send(self, method: str, path: str, data: Mapping[str, object] | None = None) -> object: ...

    def tip(self, branch: str) -> str | None: ...

    def message(self, commit: str) -> str: ...


def make(asks: Asks, parent: str, files: Mapping[str, bytes], message: str) -> str:
    """A file keeps its mode. The commit outlives its branch by days, far longer than it is needed."""
    branch = APART.format(key=key_of(parent, message))
    content = [_changed(path, content) for path, content in sorted(files.items())]
    data = {"branch": branch, "start_sha": parent, "force": True, "commit_message": message, "actions": content}
    made = CommitModel.model_validate(asks.send("POST", "/repository/commits", data)).id
    with suppress(Gone):
        asks.send("DELETE", f"/repository/branches/{quote(branch, safe='')}")
    return made


def move(asks: Asks, branch: str, commit: str) -> str:
    """A new branch is made at the commit; one that is there takes the same change on top, and is never moved back."""
    if asks.tip(branch) is None:
        asks.send("POST", "/repository/branches", {"branch": branch, "ref": commit})
        return commit
    data = {"branch": branch, "message": asks.message(commit)}
    try:
        return CommitModel.model_validate(asks.send("POST", f"/repository/commits/{commit}/cherry_pick", data)).id
    except Gone as error:
        raise Refused(HTTPStatus.NOT_FOUND, str(error)) from error


def _changed(path: str, content: bytes) -> dict[str, object]:
    text = base64.b64encode(content).decode()
    return {"action": "update", "file_path": path, "content": text, "encoding": "base64"}
