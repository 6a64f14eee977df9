"""Bad references in real code: names that are not there on the target, and calls that do not bind, before and after.

    python bench/references.py FOLDER...                        each folder is a project, analysed as a whole
    python bench/references.py FOLDER... --to 2.16 --list 50    another target, and the commonest that are left

References are found by a small resolver that shares no code with the engine, and judged by the API index. What a
`try` or a branch by version protects is not counted. Beside the shares it says which bad references are left without
any finding on their lines, and which good ones a patch turned bad.
"""

import argparse
import ast
import sys
import warnings
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))  # this folder is no installed package

from packaging.version import Version

from bench.referring.comparing import Bad, Compared, compare, look, without_places
from bench.referring.judging import Judge
from migrations.engine import Analysis, analyse

BASELINES = ("1.13", "1.15", "2.0", "2.3", "2.6", "2.10", "2.13", "2.15")
BAR = 0.04


@dataclass(frozen=True, slots=True)
class Project:
    """One project, compared. `broken` are files that the patch left unparsable, `restless` change again."""

    name: str
    baseline: str
    files: Mapping[str, Compared]
    unread: int
    broken: tuple[str, ...]
    restless: tuple[str, ...]


@lru_cache
def judge(minor: str) -> Judge:
    return Judge(minor)


def main() -> int:
    words, _, rest = (__doc__ or "").partition("\n\n")
    parser = argparse.ArgumentParser(
        description=words, epilog=rest, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    parser.add_argument("--to", default="2.21", metavar="TF")
    parser.add_argument("--from", dest="baseline", metavar="TF", help="default: of each project, what suits it best")
    parser.add_argument("--list", type=int, default=15, metavar="N", help="how many of the commonest to name")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    projects = []
    with ProcessPoolExecutor(options.jobs) as pool:
        rows = [pool.submit(measured, folder, options.to, options.baseline) for folder in options.folders]
        for row in rows:
            projects.append(row.result())
            _row(projects[-1])
    return _summary(projects, options.list)


def measured(folder: Path, to: str, baseline: str | None) -> Project:
    """One project: looked at, patched, looked at again."""
    warnings.simplefilter("ignore")
    sources, unread = _sources(folder)
    base = baseline or _baseline(sources)
    target = Version(to)
    analysis = analyse(sources, baseline=Version(base))
    patched = analysis.patched(target)
    after = {**sources, **patched}
    broken = tuple(path for path in patched if not _parses(after[path]))
    again = analyse(after, baseline=Version(base))
    restless = tuple(path for path, source in again.patched(target).items() if source != after[path])
    found, found_again = _lines(analysis, target), _lines(again, target)
    files = {
        path: compare(
            (source, look(path, source, judge(to))),
            (after[path], look(path, after[path], judge(to))),
            found[path],
            found_again[path],
        )
        for path, source in sources.items()
        if path not in broken
    }
    return Project(folder.name, base, files, unread, broken, restless)


def _lines(analysis: Analysis, target: Version) -> Mapping[str, Collection[int]]:
    """The lines about which something is said that holds at the target, by file: findings and doubts.

    Names that were not there before either are told, and are no reason to stay.
    """
    lines: dict[str, set[int]] = defaultdict(set)
    for finding in analysis.findings:
        if finding.span.holds(target):
            lines[finding.path].add(finding.line)
    for doubt in analysis.doubts:
        if doubt.line is not None:
            lines[doubt.path].add(doubt.line)
    return lines


def _sources(folder: Path) -> tuple[dict[str, bytes], int]:
    """What parses, and how many files do not."""
    sources, unread = {}, 0
    for path in sorted(folder.rglob("*.py")):
        if not path.is_file():
            continue
        source = path.read_bytes()
        if _parses(source):
            sources[path.relative_to(folder).as_posix()] = source
        else:
            unread += 1
    return sources, unread


def _parses(source: bytes) -> bool:
    try:
        ast.parse(source)
    except (SyntaxError, ValueError, RecursionError):
        return False
    return True


def _baseline(sources: Mapping[str, bytes]) -> str:
    """The oldest minor on which the fewest references are bad."""
    used = Counter(reference for source in sources.values() for reference in without_places(source))
    bad = {minor: sum(used[each] for each in used if judge(minor).fault(each)) for minor in BASELINES}
    return min(BASELINES, key=lambda minor: bad[minor])


def _row(project: Project) -> None:
    count, before, after, silent, turned = _counts(project.files.values())
    extra = f"  {len(project.broken)} broken" if project.broken else ""
    extra += f"  {len(project.restless)} change again" if project.restless else ""
    print(
        f"{project.name:45} from {project.baseline:5} {len(project.files):5} files {count:6} references"
        f"  bad {before:5} -> {after:5}  silent {silent:4}  turned bad {turned:3}{extra}",
        flush=True,
    )


def _counts(files: Iterable[Compared]) -> tuple[int, int, int, int, int]:
    count = before = after = silent = turned = 0
    for each in files:
        count += each.before.count
        before += len(each.before.bad)
        after += len(each.after.bad)
        silent += len(each.silent)
        turned += len(each.turned)
    return count, before, after, silent, turned


def _summary(projects: list[Project], most: int) -> int:
    everything = [each for project in projects for each in project.files.values()]
    count, before, after, silent, turned = _counts(everything)
    for title, kind in (("left", "after"), ("silent", "silent"), ("turned bad", "turned")):
        _commonest(title, projects, kind, most)
    broken = [f"{project.name}/{path}" for project in projects for path in project.broken]
    restless = [f"{project.name}/{path}" for project in projects for path in project.restless]
    for path in broken:
        print(f"does not parse with its patch: {path}")
    for path in restless:
        print(f"changes again when patched twice: {path}")
    share = after / max(1, count)
    print(
        f"{len(everything)} files, {count} references: {before} bad before ({before / max(1, count):.1%}), "
        f"{after} after ({share:.1%}); {silent} of them without a finding; {turned} good ones turned bad"
    )
    left = sum(bad.foreign for each in everything for bad in each.after.bad)
    unsaid = sum(bad.foreign for each in everything for bad in each.silent)
    print(f"{left} of those that are left, and {unsaid} of those without a finding, are names that no version has")
    return 0 if share <= BAR and not (silent or turned or broken or restless) else 1


def _commonest(title: str, projects: list[Project], kind: str, most: int) -> None:
    counted: Counter[str] = Counter()
    where: dict[str, str] = {}
    for project in projects:
        for each in project.files.values():
            bads: tuple[Bad, ...] = each.after.bad if kind == "after" else getattr(each, kind)
            for bad in bads:
                counted[bad.fault] += 1
                where.setdefault(bad.fault, f"{project.name}/{bad.path}:{bad.line}")
    for fault, times in counted.most_common(most):
        print(f"{title}: {times:5}  {fault}   {where[fault]}")


if __name__ == "__main__":
    sys.exit(main())
