"""Was upflow wrong? Takes a project into the corpus of the truth where its trials disagree with its text.

    upflow check PROJECT --format json --output report.json
    python bench/take.py report.json PROJECT                         into tests/cases/truth
    python bench/take.py report.json PROJECT --name unet --all       although nothing disagrees

What the trials showed, and what the text alone says now, are held side by side, minor by minor. Where they differ the
project's files and what happened are written beside the other programs, and `bench/truth.py` asks for them from then
on, so that a rule that is wrong or missing shows until it is mended. Silent changes are not told by trials: add them to
`changes` in observed.json by hand. Only what may be published belongs there.
"""

import argparse
import json
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))  # this folder is no installed package

from bench.scoring.taking import disagreements, program, take
from matrices.load import load
from service.project.checkout import open_project

CORPUS = Path(__file__).parents[1] / "tests/cases/truth"


def main() -> int:
    options = _options()
    checkout = open_project(options.project, print)
    name = options.name or re.sub(r"\W+", "_", Path(checkout.name).stem).strip("_") or "project"
    found = program(name, checkout, json.loads(options.report.read_text("utf-8")))
    if found.baseline is None:
        sys.exit(f"{options.report}: no trial passed, so nothing can be held against it: check it with trials first")
    against = disagreements(found, load())
    for each in against:
        print(f"{found.baseline} -> {each.minor}: the text says {each.said}, the trial shows {each.showed}")
    if not against and not options.all:
        print("nothing disagrees, nothing is taken (--all takes it all the same)")
        return 0
    print(f"taken into {take(found, options.into / 'programs', options.into / 'observed.json')}")
    return 0


def _options() -> argparse.Namespace:
    words, _, rest = (__doc__ or "").partition("\n\n")
    parser = argparse.ArgumentParser(
        description=words, epilog=rest, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("report", type=Path, metavar="REPORT.json")
    parser.add_argument("project", metavar="PROJECT", help="what was checked: a folder, a file or a Git URL")
    parser.add_argument("--into", type=Path, default=CORPUS, metavar="FOLDER", help="with programs/ and observed.json")
    parser.add_argument("--name", metavar="NAME")
    parser.add_argument("--all", action="store_true", help="although nothing disagrees")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
