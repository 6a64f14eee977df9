"""Merge requests by the same story: notes, the status, suggestions, commands, and webhooks that show the secret."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from service.api.gitlab import PATH
from service.bot.at_work import opened_bot
from service.bot.bot import Bot
from service.bot.forge import Repository
from service.bot.gitlab.events import meaning
from service.bot.gitlab.forge import GitLabs
from service.bot.opening import open_bot
from service.bot.work import DoCommand, LookAtPull
from service.errors import WrongUse
from service.settings import Settings
from tests.service.bot.conftest import Played, RunsAtOnce
from tests.service.bot.github.serving import LOST_AFTER, Chaos, served
from tests.service.bot.gitlab.fake import OWN, PROJECT, TOKEN, GitLab
from tests.service.bot.test_story import ADAM, BUMPED, OLD, PLAIN

SECRET = "what only both know"
WHERE = Repository(PROJECT, "octo/models", 0)


@pytest.fixture
def lab():
    return GitLab()


@pytest.fixture
def server(lab):
    """Serves it; in the end, every request was one that GitLab documents."""
    with served(lab) as server:
        yield server
    assert lab.wrong == []


@pytest.fixture
def lab_settings(settings, server):
    known = {"gitlab_url": server.address, "gitlab_token": TOKEN, "gitlab_secret": SECRET}
    return replace(settings, **known, public_url="https://upflow.example.org", github_trials=False)


@pytest.fixture
def played(lab_settings, desk, lab, matrix):
    runs: Any = RunsAtOnce(matrix)
    with open_bot(replace(desk, settings=lab_settings)) as bot:
        yield Played(quick(bot, runs), lab, runs)


def quick(bot: Bot, runs: RunsAtOnce) -> Bot:
    assert isinstance(bot.story.forges, GitLabs)
    client = replace(bot.story.forges.client, sleep=lambda _seconds: None)
    return replace(bot, story=replace(bot.story, runs=runs, forges=GitLabs(client, TOKEN)))


def looked(played: Played) -> None:
    played.look()
    played.work()


def answered(played: Played, text: str, user: str = "mona") -> str:
    lab: Any = played.github
    before = len(lab.said("answer"))
    played.say(text, user)
    played.work()
    (answer,) = lab.said("answer")[before:]
    return str(answer)


def test_a_bump_gets_one_note_and_one_status_and_a_push_edits_the_note(played, lab):
    merge = lab.open_merge(OLD, BUMPED)
    looked(played)
    (text,) = lab.said()
    assert text.splitlines()[0] == "### ✘ tensorflow 2.15.1 → 2.16.2 breaks this project"
    assert [(sha, state) for sha, state, _ in lab.statuses] == [(merge.head, "running"), (merge.head, "failed")]
    assert lab.statuses[-1][2] == "✘ tensorflow 2.15.1 → 2.16.2 breaks this project"
    first = next(iter(lab.notes))
    merge.head = lab.branches["topic"] = lab.commit({**BUMPED, "train.py": PLAIN}, merge.head)
    looked(played)
    assert lab.said()[0].splitlines()[0] == "### ✔ tensorflow 2.15.1 → 2.16.2 works"
    assert list(lab.notes) == [first]
    assert lab.statuses[-1][:2] == (merge.head, "success")


def test_an_edit_on_a_line_of_the_diff_is_a_suggestion_in_its_words(played, lab):
    lab.open_merge({**OLD, "train.py": PLAIN}, OLD)
    looked(played)
    (body,) = [one["body"] for one in lab.notes.values() if "suggestion:" in one["body"]]
    assert "```suggestion:-0+0\nprint(tf.keras.optimizers.Adam(learning_rate=0.1))\n```" in body
    played.look()
    played.work()
    assert len(lab.notes) == 2


@pytest.mark.parametrize("seed", range(3))
def test_whatever_is_lost_on_the_way_it_is_said_once(played, lab, server, seed):
    for number in range(7):
        lab.note(f"words {number}")
    server.fault = Chaos(seed)
    lab.open_merge(OLD, BUMPED)
    looked(played)
    assert len(lab.said()) == 1
    assert lab.statuses[-1][1] == "failed"


def test_a_note_whose_answer_was_lost_is_not_written_again(played, lab, server):
    lost = iter([LOST_AFTER])
    server.fault = lambda request: next(lost, None) if request.startswith("POST") and "/notes" in request else None
    lab.open_merge(OLD, BUMPED)
    looked(played)
    assert len(lab.said()) == 1


def test_a_request_that_is_still_prepared_is_waited_for_and_one_that_is_closed_is_left(played, lab):
    merge = lab.open_merge(OLD, BUMPED, is_prepared=False)
    played.look()
    played.step()
    assert lab.notes == {}
    merge.is_prepared, merge.state = True, "merged"
    played.work()
    assert lab.notes == {}


def test_a_commit_of_a_fork_has_no_status_and_the_note_all_the_same(played, lab):
    lab.open_merge(OLD, BUMPED, fork=True)
    looked(played)
    assert (len(lab.said()), lab.statuses) == (1, [])


def test_fix_pushes_to_the_branch_and_leaves_no_other(played, lab):
    merge = lab.open_merge(OLD, BUMPED)
    before = merge.head
    answer = answered(played, "/upflow fix")
    files, parent, message = lab.commits[lab.branches["topic"]]
    assert (parent, set(lab.branches)) == (before, {"main", "topic"})
    assert files["train.py"] == ADAM.replace("lr=", "learning_rate=").encode()
    assert message.startswith("Make it run on TensorFlow 2.16.2\n\n1 edit in 1 file")
    assert f"I pushed {merge.head[:7]} to `topic`" in answer
    assert lab.emoji != []


def test_a_protected_branch_gets_a_merge_request(played, lab):
    lab.open_merge(OLD, BUMPED)
    lab.protected = {"topic"}
    assert "https://gitlab.example.org/octo/models/-/merge_requests/2" in answered(played, "/upflow fix")
    assert lab.merges[2].target == "topic"
    assert b"learning_rate" in lab.commits[lab.merges[2].head][0]["train.py"]


def test_a_fork_gets_the_patch_and_a_guest_one_polite_answer(played, lab):
    lab.open_merge(OLD, BUMPED, fork=True)
    assert "```diff\n--- a/train.py" in answered(played, "/upflow fix")
    assert "people who can write" in answered(played, "/upflow fix", "guest")
    for user in ("guest", "somebody"):
        played.say("/upflow check", user)
    played.work()
    assert len([one for one in lab.said("answer") if "people who can write" in one]) == 2
    assert "| command | what it does |" in answered(played, "/upflow help")


def hook(event: str = "merge_request", **more: Any) -> dict[str, Any]:
    """As GitLab documents it: https://docs.gitlab.com/user/project/integrations/webhook_events/."""
    known = {"object_kind": event, "event_type": event, "user": {"id": 1, "name": "Mona", "username": "mona"}}
    project = {"id": PROJECT, "name": "models", "path_with_namespace": "octo/models", "default_branch": "main"}
    return {**known, "project": project, **more}


def noted(text: str, **more: Any) -> dict[str, Any]:
    note = {"id": 5, "note": text, "noteable_type": "MergeRequest", "system": False, "action": "create", **more}
    return hook("note", object_attributes=note, merge_request={"id": 9, "iid": 1, "state": "opened"})


def test_which_webhooks_mean_work():
    for action in ("open", "reopen", "update", "close", "merge"):
        payload = hook(object_attributes={"id": 9, "iid": 3, "action": action})
        assert meaning("Merge Request Hook", payload) == (LookAtPull(WHERE, 3),)
    assert meaning("Merge Request Hook", hook(object_attributes={"id": 9, "iid": 3, "action": "approved"})) == ()
    assert meaning("Note Hook", noted("Hi\n/upflow check 2.16\n> /upflow fix")) == (
        DoCommand(WHERE, 1, 5, "mona", "/upflow check 2.16"),
    )
    others = ({"action": "update"}, {"noteable_type": "Issue"}, {"system": True})
    assert [meaning("Note Hook", noted("/upflow fix", **other)) for other in others] == [(), (), ()]
    assert meaning("Note Hook", noted("<!-- upflow answer x -->\n/upflow fix")) == ()
    assert meaning("Note Hook", {"project": 3}) == meaning("Push Hook", hook()) == ()


def test_a_webhook_that_shows_the_secret_is_kept_once(serve, lab_settings):
    client = serve(lab_settings, start_worker=False)
    body = json.dumps(hook(object_attributes={"id": 9, "iid": 3, "action": "open"}))
    headers = {"x-gitlab-event": "Merge Request Hook", "x-gitlab-event-uuid": "u-1", "x-gitlab-token": SECRET}
    assert [client.post(PATH, content=body, headers=headers).status_code for _ in range(2)] == [202, 200]
    for wrong in ("", "another", SECRET.upper(), "é"):
        sent = headers | {"x-gitlab-token": wrong.encode()}
        assert client.post(PATH, content=body, headers=sent).status_code == 401
    assert client.post(PATH, content="{", headers=headers | {"x-gitlab-event-uuid": "u-2"}).status_code == 422
    assert client.post(PATH, content=body, headers=headers | {"x-gitlab-event-uuid": ""}).status_code == 422
    assert client.post("/api/v1/github/webhook", content=body, headers=headers).status_code == 404


@pytest.mark.parametrize("missing", ["gitlab_url", "gitlab_token", "gitlab_secret"])
def test_what_is_set_up_by_half_or_for_two_forges_does_not_start(desk, lab_settings, missing):
    for wrong in (replace(lab_settings, **{missing: ""}), replace(lab_settings, github_app="1")):
        with pytest.raises(WrongUse, match="GitLab"), opened_bot(replace(desk, settings=wrong), start=False):
            pass


def test_our_own_notes_are_ours_alone(played, lab):
    lab.open_merge(OLD, BUMPED)
    looked(played)
    copy = next(iter(lab.notes.values()))["body"]
    lab.notes.clear()
    mine = lab.note(copy, OWN + 1)
    lab.merges[1].head = lab.branches["topic"] = lab.commit({**BUMPED, "train.py": PLAIN}, lab.merges[1].head)
    looked(played)
    assert lab.notes[mine]["body"] == copy
    assert "works" in lab.said()[0]


def test_the_page_has_every_setting():
    page = Path("docs/gitlab.md").read_text()
    assert all(name in page for name, _, _ in Settings().shown() if name.startswith("UPFLOW_GITLAB"))
