"""No container stays, whatever happens to the one who started it or to the engine."""

import dataclasses
import os
import signal
import subprocess
import sys
import threading
import time

import pytest
from docker.errors import APIError
from docker.models.containers import Container as Running
from requests import exceptions

from service.nouns import Reason
from service.sandbox.container import Container, EngineLost, reap
from service.sandbox.engine import Engine, connect
from service.sandbox.recipe import Recipe, trial
from service.sandbox.trial import run
from tests.service.sandbox.proxy import Proxy

pytestmark = pytest.mark.engine


@pytest.fixture
def sleeper(bare, limits):
    return trial(bare.image, bare.path, ("sleep", "60"), limits)


def test_leaving_it_removes_it(engine, sleeper, remaining):
    with Container(engine, sleeper) as container:
        assert container.name in remaining()
    assert container.name not in remaining()


def test_an_interrupt_in_the_middle_leaves_none(engine, bare, limits, remaining):
    before = remaining()

    def interrupted(_line):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(engine, bare, {}, ("sh", "-c", "echo started; sleep 60"), limits, say=interrupted)
    assert remaining() <= before


def test_an_interrupted_removal_is_done_again(engine, sleeper, remaining, monkeypatch):
    container = Container(engine, sleeper)
    remove, calls = container._remove, []

    def interrupted_once():
        calls.append(1)
        if len(calls) == 1:
            raise KeyboardInterrupt
        remove()

    monkeypatch.setattr(container, "_remove", interrupted_once)
    with pytest.raises(KeyboardInterrupt), container:
        pass
    assert container.name not in remaining()


def test_an_image_that_is_not_there_is_told(engine, limits):
    recipe = Recipe("trial", "no-such-image", (), limits, "1:1")
    with pytest.raises(EngineLost, match="no-such-image"), Container(engine, recipe):
        pass


def test_a_runtime_is_chosen_by_name(engine, bare, limits):
    usual = next(iter(engine.client.info()["Runtimes"]))
    assert run(engine, bare, {}, ("true",), dataclasses.replace(limits, runtime=usual), say=print).reason is None
    missing = run(engine, bare, {}, ("true",), dataclasses.replace(limits, runtime="no-such-runtime"), say=print)
    assert missing.reason is Reason.ENGINE_LOST
    assert "no-such-runtime" in missing.message


OWNER = """
import sys
from service.nouns import Environment
from service.sandbox.engine import Engine, connect
from service.sandbox.limits import Limits
from service.sandbox.trial import run
command = ("sh", "-c", "echo started; sleep 60")
run(connect(), Environment(*sys.argv[1:]), {}, command, Limits(), say=lambda line: print(line, flush=True))
"""


@pytest.fixture
def owner(bare, engine):
    command = [sys.executable, "-c", OWNER, bare.key, bare.path, bare.python, bare.image]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout
        assert process.stdout.readline() == b"started\n"
        yield process
        process.kill()
    reap(engine)


def test_what_a_killed_owner_left_is_reaped(engine, owner, remaining):
    left = remaining()
    owner.kill()
    owner.wait()
    assert reap(engine) >= 1
    gone = left - remaining()
    assert len(gone) >= 1


def test_what_belongs_to_the_living_is_left_alone(engine, owner, remaining):
    reap(engine)
    assert owner.poll() is None
    assert remaining()


def test_what_this_process_has_in_hand_stays_and_what_a_lost_engine_kept_goes(engine, sleeper, remaining, monkeypatch):
    with Container(engine, sleeper) as container:
        reap(engine)
        assert container.name in remaining()
        monkeypatch.setattr(engine.client.api, "remove_container", unreachable)
    assert container.name in remaining()
    monkeypatch.undo()
    reap(engine)
    assert container.name not in remaining()


def test_one_that_the_engine_refuses_to_remove_just_now_goes_all_the_same(engine, owner, remaining, monkeypatch):
    left, remove = remaining(), engine.client.api.remove_container
    refused: list[str] = []

    def refuse_twice(name, **options):
        if len(refused) < 2:
            refused.append(name)
            raise APIError("409 Client Error: removal is already in progress")
        return remove(name, **options)

    owner.kill()
    owner.wait()
    monkeypatch.setattr(engine.client.api, "remove_container", refuse_twice)
    reap(engine)
    assert len(refused) == 2
    assert set(refused) <= left - remaining()


def unreachable(*_words, **_options):
    raise exceptions.ConnectionError("the engine does not answer")


def test_ctrl_c_takes_its_container_with_it(engine, owner, remaining):
    mine = {container.name for container in owned(engine, owner.pid)}
    assert len(mine) == 1
    owner.send_signal(signal.SIGINT)
    owner.wait(timeout=20)
    assert not mine & remaining()


def test_a_container_long_past_its_time_is_reaped_whoever_owns_it(engine, sleeper, remaining, monkeypatch):
    monkeypatch.setattr("service.sandbox.container.myself", lambda: "elsewhere:1:1")
    monkeypatch.setattr("service.sandbox.container.time.time", lambda: 1e9)
    with Container(engine, sleeper) as container:
        monkeypatch.undo()
        reap(engine)
        assert container.name not in remaining()


def owned(engine: Engine, pid: int) -> list[Running]:
    running = engine.client.containers.list(all=True, ignore_removed=True)
    return [container for container in running if f":{pid}:" in container.labels.get("upflow.owner", "")]


@pytest.fixture
def through(tmp_path, monkeypatch, forgetful):  # noqa: ARG001  # it must end after the test
    """An engine behind a wire that can be cut."""
    with Proxy(tmp_path / "engine.sock", os.environ.get("DOCKER_HOST", "unix:///var/run/docker.sock")) as proxy:
        monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/engine.sock")
        engine = connect()
        yield proxy, engine
        engine.close()


def test_an_engine_killed_in_the_middle_is_an_outcome_and_never_a_hang(through, engine, bare, limits):
    proxy, cut = through
    started = time.monotonic()
    outcome = run(cut, bare, {}, ("sh", "-c", "echo started; sleep 60"), limits, say=lambda _line: proxy.cut())
    assert outcome.reason is Reason.ENGINE_LOST
    assert time.monotonic() - started < 10
    removed = owned(engine, os.getpid())
    for container in removed:
        container.remove(force=True)
    assert len(removed) == 1


def test_an_engine_that_is_gone_before_is_one_too(through, bare, limits):
    proxy, cut = through
    proxy.cut()
    assert run(cut, bare, {}, ("true",), limits, say=print).reason is Reason.ENGINE_LOST


def test_many_at_once(engine, bare, limits):
    outcomes = []

    def one(number):
        outcomes.append(run(engine, bare, {}, ("echo", str(number)), limits, say=print).log)

    threads = [threading.Thread(target=one, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["0\n", "1\n", "2\n", "3\n"]
