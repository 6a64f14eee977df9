"""What does a trial cost beyond its command? The same command bare, in the same environment, side by side in one run.

    python bench/overhead.py                    three projects: one test, 10,000 tests, a training with TensorFlow
    python bench/overhead.py --only tests       one of them: test, tests or training

Bare is the command with the interpreter of this machine, on the very same installed packages, in a temporary folder,
with the variables that a trial has; its output goes into a file. A trial is all that `upflow check` does for one: the
container is made, the project goes in, the command runs, its tests are told, the container is removed. The median of
the rounds is told, and the load of the machine; who goes first changes with each round.

Bar: at most 1.1 times bare, and one second. Exit code 1 where it is missed.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1]))  # this folder is no installed package

from packaging.requirements import Requirement

from bench.measuring.places import interpreter
from service.nouns import Environment
from service.sandbox.limits import Limits
from service.sandbox.recipe import trial
from service.settings import Settings
from service.trials import ContainerTrials

PYTHON = "3.11"
TIMES, SECONDS = 1.1, 1.0
COMMAND = ("python", "-m", "pytest", "-q", "-p", "no:cacheprovider")


class Project(NamedTuple):
    """What is installed, and what is run."""

    packages: tuple[str, ...]
    source: str


PROJECTS: Mapping[str, Project] = {
    "test": Project(("pytest==8.3.5",), "def test_it():\n    assert True\n"),
    "tests": Project(
        ("pytest==8.3.5",),
        "import pytest\n@pytest.mark.parametrize('n', range(10_000))\ndef test_it(n):\n    assert n >= 0\n",
    ),
    "training": Project(
        ("pytest==8.3.5", "tensorflow-cpu==2.15.1"),
        "import numpy, tensorflow as tf\n"
        "def test_it():\n"
        "    model = tf.keras.Sequential([tf.keras.layers.Dense(64, 'relu'), tf.keras.layers.Dense(1)])\n"
        "    model.compile('adam', 'mse')\n"
        "    model.fit(numpy.ones((20000, 32)), numpy.ones(20000), epochs=5, verbose=0)\n",
    ),
}


def main() -> int:
    options = _options()
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    kept = True
    with ContainerTrials(Settings.from_environment(remember=False), _quiet) as trials:
        for name in options.only or PROJECTS:
            project = PROJECTS[name]
            environment = trials.prepare(tuple(map(Requirement, project.packages)), (), PYTHON, _quiet)
            if not isinstance(environment, Environment):
                sys.exit(f"{name} cannot be installed: {environment.message}")
            kept = _measure(name, project, environment, trials, options.rounds) and kept
    return 0 if kept else 1


def _options() -> argparse.Namespace:
    words, _, rest = (__doc__ or "").partition("\n\n")
    parser = argparse.ArgumentParser(
        description=words, epilog=rest, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", action="append", choices=PROJECTS, help="repeatable")
    parser.add_argument("--rounds", type=int, default=5, metavar="N")
    return parser.parse_args()


def _measure(name: str, project: Project, environment: Environment, trials: ContainerTrials, rounds: int) -> bool:
    """Whether the bar is kept. One round before them, not counted, brings the files into memory."""
    files = {"test_it.py": project.source.encode()}
    bare: list[float] = []
    tried: list[float] = []
    for number in range(rounds + 1):
        contests = [(bare, _bare), (tried, _tried)]
        for seconds, run in contests[:: -1 if number % 2 else 1]:
            taken = run(environment, files, trials)
            if number:
                seconds.append(taken)
    one, other = statistics.median(bare), statistics.median(tried)
    most = TIMES * one + SECONDS
    said = "kept" if other <= most else "missed"
    print(f"{name:9} bare {one:.2f} s   trial {other:.2f} s   at most {most:.2f} s: {said}", flush=True)
    return other <= most


def _tried(environment: Environment, files: Mapping[str, bytes], trials: ContainerTrials) -> float:
    started = time.perf_counter()
    outcome = trials.run(environment, files, COMMAND, _quiet)
    taken = time.perf_counter() - started
    assert outcome.reason is None, outcome
    return taken


def _bare(environment: Environment, files: Mapping[str, bytes], _trials: ContainerTrials) -> float:
    python = interpreter(PYTHON)
    given = trial(environment.image, environment.path, COMMAND, Limits()).variables
    variables = {**given, "PYTHONPATH": f"{environment.path}/lib/python{PYTHON}/site-packages"}
    with tempfile.TemporaryDirectory(prefix="upflow-bare-") as folder:
        for name, content in files.items():
            Path(folder, name).write_bytes(content)
        started = time.perf_counter()
        with Path(folder, "output").open("wb") as output:
            subprocess.run(
                [python, *COMMAND[1:]], cwd=folder, env=variables, stdout=output, stderr=subprocess.STDOUT, check=True
            )
        return time.perf_counter() - started


def _quiet(_line: str) -> None:
    """Nobody watches."""


if __name__ == "__main__":
    sys.exit(main())
