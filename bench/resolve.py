"""Do the sets that `upflow resolve` answers really work? Each is resolved, installed exactly as told, and imported.

    python bench/resolve.py INTERPRETERS                 every bare pin, and every companion set of sets.toml
    python bench/resolve.py INTERPRETERS --only addons   those whose name has the word; may be said again
    python bench/resolve.py INTERPRETERS --report FILE   the result of each, a line of JSON each; those in it already
                                                         are not tried again
    python bench/resolve.py INTERPRETERS --list

INTERPRETERS is a folder with VERSION/bin/python, as pyenv has it in its folder versions. Each set is in an environment
that is gone afterwards; packages come by uv, with its cache and the index that it is set to.

Bar: all that are offered import. A set that is refused is told with its reason, and counts as no answer.
Exit code 1 where one does not import.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))  # this folder is no installed package

from bench.proving.sets import Asked, bare, companions
from bench.proving.trying import Tried, tried
from matrices.load import load


def main() -> int:
    options = _options()
    wanted = [one for one in (*companions(), *bare(load())) if _is_wanted(one, options.only)]
    if options.list:
        print("\n".join(f"{one.name}: {', '.join(one.lines)} to {one.to}" for one in wanted))
        return 0
    known = _known(options.report)
    done = []
    for one in wanted:
        if one.name in known:
            continue
        found = tried(one, options.interpreters, options.upflow, options.words)
        done.append(found)
        print(_line(found), flush=True)
        if options.report:
            with options.report.open("a", encoding="utf-8") as report:
                report.write(json.dumps(_row(found)) + "\n")
    wrong = [one for one in done if not one.is_right]
    counted = Counter(str(one.end) for one in done)
    print(", ".join(f"{count} {word}" for word, count in counted.most_common()))
    return 1 if wrong else 0


def _options() -> argparse.Namespace:
    words, _, rest = (__doc__ or "").partition("\n\n")
    parser = argparse.ArgumentParser(
        description=words, epilog=rest, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("interpreters", type=Path, metavar="INTERPRETERS")
    parser.add_argument("--only", action="append", default=[], metavar="WORD", help="sets whose name has it")
    parser.add_argument("--report", type=Path, metavar="FILE", help="where each result is written")
    beside = Path(sys.executable).with_name("upflow")
    parser.add_argument("--upflow", type=Path, default=beside, metavar="PATH", help="the upflow to run")
    parser.add_argument("--list", action="store_true", help="what would be tried")
    parser.add_argument("words", nargs="*", metavar="OPTION", help="after --: more options for `upflow resolve`")
    return parser.parse_args()


def _is_wanted(one: Asked, words: Sequence[str]) -> bool:
    return not words or any(word in one.name for word in words)


def _known(report: Path | None) -> set[str]:
    if report is None or not report.exists():
        return set()
    return {json.loads(line)["name"] for line in report.read_text("utf-8").splitlines()}


def _row(one: Tried) -> dict[str, object]:
    return {
        "name": one.asked.name,
        "end": str(one.end),
        "tensorflow": one.tensorflow,
        "python": one.python,
        "seconds": round(one.seconds, 1),
        "changed": one.changed,
        "said": one.said,
    }


def _line(one: Tried) -> str:
    where = f"TensorFlow {one.tensorflow}, Python {one.python}" if one.tensorflow else f"to {one.asked.to}"
    head = f"{one.end:<16}  {one.asked.name}: {where}, resolved in {one.seconds:.0f} s"
    parts = [head, *(f"    {text}" for text in one.changed), *([f"    {one.said}"] if one.said else [])]
    return "\n".join(parts)


if __name__ == "__main__":
    sys.exit(main())
