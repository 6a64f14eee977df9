"""A report in the form that is asked for, to stdout or to a file."""

import argparse
import io
import sys
from importlib import import_module
from pathlib import Path

from service import render
from service.commands.consoles import console
from service.commands.files import output
from service.report import Report, to_json

FORMATS = ("text", "json", "markdown", "summary", "sarif", "junit", "github")


def add_form(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--format", choices=FORMATS, default="text", metavar="FORM", help=f"{', '.join(FORMATS)}")
    parser.add_argument("--output", type=Path, metavar="FILE", help="write the result there instead of to stdout")


def write(report: Report, options: argparse.Namespace, folder: str = "") -> None:
    """`folder` is where the project lies below the place that places are told from: GitHub's from the repository."""
    match options.format:
        case "json":
            output(to_json(report), options.output)
        case "markdown":
            output(render.markdown(report), options.output)
        case "sarif" | "github" as form:
            output(import_module(f"service.formats.{form}").write(report, folder), options.output)
        case "junit" | "summary" as form:
            output(import_module(f"service.formats.{form}").write(report), options.output)
        case _ if options.output:
            page = io.StringIO()
            render.text(report, console(page))
            output(page.getvalue(), options.output)
        case _:
            render.text(report, console(sys.stdout))


def folder_of(source: str) -> str:
    """Where a project lies below the current folder; empty where it is that folder, or is somewhere else."""
    path, here = Path(source), Path.cwd()
    if not path.exists():
        return ""
    inside = (path if path.is_dir() else path.parent).resolve()
    return inside.relative_to(here).as_posix().removeprefix(".") if inside.is_relative_to(here) else ""
