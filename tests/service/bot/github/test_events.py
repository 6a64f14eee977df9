"""What webhooks mean: every example that GitHub publishes is read, and what is not for us means nothing."""

import json
from typing import Any

import pytest

from service.bot.forge import Repository
from service.bot.github.events import meaning
from service.bot.work import CheckAgain, DoCommand, Door, LookAtBranch, LookAtPull, item, parse
from tests.service.bot.github.descriptions import example, webhooks

APP = "29310"
WHERE = Repository(186853002, "Codertocat/Hello-World", 7)


def sent(event: str, action: str, /, **fields: Any) -> Any:
    payload = example(event, action)
    payload["installation"] = {"id": 7}
    return {**payload, **fields}


def comment(body: str, **fields: Any) -> Any:
    payload = sent("issue_comment", "created")
    payload["issue"]["pull_request"] = {"url": "https://api.github.com/repos/o/r/pulls/1"}
    payload["comment"] |= {"body": body, **fields}
    return payload


def test_every_example_is_read_and_its_work_survives_the_store():
    for event, payload in webhooks():
        for work in meaning(event, payload, APP):
            key, kind, text = item(work)
            assert key.startswith(f"{kind}:")
            assert parse(kind, text) == work


def test_there_are_as_many_examples_as_github_publishes():
    assert len(webhooks()) == 329
    assert len({name for name, _ in webhooks()}) == 58


@pytest.mark.parametrize("action", ["opened", "reopened", "synchronize", "closed", "ready_for_review"])
def test_a_pull_request_that_moves_is_looked_at(action):
    assert meaning("pull_request", sent("pull_request", action), APP) == (
        LookAtPull(WHERE, sent("pull_request", action)["pull_request"]["number"]),
    )


def test_a_label_or_a_new_title_is_nothing_to_us_but_another_base_is():
    assert meaning("pull_request", sent("pull_request", "labeled"), APP) == ()
    edited = sent("pull_request", "opened", action="edited")
    assert meaning("pull_request", edited | {"changes": {"title": {"from": "a"}}}, APP) == ()
    assert meaning("pull_request", edited | {"changes": {"base": {"ref": {"from": "a"}}}}, APP) != ()


def test_without_an_installation_nothing_follows():
    payload = sent("pull_request", "opened")
    del payload["installation"]
    assert meaning("pull_request", payload, APP) == ()


def test_a_command_is_a_line_of_its_own_that_is_not_quoted_or_code():
    shown = "> /upflow fix\r\n```\n/upflow plan\n```\n\t/upflow plan\n"
    body = f"Hello\r\n/upflow check 2.16\r\n{shown}  /UPFLOW help\nsee /upflow"
    (work,) = meaning("issue_comment", comment(body), APP)
    assert work == DoCommand(WHERE, 1, 492700400, "Codertocat", "/upflow check 2.16\n/UPFLOW help")


def test_a_thousand_commands_are_bounded():
    (work,) = meaning("issue_comment", comment("/upflow fix " + "9" * 5000 + "\n/upflow check\n" * 1000), APP)
    assert isinstance(work, DoCommand)
    assert len(work.text.splitlines()) == 50
    assert len(work.text) < 2000


@pytest.mark.parametrize(
    "payload",
    [
        comment("/upflow check", user={"login": "upflow[bot]", "type": "Bot"}),
        comment("/upflow check", performed_via_github_app={"id": 29310}),
        comment("/upflow check", user=None),
        comment("/upflowing"),
        comment("/upflow check") | {"action": "edited"},
        sent("issue_comment", "created") | {"comment": {"id": 1, "body": "/upflow check", "user": {"login": "a"}}},
    ],
    ids=["of a bot", "of ours", "of nobody", "another word", "edited", "on an issue"],
)
def test_what_is_no_command(payload):
    assert meaning("issue_comment", payload, APP) == ()


@pytest.mark.parametrize("event", ["check_run", "check_suite"])
def test_the_button_that_repeats_is_obeyed_for_our_own_check_alone(event):
    payload = sent(event, "rerequested")
    payload["repository"] |= {"id": WHERE.id, "full_name": WHERE.name}
    payload[event] |= {"name": "upflow", "app": {"id": int(APP)}}
    head = payload[event]["head_sha"]
    assert meaning(event, payload, APP) == (CheckAgain(WHERE, head),)
    assert meaning(event, payload, "1") == ()


def test_a_push_to_a_branch_is_looked_at_and_a_tag_or_a_deleted_branch_is_not():
    assert meaning("push", sent("push", "", ref="refs/heads/a/b", deleted=False), APP) == (LookAtBranch(WHERE, "a/b"),)
    assert meaning("push", sent("push", "", ref="refs/tags/v1", deleted=False), APP) == ()
    assert meaning("push", sent("push", "", ref="refs/heads/a", deleted=True), APP) == ()


def test_doors_open_and_shut():
    opened = example("installation", "created")
    assert meaning("installation", opened, APP) == (
        Door(opened["installation"]["id"], opened["installation"]["account"]["login"], is_open=True),
    )
    (shut,) = meaning("installation", example("installation", "deleted"), APP)
    assert isinstance(shut, Door)
    assert not shut.is_open
    (removed,) = meaning("installation_repositories", example("installation_repositories", "removed"), APP)
    assert isinstance(removed, Door)
    assert (removed.is_open, removed.whole, len(removed.removed)) == (True, False, 1)


@pytest.mark.parametrize("payload", [None, [], "x", 7, {}, {"action": []}, {"repository": {"id": "x"}}])
def test_a_payload_of_another_shape_means_nothing(payload):
    for event in ("pull_request", "issue_comment", "check_run", "push", "installation"):
        assert meaning(event, payload, APP) == ()


def test_wanted_twice_is_one_item():
    works = [meaning("pull_request", sent("pull_request", action), APP)[0] for action in ("opened", "synchronize")]
    assert item(works[0])[0].rpartition(":")[0] == item(works[1])[0].rpartition(":")[0] == "pull:186853002"
    assert json.loads(item(works[0])[2])["repository"]["installation"] == 7
