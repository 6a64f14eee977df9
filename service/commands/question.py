"""The words that `check` and `migrate` share, and the question that they ask."""

import argparse

from service.case import Question


def add_question(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", metavar="PATH", help="a project's folder, one Python file, or a Git URL")
    parser.add_argument(
        "--from", dest="baseline", metavar="TF", help="the version it runs on today (default: what it declares)"
    )
    parser.add_argument("--python", metavar="X.Y", help="the interpreter (default: what both allow)")
    parser.add_argument("--select", action="append", default=[], metavar="RULE", help="only this rule; repeatable")
    parser.add_argument("--skip", action="append", default=[], metavar="RULE", help="not this rule; repeatable")


def question(options: argparse.Namespace, targets: tuple[str, ...]) -> Question:
    return Question(
        baseline=options.baseline,
        targets=targets,
        python=options.python,
        select=tuple(options.select),
        skip=tuple(options.skip),
    )
