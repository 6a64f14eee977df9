"""Where trials and text disagree the project is taken into the corpus, and asked for from then on."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bench.scoring.answers import ask
from bench.scoring.questions import questions, read
from bench.scoring.scores import Answered, wrong
from bench.scoring.taking import Disagreement, disagreements, program, take
from matrices.load import load
from service.nouns import Checkout

ROOT = Path(__file__).parents[2]
FINE = b"import tensorflow as tf\n\nprint(tf.add(1, 2))\n"
GONE = b"import tensorflow as tf\n\nprint(tf.keras.optimizers.Adam(lr=0.1))\n"


def report(**shown: str) -> dict[str, object]:
    """A baseline 2.10 that passed, and candidates as `m2_16="breaks"`."""

    def part(minor: str, ending: str) -> dict[str, object]:
        outcome = "failed" if ending == "breaks" else "passed"
        trial = {"patched": False, "outcome": outcome, "shown": ending or None, "message": "ValueError"}
        return {"tensorflow": f"{minor}.1", "trials": [trial, {**trial, "patched": True, "shown": "works"}]}

    candidates = [part(name[1:].replace("_", "."), ending) for name, ending in shown.items()]
    return {"project": {"baseline": part("2.10", "")}, "candidates": candidates}


@pytest.mark.parametrize(
    ("source", "shown", "against"),
    [
        (FINE, {"m2_16": "breaks", "m2_21": "works"}, [Disagreement("2.16", "works", "breaks")]),
        (GONE, {"m2_21": "works"}, [Disagreement("2.21", "breaks", "works")]),
        (GONE, {"m2_21": "breaks"}, []),
        (FINE, {"m2_21": "works"}, []),
    ],
)
def test_only_what_the_text_got_wrong_disagrees(source, shown, against):
    assert disagreements(program("p", Checkout("p", {"p.py": source}), report(**shown)), load()) == against


@pytest.mark.parametrize("files", [{"p.py": FINE}, {"p.py": FINE, "requirements.txt": b"tensorflow==2.10.1\n"}])
def test_what_is_taken_is_read_again_and_counted_as_wrong(files, tmp_path):
    programs, observed = tmp_path / "programs", tmp_path / "observed.json"
    take(program("p", Checkout("p", files), report(m2_16="breaks")), programs, observed)
    take(program("p", Checkout("p", files), report(m2_21="works")), programs, observed)
    (found,) = read(programs, observed)
    said = ask(found, load())
    rows = list(wrong([Answered(each, said[each.minor]) for each in questions(found)]))
    assert [(minors, answer, right) for _, minors, answer, right, _ in rows] == [("2.10 -> 2.16", "works", "breaks")]


def test_the_command_takes_it_and_leaves_what_agrees(tmp_path):
    (tmp_path / "p.py").write_bytes(FINE)
    (tmp_path / "report.json").write_text(json.dumps(report(m2_16="breaks")))
    words = [sys.executable, str(ROOT / "bench/take.py"), tmp_path / "report.json", tmp_path / "p.py"]
    done = subprocess.run([*words, "--into", tmp_path / "truth"], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[0] == "2.10 -> 2.16: the text says works, the trial shows breaks"
    assert (tmp_path / "truth/programs/p.py").read_bytes() == FINE
    (tmp_path / "report.json").write_text(json.dumps(report(m2_16="works")))
    done = subprocess.run([*words, "--into", tmp_path / "other"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("nothing disagrees")
    assert not (tmp_path / "other").exists()
