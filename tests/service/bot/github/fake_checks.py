"""Check runs of the fake GitHub, with the limits of the real one."""

from collections.abc import Mapping
from typing import Any

from tests.service.bot.github.fake import ANSWERS, Answer, GitHub, Problem


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


ANSWERS |= {
    "POST /check-runs": _start_check,
    "PATCH /check-runs/{check_run_id}": _update_check,
    "GET /check-runs/{check_run_id}/annotations": _annotations,
    "GET /commits/{ref}/check-runs": _list_checks,
}
