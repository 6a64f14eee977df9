"""The main job for real: two programs, three TensorFlows, real containers. What a newcomer sees after `make run`."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import docker
import pytest

ROOT = Path(__file__).parents[1]
UPFLOW = [sys.executable, "-c", "import sys; from service.cli import main; sys.exit(main())"]
UNPACK = "ValueError: not enough values to unpack (expected 2, got 0)"

AFRESH = {**os.environ, "UPFLOW_REMEMBER": "no"}

pytestmark = [pytest.mark.engine, pytest.mark.network]


@pytest.fixture
def left_by():
    """The containers of one upflow process, by its number: other runs on the same engine do not matter."""
    client = docker.from_env()

    def owned(pid: int) -> list[dict[str, Any]]:
        everything = client.api.containers(all=True, filters={"label": "upflow.owner"})
        return [found for found in everything if found["Labels"]["upflow.owner"].split(":")[1] == str(pid)]

    yield owned
    client.close()


def report(project: str, left_by) -> tuple[int, dict[str, Any]]:
    words = ["check", f"examples/{project}", "--to", "2.16", "--to", "newest", "--format", "json"]
    with subprocess.Popen(
        [*UPFLOW, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT, text=True, env=AFRESH
    ) as run:
        out, err = run.communicate()
    assert run.returncode in {0, 1}, err
    assert left_by(run.pid) == []
    return run.returncode, json.loads(out)


def endings(trials: list[dict[str, Any]]) -> dict[bool, tuple[str, str]]:
    return {trial["patched"]: (trial["outcome"], trial["message"]) for trial in trials}


def test_the_focal_loss_fails_on_new_versions_and_passes_with_the_patch(left_by):
    code, found = report("focal-loss", left_by)
    assert code == 1
    baseline = found["project"]["baseline"]
    assert (baseline["tensorflow"], baseline["python"]) == ("2.15.1", "3.11")
    assert endings(baseline["trials"]) == {False: ("passed", ""), True: ("passed", "")}
    assert [candidate["tensorflow"].rsplit(".", 1)[0] for candidate in found["candidates"]] == ["2.16", "2.21"]
    for candidate in found["candidates"]:
        assert endings(candidate["trials"]) == {False: ("failed", UNPACK), True: ("passed", "")}
        assert (candidate["verdict"], candidate["certainty"]) == ("breaks", "measured")
        assert candidate["after_patch"] == "works"
    assert "Epoch 400: Loss = " in baseline["trials"][0]["log"]


def test_the_linear_regression_works_everywhere(left_by):
    code, found = report("linear-regression", left_by)
    assert code == 0
    assert [(c["verdict"], c["certainty"]) for c in found["candidates"]] == [("works", "measured")] * 2
    assert found["findings"] == []


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interrupt_in_the_middle_of_a_trial_leaves_no_container(how: signal.Signals, left_by, tmp_path: Path):
    (tmp_path / "main.py").write_text("import time\nprint('running', flush=True)\ntime.sleep(600)\n")
    (tmp_path / "requirements.txt").write_text("tensorflow==2.15.1\nnumpy\n")
    words = ["check", str(tmp_path), "--to", "2.16"]
    with subprocess.Popen(
        [*UPFLOW, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT, text=True, env=AFRESH
    ) as run:
        wait_until(lambda: any(is_running_trial(found) for found in left_by(run.pid)))
        run.send_signal(how)
        out, err = run.communicate(timeout=60)
    assert (run.returncode, out) == (130, "")
    assert "interrupted" in err
    assert "Traceback" not in err
    assert left_by(run.pid) == []


def is_running_trial(found: dict[str, Any]) -> bool:
    return bool(found["Labels"]["upflow.kind"] == "trial" and found["State"] == "running")


def wait_until(condition) -> None:
    deadline = time.monotonic() + 600
    while not condition():
        assert time.monotonic() < deadline, "it did not happen within ten minutes"
        time.sleep(0.2)
