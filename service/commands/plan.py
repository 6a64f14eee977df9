"""`upflow plan`: the ways that a project can go, what each costs, and which to take first."""

import argparse
import sys
from io import StringIO
from pathlib import Path

from matrices.load import load
from service.case import Case
from service.commands.consoles import console
from service.commands.files import output
from service.commands.question import add_machine, add_question, question
from service.plan import render
from service.plan.parts import Plan, to_json
from service.plan.planning import plan
from service.project.checkout import open_project

DESCRIPTION = """Shows the ways that a project can go from where it is: hold (the last safe pins), the last TensorFlow
with Keras 2, the newest with Keras 2 kept by tf-keras, and the newest. For each: what it costs in edits and by hand,
what is closed and why, what changes in Python, CUDA, driver and images, and the hops where one jump is too much."""
EPILOG = """examples:
  upflow plan .                                      the ways, the best first
  upflow plan . --from 1.15                          where nothing declares the version that it runs on today
  upflow plan . --gpu "RTX 4090" --driver 535        only ways on which this GPU works are open
  upflow plan . --format json                        the same for programs

Exit codes: 0 a way is open, 1 none is, 2 wrong use."""

IS_SHORT = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_question(parser)
    add_machine(parser)
    parser.add_argument("--format", choices=("text", "json", "markdown"), default="text", help="default: text")
    parser.add_argument("--output", type=Path, metavar="FILE", help="write the result there instead of to stdout")


def run(options: argparse.Namespace) -> int:
    asked = question(options, ())
    case = Case.unsettled(open_project(options.source, lambda _line: None), asked, load())
    found = plan(case, asked)
    _write(found, options)
    return 0 if any(route.is_open for route in found.routes) else 1


def _write(found: Plan, options: argparse.Namespace) -> None:
    match options.format:
        case "json":
            output(to_json(found), options.output)
        case "markdown":
            output(render.markdown(found), options.output)
        case _ if options.output:
            page = StringIO()
            render.text(found, console(page))
            output(page.getvalue(), options.output)
        case _:
            render.text(found, console(sys.stdout))
