"""`upflow config`: what a project says to upflow, where it says it, and whether it can be meant; the schema of it."""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from rich.text import Text

from service.commands.consoles import console
from service.commands.files import output
from service.config.reading import Found, read
from service.config.records import plain
from service.plain import printable
from service.project.checkout import open_project

DESCRIPTION = """Checks the configuration of a project, [tool.upflow] of pyproject.toml or .upflow.toml, and shows what
it says. What cannot be meant is told with its line and what was expected."""
EPILOG = """examples:
  upflow config .                              what is said, and where
  upflow config --keys                         every key, with what it means and an example
  upflow config --schema > upflow.schema.json  for editors; docs/configuration.md says how

Exit codes: 0 it can be meant, 2 it cannot."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", metavar="PATH", nargs="?", default=".", help="a project's folder (default: .)")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--schema", action="store_true", help="print the JSON schema")
    what.add_argument("--keys", action="store_true", help="print every key with what it means")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
    parser.add_argument("--output", type=Path, metavar="FILE", help="write the result there instead of to stdout")


def run(options: argparse.Namespace) -> int:
    if options.schema:
        from service.config.schema import text  # noqa: PLC0415 - only who wants the schema

        output(text(), options.output)
    elif options.keys:
        from service.config.page import keys  # noqa: PLC0415 - only who wants the keys

        output(keys(), options.output)
    else:
        _show(read(open_project(options.source, lambda _line: None).files), options)
    return 0


def _show(found: Found, options: argparse.Namespace) -> None:
    if options.format == "json":
        said = {"file": found.file.page.path if found.file else None, "says": plain(_table(found))}
        output(json.dumps(said, indent=2) + "\n", options.output)
        return
    told = "\n".join(_said(found)) or "nothing is said: upflow takes what the project declares, and every newer minor"
    if options.output:
        output(f"{told}\n", options.output)
    else:
        console(sys.stdout).print(Text(told), soft_wrap=True)


def _said(found: Found) -> Iterator[str]:
    """Every key that is there, with its place and its value."""
    for name, value in _table(found).items():
        assert found.file is not None
        text = json.dumps(plain(value), ensure_ascii=False)
        yield f"{found.file.page.path}:{found.line(name)}  {name} = {printable(text)}"


def _table(found: Found) -> Mapping[str, object]:
    if found.file is None:
        return {}
    return found.file.mapping(*found.table) if found.table else found.file.table
