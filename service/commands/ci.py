"""`upflow ci`: one check, and all that a CI can show of it: files of every form, a summary, annotations, outputs."""

import argparse
import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from service import render
from service.commands.check import add_asked, code_of, made
from service.commands.consoles import console
from service.commands.files import write_whole
from service.commands.writing import folder_of, written
from service.config.reading import BadConfiguration
from service.errors import WrongUse
from service.formats import github
from service.report import Report

DESCRIPTION = """Checks a project once and writes every form of the report into a folder. In a workflow of GitHub it
also prints annotations, adds the summary to the page of the run, and sets outputs. The action and the GitLab template
of this repository do nothing else."""
EPILOG = """examples:
  upflow ci .                              from the text alone
  upflow ci . --to newest --run            and in containers
  upflow ci models --reports out --no-fail

Files: report.json, upflow.sarif, junit.xml, codequality.json, summary.md, outputs.env, upflow.patch.
Exit codes: 0 nothing breaks, 1 something does (0 with --no-fail), 2 wrong use."""

FILES = {
    "report.json": "json",
    "upflow.sarif": "sarif",
    "junit.xml": "junit",
    "codequality.json": "codequality",
    "summary.md": "summary",
    "outputs.env": "outputs",
    "upflow.patch": "patch",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_asked(parser)
    parser.set_defaults(run=False)
    parser.add_argument("--reports", type=Path, default=Path("upflow-reports"), metavar="DIR", help="where files go")
    parser.add_argument(
        "--fail",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="end with 1 if something breaks (default)",
    )


def run(options: argparse.Namespace) -> int:
    try:
        with _unheard():
            report = made(options)
            render.text(report, console(sys.stdout))
            sys.stdout.flush()
    except BadConfiguration as error:
        if _is_github():
            print("".join(f"{each}\n" for each in github.problems(error.problems, folder_of(options.source))), end="")
        raise
    folder = folder_of(options.source)
    contents = {name: written(report, form, folder) for name, form in FILES.items()}
    try:
        options.reports.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WrongUse(f"--reports {options.reports}: {error.strerror}", "name a folder that can be made") from None
    write_whole({options.reports / name: content for name, content in contents.items()})
    if _is_github():
        _tell_github(report, folder, contents)
    return code_of(report) if options.fail else 0


def _is_github() -> bool:
    return os.environ.get("GITHUB_ACTIONS") == "true"


@contextmanager
def _unheard() -> Iterator[None]:
    """A runner looks for commands in every line of the log, and the log has words of the project."""
    token = secrets.token_hex(16)
    if _is_github():
        print(f"::stop-commands::{token}", flush=True)
    try:
        yield
    finally:
        if _is_github():
            print(f"::{token}::", flush=True)


def _tell_github(report: Report, folder: str, contents: dict[str, bytes]) -> None:
    sys.stdout.buffer.write(written(report, "github", folder))
    sys.stdout.buffer.flush()
    for variable, name in (("GITHUB_STEP_SUMMARY", "summary.md"), ("GITHUB_OUTPUT", "outputs.env")):
        if path := os.environ.get(variable):
            with Path(path).open("ab") as file:
                file.write(contents[name])
