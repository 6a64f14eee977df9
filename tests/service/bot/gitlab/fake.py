"""A GitLab with a memory: one project, its merge requests, notes, statuses and commits, as the bot asks for them."""

import base64
import difflib
import hashlib
import io
import json
import tarfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from tests.service.bot.github.fake import Answer, Files, Problem, Written
from tests.service.bot.gitlab.documented import asked, check

TOKEN, OWN = "glpat-of-its-own", 99
USERS = {"mona": (1, 40), "guest": (2, 10)}
PROJECT = 4711


@dataclass
class Merge:
    iid: int
    base: str
    head: str
    state: str = "opened"
    fork: bool = False
    source: str = "topic"
    target: str = "main"
    is_prepared: bool = True
    title: str = "Change it"


@dataclass
class GitLab:
    """`asked` is every request that came, `wrong` what is not as GitLab documents it."""

    address: str = ""
    name: str = "octo/models"
    repository: int = PROJECT
    installation: int = 0
    commits: dict[str, tuple[Files, str | None, str]] = field(default_factory=dict)
    branches: dict[str, str] = field(default_factory=dict)
    merges: dict[int, Merge] = field(default_factory=dict)
    notes: dict[int, dict[str, Any]] = field(default_factory=dict)
    statuses: list[tuple[str, str, str]] = field(default_factory=list)
    emoji: list[int] = field(default_factory=list)
    protected: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    ids: int = 1000

    def commit(self, files: Written, parent: str | None = None, message: str = "x") -> str:
        data = {path: text.encode() if isinstance(text, str) else text for path, text in files.items()}
        sha = hashlib.sha1(repr((sorted(data.items()), parent, message)).encode()).hexdigest()
        self.commits[sha] = (data, parent, message)
        return sha

    def open_merge(self, base: Written, head: Written, **more: Any) -> Merge:
        first = self.commit(base)
        second = self.commit(head, first)
        self.branches |= {"main": first} | ({} if more.get("fork") else {"topic": second})
        self.merges[1] = Merge(1, first, second, **more)
        return self.merges[1]

    def note(self, body: str, user: int = 1) -> int:
        new = self.ids = self.ids + 1
        self.notes[new] = {"id": new, "body": body, "author": {"id": user, "username": "x"}}
        return new

    def comment(self, _number: int, body: str, user: str) -> int:
        return self.note(body, USERS.get(user, (3, 0))[0])

    def said(self, kind: str = "pull") -> list[str]:
        mark = f"<!-- upflow {kind} "
        bodies = [each["body"] for each in self.notes.values() if each["author"]["id"] == OWN]
        return [body.partition("\n")[2] for body in bodies if body.startswith(mark)]

    def answer(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
        parts = urlsplit(target)
        path = parts.path.removeprefix("/api/v4")
        self.asked.append(f"{method} {path}")
        try:
            one = asked(method, path)
            data = json.loads(body) if body else None
            query = dict(parse_qsl(parts.query))
            check(one, query, data)
            _known(headers)
            values = {name: unquote(value) for name, value in one.values.items()}
            assert values.get("id", str(PROJECT)) == str(PROJECT)
            return ANSWERS[one.name](self, values, query, data or {})
        except Problem as problem:
            return problem.answer
        except (AssertionError, KeyError) as error:
            self.wrong.append(repr(error))
            return Answer(400, {"message": str(error)})


def _known(headers: Mapping[str, str]) -> None:
    if headers.get("authorization") != f"Bearer {TOKEN}":
        raise Problem(401, "401 Unauthorized")


def _user(*_: Any) -> Answer:
    return Answer(200, {"id": OWN, "username": "upflow"})


def _users(_lab: GitLab, _values: Any, query: Any, _data: Any) -> Answer:
    found = USERS.get(query["username"])
    return Answer(200, [{"id": found[0], "username": query["username"]}] if found else [])


def _member(_lab: GitLab, values: Any, _query: Any, _data: Any) -> Answer:
    levels = dict(USERS.values())
    return Answer(200, {"id": 1, "access_level": levels[int(values["user_id"])], "state": "active"})


def _merges(lab: GitLab, _values: Any, query: Any, _data: Any) -> Answer:
    found = [one for one in lab.merges.values() if one.source == query["source_branch"] and one.state == "opened"]
    return Answer(200, [_shown(each) for each in found])


def _open(lab: GitLab, _values: Any, _query: Any, data: Any) -> Answer:
    source, target = data["source_branch"], data["target_branch"]
    made = Merge(
        max(lab.merges) + 1,
        lab.branches[target],
        lab.branches[source],
        source=source,
        target=target,
        title=data["title"],
    )
    lab.merges[made.iid] = made
    return Answer(201, _shown(made))


def _merge(lab: GitLab, values: Any, _query: Any, _data: Any) -> Answer:
    if int(values["iid"]) not in lab.merges:
        raise Problem(404, "404 Not found")
    return Answer(200, _shown(lab.merges[int(values["iid"])]))


def _shown(one: Merge) -> dict[str, Any]:
    refs = {"base_sha": one.base, "start_sha": one.base, "head_sha": one.head}
    return {
        "iid": one.iid,
        "title": one.title,
        "state": one.state,
        "web_url": f"https://gitlab.example.org/octo/models/-/merge_requests/{one.iid}",
        "author": {"id": 1, "username": "mona"},
        "source_branch": one.source,
        "target_branch": one.target,
        "source_project_id": 1 if one.fork else PROJECT,
        "target_project_id": PROJECT,
        "diff_refs": refs if one.is_prepared else None,
    }


def _diffs(lab: GitLab, values: Any, _query: Any, _data: Any) -> Answer:
    one = lab.merges[int(values["iid"])]
    old, new = lab.commits[one.base][0], lab.commits[one.head][0]
    items = []
    for path in sorted(path for path in old.keys() | new.keys() if old.get(path) != new.get(path)):
        before, after = ((side.get(path) or b"").decode().splitlines() for side in (old, new))
        lines = [line for line in difflib.unified_diff(before, after, lineterm="") if line[:3] not in {"---", "+++"}]
        items.append({"new_path": path, "old_path": path, "deleted_file": path not in new, "diff": "\n".join(lines)})
    return Answer(200, items)


def _list_notes(lab: GitLab, _values: Any, query: Any, _data: Any) -> Answer:
    page, size = int(query.get("page", 1)), 3
    shown = list(lab.notes.values())[(page - 1) * size : page * size]
    following = f'<{lab.address}/api/v4{lab.asked[-1].split()[1]}?page={page + 1}>; rel="next"'
    return Answer(200, shown, {"link": following} if page * size < len(lab.notes) else {})


def _add_note(lab: GitLab, _values: Any, _query: Any, data: Any) -> Answer:
    return Answer(201, lab.notes[lab.note(data["body"], OWN)])


def _edit_note(lab: GitLab, values: Any, _query: Any, data: Any) -> Answer:
    found = lab.notes.get(int(values["note_id"]))
    if found is None:
        raise Problem(404, "404 Not found")
    found["body"] = data["body"]
    return Answer(200, found)


def _drop_note(lab: GitLab, values: Any, _query: Any, _data: Any) -> Answer:
    if lab.notes.pop(int(values["note_id"]), None) is None:
        raise Problem(404, "404 Not found")
    return Answer(204)


def _award(lab: GitLab, values: Any, _query: Any, _data: Any) -> Answer:
    lab.emoji.append(int(values["note_id"]))
    return Answer(201, {"id": 1})


def _discuss(lab: GitLab, _values: Any, _query: Any, data: Any) -> Answer:
    """A line that the diff does not add has to be named on both sides."""
    new = lab.note(data["body"], OWN)
    return Answer(201, {"id": "x", "notes": [lab.notes[new]]})


def _status(lab: GitLab, values: Any, _query: Any, data: Any) -> Answer:
    """One by its name while it goes on; a second start of it is refused in GitLab's own words."""
    if values["sha"] not in {*lab.branches.values(), *(one.head for one in lab.merges.values() if not one.fork)}:
        raise Problem(404, "404 References for commit Not Found")
    last = next((state for sha, state, _ in reversed(lab.statuses) if sha == values["sha"]), "")
    if last == data["state"] == "running":
        raise Problem(400, "Cannot transition status via :run from :running (Reason(s): Status cannot transition)")
    lab.statuses.append((values["sha"], data["state"], data["description"]))
    return Answer(201, {"id": len(lab.statuses)})


def _archive(lab: GitLab, _values: Any, query: Any, _data: Any) -> Answer:
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w:gz") as archive:
        for path, data in lab.commits[query["sha"]][0].items():
            member = tarfile.TarInfo(f"models-{query['sha']}/{path}")
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return Answer(200, content.getvalue())


def _branch(lab: GitLab, values: Any, _query: Any, _data: Any) -> Answer:
    if values["branch"] not in lab.branches:
        raise Problem(404, "404 Branch Not Found")
    return Answer(200, {"name": values["branch"], "commit": {"id": lab.branches[values["branch"]]}})


def _add_branch(lab: GitLab, _values: Any, _query: Any, data: Any) -> Answer:
    lab.branches[data["branch"]] = data["ref"]
    return Answer(201, {"name": data["branch"], "commit": {"id": data["ref"]}})


def _drop_branch(lab: GitLab, values: Any, _query: Any, _data: Any) -> Answer:
    del lab.branches[values["branch"]]
    return Answer(204)


def _get_commit(lab: GitLab, values: Any, _query: Any, _data: Any) -> Answer:
    return Answer(200, {"id": values["sha"], "message": lab.commits[values["sha"]][2]})


def _add_commit(lab: GitLab, _values: Any, _query: Any, data: Any) -> Answer:
    files = dict(lab.commits[data["start_sha"]][0])
    for action in data["actions"]:
        assert (action["action"], action["encoding"]) == ("update", "base64")
        assert action["file_path"] in files
        files[action["file_path"]] = base64.b64decode(action["content"])
    made = lab.commit(files, data["start_sha"], data["commit_message"])
    lab.branches[data["branch"]] = made
    return Answer(201, {"id": made, "message": data["commit_message"]})


def _pick(lab: GitLab, values: Any, _query: Any, data: Any) -> Answer:
    """The change of a commit on top of a branch: where the branch moved meanwhile, it may not fit."""
    files, parent, _ = lab.commits[values["sha"]]
    tip = lab.branches[data["branch"]]
    if data["branch"] in lab.protected:
        raise Problem(403, "You are not allowed to push into this branch")
    before = lab.commits[parent or ""][0]
    changed = {path: content for path, content in files.items() if before.get(path) != content}
    if any(lab.commits[tip][0].get(path) != before.get(path) for path in changed):
        raise Problem(400, "Sorry, we cannot cherry-pick this commit automatically.")
    made = lab.commit({**lab.commits[tip][0], **changed}, tip, data["message"])
    lab.branches[data["branch"]] = made
    for one in lab.merges.values():
        one.head = made if one.source == data["branch"] else one.head
    return Answer(201, {"id": made, "message": data["message"]})


ANSWERS: dict[str, Callable[[GitLab, Any, Any, Any], Answer]] = {
    "GET /user": _user,
    "GET /users": _users,
    "GET /projects/{id}/members/all/{user_id}": _member,
    "GET /projects/{id}/merge_requests": _merges,
    "POST /projects/{id}/merge_requests": _open,
    "GET /projects/{id}/merge_requests/{iid}": _merge,
    "GET /projects/{id}/merge_requests/{iid}/diffs": _diffs,
    "GET /projects/{id}/merge_requests/{iid}/notes": _list_notes,
    "POST /projects/{id}/merge_requests/{iid}/notes": _add_note,
    "PUT /projects/{id}/merge_requests/{iid}/notes/{note_id}": _edit_note,
    "DELETE /projects/{id}/merge_requests/{iid}/notes/{note_id}": _drop_note,
    "POST /projects/{id}/merge_requests/{iid}/notes/{note_id}/award_emoji": _award,
    "POST /projects/{id}/merge_requests/{iid}/discussions": _discuss,
    "POST /projects/{id}/statuses/{sha}": _status,
    "GET /projects/{id}/repository/archive.tar.gz": _archive,
    "GET /projects/{id}/repository/branches/{branch}": _branch,
    "POST /projects/{id}/repository/branches": _add_branch,
    "DELETE /projects/{id}/repository/branches/{branch}": _drop_branch,
    "GET /projects/{id}/repository/commits/{sha}": _get_commit,
    "POST /projects/{id}/repository/commits": _add_commit,
    "POST /projects/{id}/repository/commits/{sha}/cherry_pick": _pick,
}
