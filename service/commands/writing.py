"""A report in the form that is asked for, to stdout or to a file."""

import argparse
import io
import sys
from importlib import import_module
from pathlib import Path

from service import render
from service.commands.consoles import console
from service.commands.files import put
from service.report import Report, to_json

FORMATS = ("text", "json", "markdown", "summary", "sarif", "junit", "github", "codequality", "outputs", "patch")
PLACED = frozenset({"sarif", "github", "codequality"})
"""Forms that tell places from the top of the repository."""


def add_form(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--format", choices=FORMATS, default="text", metavar="FORM", help=f"{', '.join(FORMATS)}")
    parser.add_argument("--output", type=Path, metavar="FILE", help="write the result there instead of to stdout")


def write(report: Report, options: argparse.Namespace, folder: str = "") -> None:
    """`folder` is where the project lies below the place that places are told from: GitHub's from the repository."""
    if options.format == "text" and options.output is None:
        render.text(report, console(sys.stdout))
    else:
        put(written(report, options.format, folder), options.output)


def written(report: Report, form: str, folder: str = "") -> bytes:
    """The report in one form. A patch is byte for byte what it changes; all else is text."""
    match form:
        case "json":
            return to_json(report).encode()
        case "markdown":
            return render.markdown(report).encode()
        case "patch":
            return (report.patch.diff if report.patch else "").encode("utf-8", "surrogateescape")
        case "text":
            page = io.StringIO()
            render.text(report, console(page))
            return page.getvalue().encode()
        case _:
            write_form = import_module(f"service.formats.{form}").write
            text: str = write_form(report, folder) if form in PLACED else write_form(report)
            return text.encode()


def folder_of(source: str) -> str:
    """Where a project lies below the current folder; empty where it is that folder, or is somewhere else."""
    path, here = Path(source), Path.cwd()
    if not path.exists():
        return ""
    inside = (path if path.is_dir() else path.parent).resolve()
    return inside.relative_to(here).as_posix().removeprefix(".") if inside.is_relative_to(here) else ""
