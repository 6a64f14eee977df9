"""Commits of a patch: each one rule, each readable Python, and all together exactly the patch, whatever rules meet."""

import ast
import json
from pathlib import Path
from typing import Any

import pytest

from matrices.load import load
from migrations.registry import rules
from service.case import Case
from service.cli import main
from service.nouns import Checkout
from service.reading import Question
from service.upgrade.commits import changes

ROOT = Path(__file__).parents[3]
MIXED = b"""import numpy as np
import tensorflow as tf

opt = tf.keras.optimizers.Adam(lr=np.float_(0.1), decay=np.float_(0)); x = np.bool(1)
"""


def case(files: dict[str, bytes], baseline: str, target: str) -> Case:
    checkout = Checkout("p", files)
    return Case.read(checkout, Question(baseline=baseline, targets=(target,)), load())


def whole(found: Case) -> tuple[dict[str, bytes], list[str]]:
    """Every commit on top of the one before it, as files."""
    candidate = found.choice.candidates[-1]
    files, families = dict(found.checkout.files), []
    for change in changes(found, candidate):
        assert change.files
        assert all(files.get(path) != content for path, content in change.files.items())
        files |= change.files
        families.append(change.family)
        for path in change.files:
            if path.endswith(".py"):
                ast.parse(files[path])
    assert files == {**found.checkout.files, **found.patched_files(candidate)}
    assert len(set(families)) == len(families)
    return files, families


def test_rules_that_meet_on_one_line():
    files = {"a.py": MIXED, "requirements.txt": b"tensorflow==2.10.1\nnumpy==1.23.5\n"}
    after, families = whole(case(files, "2.10", "2.21"))
    assert families[-1] == "requirements"
    assert len(families) > 2
    assert b"np.float_" not in after["a.py"]


@pytest.mark.parametrize("name", ["focal-loss", "linear-regression"])
def test_the_examples(name: str):
    folder = ROOT / "examples" / name
    files = {each.name: each.read_bytes() for each in folder.iterdir() if each.is_file()}
    whole(Case.read(Checkout(name, files), Question(targets=("newest",)), load()))


def test_the_examples_of_all_rules_at_once():
    shown = {f"{rule.name}.py": rule.examples[0].before.encode() for rule in rules() if rule.examples}
    _, families = whole(case({**shown, "requirements.txt": b"tensorflow\n"}, "1.15", "2.21"))
    assert len(families) > 5


def test_a_notebook_that_names_packages_and_has_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    cells: list[dict[str, Any]] = [
        {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": [line]}
        for line in ("!pip install tensorflow==2.10.1", "import tensorflow as tf\ntf.keras.optimizers.Adam(lr=0.1)")
    ]
    notebook = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (tmp_path / "a.ipynb").write_text(json.dumps(notebook, indent=1))
    assert main(["upgrade", str(tmp_path), "--to", "2.16", "--no-run", "--format", "json"]) == 1
    (found,) = json.loads(capsys.readouterr().out)["upgrades"]
    assert (found["branch"], found["title"]) == ("upflow/tensorflow-2.16", "TensorFlow 2.16.2, from 2.10.1")
    assert [one["files"] for one in found["commits"]] == [["a.ipynb"], ["a.ipynb"]]
    assert "learning_rate=0.1" in found["commits"][0]["diff"]
    assert "tensorflow==2.16.2" in found["commits"][1]["diff"]
    assert "**No trial has run:**" in found["body"]


def test_nothing_to_do_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "a.py").write_text("print(1)\n")
    (tmp_path / "requirements.txt").write_text("tensorflow==2.16.2\n")
    assert main(["upgrade", str(tmp_path), "--to", "2.16", "--no-run"]) == 0
    assert capsys.readouterr().out == "Nothing has to change.\n"
    (tmp_path / ".upflow.toml").write_text('[upgrades]\nto = "2.17"\n')
    assert main(["upgrade", str(tmp_path), "--no-run"]) == 1
    assert capsys.readouterr().out.startswith("Branch: upflow/tensorflow-2.17\nTitle: TensorFlow 2.17.1, from 2.16.2\n")
