"""Projects that mean harm, run for real: each has the outcome that is right, and the host is as it was before."""

import dataclasses
import threading
import time
import tomllib
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from service.nouns import Outcome
from service.sandbox.trial import run
from tests.service.sandbox.host import look, settled

pytestmark = [pytest.mark.engine, pytest.mark.network]

FOLDER = Path(__file__).parents[2] / "projects"
PROJECTS = sorted(path.parent for path in FOLDER.glob("*/expected.toml"))
PINS = ("iniconfig==2.0.0", "packaging==24.2", "pluggy==1.5.0", "pytest==8.3.5")
PYTHON = "3.11"
WORDS = {"command", "reason", "message", "log", "exit_code", "tests", "files", "limits"}


def expected(project: Path) -> dict[str, Any]:
    return tomllib.loads((project / "expected.toml").read_text())


def files(project: Path) -> dict[str, bytes]:
    there = {
        path.relative_to(project).as_posix(): path.read_bytes()
        for path in project.rglob("*")
        if path.is_file() and path.name != "expected.toml" and "__pycache__" not in path.parts
    }
    made = {name: text.encode() for name, text in expected(project).get("files", {}).items()}
    return there | made


@pytest.fixture(scope="module")
def environment(sandbox):
    prepared = sandbox.prepare(PINS, PYTHON, print)
    sandbox.run(prepared, {}, ("true",), print)  # compiles it: what comes after is the projects' own doing
    return prepared


@pytest.fixture(scope="module")
def tried(engine, environment, limits):
    """Runs a project as its file says, and gives its outcome."""

    def run_it(name: str) -> Outcome:
        project = FOLDER / name
        asked = expected(project)
        own = dataclasses.replace(limits, **asked.get("limits", {}))
        return run(engine, environment, files(project), tuple(asked["command"]), own, say=lambda _line: None)

    return run_it


@pytest.mark.parametrize("project", PROJECTS, ids=lambda project: project.name)
def test_it_has_the_right_outcome_and_the_host_is_as_before(project, tried, remaining, data):
    asked = expected(project)
    before = look(remaining, data)
    started = time.monotonic()
    outcome = tried(project.name)
    seconds = time.monotonic() - started
    reasons = [asked["reason"]] if isinstance(asked["reason"], str) else asked["reason"]
    assert (outcome.reason.value if outcome.reason else "passed") in reasons, outcome
    assert asked.get("message", "") in outcome.message
    assert asked.get("log", "") in outcome.log
    assert outcome.exit_code == asked.get("exit_code", outcome.exit_code)
    if "tests" in asked:
        assert outcome.suite is not None
        assert Counter(test.ending.value for test in outcome.suite.tests) == asked["tests"]
    assert "\x1b" not in outcome.log + outcome.message
    assert seconds < outcome.seconds + 15
    assert settled(remaining, data, before).is_as_before(before)


def test_others_are_not_disturbed(tried, engine, environment, limits):
    """Three that take all they can get, and beside them one that only does its work."""
    harmful = [
        threading.Thread(target=tried, args=(name,)) for name in ("fork_bomb", "memory_bomb", "forged_report_file")
    ]
    for thread in harmful:
        thread.start()
    test = b"import os, threading\ndef test_it():\n    assert sorted(os.listdir()) == ['test_it.py']\n"
    quiet = dataclasses.replace(limits, seconds=60.0)
    outcome = run(
        engine,
        environment,
        {"test_it.py": test},
        ("pytest", "-p", "no:cacheprovider"),
        quiet,
        say=lambda _line: None,
    )
    for thread in harmful:
        thread.join()
    assert outcome.reason is None, outcome


WATCHES = b"""import ctypes, os, time
taken = 0
while ctypes.CDLL(None).inotify_init() >= 0:
    taken += 1
    if not {most}:
        break
print("taken" if taken else "none is left", flush=True)
while {most}:
    time.sleep(1)
"""


def test_what_linux_counts_by_user_is_not_taken_from_others(engine, environment, limits):
    """All watches of files that one user may have are taken, and the next trial has some."""
    taken = threading.Event()

    def start(most: bytes, seconds: float, say: Callable[[str], None]) -> Outcome:
        own = dataclasses.replace(limits, seconds=seconds)
        files = {"watches.py": WATCHES.replace(b"{most}", most)}
        return run(engine, environment, files, ("python", "watches.py"), own, say=say)

    greedy = threading.Thread(target=start, args=(b"True", 20.0, lambda _line: taken.set()))
    greedy.start()
    assert taken.wait(20)
    outcome = start(b"False", 30.0, lambda _line: None)
    assert (outcome.reason, outcome.log) == (None, "taken\n")
    greedy.join()


@pytest.mark.parametrize("project", PROJECTS, ids=lambda project: project.name)
def test_what_is_expected_of_it_is_said_in_words_that_are_read(project):
    assert set(expected(project)) <= WORDS
    assert any(path.read_text().startswith('"""') for path in project.rglob("*.py"))
