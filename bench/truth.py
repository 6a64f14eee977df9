"""Is it right? Static verdicts and patches against what really happened to programs.

    python bench/truth.py PROGRAMS OBSERVED.json                     verdicts
    python bench/truth.py PROGRAMS OBSERVED.json --repair 2.16,2.21  and patches, run in containers
    python bench/truth.py --witnesses tests/migrations/witnesses     the programs that the rules keep

PROGRAMS is a folder with one file a program; OBSERVED.json says for each, by name, what happened:

    {"NAME": {"on": {"2.10": {"outcome": "pass", "output": "..."}, "2.16": {"outcome": "fail", "error": "..."}},
              "changes": {"2.16": "what it computes from there on"}, "output_is_random": false}}

The baseline of a program is the oldest minor on which it passes; every later one that was observed is a question. The
right answer is `breaks` where it failed, `changes` from a minor under `changes` on, else `works`. Precision: of all
`breaks` and `changes`, how many were right to say that it is not safe. Recall: of the unsafe, how many were called one
of the two. `unknown` is a miss, and is counted by itself.
"""

import argparse
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))  # this folder is no installed package

from bench.scoring import questions, witnesses
from bench.scoring.answers import ask
from bench.scoring.machines import machine
from bench.scoring.repairs import HARM, Ending, Repair, repairs
from bench.scoring.scores import Answered, score, wrong
from matrices.load import load

BARS = {"precision": 0.97, "recall": 0.95, "unknown": 0.03, "repaired": 0.80}


def main() -> int:
    options = _options()
    programs = (
        list(witnesses.read(options.witnesses))
        if options.witnesses
        else questions.read(options.programs, options.observed)
    )
    kept = verdicts(programs)
    if options.repair:
        kept = patches(programs, options.repair.split(","), options) and kept
    return 0 if kept else 1


def _options() -> argparse.Namespace:
    words, _, rest = (__doc__ or "").partition("\n\n")
    parser = argparse.ArgumentParser(
        description=words, epilog=rest, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("programs", nargs="?", type=Path, metavar="PROGRAMS")
    parser.add_argument("observed", nargs="?", type=Path, metavar="OBSERVED.json")
    parser.add_argument("--witnesses", type=Path, metavar="FOLDER", help="the rules' witnesses instead")
    parser.add_argument("--repair", metavar="MINORS", help="run the patches for these minors, such as 2.16,2.21")
    parser.add_argument(
        "--environments", type=Path, metavar="FOLDER", help="run in FOLDER/MINOR/bin/python (default: containers)"
    )
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="write every patched program there")
    options = parser.parse_args()
    if options.witnesses is None and options.observed is None:
        parser.error("name PROGRAMS and OBSERVED.json, or --witnesses")
    return options


def verdicts(programs: list[questions.Program]) -> bool:
    """The table of verdicts; whether all bars are kept."""
    matrix = load()
    answered = []
    for program in programs:
        if program.baseline is None:
            print(f"{program.name}: passes nowhere, so nothing can be asked")
            continue
        answers = ask(program, matrix)
        answered += [
            Answered(question, answers[question.minor])
            for question in questions.questions(program)
            if question.minor in answers
        ]
    for row in wrong(answered):
        print("wrong: {}  {}  said {}, is {}  | {}".format(*row))
    found = score(answered)
    print(
        f"{found.questions} questions about {len(programs)} programs, {found.unsafe} of them unsafe:\n"
        f"  precision {found.precision:.1%}   recall {found.recall:.1%}   unknown {found.unknown_share:.1%}"
        f"   exactly right {found.exact / max(1, found.questions):.1%}"
    )
    return (
        found.precision >= BARS["precision"]
        and found.recall >= BARS["recall"]
        and found.unknown_share <= BARS["unknown"]
    )


def patches(programs: list[questions.Program], minors: list[str], options: argparse.Namespace) -> bool:
    """The table of patches; whether enough repair, and none does harm."""
    counted: Counter[Ending] = Counter()
    failing: Counter[bool] = Counter()
    with machine(options.environments) as where:
        for each in repairs(programs, minors, load(), where):
            counted[each.ending] += 1
            _tell(each)
            _keep(each, options.keep)
            if not each.question.program.on[each.question.minor].passed and each.ending is not Ending.UNDECIDED:
                failing[each.ending is Ending.REPAIRED] += 1
    print("; ".join(f"{ending} {count}" for ending, count in counted.most_common()))
    share = failing[True] / max(1, failing.total())
    print(f"{failing[True]} of {failing.total()} failing programs run as before with the patch alone: {share:.1%}")
    return share >= BARS["repaired"] and not any(counted[ending] for ending in HARM)


def _tell(repair: Repair) -> None:
    if repair.ending not in {Ending.REPAIRED, Ending.UNTOUCHED, Ending.STILL_RUNS}:
        question = repair.question
        place = f"{question.program.name}  {question.baseline} -> {question.minor}"
        print(f"{repair.ending}: {place}  {repair.message[:200]}", flush=True)


def _keep(repair: Repair, folder: Path | None) -> None:
    if folder is not None and repair.source:
        path = folder / repair.question.minor / f"{repair.question.program.name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(repair.source)


if __name__ == "__main__":
    sys.exit(main())
