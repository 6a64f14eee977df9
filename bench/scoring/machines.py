"""Where patched programs are run: in upflow's own containers, or in environments that are already there."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from bench.scoring.questions import Happened
from service.case import Case
from service.nouns import Candidate, Environment, Kind
from service.settings import Settings
from service.trials import ContainerTrials

SECONDS = 240
MARK = "@@output"
PROGRAM = "program.py"
APART = "apart.py"

# In a container both streams come out as one: the output is kept apart and shown last.
_APART = f"""
import subprocess, sys
ended = subprocess.run([sys.executable, "-W", "ignore", {PROGRAM!r}], stdout=subprocess.PIPE)
sys.stdout.write({MARK!r} + "\\n" + ended.stdout.decode("utf-8", "replace"))
sys.exit(ended.returncode)
"""


class Undecided(Exception):
    """It could not be run: that says nothing about the program."""


class Machine(Protocol):
    """Runs a program beside a candidate's TensorFlow. Raises Undecided."""

    def run(self, case: Case, candidate: Candidate, source: bytes) -> Happened: ...


class Folders:
    """Environments as `FOLDER/MINOR/bin/python`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, case: Case, candidate: Candidate, source: bytes) -> Happened:  # noqa: ARG002  # as the other one
        minor = f"{candidate.tensorflow.major}.{candidate.tensorflow.minor}"
        python = self.folder / minor / "bin/python"
        if not python.exists():
            raise Undecided(f"there is no {python}")
        with tempfile.TemporaryDirectory(prefix="upflow-truth-") as folder:
            Path(folder, PROGRAM).write_bytes(source)
            return _ran([str(python), "-W", "ignore", PROGRAM], folder)


def _ran(command: list[str], folder: str) -> Happened:
    quiet = {"CUDA_VISIBLE_DEVICES": "", "TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0"}
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("TF_", "KERAS_", "PYTHON"))}
    try:
        ended = subprocess.run(
            command, cwd=folder, env=clean | quiet, capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return Happened(passed=False, error=f"did not end within {SECONDS} s")
    errors = ended.stderr.decode("utf-8", "replace").strip().splitlines()
    error = "" if ended.returncode == 0 else (errors[-1] if errors else f"exit code {ended.returncode}")
    return Happened(ended.returncode == 0, ended.stdout.decode("utf-8", "replace").rstrip("\n"), error)


class Containers:
    """The environments and the containers that `upflow check` uses."""

    def __init__(self, trials: ContainerTrials) -> None:
        self.trials = trials

    def run(self, case: Case, candidate: Candidate, source: bytes) -> Happened:
        prepared = self.trials.prepare(case.wanted(candidate), case.limits(candidate), candidate.python, _quiet)
        if not isinstance(prepared, Environment):
            raise Undecided(prepared.message)
        outcome = self.trials.run(prepared, {PROGRAM: source, APART: _APART.encode()}, ("python", APART), _quiet)
        if outcome.kind is Kind.UNDECIDED:
            raise Undecided(outcome.message)
        return Happened(outcome.kind is Kind.PASSED, outcome.log.rpartition(MARK)[2].strip("\n"), outcome.message)


def _quiet(_line: str) -> None:
    """Nobody watches."""


@contextmanager
def machine(environments: Path | None) -> Iterator[Machine]:
    """The folder's environments, or containers where none is named."""
    if environments is not None:
        yield Folders(environments)
        return
    with ContainerTrials(Settings.from_environment(), _quiet) as trials:
        yield Containers(trials)
