"""`upflow migrate`: the patch alone, from the text of the project, without containers."""

import argparse
import sys
from pathlib import Path

from packaging.version import Version

from matrices.load import load
from migrations.rule import Effect, Fix
from service.case import PATCHED, Case
from service.commands.files import write_whole
from service.commands.question import add_question, question
from service.errors import WrongUse
from service.patch.diff import unified
from service.project.checkout import open_project

DESCRIPTION = """Rewrites a project's code and requirements for a newer TensorFlow. Without --write it prints the diff
and changes nothing. Edits are `safe` or `review`; what a person must do is listed on stderr."""
EPILOG = """examples:
  upflow migrate . --to newest                 look at the diff
  upflow migrate . --to 2.16 --write           change the files
  upflow migrate . --to 2.16 | git apply       the same"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_question(parser)
    parser.add_argument("--to", required=True, metavar="TF", help="the version to go to, such as 2.16 or newest")
    parser.add_argument("--unsafe", action="store_true", help="also make edits that their rules call manual")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--diff", action="store_true", help="print the diff (default)")
    how.add_argument("--write", action="store_true", help="change the files in place")


def run(options: argparse.Namespace) -> int:
    if options.write and not Path(options.source).exists():
        raise WrongUse(f"{options.source}: --write changes files in place", "clone it first, or take the diff")
    checkout = open_project(options.source, lambda _line: None)
    case = Case.read(checkout, question(options, (options.to,)), load())
    if not case.choice.candidates:
        why = "; ".join(f"{refusal.tensorflow}: {refusal.reason}" for refusal in case.choice.refusals)
        raise WrongUse(f"--to {options.to} is no other version than the baseline, or is not offered", why)
    target = case.choice.candidates[-1]
    levels = tuple(Fix) if options.unsafe else PATCHED
    changed = case.patched_files(target, levels)
    if options.write:
        named = Path(options.source)
        write_whole({(named if named.is_dir() else named.parent) / path: data for path, data in changed.items()})
        print("".join(f"{path}\n" for path in sorted(changed)), end="")
    else:
        sys.stdout.buffer.write(unified(checkout.files, changed).encode("utf-8", errors="surrogateescape"))
    return _tell(case, target.tensorflow, levels)


def _tell(case: Case, version: Version, levels: tuple[Fix, ...]) -> int:
    """Every finding on stderr, edited or not; 1 where something is left to a person."""
    left = 0
    for finding in case.analysis.concerning(version):
        done = finding.fix in levels and finding.edits
        left += not done and finding.effect is not Effect.DEPRECATED
        word = f"edited ({finding.fix})" if done else "left to you"
        print(f"{finding.path}:{finding.line}: {word}: {finding.message}", file=sys.stderr)
    for problem in case.analysis.problems:
        print(f"{problem.path}:{problem.line or 1}: not read: {problem.message}", file=sys.stderr)
    return 1 if left else 0
