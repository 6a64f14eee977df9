"""`upflow explain`: a log that somebody has, and what its errors mean: the cause, and what mends it."""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from packaging.version import InvalidVersion, Version
from rich.text import Text

from matrices.load import load
from service.commands.consoles import console
from service.errors import WrongUse
from service.explain.answer import Explained
from service.explain.explaining import explain, last_error
from service.plain import one_line

DESCRIPTION = """Reads a log, a traceback, or one line of it, and tells what causes the errors that upflow knows, and
what mends them: a pin, a rule of `upflow migrate`, a variable, an image, a change by hand. The last error is first."""
EPILOG = """examples:
  upflow explain build.log
  python train.py 2>&1 | upflow explain -
  upflow explain build.log --tf 2.16              # of what is known of packages, only what concerns this TensorFlow
  upflow explain build.log --format json

The exit code is 0 where something was explained, and 1 where nothing in it is known."""
LARGEST = 1 << 24


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("log", metavar="LOG", help="a file, or - for standard input")
    parser.add_argument("--tf", metavar="X", help="the TensorFlow that it ran on, such as 2.16")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")


def run(options: argparse.Namespace) -> int:
    log = _read(options.log)
    found = explain(log, load(), _minor(options.tf))
    if options.format == "json":
        print(json.dumps({"error": last_error(log), "explained": [asdict(each) for each in found]}, indent=2))
    else:
        _print(found)
    if not found:
        error = one_line(last_error(log))
        what = f"{error!r} is not known" if error else "no line of it looks like an error"
        print(f"upflow: nothing to explain it with: {what}\n  `upflow check .` may tell more", file=sys.stderr)
    return 0 if found else 1


def _read(path: str) -> str:
    """The end of it, where it is large: that is where the error is."""
    try:
        content = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    except OSError as error:
        raise WrongUse(f"{path} cannot be read: {error.strerror}.", "Name a file with a log in it, or -.") from error
    return content[-LARGEST:].decode(errors="replace")


def _minor(text: str | None) -> str | None:
    if text is None:
        return None
    try:
        return ".".join(map(str, Version(text).release[:2]))
    except InvalidVersion:
        raise WrongUse(f"{text!r} is no version of TensorFlow.", "Write it as 2.16.") from None


def _print(found: tuple[Explained, ...]) -> None:
    out = console(sys.stdout)
    for number, each in enumerate(found):
        if number:
            out.print()
        mark, style = ("·", "yellow") if each.harmless else ("✘", "red")
        out.print(Text(f"{mark} ", style=style).append(one_line(each.line), style="bold"))
        out.print(Text(f"  {each.cause}"))
        for mend in each.mends:
            out.print(Text("  → ", style="green").append(f"{mend.by.value}: {mend.text}", style="default"))
        out.print(Text(f"  {each.how}: {each.source}", style="dim"))
