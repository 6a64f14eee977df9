"""A GitHub with a memory: repositories, pull requests, comments, checks and commits, as the bot asks for them."""

import base64
import difflib
import hashlib
import io
import json
import tarfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlsplit

import jwt
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from tests.service.bot.github.described import Operation, check_answer, check_request, filled, operation

APP, SLUG = 29310, "upflow"
Files = Mapping[str, bytes]
Written = Mapping[str, str] | Mapping[str, bytes] | Mapping[str, str | bytes]


class Answer(NamedTuple):
    status: int
    body: Any = None
    headers: Mapping[str, str] = {}


class Problem(Exception):
    """An answer that is none."""

    def __init__(self, status: int, message: str, **headers: str) -> None:
        super().__init__(message)
        self.answer = Answer(status, {"message": message, "documentation_url": "https://docs.github.com"}, headers)


@dataclass
class Commit:
    sha: str
    files: Files
    parent: str | None
    message: str
    modes: Mapping[str, str]


@dataclass
class Pull:
    number: int
    title: str
    author: str
    head: str
    branch: str
    base: str
    into: str
    fork: bool = False
    state: str = "open"
    patches: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@dataclass
class GitHub:
    """One repository of one owner. `asked` is every request that came, `wrong` what is not as GitHub describes it."""

    key: str = field(repr=False)
    name: str = "octo/models"
    repository: int = 186853002
    installation: int = 7
    commits: dict[str, Commit] = field(default_factory=dict)
    branches: dict[str, str] = field(default_factory=dict)
    pulls: dict[int, Pull] = field(default_factory=dict)
    comments: dict[int, dict[str, Any]] = field(default_factory=dict)
    checks: dict[int, dict[str, Any]] = field(default_factory=dict)
    reviews: list[dict[str, Any]] = field(default_factory=list)
    writers: set[str] = field(default_factory=lambda: {"mona"})
    protected: set[str] = field(default_factory=set)
    blobs: dict[str, bytes] = field(default_factory=dict)
    trees: dict[str, tuple[Files, Mapping[str, str]]] = field(default_factory=dict)
    tokens: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    gone: bool = False
    now: Callable[[], float] = lambda: 1_800_000_000.0
    ids: int = 2**33
    page_size: int | None = None

    def id(self) -> int:
        self.ids += 1
        return self.ids

    def commit(self, files: Written, parent: str | None = None, message: str = "x") -> str:
        """A commit of these files; the same ones are the same commit."""
        data = {path: text.encode() if isinstance(text, str) else text for path, text in files.items()}
        sha = hashlib.sha1(repr((sorted(data.items()), parent, message)).encode()).hexdigest()
        self.commits[sha] = Commit(sha, data, parent, message, dict.fromkeys(data, "100644"))
        self.trees[_tree(sha)] = (data, self.commits[sha].modes)
        return sha

    def open_pull(self, base: Written, head: Written, number: int = 1, **more: Any) -> Pull:
        """A pull request from `topic` into `main`, whose head is a child of its base."""
        first = self.commit(base)
        second = self.commit(head, first)
        branch = more.pop("branch", "topic")
        self.branches |= {"main": first, branch: second}
        pull = Pull(
            number, more.pop("title", "Change it"), more.pop("author", "mona"), second, branch, first, "main", **more
        )
        self.pulls[number] = pull
        return pull

    def push(self, number: int, files: Written) -> str:
        pull = self.pulls[number]
        pull.head = self.branches[pull.branch] = self.commit(files, pull.head)
        return pull.head

    def ours(self) -> list[dict[str, Any]]:
        return [each for each in self.comments.values() if each["performed_via_github_app"]]

    def said(self, kind: str = "pull") -> list[str]:
        """The texts of our comments of a kind, without their marker."""
        mark = f"<!-- upflow {kind} "
        return [each["body"].partition("\n")[2] for each in self.ours() if each["body"].startswith(mark)]

    def comment(self, number: int, body: str, user: str = "mona", kind: str = "User") -> int:
        new = self.id()
        made = {"id": new, "body": body, "user": {"login": user, "type": kind}, "performed_via_github_app": None}
        self.comments[new] = made | {"issue": number}
        return new

    def answer(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """An answer to a request that is as described; what is not is remembered as wrong."""
        parts = urlsplit(target)
        if parts.path.startswith("/codeload/"):
            return Answer(200, self._packed(parts.path.rpartition("/")[2]))
        query = dict(parse_qsl(parts.query))
        self.asked.append(f"{method} {parts.path}")
        try:
            found = operation(method, parts.path)
            data = json.loads(body) if body else None
            check_request(found, query, data)
            self._authorized(found, headers)
            said = self._answer(found, query, data)
            full = said._replace(body=filled(found, said.status, said.body))
            check_answer(found, full.status, full.body)
        except Problem as problem:
            return problem.answer
        except (AssertionError, KeyError) as error:
            self.wrong.append(repr(error))
            return Answer(400, {"message": str(error)})
        return full

    def _authorized(self, found: Operation, headers: Mapping[str, str]) -> None:
        assert headers.get("user-agent") == "upflow"
        assert headers.get("x-github-api-version") == "2022-11-28"
        scheme, _, token = headers.get("authorization", "").partition(" ")
        if found.path.startswith("/app"):
            claims = jwt.decode(
                token, _public(self.key), algorithms=["RS256"], options={"verify_exp": False, "verify_iat": False}
            )
            assert claims["iss"] == str(APP)
            assert claims["exp"] - claims["iat"] <= 600
        elif scheme != "token" or token not in self.tokens:
            raise Problem(401, "Bad credentials")
        elif self.gone or found.values.get("owner") != self.name.partition("/")[0]:
            raise Problem(404, "Not Found")

    def _answer(self, found: Operation, query: Mapping[str, str], data: Any) -> Answer:
        name = f"{found.method} {found.path.removeprefix('/repos/{owner}/{repo}')}"
        return ANSWERS[name](self, found.values, query, data)

    def page(self, query: Mapping[str, str], items: list[Any], key: str | None = None) -> Answer:
        """One page, and the address of the next in a header."""
        page, size = int(query.get("page", 1)), self.page_size or int(query.get("per_page", 30))
        shown = items[(page - 1) * size : page * size]
        more = {"link": f'<{self.address}{self.asked[-1].split()[1]}?page={page + 1}>; rel="next"'}
        body = {"total_count": len(items), key: shown} if key else shown
        return Answer(200, body, more if page * size < len(items) else {})

    address: str = ""

    def _packed(self, sha: str) -> bytes:
        content = io.BytesIO()
        with tarfile.open(fileobj=content, mode="w:gz") as archive:
            for path, data in self.commits[sha].files.items():
                member = tarfile.TarInfo(f"octo-models-{sha[:7]}/{path}")
                member.size = len(data)
                archive.addfile(member, io.BytesIO(data))
        return content.getvalue()


def _public(key: str) -> Any:
    return load_pem_private_key(key.encode(), None).public_key()


def _tree(sha: str) -> str:
    return hashlib.sha1(f"tree {sha}".encode()).hexdigest()


def _token(github: GitHub, values: Any, _query: Any, _data: Any) -> Answer:
    if int(values["installation_id"]) != github.installation:
        raise Problem(404, "Not Found")
    token = f"ghs_{github.id()}"
    github.tokens.add(token)
    end = datetime.now(UTC) + timedelta(hours=1)
    return Answer(201, {"token": token, "expires_at": end.strftime("%Y-%m-%dT%H:%M:%SZ")})


def _pull(github: GitHub, values: Any, _query: Any, _data: Any) -> Answer:
    pull = github.pulls.get(int(values["pull_number"]))
    if pull is None:
        raise Problem(404, "Not Found")
    return Answer(200, _pull_body(github, pull))


def _pull_body(github: GitHub, pull: Pull) -> dict[str, Any]:
    ours = {"id": github.repository, "full_name": github.name}
    theirs = {"id": 99, "full_name": "stranger/models"} if pull.fork else ours
    return {
        "number": pull.number,
        "title": pull.title,
        "state": pull.state,
        "html_url": f"https://github.com/{github.name}/pull/{pull.number}",
        "user": {"login": pull.author},
        "head": {"ref": pull.branch, "sha": pull.head, "repo": theirs},
        "base": {"ref": pull.into, "sha": pull.base, "repo": ours},
    }


def _files(github: GitHub, values: Any, query: Any, _data: Any) -> Answer:
    pull = github.pulls[int(values["pull_number"])]
    old, new = github.commits[pull.base].files, github.commits[pull.head].files
    items = []
    for path in sorted(old.keys() | new.keys()):
        if old.get(path) == new.get(path):
            continue
        before, after = ((side.get(path) or b"").decode("utf-8", "replace").splitlines() for side in (old, new))
        lines = difflib.unified_diff(before, after, lineterm="")
        patch = "\n".join(line for line in lines if not line.startswith(("---", "+++")))
        status = "modified" if path in old and path in new else ("added" if path in new else "removed")
        items.append({"filename": path, "status": status, "patch": patch, "sha": "0" * 40})
    return github.page(query, items)


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


def _list_comments(github: GitHub, values: Any, query: Any, _data: Any) -> Answer:
    found = [_public_comment(each) for each in github.comments.values() if each["issue"] == int(values["issue_number"])]
    return github.page(query, found)


def _public_comment(each: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in each.items() if name != "issue"}


def _add_comment(github: GitHub, values: Any, _query: Any, data: Any) -> Answer:
    if len(data["body"]) > 65536:
        raise Problem(422, "Validation Failed")
    number = int(values["issue_number"])
    new = github.comment(number, data["body"], f"{SLUG}[bot]", "Bot")
    github.comments[new]["performed_via_github_app"] = {"id": APP}
    return Answer(201, _public_comment(github.comments[new]))


def _edit_comment(github: GitHub, values: Any, _query: Any, data: Any) -> Answer:
    found = github.comments.get(int(values["comment_id"]))
    if found is None:
        raise Problem(404, "Not Found")
    found["body"] = data["body"]
    return Answer(200, _public_comment(found))


def _delete_comment(github: GitHub, values: Any, _query: Any, _data: Any) -> Answer:
    if github.comments.pop(int(values["comment_id"]), None) is None:
        raise Problem(404, "Not Found")
    return Answer(204)


def _react(github: GitHub, values: Any, _query: Any, data: Any) -> Answer:
    if int(values["comment_id"]) not in github.comments:
        raise Problem(404, "Not Found")
    return Answer(201, {"content": data["content"]})


def _start_check(github: GitHub, _values: Any, _query: Any, data: Any) -> Answer:
    if data["head_sha"] not in github.commits:
        raise Problem(422, "No commit found for SHA")
    new = github.id()
    github.checks[new] = {"id": new, "annotations": [], "conclusion": None, **data}
    return Answer(201, _check_body(github.checks[new]))


def _check_body(check: Mapping[str, Any]) -> dict[str, Any]:
    said = {name: check.get(name) for name in ("id", "head_sha", "name", "external_id", "status", "conclusion")}
    output = check.get("output", {})
    told = {"title": output.get("title"), "summary": output.get("summary"), "text": None}
    return said | {"output": told | {"annotations_count": len(check["annotations"]), "annotations_url": "https://x"}}


def _update_check(github: GitHub, values: Any, _query: Any, data: Any) -> Answer:
    check = github.checks[int(values["check_run_id"])]
    annotations = data.get("output", {}).get("annotations", [])
    if len(annotations) > 50 or len(data.get("output", {}).get("summary", "")) > 65535:
        raise Problem(422, "Validation Failed")
    if data.get("status") == "in_progress":
        check["conclusion"] = None
    check.update(data)
    check["annotations"] += annotations
    return Answer(200, _check_body(check))


def _annotations(github: GitHub, values: Any, query: Any, _data: Any) -> Answer:
    return github.page(query, list(github.checks[int(values["check_run_id"])]["annotations"]))


def _list_checks(github: GitHub, values: Any, query: Any, _data: Any) -> Answer:
    found = [
        each
        for each in github.checks.values()
        if each["head_sha"] == values["ref"] and each["name"] == query["check_name"]
    ]
    return github.page(query, list(map(_check_body, found)), "check_runs")


def _permission(github: GitHub, values: Any, _query: Any, _data: Any) -> Answer:
    level = "write" if values["username"] in github.writers else "read"
    if values["username"] == "nobody":
        raise Problem(404, "Not Found")
    return Answer(200, {"permission": level, "role_name": level, "user": None})


def _review_comments(github: GitHub, values: Any, query: Any, _data: Any) -> Answer:
    found = [each for one in github.reviews if one["pull"] == int(values["pull_number"]) for each in one["comments"]]
    return github.page(query, [{"body": each["body"], "path": each["path"]} for each in found])


def _review(github: GitHub, values: Any, _query: Any, data: Any) -> Answer:
    pull = github.pulls[int(values["pull_number"])]
    if data["commit_id"] != pull.head:
        raise Problem(422, "Unprocessable Entity")
    github.reviews.append({"pull": pull.number, **data})
    return Answer(200, {"id": github.id(), "body": "", "state": "COMMENTED"})


def _ref(github: GitHub, values: Any, _query: Any, _data: Any) -> Answer:
    branch = values["ref"].removeprefix("heads/")
    if branch not in github.branches:
        raise Problem(404, "Not Found")
    return _ref_body(200, values["ref"], github.branches[branch])


def _ref_body(status: int, ref: str, sha: str) -> Answer:
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
    return _ref_body(200, values["ref"], data["sha"])


def _add_ref(github: GitHub, _values: Any, _query: Any, data: Any) -> Answer:
    branch = data["ref"].removeprefix("refs/heads/")
    if branch in github.branches:
        raise Problem(422, "Reference already exists")
    github.branches[branch] = data["sha"]
    return _ref_body(201, f"heads/{branch}", data["sha"])


def _get_commit(github: GitHub, values: Any, _query: Any, _data: Any) -> Answer:
    found = github.commits[values["commit_sha"]]
    return Answer(200, {"sha": found.sha, "message": found.message, "tree": {"sha": _tree(found.sha)}})


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


def _list_pulls(github: GitHub, _values: Any, query: Any, _data: Any) -> Answer:
    branch = query.get("head", ":").partition(":")[2]
    found = [each for each in github.pulls.values() if each.state == "open" and each.branch == branch]
    return github.page(query, [_pull_body(github, each) for each in found])


def _add_pull(github: GitHub, _values: Any, _query: Any, data: Any) -> Answer:
    number = max(github.pulls) + 1
    head, base = github.branches[data["head"]], github.branches[data["base"]]
    pull = Pull(number, data["title"], f"{SLUG}[bot]", head, data["head"], base, data["base"])
    github.pulls[number] = pull
    return Answer(201, _pull_body(github, pull))


ANSWERS: dict[str, Callable[[GitHub, Any, Any, Any], Answer]] = {
    "POST /app/installations/{installation_id}/access_tokens": _token,
    "GET /pulls/{pull_number}": _pull,
    "GET /pulls/{pull_number}/files": _files,
    "GET /compare/{basehead}": _compare,
    "GET /tarball/{ref}": _tarball,
    "GET /issues/{issue_number}/comments": _list_comments,
    "POST /issues/{issue_number}/comments": _add_comment,
    "PATCH /issues/comments/{comment_id}": _edit_comment,
    "DELETE /issues/comments/{comment_id}": _delete_comment,
    "POST /issues/comments/{comment_id}/reactions": _react,
    "POST /check-runs": _start_check,
    "PATCH /check-runs/{check_run_id}": _update_check,
    "GET /check-runs/{check_run_id}/annotations": _annotations,
    "GET /commits/{ref}/check-runs": _list_checks,
    "GET /collaborators/{username}/permission": _permission,
    "GET /pulls/{pull_number}/comments": _review_comments,
    "POST /pulls/{pull_number}/reviews": _review,
    "GET /git/ref/{ref}": _ref,
    "PATCH /git/refs/{ref}": _move_ref,
    "POST /git/refs": _add_ref,
    "GET /git/commits/{commit_sha}": _get_commit,
    "POST /git/blobs": _add_blob,
    "GET /git/trees/{tree_sha}": _get_tree,
    "POST /git/trees": _add_tree,
    "POST /git/commits": _add_commit,
    "GET /pulls": _list_pulls,
    "POST /pulls": _add_pull,
}
