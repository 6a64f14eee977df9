"""How long the API index takes to load and to answer, how much it holds and how much memory it takes.

Run it as `python bench/symbols.py`. Every cold load is a fresh process, its imports included.
"""

import json
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "matrices/data/symbols"
COLD = """
import time
start = time.perf_counter(), time.process_time()
from matrices import symbols
found = symbols.load().at("tf.keras.layers.Dense", symbols.load().minors()[-1])
end = time.perf_counter(), time.process_time()
import resource
assert found
print(end[0] - start[0], end[1] - start[1], resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
TIMES, NAMES = 11, 2000


def main() -> None:
    cold()
    warm()
    size()


def cold() -> None:
    runs = [
        [
            float(word)
            for word in subprocess.run([sys.executable, "-c", COLD], capture_output=True, check=True).stdout.split()
        ]
        for _ in range(TIMES)
    ]
    wall, cpu, memory = (statistics.median(column) for column in zip(*runs, strict=True))
    print(
        f"cold load and first answer: {wall * 1e3:.0f} ms ({cpu * 1e3:.0f} ms of CPU), {memory / 1024:.0f} MB of memory"
    )


def warm() -> None:
    from matrices import symbols  # noqa: PLC0415  # the cold loads come first

    index, names = symbols.load(), random.Random(1).sample(list(every()), NAMES)  # noqa: S311  # a sample, no secret
    minors = index.minors()
    for question, ask in {
        "at": lambda name: index.at(name, minors[-1]),
        "presence": lambda name: index.presence(name, minors[-1]),
        "aliases": lambda name: index.aliases(name, minors[-1]),
        "symbol": index.symbol,
    }.items():
        times = []
        for name in names:
            start = time.process_time()
            ask(name)
            times.append(time.process_time() - start)
        times.sort()
        print(
            f"{question}: median {times[NAMES // 2] * 1e6:.0f} µs, 99 % under {times[NAMES * 99 // 100] * 1e6:.0f} µs"
        )


def every() -> Iterator[str]:
    """All names of TensorFlow."""
    space = ""
    for line in (FOLDER / "tensorflow/names.txt").read_text().splitlines():
        if line.startswith("\t"):
            yield f"{space}.{line.split()[0]}".removeprefix(".")
        else:
            space = line


def size() -> None:
    files = sorted(path for path in FOLDER.rglob("*") if path.is_file())
    versions = json.loads((FOLDER / "index.json").read_bytes())["packages"]
    print(f"{sum(map(len, versions.values()))} versions in {sum(path.stat().st_size for path in files) / 1e6:.2f} MB:")
    for path in files:
        print(f"  {path.relative_to(FOLDER)} {path.stat().st_size / 1e3:.0f} kB")


if __name__ == "__main__":
    main()
