"""Pull requests, comments and reviews of the fake GitHub."""

import difflib
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.service.bot.github.fake import ANSWERS, APP, SLUG, Answer, GitHub, Problem, Pull


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
    return Answer(200, pull_body(github, pull))


def pull_body(github: GitHub, pull: Pull) -> dict[str, Any]:
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


def _list_pulls(github: GitHub, _values: Any, query: Any, _data: Any) -> Answer:
    branch = query.get("head", ":").partition(":")[2]
    found = [each for each in github.pulls.values() if each.state == "open" and each.branch == branch]
    return github.page(query, [pull_body(github, each) for each in found])


def _add_pull(github: GitHub, _values: Any, _query: Any, data: Any) -> Answer:
    number = max(github.pulls) + 1
    head, base = github.branches[data["head"]], github.branches[data["base"]]
    pull = Pull(number, data["title"], f"{SLUG}[bot]", head, data["head"], base, data["base"])
    github.pulls[number] = pull
    return Answer(201, pull_body(github, pull))


ANSWERS |= {
    "POST /app/installations/{installation_id}/access_tokens": _token,
    "GET /pulls/{pull_number}": _pull,
    "GET /pulls/{pull_number}/files": _files,
    "GET /issues/{issue_number}/comments": _list_comments,
    "POST /issues/{issue_number}/comments": _add_comment,
    "PATCH /issues/comments/{comment_id}": _edit_comment,
    "DELETE /issues/comments/{comment_id}": _delete_comment,
    "POST /issues/comments/{comment_id}/reactions": _react,
    "GET /collaborators/{username}/permission": _permission,
    "GET /pulls/{pull_number}/comments": _review_comments,
    "POST /pulls/{pull_number}/reviews": _review,
    "GET /pulls": _list_pulls,
    "POST /pulls": _add_pull,
}
