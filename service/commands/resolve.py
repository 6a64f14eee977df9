"""`upflow resolve`: the nearest set of versions that works, proven by a full resolution, each line with its reason."""

import argparse
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from rich.text import Text

from matrices.load import load
from matrices.wheels import LINUX, PLATFORMS
from service import render
from service.commands.consoles import console
from service.commands.files import output
from service.errors import NotReachable, WrongUse
from service.nouns import Verdict
from service.plain import one_line, printable
from service.progress import Progress
from service.project.checkout import open_project
from service.resolution import ChangePart, Resolution, SetPart, constraints, nearest, to_json
from service.resolve.explaining import ELSEWHERE
from service.resolve.ways import Asking
from service.resolve.wish import Device
from service.resolving import resolve_project
from service.settings import Settings
from service.words import VERDICTS

DESCRIPTION = """Finds the nearest set of versions that works with a TensorFlow: as few of a project's pins relaxed as
can be, and as little. The facts judge first; then the set is resolved in full for the Python and the platform that are
asked for, not those of this machine, and judged again. stdout is a constraints.txt, each line with the one fact that
forces it; stderr tells what was changed and why."""
EPILOG = """examples:
  upflow resolve . --to 2.16                          constraints.txt for TensorFlow 2.16
  upflow resolve . --to newest --python 3.12 --output constraints.txt
  upflow resolve . --to 2.15 --cpu                    tensorflow-cpu, where nothing else brings tensorflow
  upflow resolve . --to 2.16 --exclude-newer 2024-06-30
                                                      the same answer next year
  upflow resolve .                                    the nearest: today's TensorFlow if it has a set, else the next;
                                                      stderr has one for each newer minor as well
  upflow resolve . --facts-alone                      the same in a moment, without the index, unproven

The index, mirrors and credentials are those of your uv and pip (UV_INDEX, UV_DEFAULT_INDEX, PIP_INDEX_URL,
PIP_EXTRA_INDEX_URL, pip.conf, uv.toml, netrc); an index that a project names is not asked. Nothing is built and
nothing of the project runs.

Exit codes: 0 there is a set, 1 there is none, 2 wrong use, or the index did not answer."""

SHORT = 40
"""Reasons up to this length are not worth a look elsewhere."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", metavar="PATH", help="a project's folder, one Python file, or a Git URL")
    parser.add_argument(
        "--to", action="append", default=[], metavar="TF", help="this version, such as 2.16 or newest; repeatable"
    )
    parser.add_argument("--from", dest="baseline", metavar="TF", help="the version it runs on today")
    parser.add_argument("--python", metavar="X.Y", help="the interpreter (default: the one that changes least)")
    parser.add_argument("--platform", choices=(*PLATFORMS, *ELSEWHERE), default=LINUX, help=f"default: {LINUX}")
    device = parser.add_mutually_exclusive_group()
    device.add_argument("--gpu", action="store_true", help="with CUDA, where TensorFlow brings it as wheels")
    device.add_argument("--cpu", action="store_true", help="without: tensorflow-cpu")
    parser.add_argument("--exclude-newer", metavar="DATE", type=_day, help="nothing that came out after this day")
    index = parser.add_mutually_exclusive_group()
    index.add_argument("--offline", action="store_true", help="ask the cache alone, not the index")
    index.add_argument("--facts-alone", action="store_true", help="resolve nothing: the packages that upflow knows")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
    parser.add_argument("--output", type=Path, metavar="FILE", help="write the result there instead of to stdout")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r}: expected a day, such as 2024-06-30") from None


def run(options: argparse.Namespace) -> int:
    err = console(sys.stderr)
    asking = Asking(
        tuple(options.to),
        options.baseline,
        _python(options.python),
        Device.GPU if options.gpu else Device.CPU if options.cpu else None,
        options.platform,
        options.exclude_newer,
        options.offline,
        options.facts_alone,
    )
    with Progress(err) as progress:
        checkout = open_project(options.source, progress.say)
        cache = Settings.from_environment().data / "cache"
        found = resolve_project(checkout, asking, load(), cache, progress.say)
    for line in _told(found):
        err.print(line, soft_wrap=True)
    chosen = nearest(found)
    if options.format == "json":
        output(to_json(found), options.output)
    elif chosen is not None:
        output(constraints(chosen, found.exclude_newer), options.output)
    if not options.facts_alone and any(one.proof == "facts" for one in found.candidates):
        raise NotReachable("the package index does not answer: the set is not proven", "ask again when it does")
    return 0 if _is_enough(found, tuple(options.to)) else 1


def _is_enough(found: Resolution, targets: tuple[str, ...]) -> bool:
    """Each TensorFlow that was named has a set; where none was named, some has."""
    has = [one.refusal is None for one in found.candidates]
    return all(has) if targets else any(has)


def _python(text: str | None) -> str | None:
    if text is not None and not all(part.isdecimal() for part in text.split(".")[:2]):
        raise WrongUse(f"--python {text}: expected two numbers, such as 3.12", "or leave it out")
    return ".".join(text.split(".")[:2]) if text else None


def _told(found: Resolution) -> Iterator[Text]:
    """What a person reads: a line a candidate, then what was changed in it, and why; a long reason once."""
    for note in found.notes:
        yield Text(printable(note), style="dim")
    told: dict[tuple[str, str], str] = {}
    for one in found.candidates:
        text = one.refusal.text if one.refusal else ""
        before = told.setdefault(("", text), one.tensorflow)
        told_for = before if text and before != one.tensorflow else ""
        yield _candidate(one, told_for).append("  the nearest" if one is nearest(found) else "", style="bold")
        for change in one.changes:
            before = told.setdefault((change.name, change.reason), one.tensorflow)
            yield Text(f"  {change.kind}  {_change(change, '' if before == one.tensorflow else before)}")
        for note in one.notes:
            if told.setdefault(("", note), one.tensorflow) == one.tensorflow:
                yield Text(f"  note  {one_line(note, 2_000)}")


def _candidate(one: SetPart, told_for: str) -> Text:
    python = f", Python {one.python}" if one.python else ""
    line = Text(f"TensorFlow {one.tensorflow}{python}  ").append_text(render.word(VERDICTS[Verdict(one.verdict)]))
    if one.refusal is not None:
        if told_for:
            return line.append(f"  as for {told_for}")
        return line.append(f"  {one_line(one.refusal.text, 2_000)} (Source: {one.refusal.source})")
    relaxed = sum(change.kind == "relaxed" for change in one.changes)
    given_up = f"{relaxed or 'none'} of the project's pins relaxed"
    return line.append(f"  {len(one.constraints)} packages, {given_up}")


def _change(change: ChangePart, told_for: str) -> str:
    """One change with its reason; where another TensorFlow has the same one, that is named instead."""
    where = f"{change.place}: " if change.place else ""
    what = f"{change.before} -> {change.after}" if change.before else change.after
    if told_for and len(change.reason) > SHORT:
        return one_line(f"{where}{what}: as for {told_for}", 2_000)
    source = f" ({change.source})" if change.source and change.source != change.place else ""
    return f"{one_line(f'{where}{what}: {change.reason}', 2_000)}{source}"
