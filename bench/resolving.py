"""Times verdicts and full resolutions of a project with 15 requirements, for every newer TensorFlow.

    python bench/resolving.py               with the index that uv and pip are set to, and a cache that is warmed first
    python bench/resolving.py PROJECT       another project

Told are the verdicts from the facts alone (whether what is declared has a set, for each candidate as `upflow check`
takes it; facts loaded), the nearest sets on every interpreter, one warm `uv pip compile` of the newest set, and all
candidates in full, warm, in the same run: how many runs of uv that took, and what at least as many runs as there are
candidates would take on the cores of this machine.
"""

import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))  # this folder is no installed package

from packaging.requirements import Requirement

from matrices.facts import Matrix
from matrices.load import load
from matrices.picking import Facts, Place
from service.nouns import Declared
from service.project.checkout import open_project
from service.project.declared import read_declared
from service.resolution import Resolution
from service.resolve.candidates import choose
from service.resolve.resolver import Resolver, Task
from service.resolve.search import search
from service.resolve.ways import Asking, baseline_of, judge_all
from service.resolve.wish import wish
from service.resolving import resolve_project
from service.settings import Settings

PROJECT = """tensorflow==2.8.4
numpy==1.22.4
pandas==1.4.3
scikit-learn==1.1.2
scipy==1.8.1
matplotlib==3.5.3
h5py==3.7.0
protobuf==3.19.6
tensorflow-hub==0.12.0
tensorflow-text==2.8.2
Pillow==9.2.0
requests==2.28.1
PyYAML==6.0
tqdm==4.64.0
opencv-python-headless==4.6.0.66
"""
ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds: of wall time, of this process's CPU, and of the CPU of its children."""

    wall: float
    own: float
    children: float


def took(what: Callable[[], object]) -> Took:
    before, start, own = _children(), time.monotonic(), time.process_time()
    what()
    return Took(time.monotonic() - start, time.process_time() - own, _children() - before)


def _often(what: Callable[[], object]) -> str:
    times = [1000 * took(what).own for _ in range(ROUNDS)]
    return f"{min(times):.0f} ms of CPU, median {statistics.median(times):.0f}"


def _verdicts(declared: Declared, matrix: Matrix) -> list[bool]:
    """Whether what is declared has a set beside each TensorFlow: today's and every newer minor."""
    choice = choose(declared, matrix)
    places = {each.python: Facts(matrix, Place(each.python)) for each in (choice.baseline, *choice.candidates)}
    return [
        search(wish(declared, each.tensorflow, places[each.python]), places[each.python], most=0) is not None
        for each in (choice.baseline, *choice.candidates)
    ]


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="upflow-resolving-") as name:
        (Path(name) / "requirements.txt").write_text(PROJECT)
        project = open_project(sys.argv[1] if len(sys.argv) > 1 else name, lambda _: None)
    matrix, declared, cache = load(), read_declared(project), Settings.from_environment().data / "cache"
    asking = Asking()
    baseline = baseline_of(declared, matrix, asking)
    ways = judge_all(declared, matrix, asking, baseline)
    pairs = sum(len(one.ways) for one in ways)
    print(f"verdicts on {len(ways)} TensorFlows: {_often(lambda: _verdicts(declared, matrix))}")
    print(f"nearest sets on {pairs} pairs: {_often(lambda: judge_all(declared, matrix, asking, baseline))}")

    found: list[Resolution] = []

    def everything() -> None:
        found.append(resolve_project(project, asking, matrix, cache, lambda _: None))

    everything()
    whole = took(everything)
    newest = next(one for one in reversed(found[-1].candidates) if one.constraints)
    wanted = tuple(Requirement(f"{pin.name}=={pin.version}") for pin in newest.constraints if not pin.built)
    with Resolver(cache) as resolver:
        one = took(lambda: resolver.compile(Task(wanted, python=newest.python)))
    sets, cores = len(found[-1].candidates), os.cpu_count() or 1
    floor = sets * one.children / cores
    print(f"one warm `uv pip compile`: {one.wall:.1f} s, {one.children:.2f} s of CPU")
    uv, own = whole.children, whole.own
    print(f"all {sets} in full, warm: {whole.wall:.1f} s, {uv:.1f} s of uv's CPU, {own:.1f} s of upflow's")
    print(f"that is {uv / one.children:.0f} runs' worth; {sets} runs on {cores} cores take {floor:.1f} s at least")
    return 0


if __name__ == "__main__":
    sys.exit(main())
