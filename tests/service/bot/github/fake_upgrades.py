"""What the fake GitHub does beside: pull requests that are written anew and closed, branches set back, issues."""

import base64
from typing import Any

from tests.service.bot.github.described import filled, operation
from tests.service.bot.github.fake import ANSWERS, APP, SLUG, Answer, GitHub, Problem, Pull
from tests.service.bot.github.fake_git import ref_body
from tests.service.bot.github.fake_pulls import pull_body

MAIN = "main"


class Memory:
    """What the fake keeps beside its pull requests and branches."""

    def __init__(self, github: GitHub) -> None:
        self.bodies: dict[int, str] = {}
        self.labels: dict[int, list[str]] = {}
        self.drafts: set[int] = set()
        self.issues: dict[int, dict[str, Any]] = {}
        self.github = github


def memory(github: GitHub) -> Memory:
    found: Memory = github.__dict__.setdefault("memory", Memory(github))
    return found


def tick(github: GitHub, target: str) -> None:
    (issue,) = memory(github).issues.values()
    box = f"- [ ] <!-- upflow to={target} -->"
    assert box in issue["body"]
    issue["body"] = issue["body"].replace(box, box.replace("[ ]", "[x]")).replace("\n", "\r\n")


def _body(github: GitHub, pull: Pull) -> dict[str, Any]:
    kept = memory(github)
    told = {"body": kept.bodies.get(pull.number), "merged_at": None, "draft": pull.number in kept.drafts}
    return {**pull_body(github, pull), **told}


def _pull(github: GitHub, values: Any, _query: Any, _data: Any) -> Answer:
    pull = github.pulls.get(int(values["pull_number"]))
    if pull is None:
        raise Problem(404, "Not Found")
    return Answer(200, {**_body(github, pull), "mergeable": True})


def _list_pulls(github: GitHub, _values: Any, query: Any, _data: Any) -> Answer:
    branch, state = query.get("head", ":").partition(":")[2], query.get("state", "open")
    known = (one for one in github.pulls.values() if state in {"all", one.state})
    found = [one for one in known if not branch or (one.branch == branch and not one.fork)]
    return github.page(query, [_body(github, one) for one in sorted(found, key=lambda one: -one.number)])


def _add_pull(github: GitHub, _values: Any, _query: Any, data: Any) -> Answer:
    if any(one.state == "open" and one.branch == data["head"] and not one.fork for one in github.pulls.values()):
        raise Problem(422, "A pull request already exists")
    number = max(github.pulls, default=0) + 1
    head, base = github.branches[data["head"]], github.branches[data["base"]]
    github.pulls[number] = Pull(number, data["title"], f"{SLUG}[bot]", head, data["head"], base, data["base"])
    memory(github).bodies[number] = data.get("body", "")
    if data.get("draft"):
        memory(github).drafts.add(number)
    return Answer(201, _body(github, github.pulls[number]))


def _edit_pull(github: GitHub, values: Any, _query: Any, data: Any) -> Answer:
    pull = github.pulls[int(values["pull_number"])]
    pull.title, pull.state = data.get("title", pull.title), data.get("state", pull.state)
    if "body" in data:
        memory(github).bodies[pull.number] = data["body"]
    return Answer(200, _body(github, pull))


def _set_ref(github: GitHub, values: Any, _query: Any, data: Any) -> Answer:
    branch = values["ref"].removeprefix("heads/")
    is_forward = branch in github.branches and github.commits[data["sha"]].parent == github.branches[branch]
    if branch in github.protected or not (is_forward or data.get("force")):
        raise Problem(422, "Update is not a fast forward")
    github.branches[branch] = data["sha"]
    for pull in github.pulls.values():
        if pull.branch == branch and not pull.fork and pull.state == "open":
            pull.head = data["sha"]
    return ref_body(200, values["ref"], data["sha"])


def _drop_ref(github: GitHub, values: Any, _query: Any, _data: Any) -> Answer:
    if github.branches.pop(values["ref"].removeprefix("heads/"), None) is None:
        raise Problem(422, "Reference does not exist")
    return Answer(204)


def _label(github: GitHub, values: Any, _query: Any, data: Any) -> Answer:
    memory(github).labels[int(values["issue_number"])] = data["labels"]
    return Answer(200, [{"name": each} for each in data["labels"]])


def _repository(github: GitHub, _values: Any, _query: Any, _data: Any) -> Answer:
    return Answer(200, {"id": github.repository, "full_name": github.name, "default_branch": MAIN})


def _contents(github: GitHub, values: Any, query: Any, _data: Any) -> Answer:
    content = github.commits[query["ref"]].files.get(values["path"])
    if content is None:
        raise Problem(404, "Not Found")
    file = {"type": "file", "encoding": "base64", "content": base64.encodebytes(content).decode(), "size": 1}
    return Answer(200, file | {"path": values["path"], "name": values["path"]})


def _app(_github: GitHub, _values: Any, _query: Any, _data: Any) -> Answer:
    return Answer(200, {"id": APP, "slug": SLUG})


def _list_issues(github: GitHub, _values: Any, query: Any, _data: Any) -> Answer:
    assert query["creator"] == f"{SLUG}[bot]"
    return github.page(query, list(memory(github).issues.values()))


def _add_issue(github: GitHub, _values: Any, _query: Any, data: Any) -> Answer:
    number = 1000 + len(memory(github).issues)
    made = {"number": number, "title": data["title"], "body": data["body"]}
    memory(github).issues[number] = made
    return Answer(201, made)


def _edit_issue(github: GitHub, values: Any, _query: Any, data: Any) -> Answer:
    found = memory(github).issues[int(values["issue_number"])]
    found["body"] = data["body"]
    whole = filled(operation("POST", f"/repos/{github.name}/issues"), 201, found)
    assert isinstance(whole, dict)
    return Answer(200, whole)


ANSWERS |= {
    "GET /app": _app,
    "GET ": _repository,
    "GET /contents/{path}": _contents,
    "GET /pulls/{pull_number}": _pull,
    "GET /pulls": _list_pulls,
    "POST /pulls": _add_pull,
    "PATCH /pulls/{pull_number}": _edit_pull,
    "PATCH /git/refs/{ref}": _set_ref,
    "DELETE /git/refs/{ref}": _drop_ref,
    "POST /issues/{issue_number}/labels": _label,
    "GET /issues": _list_issues,
    "POST /issues": _add_issue,
    "PATCH /issues/{issue_number}": _edit_issue,
}
