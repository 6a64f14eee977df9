"""The whole way with real containers: an upgrade, and a pull request, from the webhook to what GitHub shows."""

import re
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any
from uuid import uuid4

import pytest

from service.settings import Settings
from service.trials import ContainerTrials
from tests.service.bot.github.descriptions import example
from tests.service.bot.github.fake import GitHub
from tests.service.bot.github.fake_upgrades import memory
from tests.service.bot.test_webhook import Hooks

pytestmark = [pytest.mark.engine, pytest.mark.network]

MODEL = """\
import tensorflow as tf


def rate(step):
    return tf.keras.experimental.CosineDecay(0.1, 100)(step)


def optimizer():
    return tf.keras.optimizers.Adam(lr=0.1)
"""
TEST = f"""\
from model import optimizer, rate


def test_the_rate_falls():
    assert float(rate(50)) < float(rate(0))


def test_the_optimizer():
    assert optimizer()


def test_nothing_else():
    assert "{uuid4()}"
"""
"""Never the same: what was tried in another session is not remembered for this one."""
ASKED = '[upgrades]\nto = "2.16"\nlabels = ["dependencies"]\n'
OLD = {
    "model.py": MODEL,
    "test_model.py": TEST,
    "requirements.txt": "tensorflow==2.15.1\nnumpy\n",
    ".upflow.toml": ASKED,
}
"""Versions that other tests try as well: their environments are there already."""
BUMPED = {**OLD, "requirements.txt": "tensorflow==2.16.2\nnumpy\n"}
SECONDS = 1800


@pytest.fixture
def hooks(serve, bot_settings) -> Hooks:
    return Hooks(serve(replace(bot_settings, github_trials=True), partial(ContainerTrials, Settings())))


def until(happened: Callable[[], object]) -> None:
    end = time.monotonic() + SECONDS
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.2)


def of(github: GitHub, event: str, action: str, **more: Any) -> Any:
    payload = example(event, action) | {"installation": {"id": github.installation}} | more
    payload["repository"] |= {"id": github.repository, "full_name": github.name, "default_branch": "main"}
    return payload


def test_an_upgrade_is_proven_and_opened_with_its_evidence(hooks, github):
    github.branches["main"] = github.commit(OLD)
    hooks.send("push", of(github, "push", "", deleted=False, ref="refs/heads/main"))
    until(lambda: memory(github).issues)
    (pull,) = github.pulls.values()
    assert (pull.title, pull.into) == ("TensorFlow 2.16.2, from 2.15.1", "main")
    text = memory(github).bodies[pull.number]
    log = r"\[log\]\(https://upflow\.example\.org(/runs/\w+/logs/[\w.?=]+)\) \|"
    rows = [
        rf"\| TensorFlow 2\.15\.1, as it is \| passes, 3 of 3 tests \| {log}",
        rf"\| TensorFlow 2\.16\.2, as it is \| fails, 1 of 3 tests: .*'experimental'.* \| {log}",
        rf"\| TensorFlow 2\.16\.2, with this patch \| passes, 3 of 3 tests \| {log}",
    ]
    logs = [re.findall(row, text) for row in rows]
    assert [hooks.client.get(one).status_code for (one,) in logs] == [200, 200, 200]
    at, families = pull.head, []
    while at != github.branches["main"]:
        families.append(github.commits[at].message.splitlines()[0])
        at = github.commits[at].parent
    assert families == [
        "TensorFlow 2.16.2: requirements",
        "TensorFlow 2.16.2: optimizer_learning_rate (1 place)",
        "TensorFlow 2.16.2: names that are gone (1 place)",
    ]


def test_a_bump_is_told_with_what_the_containers_showed(hooks, github):
    pull = github.open_pull(OLD, BUMPED, author="dependabot[bot]", title="Bump tensorflow from 2.15.1 to 2.16.2")
    payload = of(github, "pull_request", "opened", number=pull.number)
    payload["pull_request"]["number"] = pull.number
    hooks.send("pull_request", payload)
    until(github.said)
    (text,) = github.said()
    assert text.startswith("### ✘ tensorflow 2.15.1 → 2.16.2 breaks this project\n")
    assert "**Next:** comment `/upflow fix`: it pushes 2 edits in 1 file to this branch; with them its trial" in text
    assert "Fails on 2.16.2, passes on 2.16.2 with the patch. Passes on 2.15.1 with the patch, too." in text
    assert "| 2.16.2 (Python 3.11) | ✘ breaks | ✔ works | `model.py:5`:" in text
    (check,) = github.checks.values()
    assert (check["conclusion"], [each["start_line"] for each in check["annotations"]]) == ("failure", [5, 9])
