"""What GitLab documents of the requests that the bot makes (https://docs.gitlab.com/api/rest/), as far as it counts.

A parameter that is not named here is none that a request of ours may have; `!` marks those that must be there.
"""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

PAGES = "page per_page"
DOCUMENTED = {
    "GET /user": "",
    "GET /users": "username",
    "GET /projects/{id}/members/all/{user_id}": "",
    "GET /projects/{id}/merge_requests": f"state source_branch target_branch {PAGES}",
    "POST /projects/{id}/merge_requests": "!source_branch !target_branch !title description remove_source_branch",
    "GET /projects/{id}/merge_requests/{iid}": "",
    "GET /projects/{id}/merge_requests/{iid}/diffs": PAGES,
    "GET /projects/{id}/merge_requests/{iid}/notes": f"sort order_by {PAGES}",
    "POST /projects/{id}/merge_requests/{iid}/notes": "!body",
    "PUT /projects/{id}/merge_requests/{iid}/notes/{note_id}": "!body",
    "DELETE /projects/{id}/merge_requests/{iid}/notes/{note_id}": "",
    "POST /projects/{id}/merge_requests/{iid}/notes/{note_id}/award_emoji": "!name",
    "POST /projects/{id}/merge_requests/{iid}/discussions": "!body position",
    "POST /projects/{id}/statuses/{sha}": "!state name description target_url",
    "GET /projects/{id}/repository/archive.tar.gz": "sha",
    "GET /projects/{id}/repository/branches/{branch}": "",
    "POST /projects/{id}/repository/branches": "!branch !ref",
    "DELETE /projects/{id}/repository/branches/{branch}": "",
    "GET /projects/{id}/repository/commits/{sha}": "",
    "POST /projects/{id}/repository/commits": "!branch !commit_message !actions start_sha force",
    "POST /projects/{id}/repository/commits/{sha}/cherry_pick": "!branch message",
}
STATES = {"pending", "running", "success", "failed", "canceled", "skipped"}
POSITION = {"position_type", "base_sha", "start_sha", "head_sha", "new_path", "old_path", "new_line"}


class Asked(NamedTuple):
    """What is asked, and the values in its path."""

    name: str
    values: Mapping[str, str]


def asked(method: str, path: str) -> Asked:
    """Raises AssertionError for what is documented nowhere."""
    for name in DOCUMENTED:
        verb, template = name.split(" ")
        pattern = re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(template))
        found = re.fullmatch(pattern, path)
        if verb == method and found:
            return Asked(name, found.groupdict())
    raise AssertionError(f"{method} {path} is documented nowhere")


def check(one: Asked, query: Mapping[str, str], body: Any) -> None:
    """Raises AssertionError."""
    words = DOCUMENTED[one.name].split()
    given = {**query, **(body or {})}
    known = {word.lstrip("!") for word in words}
    assert set(given) <= known, f"{one.name}: nobody knows {set(given) - known}"
    missing = {word[1:] for word in words if word.startswith("!")} - set(given)
    assert not missing, f"{one.name}: {missing} must be there"
    if "/statuses/" in one.name:
        assert given["state"] in STATES
        assert len(given.get("description", "")) <= 255
    if "position" in given:
        assert set(given["position"]) <= POSITION
