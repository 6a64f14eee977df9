"""Commits, trees and branches of the fake GitHub."""

import base64
import hashlib
from typing import Any

from tests.service.bot.github.fake import ANSWERS, Answer, GitHub, Problem, tree_of


def _compare(github: GitHub, values: Any, _query: Any, _data: Any) -> Answer:
    base, _, head = values["basehead"].partition("...")
    known = {base}
    while (parent := github.commits[base].parent) is not None:
        known.add(base := parent)
    while head not in known:
        head = github.commits[head].parent or base
    return Answer(200, {"merge_base_commit": {"sha": head}, "commits": [], "status": "ahead"})


def _tarball(github: GitHub, values: Any, _query: Any, _data: Any) -> Answer:
    if values["ref"] not in github.commits:
        raise Problem(404, "Not Found")
    return Answer(302, None, {"location": f"{github.address}/codeload/{values['ref']}?token=key-of-its-own"})


def _ref(github: GitHub, values: Any, _query: Any, _data: Any) -> Answer:
    branch = values["ref"].removeprefix("heads/")
    if branch not in github.branches:
        raise Problem(404, "Not Found")
    return ref_body(200, values["ref"], github.branches[branch])


def ref_body(status: int, ref: str, sha: str) -> Answer:
    return Answer(status, {"ref": f"refs/{ref}", "object": {"sha": sha, "type": "commit"}})


def _move_ref(github: GitHub, values: Any, _query: Any, data: Any) -> Answer:
    branch = values["ref"].removeprefix("heads/")
    if branch in github.protected:
        raise Problem(422, "Changes must be made through a pull request")
    if branch not in github.branches or github.commits[data["sha"]].parent != github.branches[branch]:
        raise Problem(422, "Update is not a fast forward")
    github.branches[branch] = data["sha"]
    for pull in github.pulls.values():
        if pull.branch == branch and not pull.fork:
            pull.head = data["sha"]
    return ref_body(200, values["ref"], data["sha"])


def _add_ref(github: GitHub, _values: Any, _query: Any, data: Any) -> Answer:
    branch = data["ref"].removeprefix("refs/heads/")
    if branch in github.branches:
        raise Problem(422, "Reference already exists")
    github.branches[branch] = data["sha"]
    return ref_body(201, f"heads/{branch}", data["sha"])


def _get_commit(github: GitHub, values: Any, _query: Any, _data: Any) -> Answer:
    found = github.commits[values["commit_sha"]]
    return Answer(200, {"sha": found.sha, "message": found.message, "tree": {"sha": tree_of(found.sha)}})


def _add_blob(github: GitHub, _values: Any, _query: Any, data: Any) -> Answer:
    content = base64.b64decode(data["content"])
    sha = hashlib.sha1(content).hexdigest()
    github.blobs[sha] = content
    return Answer(201, {"sha": sha, "url": "https://x"})


def _get_tree(github: GitHub, values: Any, _query: Any, _data: Any) -> Answer:
    _, modes = github.trees[values["tree_sha"]]
    entries = [{"path": path, "mode": mode, "type": "blob", "sha": "0" * 40} for path, mode in modes.items()]
    return Answer(200, {"sha": values["tree_sha"], "tree": entries, "truncated": False})


def _add_tree(github: GitHub, _values: Any, _query: Any, data: Any) -> Answer:
    base, known = github.trees[data["base_tree"]]
    files, modes = dict(base), dict(known)
    for entry in data["tree"]:
        files[entry["path"]] = github.blobs[entry["sha"]]
        modes[entry["path"]] = entry["mode"]
    sha = hashlib.sha1(repr(sorted(files.items())).encode()).hexdigest()
    github.trees[sha] = (files, modes)
    return Answer(201, {"sha": sha, "tree": [], "truncated": False})


def _add_commit(github: GitHub, _values: Any, _query: Any, data: Any) -> Answer:
    files, modes = github.trees[data["tree"]]
    sha = github.commit(files, data["parents"][0], data["message"])
    github.commits[sha].modes = modes
    return Answer(201, {"sha": sha, "message": data["message"], "tree": {"sha": data["tree"]}})


ANSWERS |= {
    "GET /compare/{basehead}": _compare,
    "GET /tarball/{ref}": _tarball,
    "GET /git/ref/{ref}": _ref,
    "PATCH /git/refs/{ref}": _move_ref,
    "POST /git/refs": _add_ref,
    "GET /git/commits/{commit_sha}": _get_commit,
    "POST /git/blobs": _add_blob,
    "GET /git/trees/{tree_sha}": _get_tree,
    "POST /git/trees": _add_tree,
    "POST /git/commits": _add_commit,
}
