"""Upgrades that a project asks for, on a GitHub that is held against its own description, trials and all."""

import pytest

from service.bot.forge import Repository
from service.bot.github.events import meaning
from service.bot.work import LookForUpgrades, item, parse
from service.nouns import Environment, Outcome, Reason
from service.upgrade.dashboard import Line, text
from service.upgrade.deciding import Action, Decision
from tests.service.bot.conftest import RunsAtOnce
from tests.service.bot.github.descriptions import example
from tests.service.bot.github.fake_upgrades import memory, tick

ADAM = "import tensorflow as tf\n\nprint(tf.keras.optimizers.Adam(lr=0.1))\n"
MENDED = ADAM.replace("lr=", "learning_rate=")
CONFIG = 'command = "python train.py"\n[upgrades]\nto = "2.16"\nlabels = ["dependencies"]\n'
FILES = {"train.py": ADAM, "requirements.txt": "tensorflow==2.15.1\nnumpy==1.26.4\n", ".upflow.toml": CONFIG}
BRANCH = "upflow/tensorflow-2.16"


class Trials:
    """What happens in a container when `lr` meets Keras 3."""

    def prepare(self, _wanted, limits, python, _say):
        version = next(str(one.specifier) for one in limits if one.name == "tensorflow")
        return Environment(version, "/nowhere", python, "image")

    def run(self, environment, files, _command, _say, _number=0):
        if b"(lr=" in files["train.py"] and "2.16" in environment.key:
            return Outcome(Reason.EXCEPTION, "ValueError: Argument(s) not recognized: {'lr': 0.1}", "log", 1, 1.0)
        return Outcome(None, "", "log", 0, 1.0)

    def packages(self, _environment):
        return {}


@pytest.fixture
def runs(matrix):
    return RunsAtOnce(matrix, Trials())


@pytest.fixture
def project(played, github):
    github.branches["main"] = github.commit(FILES)
    return played


def round_of(played) -> None:
    """What a push, a tick or a new day brings about, up to where it waits for the next day."""
    played.bot.items.put(*item(LookForUpgrades(played.where)))
    for _ in range(4):
        played.runs.finish()
        played.step()


def test_a_proven_upgrade_becomes_a_pull_request_with_its_commits_and_evidence(project, github):
    round_of(project)
    (pull,) = github.pulls.values()
    assert (pull.title, pull.branch, pull.into) == ("TensorFlow 2.16.2, from 2.15.1", BRANCH, "main")
    text = memory(github).bodies[pull.number]
    assert "**Fails on 2.16.2, passes on 2.16.2 with the patch. Passes on 2.15.1 with the patch, too.**" in text
    assert "[log](https://upflow.example.org/runs/run-1/logs/2.16.2?patched=true)" in text
    assert memory(github).labels == {pull.number: ["dependencies"]}
    chain, at = [], github.branches[BRANCH]
    while at != github.branches["main"]:
        chain.append(github.commits[at])
        at = github.commits[at].parent
    assert [one.message.splitlines()[0] for one in reversed(chain)] == [
        "TensorFlow 2.16.2: optimizer_learning_rate (1 place)",
        "TensorFlow 2.16.2: requirements",
    ]
    assert chain[0].files["train.py"] == MENDED.encode()
    (issue,) = memory(github).issues.values()
    assert f"- [ ] <!-- upflow to=2.16.2 --> TensorFlow 2.16.2: #{pull.number} ([run](" in issue["body"]
    changes, asked = [each for each in github.asked if not each.startswith("GET")], len(project.runs.asked)
    project.step()  # the next day
    assert len(project.runs.asked) == asked
    round_of(project)  # a push to the base that changes nothing
    assert [each for each in github.asked if not each.startswith("GET")] == changes


def test_it_follows_a_push_to_the_base_and_closes_when_it_is_not_needed(project, github):
    round_of(project)
    github.branches["main"] = github.commit({**FILES, "more.py": ADAM}, github.branches["main"])
    round_of(project)
    assert b"learning_rate" in github.commits[github.branches[BRANCH]].files["more.py"]
    done = {
        "requirements.txt": "tensorflow==2.16.2\nnumpy==1.26.4\n",
        "train.py": ADAM.replace("lr=", "learning_rate="),
    }
    github.branches["main"] = github.commit({**FILES, **done}, github.branches["main"])
    round_of(project)
    assert [one.state for one in github.pulls.values()] == ["closed"]
    assert [each["body"] for each in github.ours()] == ["Closed by upflow: the project does not need it any more."]
    assert BRANCH not in github.branches


def test_what_somebody_closed_comes_again_by_a_tick(project, github):
    round_of(project)
    github.pulls[1].state = "closed"
    del github.branches[BRANCH]
    round_of(project)
    assert len(github.pulls) == 1
    tick(github, "2.16.2")
    round_of(project)
    assert [one.state for one in github.pulls.values()] == ["closed", "open"]
    (issue,) = memory(github).issues.values()
    assert "[x]" not in issue["body"]


@pytest.mark.parametrize(
    "config", ["", "[upgrades]\nenabled = false\n", "upgrades = 3\n"], ids=["none", "off", "wrong"]
)
def test_nobody_who_does_not_ask_gets_anything(project, github, config):
    github.branches["main"] = github.commit({**FILES, ".upflow.toml": config})
    round_of(project)
    assert github.pulls == {}


def test_a_stranger_with_our_mark_in_a_fork_is_not_taken_for_us(project, github):
    round_of(project)
    text = memory(github).bodies.pop(1)
    github.pulls[1].fork = True
    memory(github).bodies[1] = text
    del github.branches[BRANCH]
    round_of(project)
    assert [one.fork for one in github.pulls.values()] == [True, False]


def test_which_webhooks_are_about_upgrades():
    push = example("push", "") | {"installation": {"id": 7}, "deleted": False}
    branch = push["repository"]["default_branch"]
    where = Repository(push["repository"]["id"], push["repository"]["full_name"], 7)
    assert LookForUpgrades(where) in meaning("push", push | {"ref": f"refs/heads/{branch}"}, "1")
    assert LookForUpgrades(where) not in meaning("push", push | {"ref": "refs/heads/topic"}, "1")
    edited = example("issues", "edited") | {"installation": {"id": 7}}
    line = Line("2.16.2", Decision(Action.WAIT, "it waits"))
    ticked = text([line]).replace("[ ]", "[x]")
    for body, kind, works in (
        (ticked, "User", 1),
        (text([line]), "User", 0),
        (ticked, "Bot", 0),
        (f"> {ticked}", "User", 0),
    ):
        sent = edited | {"issue": edited["issue"] | {"body": body}, "sender": edited["sender"] | {"type": kind}}
        assert len(meaning("issues", sent, "1")) == works


def test_its_work_survives_the_store():
    work = LookForUpgrades(Repository(1, "o/r", 7), "a" * 40, (("2.16.2", "run-1"),))
    _, kind, payload = item(work)
    assert parse(kind, payload) == work
