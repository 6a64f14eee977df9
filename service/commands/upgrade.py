"""`upflow upgrade`: the pull request to a newer TensorFlow as the bot opens it: commits, title, text with evidence."""

import argparse
import json
import sys
from functools import partial
from pathlib import Path
from typing import Any

from matrices.load import load
from service import pipeline
from service.case import Case
from service.commands.check import containers, limited
from service.commands.consoles import console
from service.commands.files import output
from service.commands.question import add_question, question
from service.config.reading import read
from service.nouns import Checkout
from service.patch.diff import unified
from service.progress import Progress
from service.project.checkout import open_project
from service.settings import Settings
from service.upgrade.proposal import Proposal, propose

DESCRIPTION = """Shows the upgrade of a project as a pull request: its branch, its title, its commits, one a rule, and
its text with the evidence: the old version, the new one, and the new one with the patch. It changes nothing;
`upflow migrate --commits` makes the commits. For a CI that opens pull requests, --format json has all of it."""
EPILOG = """examples:
  upflow upgrade .                           to what [tool.upflow.upgrades] asks for, else to the newest
  upflow upgrade . --to 2.16 --no-run        from the text alone
  upflow upgrade . --format json --output upgrade.json

Exit codes: 0 it is proven, or nothing has to change; 1 it is not proven; 2 wrong use."""
SCHEMA = "upflow.upgrade/1"
NEWEST = ("newest",)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_question(parser)
    parser.add_argument("--to", action="append", default=[], metavar="TF", help="go there, such as 2.16; repeatable")
    parser.add_argument(
        "--run", action=argparse.BooleanOptionalAction, default=True, help="try it in containers (default)"
    )
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")
    parser.add_argument("--output", type=Path, metavar="FILE", help="write the result there instead of to stdout")


def run(options: argparse.Namespace) -> int:
    with Progress(console(sys.stderr)) as progress:
        checkout = open_project(options.source, progress.say)
        asked = read(checkout.files).configuration.upgrades
        targets = tuple(options.to) or (asked.to if asked else NEWEST)
        found = [_proposal(options, checkout, target, progress) for target in targets]
    proposals = [one for one in found if one is not None]
    if options.format == "json":
        told = {"schema": SCHEMA, "upgrades": [_plain(one, checkout) for one in proposals]}
        output(json.dumps(told, indent=2) + "\n", options.output)
    else:
        output("\n".join(map(_text, proposals)) or "Nothing has to change.\n", options.output)
    return 0 if all(one.proven for one in proposals) else 1


def _proposal(options: argparse.Namespace, checkout: Checkout, target: str, progress: Progress) -> Proposal | None:
    matrix, asked = load(), question(options, (target,))
    settings, _ = limited(Settings.from_environment(), checkout)
    open_trials = partial(containers, settings) if options.run else None
    report = pipeline.check(checkout, asked, matrix, open_trials, progress.listen)
    return propose(Case.read(checkout, asked, matrix), report)


def _plain(one: Proposal, checkout: Checkout) -> dict[str, Any]:
    before = dict(checkout.files)
    commits = []
    for change in one.changes:
        diff = unified(before, change.files)
        commits.append({"subject": change.subject, "body": change.body, "diff": diff, "files": sorted(change.files)})
        before |= change.files
    return {
        "tensorflow": one.target,
        "released": one.released,
        "proven": one.proven,
        "doubt": one.proof.doubt,
        "branch": one.branch,
        "title": one.title,
        "body": one.text(),
        "commits": commits,
    }


def _text(one: Proposal) -> str:
    return f"Branch: {one.branch}\nTitle: {one.title}\n\n{one.text().partition(chr(10))[2]}"
