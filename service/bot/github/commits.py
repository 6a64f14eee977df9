"""A commit without a clone: blobs, a tree and a commit through GitHub's own database, signed by GitHub for the App."""

import base64
from collections.abc import Mapping
from typing import Protocol
from urllib.parse import quote

from service.bot.errors import Refused
from service.bot.github.models import CommitModel, ShaModel, TreeModel

FILE = "100644"
UNPROCESSABLE = 422


class Asks(Protocol):
    """A repository, as far as commits need it."""

    def get(self, path: str, **parameters: str | int) -> object: ...

    def send(self, method: str, path: str, data: Mapping[str, object] | None = None) -> object: ...

    def tip(self, branch: str) -> str | None: ...


def make(asks: Asks, parent: str, files: Mapping[str, bytes], message: str) -> str:
    """The same files on the same parent twice are two commits of which only one gets a branch: nothing is lost."""
    base = CommitModel.model_validate(asks.get(f"/git/commits/{parent}"))
    whole = TreeModel.model_validate(asks.get(f"/git/trees/{base.tree.sha}", recursive=1))
    modes = {each.path: each.mode for each in whole.tree}
    entries = [_entry(asks, path, content, modes.get(path, FILE)) for path, content in sorted(files.items())]
    tree = _sha(asks.send("POST", "/git/trees", {"base_tree": base.tree.sha, "tree": entries}))
    return _sha(asks.send("POST", "/git/commits", {"message": message, "tree": tree, "parents": [parent]}))


def move(asks: Asks, branch: str, commit: str) -> None:
    """Never by force: who pushed meanwhile keeps what they pushed. Raises Refused."""
    if asks.tip(branch) is not None:
        asks.send("PATCH", f"/git/refs/heads/{quote(branch)}", {"sha": commit, "force": False})
        return
    try:
        asks.send("POST", "/git/refs", {"ref": f"refs/heads/{branch}", "sha": commit})
    except Refused as error:
        if error.status != UNPROCESSABLE or asks.tip(branch) != commit:
            raise


def _entry(asks: Asks, path: str, content: bytes, mode: str) -> dict[str, object]:
    """A program stays one that can be started."""
    blob = asks.send("POST", "/git/blobs", {"content": base64.b64encode(content).decode(), "encoding": "base64"})
    return {"path": path, "mode": mode, "type": "blob", "sha": _sha(blob)}


def _sha(answer: object) -> str:
    return ShaModel.model_validate(answer).sha
