"""The edges of a run: what was tried is not tried again, but for another run of the same."""

import contextlib

import pytest
from packaging.requirements import Requirement

from service.nouns import Kind, Reason
from service.sandbox.engine import connect
from service.sandbox.owner import myself
from service.settings import Settings
from service.trials import ContainerTrials

pytestmark = pytest.mark.engine

FILES = {"a.py": b"import time\nprint(time.time_ns())"}
COMMAND = ("python", "a.py")


def silent(_line: str) -> None:
    pass


@pytest.fixture
def ask(tmp_path):
    """Runs a program that prints the time, and gives what it printed with what was said meanwhile."""

    def run(number: int = 0, *, remember: bool = True) -> tuple[str, list[str]]:
        lines: list[str] = []
        with ContainerTrials(Settings(data=tmp_path / "data", remember=remember), silent) as trials:
            environment = trials.sandbox.prepare((), "3.11", silent)
            outcome = trials.run(environment, FILES, COMMAND, lines.append, number)
        assert outcome.kind is Kind.PASSED
        return outcome.log, lines

    return run


def test_the_same_is_remembered_and_another_run_of_it_is_its_own(ask):
    first, lines = ask()
    assert lines != ["remembered"]
    assert ask() == (first, ["remembered"])
    second, _ = ask(1)
    assert second != first
    assert ask(1) == (second, ["remembered"])
    assert ask() == (first, ["remembered"])


@pytest.mark.network
def test_a_second_time_neither_the_index_nor_a_container_is_asked(tmp_path, monkeypatch):
    asked = ((Requirement("six==1.16.0"),), (), "3.11")
    refused = ((Requirement("six==99"),), (), "3.11")
    with ContainerTrials(Settings(data=tmp_path / "data"), silent) as trials:
        first, why = trials.prepare(*asked, silent), trials.prepare(*refused, silent)
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    monkeypatch.setattr("service.sandbox.environments.Container", None)
    lines: list[str] = []
    with ContainerTrials(Settings(data=tmp_path / "data"), silent) as trials:
        assert (trials.prepare(*asked, lines.append), trials.prepare(*refused, lines.append)) == (first, why)
    assert lines == []


def test_whoever_does_not_want_that_gets_a_new_one(ask):
    first, _ = ask()
    assert ask(remember=False)[0] != first
    assert ask()[0] == first


def test_a_project_lowers_the_limits_of_the_machine_and_never_raises_them(tmp_path):
    asked = b"[tool.upflow]\nlimits = { seconds = 2, memory = 999999 }\n"
    lines: list[str] = []
    with ContainerTrials(Settings(data=tmp_path / "data", memory=512), silent) as trials:
        trials.keep_within({"pyproject.toml": asked}, lines.append)
        assert (trials.sandbox.limits.seconds, trials.sandbox.limits.memory) == (2, 512 << 20)
        assert lines == ["limits.memory = 999999 is more than this machine allows: 512 (UPFLOW_MEMORY)"]
        environment = trials.sandbox.prepare((), "3.11", silent)
        outcome = trials.run(environment, {"a.py": b"import time\ntime.sleep(60)"}, COMMAND, silent)
        assert outcome.reason is Reason.TIMED_OUT
        trials.keep_within({}, silent)
        assert trials.sandbox.limits.seconds == Settings().seconds


@pytest.mark.parametrize("signal", ["SIGKILL", "SIGTERM"])
def test_a_trial_that_is_ended_from_outside_is_not_remembered(tmp_path, signal):
    """As whoever stops the engine, or cleans up, ends it."""
    data = tmp_path / "data"
    with ContainerTrials(Settings(data=data), silent) as trials, contextlib.closing(connect()) as engine:
        environment = trials.sandbox.prepare((), "3.11", silent)

        def end_it(line: str) -> None:
            if line == "begun":
                labels = [f"upflow.owner={myself()}", "upflow.kind=trial"]
                (container,) = engine.client.containers.list(filters={"label": labels})
                container.kill(signal)

        files = {"a.py": b"import time\nprint('begun', flush=True)\ntime.sleep(600)"}
        outcome = trials.run(environment, files, COMMAND, end_it)
    assert outcome.exit_code in {137, 143}
    assert not list(data.glob("results/*"))
