"""`upflow report`: a report that `upflow check --format json` wrote, in another form, without checking again."""

import argparse
import sys
from pathlib import Path

from service.commands.check import code_of
from service.commands.writing import add_form, write
from service.errors import WrongUse
from service.report import SCHEMA, Report
from service.store import reports

DESCRIPTION = """Writes a report that was made before in another form: one check, and as many forms as are wanted."""
EPILOG = """examples:
  upflow check . --format json --output report.json
  upflow report report.json --format sarif --output upflow.sarif
  upflow report report.json --format summary >> "$GITHUB_STEP_SUMMARY"
  upflow report report.json --format github --folder models     # it lies in a folder of the repository

Exit codes: as those of the check: 0 nothing breaks, 1 something does, 2 wrong use."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("report", metavar="FILE", help="what `upflow check --format json` wrote; - for standard input")
    parser.add_argument(
        "--folder", default="", help="where the project lies in its repository, for sarif and github (default: the top)"
    )
    add_form(parser)


def run(options: argparse.Namespace) -> int:
    report = _read(options.report)
    write(report, options, options.folder)
    return code_of(report)


def _read(path: str) -> Report:
    try:
        text = sys.stdin.read() if path == "-" else Path(path).read_text(encoding="utf-8")
        report = reports.parse(text)
    except OSError as error:
        raise WrongUse(f"{path} cannot be read: {error.strerror}.", "Name a file with a report in it.") from error
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise WrongUse(
            f"{path} is no report of upflow.", "`upflow check --format json --output FILE` makes one"
        ) from None
    if report.schema != SCHEMA:
        raise WrongUse(f"{path} is a report of the form {report.schema!r}, not {SCHEMA!r}.", "check again")
    return report
