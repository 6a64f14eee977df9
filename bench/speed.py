"""Is it fast? The same trees through tf_upgrade_v2, as its wheel installs it, and through upflow, in one run.

    python bench/speed.py FOLDER                      every folder in FOLDER is a project
    python bench/speed.py FOLDER --part 4             every fourth of them
    python bench/speed.py FOLDER --old PATH           this tf_upgrade_v2, instead of one that is installed for the run

Each project is copied, so that both write: tf_upgrade_v2 with --intree and --outtree, upflow with `migrate --write`
and all rules on. Told are CPU seconds (children included), wall seconds, the peak of memory (all processes at once),
whether the run aborted, and how many Python files it lost: those that had code before and are missing, empty or no
longer parse. The last row is a small project, the one that is nearest to ten files, a few times, best of each.

Bars: 15 times less CPU on all, 20 times less wall time, 30 times less CPU on the small one and under 0.4 s, under
300 MB, nothing lost, nothing aborted. Exit code 1 where one is missed.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))  # this folder is no installed package

from bench.measuring.running import Used, run
from bench.measuring.trees import lost, python_files

ROUNDS = 5
SMALL = 10
OLD = "tensorflow-cpu==2.15.1"
BARS = {"cpu": 15.0, "wall": 20.0, "small": 30.0, "small wall": 0.4, "memory": 300.0}


@dataclass(frozen=True, slots=True)
class Row:
    """One project through one tool."""

    name: str
    files: int
    lines: int
    used: Used
    lost: int


def main() -> int:
    options = _options()
    projects = sorted(each for each in options.folder.iterdir() if each.is_dir() and python_files(each))
    with tempfile.TemporaryDirectory(prefix="upflow-speed-") as room:
        old = options.old or _installed(Path(room))
        part = projects[:: options.part]
        known = _known(options.cache)
        before = [known.get(each.name) or _old(old, each, Path(room)) for each in part]
        after = [_new(options.upflow, each, Path(room)) for each in part]
        small = min(projects, key=lambda each: abs(len(python_files(each)) - SMALL))
        little = _best(lambda: _old(old, small, Path(room))), _best(lambda: _new(options.upflow, small, Path(room)))
    if options.cache:
        options.cache.write_text(json.dumps({row.name: asdict(row) for row in before}))
    print("\n".join(_table(before, after, little)))
    missed = list(_missed(before, after, little))
    print("\n".join(missed) or "all bars are met")
    return 1 if missed else 0


def _options() -> argparse.Namespace:
    words, _, rest = (__doc__ or "").partition("\n\n")
    parser = argparse.ArgumentParser(
        description=words, epilog=rest, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("--part", type=int, default=1, metavar="N", help="only every Nth project")
    parser.add_argument("--old", type=Path, metavar="PATH", help="the tf_upgrade_v2 to run")
    beside = Path(sys.executable).with_name("upflow")
    parser.add_argument("--upflow", type=Path, default=beside, metavar="PATH", help="the upflow to run")
    parser.add_argument("--cache", type=Path, metavar="FILE", help="keep tf_upgrade_v2's figures: not for a report")
    return parser.parse_args()


def _installed(room: Path) -> Path:
    """The tool of the newest TensorFlow that still has it whole, in an environment of its own."""
    environment = room / "environment"
    subprocess.run(["uv", "venv", "--quiet", "--python", "3.11", environment], check=True)
    subprocess.run(["uv", "pip", "install", "--quiet", "--compile-bytecode", "-p", environment, OLD], check=True)
    return environment / "bin/tf_upgrade_v2"


def _known(cache: Path | None) -> dict[str, Row]:
    if cache is None or not cache.exists():
        return {}
    rows = json.loads(cache.read_text())
    return {name: Row(**{**row, "used": Used(**row["used"])}) for name, row in rows.items()}


def _old(tool: Path, project: Path, room: Path) -> Row:
    out = room / "out"
    try:
        return _row(project, out, run([tool, "--intree", project, "--outtree", out, "--reportfile", room / "report"]))
    finally:
        shutil.rmtree(out, ignore_errors=True)


def _new(tool: Path, project: Path, room: Path) -> Row:
    copy = room / "copy"
    shutil.copytree(project, copy, symlinks=True)
    try:
        return _row(project, copy, run([tool, "migrate", copy, "--from", "1.15", "--to", "newest", "--write"]))
    finally:
        shutil.rmtree(copy)


def _row(project: Path, after: Path, used: Used) -> Row:
    files = python_files(project)
    lines = sum(path.read_bytes().count(b"\n") for path in files)
    return Row(project.name, len(files), lines, used, lost(project, after))


def _best(measure: Callable[[], Row]) -> Row:
    rows = [measure() for _ in range(ROUNDS)]
    used = Used(
        min(row.used.cpu for row in rows),
        min(row.used.wall for row in rows),
        max(row.used.largest for row in rows),
        max(row.used.together for row in rows),
        any(row.used.aborted for row in rows),
    )
    return Row(f"{rows[0].name}, alone", rows[0].files, rows[0].lines, used, max(row.lost for row in rows))


def _table(before: Sequence[Row], after: Sequence[Row], little: tuple[Row, Row]) -> Iterator[str]:
    head = ["project", "files", "lines", "CPU s", "", "wall s", "", "MB", "", "lost", "", "aborted", "", "CPU", "wall"]
    rows = [_cells(one, two) for one, two in zip(before, after, strict=True)]
    rows += [_cells(_sum(before), _sum(after)), _cells(*little)]
    widths = [max(len(row[place]) for row in [head, *rows]) for place in range(len(head))]
    yield "Two figures: tf_upgrade_v2, then upflow. The last two columns are how many times less upflow takes."
    for row in [head, *rows]:
        yield "  ".join(
            cell.ljust(width) if not place else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )


def _cells(one: Row, two: Row) -> list[str]:
    a, b = one.used, two.used
    pairs = [
        (f"{a.cpu:.1f}", f"{b.cpu:.2f}"),
        (f"{a.wall:.1f}", f"{b.wall:.2f}"),
        (f"{a.together:.0f}", f"{b.together:.0f}"),
        (f"{one.lost}", f"{two.lost}"),
        ("yes" if a.aborted else "no", "yes" if b.aborted else "no"),
    ]
    ratios = [f"{a.cpu / b.cpu:.1f}x", f"{a.wall / b.wall:.1f}x"]
    return [one.name, str(one.files), str(one.lines), *(cell for pair in pairs for cell in pair), *ratios]


def _sum(rows: Sequence[Row]) -> Row:
    used = Used(
        sum(row.used.cpu for row in rows),
        sum(row.used.wall for row in rows),
        max(row.used.largest for row in rows),
        max(row.used.together for row in rows),
        any(row.used.aborted for row in rows),
    )
    files, lines, gone = (sum(getattr(row, name) for row in rows) for name in ("files", "lines", "lost"))
    return Row(f"all {len(rows)}", files, lines, used, gone)


def _missed(before: Sequence[Row], after: Sequence[Row], little: tuple[Row, Row]) -> Iterator[str]:
    one, two = _sum(before).used, _sum(after).used
    cpu, wall, small = one.cpu / two.cpu, one.wall / two.wall, little[0].used.cpu / little[1].used.cpu
    if cpu < BARS["cpu"]:
        yield f"missed: {cpu:.1f} times less CPU on all, wanted {BARS['cpu']:.0f}"
    if wall < BARS["wall"]:
        yield f"missed: {wall:.1f} times less wall time on all, wanted {BARS['wall']:.0f}"
    if small < BARS["small"]:
        yield f"missed: {small:.1f} times less CPU on the small project, wanted {BARS['small']:.0f}"
    if little[1].used.wall > BARS["small wall"]:
        yield f"missed: {little[1].used.wall:.2f} s on the small project, wanted {BARS['small wall']} s"
    if two.together > BARS["memory"]:
        yield f"missed: {two.together:.0f} MB at once, wanted {BARS['memory']:.0f} MB"
    for row in after:
        if row.lost or row.used.aborted:
            yield f"missed: {row.name}: {row.lost} files lost{', aborted' if row.used.aborted else ''}"


if __name__ == "__main__":
    sys.exit(main())
