"""How long does an environment take to be there? Beside `uv pip install` of the same pins, in one run.

    python bench/environments.py                                    tensorflow-cpu 2.15.1 and all that it brings
    python bench/environments.py --python 3.10 --rounds 3 numpy==1.26.4 tensorflow-cpu==2.10.1 ...

Cold, and empty: no cache at all, so that each downloads everything. Cold, and filled: all wheels are in the cache that
each has for itself. Warm: the environment is there already. An environment of upflow holds bytecode, that of a plain
`uv pip install` does not; the second column is uv with --compile-bytecode. The median of the rounds is told, and the
load of the machine; who goes first changes with each round.

Bars: cold and empty at most 1.2 times plain uv, cold and filled at most 1.2 times uv with bytecode, warm under 0.3 s.
Exit code 1 where one is missed.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))  # this folder is no installed package

from uv import find_uv_bin

from bench.measuring.places import interpreter
from service.sandbox.environments import remove
from service.sandbox.sandbox import Sandbox
from service.settings import Settings

TENSORFLOW = "tensorflow-cpu==2.15.1"
MOST, WARM = 1.2, 0.3
PLAIN, COMPILED, OURS = "uv pip install", "with bytecode", "upflow"


def main() -> int:
    options = _options()
    found: dict[str, dict[str, list[float]]] = {"empty": {}, "filled": {}, "warm": {}}
    pins = tuple(options.pins) or _resolved(options.python)
    print(f"{len(pins)} pins on Python {options.python}; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    for number in range(options.rounds):
        with tempfile.TemporaryDirectory(prefix="upflow-bench-", dir=options.folder) as folder:
            _round(Path(folder), options.python, pins, found, reverse=bool(number % 2))
        print(f"round {number + 1} of {options.rounds}; load {os.getloadavg()[0]:.1f}", flush=True)
    medians = {state: {who: statistics.median(each) for who, each in row.items()} for state, row in found.items()}
    for state, row in medians.items():
        print(f"{state:7} " + "   ".join(f"{who} {seconds:.2f} s" for who, seconds in row.items()))
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


def _round(
    folder: Path, python: str, pins: Sequence[str], found: dict[str, dict[str, list[float]]], *, reverse: bool
) -> None:
    """Each of the three with a cache of its own, first empty and then filled."""
    with Sandbox(folder / "upflow", ca_bundle=Settings().ca_bundle) as sandbox:
        sandbox.image(python, _quiet)

        def ours() -> None:
            sandbox.prepare(tuple(pins), python, _quiet)

        def forget() -> None:
            for each in (folder / "upflow" / "environments").glob("*"):
                remove(each)

        contests: list[tuple[str, Callable[[], None], Callable[[], None]]] = [
            (PLAIN, lambda: _uv(folder / "plain", python, pins), lambda: None),
            (COMPILED, lambda: _uv(folder / "compiled", python, pins, "--compile-bytecode"), lambda: None),
            (OURS, ours, forget),
        ]
        for state in ("empty", "filled"):
            for who, run, before in contests[:: -1 if reverse else 1]:
                before()
                found[state].setdefault(who, []).append(_timed(run))
                print(f"  {state} {who} {found[state][who][-1]:.2f} s", flush=True)
        found["warm"].setdefault(OURS, []).append(_timed(ours))


def _uv(folder: Path, python: str, pins: Sequence[str], *options: str) -> None:
    """A new environment each time; only the cache stays."""
    shutil.rmtree(folder / "env", ignore_errors=True)
    common = ("--quiet", "--no-config", "--cache-dir", str(folder / "cache"))
    subprocess.run([find_uv_bin(), "venv", *common, "--python", interpreter(python), folder / "env"], check=True)
    python_of_it = str(folder / "env/bin/python")
    words = ("pip", "install", *common, *options, "--no-deps", "--no-build", "--python", python_of_it)
    subprocess.run([find_uv_bin(), *words, "--requirements", "-"], input="\n".join(pins), text=True, check=True)


def _timed(run: Callable[[], None]) -> float:
    started = time.perf_counter()
    run()
    return time.perf_counter() - started


def _quiet(_line: str) -> None:
    """Nobody watches."""


def _missed(medians: dict[str, dict[str, float]]) -> list[str]:
    bars = [("empty", PLAIN), ("filled", COMPILED)]
    missed = [
        f"missed: {state}, {medians[state][OURS] / medians[state][who]:.2f} times {who}, wanted {MOST}"
        for state, who in bars
        if medians[state][OURS] > MOST * medians[state][who]
    ]
    return missed + ([f"missed: warm, wanted {WARM} s"] if medians["warm"][OURS] > WARM else [])


if __name__ == "__main__":
    sys.exit(main())
