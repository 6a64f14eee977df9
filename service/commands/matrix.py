"""`upflow matrix`: what goes with which TensorFlow, each fact with its source."""

import argparse
import json
import sys

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from rich.table import Table

from matrices import query
from matrices.load import load
from service.commands.consoles import console
from service.errors import WrongUse
from service.matrix import Row, rows

DESCRIPTION = """Shows what goes with which TensorFlow: Pythons, Keras, and what breaks although metadata allows it.
A range such as ">=2.10,<2.16" or a version such as 2.15 narrows it."""
EPILOG = """examples:
  upflow matrix --tf 2.14
  upflow matrix --python 3.9 --keras ">=3"
  upflow matrix --tf ">=2.10" --format json"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--tf", metavar="R", help="only these TensorFlows")
    parser.add_argument("--python", metavar="R", help="only those that have a wheel for this Python")
    parser.add_argument("--keras", metavar="R", help="only those that go with this Keras")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")


def run(options: argparse.Namespace) -> int:
    tf, python, keras = (_range(name, getattr(options, name)) for name in ("tf", "python", "keras"))
    matrix = load()
    found = [row for row in rows(matrix) if row.fits(tf, python, keras)]
    if not found:
        known = query.releases(matrix)
        raise WrongUse("no TensorFlow fits", f"upflow knows {known[-1].version} to {known[0].version}")
    if options.format == "json":
        print(json.dumps([row.to_json() for row in found], indent=2))
    else:
        _print(found)
    return 0


def _range(name: str, text: str | None) -> SpecifierSet | None:
    if text is None:
        return None
    try:
        return SpecifierSet(text if text[:1] in "<>=!~" else f"=={text}.*")
    except InvalidSpecifier as error:
        raise WrongUse(f"--{name}: {error}", 'say a version such as 2.15, or a range such as ">=2.10,<2.16"') from None


def _print(found: list[Row]) -> None:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for name in ("TensorFlow", "released", "Python", "Keras", "needs although metadata does not say so"):
        table.add_column(name, no_wrap=name != "needs although metadata does not say so")
    for row in found:
        table.add_row(
            row.tensorflow, row.date, row.python_text(), row.keras or "inside", ", ".join(row.cures) or "nothing known"
        )
    console(sys.stdout).print(table)
