"""How long does an environment take to be there? Beside `uv pip install` of the same pins, in one run.

    python bench/environments.py                                    tensorflow-cpu 2.15.1 and all that it brings
    python bench/environments.py --python 3.10 --rounds 3 numpy==1.26.4 tensorflow-cpu==2.10.1 ...

Cold, and empty: no cache at all, so that each downloads everything. Cold, and filled: all wheels are in the cache that
each has for itself. Warm: the environment is there already. The median of the rounds is told, and the load of the
machine; who goes first changes with each round. Neither compiles: Python does it when something is first imported, and
upflow before the first trial, which is told beside Python's own compileall with a process for each processor.

Bars: cold at most 1.2 times uv, warm under 0.3 s. Exit code 1 where one is missed.

Where other programs run, the kernel may give all containers together the share of one of them. With --group uv gets the
same: it runs in that control group, such as /sys/fs/cgroup/cpu/docker/bench, which is made (root).
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1]))  # this folder is no installed package

from uv import find_uv_bin

from bench.measuring.places import interpreter
from service.sandbox.environments import remove
from service.sandbox.sandbox import Sandbox
from service.settings import Settings

TENSORFLOW = "tensorflow-cpu==2.15.1"
MOST, WARM = 1.2, 0.3
PLAIN, OURS = "uv pip install", "upflow"
JOIN = 'echo $$ >"$0/cgroup.procs" && exec "$@"'


def main() -> int:
    options = _options()
    found: dict[str, dict[str, list[float]]] = defaultdict(dict)
    pins = tuple(options.pins) or _resolved(options.python)
    print(f"{len(pins)} pins on Python {options.python}; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    for number in range(options.rounds):
        with tempfile.TemporaryDirectory(prefix="upflow-bench-", dir=options.folder) as folder:
            _round(Path(folder), _Asked(options.python, pins, options.group), found, reverse=bool(number % 2))
        print(f"round {number + 1} of {options.rounds}; load {os.getloadavg()[0]:.1f}", flush=True)
    medians = {state: {who: statistics.median(each) for who, each in row.items()} for state, row in found.items()}
    for state, row in medians.items():
        print(f"{state:11} " + "   ".join(f"{who} {seconds:.2f} s" for who, seconds in row.items()))
    missed = list(_missed(medians))
    print("\n".join(missed) or "all bars are met")
    return 1 if missed else 0


def _options() -> argparse.Namespace:
    words, _, rest = (__doc__ or "").partition("\n\n")
    parser = argparse.ArgumentParser(
        description=words, epilog=rest, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("pins", nargs="*", metavar="NAME==VERSION")
    parser.add_argument("--python", default="3.11", metavar="X.Y")
    parser.add_argument("--rounds", type=int, default=3, metavar="N")
    parser.add_argument("--folder", type=Path, metavar="FOLDER", help="where all of it is laid (default: temporary)")
    parser.add_argument("--group", type=Path, metavar="FOLDER", help="the control group that uv runs in")
    return parser.parse_args()


def _resolved(python: str) -> tuple[str, ...]:
    words = (
        "pip",
        "compile",
        "--quiet",
        "--no-config",
        "--no-header",
        "--no-annotate",
        "--python-version",
        python,
        "-",
    )
    done = subprocess.run([find_uv_bin(), *words], input=TENSORFLOW, capture_output=True, text=True, check=True)
    return tuple(done.stdout.split())


class _Asked(NamedTuple):
    """What is installed, and in which group of processes uv does it."""

    python: str
    pins: tuple[str, ...]
    group: Path | None


def _round(folder: Path, asked: _Asked, found: dict[str, dict[str, list[float]]], *, reverse: bool) -> None:
    """Each with a cache of its own, first empty and then filled."""
    with Sandbox(folder / "upflow", ca_bundle=Settings().ca_bundle) as sandbox:
        sandbox.image(asked.python, _quiet)

        def ours() -> None:
            sandbox.prepare(asked.pins, asked.python, _quiet)

        def forget() -> None:
            for each in (folder / "upflow" / "environments").glob("*"):
                remove(each)

        def compiled() -> None:
            sandbox.run(sandbox.prepare(asked.pins, asked.python, _quiet), {}, ("true",), _quiet)

        contests: list[tuple[str, Callable[[], None], Callable[[], None]]] = [
            (PLAIN, lambda: _uv(folder / "plain", asked), lambda: None),
            (OURS, ours, forget),
        ]
        for state in ("empty", "filled"):
            for who, run, before in contests[:: -1 if reverse else 1]:
                before()
                _keep(found, state, who, run)
        _keep(found, "warm", OURS, ours)
        _keep(found, "first trial", PLAIN, lambda: _compile(folder / "plain", asked))
        _keep(found, "first trial", OURS, compiled)
        _keep(found, "next trial", OURS, compiled)


def _keep(found: dict[str, dict[str, list[float]]], state: str, who: str, run: Callable[[], None]) -> None:
    started = time.perf_counter()
    run()
    found[state].setdefault(who, []).append(time.perf_counter() - started)
    print(f"  {state} {who} {found[state][who][-1]:.2f} s", flush=True)


def _uv(folder: Path, asked: _Asked) -> None:
    """A new environment each time; only the cache stays."""
    shutil.rmtree(folder / "env", ignore_errors=True)
    common, uv = ("--quiet", "--no-config", "--cache-dir", str(folder / "cache")), str(find_uv_bin())
    _run(asked, uv, "venv", *common, "--python", str(interpreter(asked.python)), str(folder / "env"))
    python = str(folder / "env/bin/python")
    words = ("pip", "install", *common, "--no-deps", "--no-build", "--python", python, "--requirements", "-")
    _run(asked, uv, *words)


def _compile(folder: Path, asked: _Asked) -> None:
    _run(
        asked,
        str(folder / "env/bin/python"),
        "-m",
        "compileall",
        "-qq",
        "-j",
        "0",
        str(folder / "env/lib"),
        check=False,
    )  # not all is for this Python


def _run(asked: _Asked, *command: str, check: bool = True) -> None:
    if asked.group is not None:
        asked.group.mkdir(exist_ok=True)
        command = ("sh", "-c", JOIN, str(asked.group), *command)
    subprocess.run(command, input="\n".join(asked.pins), text=True, check=check)


def _quiet(_line: str) -> None:
    """Nobody watches."""


def _missed(medians: dict[str, dict[str, float]]) -> list[str]:
    missed = [
        f"missed: {state}, {medians[state][OURS] / medians[state][PLAIN]:.2f} times uv, wanted {MOST}"
        for state in ("empty", "filled")
        if medians[state][OURS] > MOST * medians[state][PLAIN]
    ]
    return missed + ([f"missed: warm, wanted {WARM} s"] if medians["warm"][OURS] > WARM else [])


if __name__ == "__main__":
    sys.exit(main())
