"""The door to the facts: `python -m matrices check | fix | update [NAME...] | measure TF...`."""

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from matrices import checks, dump, files, updates
from matrices.facts import Matrix
from matrices.load import DATA, load, read
from matrices.measuring import command as measuring
from matrices.problems import BadFacts
from matrices.updating import Updating


def main(arguments: Sequence[str] | None = None) -> int:
    """0: all is well; 1: something is to be repaired, and said; 2: wrong use."""
    asked = _parser().parse_args(arguments)
    try:
        return {"check": _check, "fix": _fix, "update": _update, "measure": _measure}[asked.command](asked)
    except BadFacts as error:
        _say(f"{error}\nNothing was written: repair these first.")
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m matrices", description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA, metavar="DIR", help="the folder of facts (default: ours)")
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("check", help="run every check and print every problem")
    check.add_argument("--network", action="store_true", help="those too that ask the index")
    commands.add_parser("fix", help="rewrite every file in its one canonical form")
    update = commands.add_parser("update", help="rebuild files from their upstreams, as a difference to review")
    update.add_argument("names", nargs="*", metavar="NAME", help="an upstream or a product (default: all)")
    measure = commands.add_parser("measure", help="install releases for real, use them, and record what happens")
    measuring.add_arguments(measure)
    return parser


def _check(asked: argparse.Namespace) -> int:
    problems = checks.run(read(asked.data, thorough=True), network=asked.network)
    for name, problem in problems:
        print(f"{name}: {problem}")
    _say(f"{len(problems)} problems, {len(checks.chosen(network=asked.network))} checks")
    return 1 if problems else 0


def _fix(asked: argparse.Namespace) -> int:
    for name, text in dump.files(_sound(asked.data)).items():
        path = asked.data / name
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            files.replace(path, text)
            _say(f"{name}: rewritten")
    return 0


def _sound(folder: Path) -> Matrix:
    reading = read(folder, thorough=True)
    if reading.problems:
        raise BadFacts(reading.problems)
    return reading.matrix


def _update(asked: argparse.Namespace) -> int:
    updating = Updating(load(asked.data), asked.data, datetime.now(tz=UTC).date(), _say)
    return 0 if updating.run(updates.collect(), asked.names) else 1


def _measure(asked: argparse.Namespace) -> int:
    return measuring.run(asked, _say)


def _say(text: str) -> None:
    print(text, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
