"""`upflow check`: what would break on which TensorFlow, why, and the patch, proven in containers."""

import argparse
import sys
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial

from matrices.load import load
from service import pipeline
from service.commands.consoles import console
from service.commands.question import add_machine, add_question, question
from service.commands.writing import add_form, folder_of, write
from service.edges import Trials
from service.errors import WrongUse
from service.nouns import Checkout, Say, Verdict
from service.progress import Progress
from service.project.checkout import open_project
from service.report import NotePart, Report
from service.settings import Settings
from service.verdict import is_safe

DESCRIPTION = """Judges a project against newer TensorFlows: first from its text and the matrix, within a second;
then by running it in throwaway containers, as it is and with the patch."""
EPILOG = """examples:
  upflow check .                               every newer minor
  upflow check . --to 2.16 --to newest         two of them
  upflow check . --server https://HOST         by a service; what git ignores, and secrets, are not sent
  upflow check . --bisect                      the first minor that breaks, with few trials
  upflow check . --again                       the version of today against itself: which tests are flaky
  upflow check . --to 2.18 --culprit           which of the packages that change with it breaks it
  upflow check train.py --from 2.10 --no-run   one file, without containers
  upflow check . --gpu "RTX 4090" --driver 535 --image nvidia/cuda:11.8.0-cudnn8-runtime-ubuntu22.04
  upflow check https://github.com/o/p --format json --output report.json
  upflow check . --no-run --format sarif --output upflow.sarif      for code scanning
  upflow check . --no-run --format github                           annotations, in a workflow of GitHub

A project runs by `command` in [tool.upflow] of its pyproject.toml, or in .upflow.toml; else by pytest where it has
tests; else by its script; else every module is imported. `upflow config --keys` lists what it may say there."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_asked(parser)
    parser.add_argument(
        "--again",
        action="store_true",
        help="hold the version of today against itself, alone or before those of --to: what differs then is a flaky "
        "test or this machine, and no TensorFlow",
    )
    add_form(parser)


def add_asked(parser: argparse.ArgumentParser) -> None:
    """What is asked, without the form of the answer."""
    add_question(parser)
    add_machine(parser)
    parser.add_argument(
        "--to", action="append", default=[], metavar="TF", help="try this version, such as 2.16 or newest; repeatable"
    )
    parser.add_argument(
        "--run", action=argparse.BooleanOptionalAction, default=True, help="try candidates in containers (default)"
    )
    parser.add_argument(
        "--bisect", action="store_true", help="try only as many as it takes to find the first version that breaks"
    )
    parser.add_argument(
        "--culprit",
        action="store_true",
        help="--bisect, and then which of the packages that differ breaks it, by sets between the old one and the new",
    )
    parser.add_argument(
        "--server", metavar="URL", help="let a service do it, with the token in UPFLOW_TOKEN; the same output and codes"
    )


def run(options: argparse.Namespace) -> int:
    report = made(options)
    write(report, options, folder_of(options.source))
    return code_of(report)


def made(options: argparse.Namespace) -> Report:
    """The report that the options ask for."""
    settings = Settings.from_environment()
    if getattr(options, "server", None):
        return _made_by(options, settings)
    search, again = options.bisect or options.culprit, getattr(options, "again", False)
    if (search or again) and not options.run:
        raise WrongUse("--bisect, --culprit and --again find by trials.", "leave --no-run out")
    if search and again:
        raise WrongUse("--again is not for a search of the first that breaks.", "ask for one after the other")
    with Progress(console(sys.stderr), answers_first=options.run) as progress:
        checkout = open_project(options.source, progress.say)
        asked = question(options, tuple(options.to))
        settings, beyond = limited(settings, checkout) if options.run else (settings, ())
        open_trials = partial(containers, settings) if options.run else None
        report = pipeline.check(
            checkout,
            asked,
            load(),
            open_trials,
            progress.listen,
            bisect=options.bisect,
            culprit=options.culprit,
            again=again,
        )
    return replace(report, notes=(*beyond, *report.notes))


def _made_by(options: argparse.Namespace, settings: Settings) -> Report:
    """The report that a service makes of the same."""
    from service.client.checking import check  # noqa: PLC0415 - few ask one, and its libraries take long to load

    if options.bisect or options.culprit or getattr(options, "again", False):
        raise WrongUse("--bisect, --culprit and --again are not for a service", "leave one of them out")
    asked = question(options, tuple(options.to))
    with Progress(console(sys.stderr), answers_first=options.run) as progress:
        return check(options.server, settings.token, options.source, asked, progress, trials=options.run)


def code_of(report: Report) -> int:
    """0 where nothing breaks, 1 where something does."""
    return 0 if all(is_safe(Verdict(candidate.verdict)) for candidate in report.candidates) else 1


def limited(settings: Settings, checkout: Checkout) -> tuple[Settings, tuple[NotePart, ...]]:
    """The settings that the project's own limits leave, and what it asks for beyond them."""
    from service.config.limiting import refused, within  # noqa: PLC0415 - the text alone has no limits
    from service.config.reading import read  # noqa: PLC0415 - as above

    found = read(checkout.files)
    return within(settings, found), tuple(NotePart(*note) for note in refused(settings, found))


def containers(settings: Settings, say: Say) -> AbstractContextManager[Trials]:
    # Loaded only now: the engine's client takes longer to load than the static answer takes to find.
    from service.trials import ContainerTrials  # noqa: PLC0415

    return ContainerTrials(settings, say)
