"""What a project says is obeyed by every command, options win over it, and ignores do what they say."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from matrices import published
from matrices.load import load
from service.case import Case
from service.cli import main
from service.config.limiting import refused, within
from service.config.reading import read
from service.nouns import Checkout
from service.reading import Question, Reading
from service.settings import Settings

CODE = b"import numpy as np\nimport tensorflow as tf\n\nx = np.bool\nopt = tf.keras.optimizers.Adam(lr=0.1)\n"
IGNORE = '[[ignore]]\nrule = "optimizer_learning_rate"\nreason = "It leaves."\n'


def project(config: str, requirement: str = "tensorflow==2.10.1") -> Checkout:
    files = {".upflow.toml": config.encode(), "train.py": CODE, "requirements.txt": requirement.encode()}
    return Checkout("p", files)


def case(config: str, question: Question | None = None, requirement: str = "tensorflow==2.10.1") -> Case:
    return Case.unsettled(project(config, requirement), question or Question(), load())


def places(found: Case) -> list[tuple[str, str]]:
    return [(str(one.tensorflow), one.python) for one in found.choice.candidates]


def report(folder: Path, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, Any]:
    for path, data in project("").files.items():
        if not (folder / path).exists():
            (folder / path).write_bytes(data)
    code = main(["check", str(folder), "--no-run", "--format", "json", *words])
    return code, json.loads(capsys.readouterr().out)


def test_targets_and_every_python_with_the_baseline_on_the_first_that_has_it():
    config = 'to = ["2.16", "newest"]\npython = ["3.12", "3.9", "3.10"]'
    found = case(config)
    assert places(found) == [
        ("2.16.2", "3.12"),
        ("2.16.2", "3.9"),
        ("2.16.2", "3.10"),
        ("2.21.0", "3.12"),
        ("2.21.0", "3.10"),
    ]
    assert found.choice.baseline.python == "3.9"
    asked = Question(targets=("2.15",), python="3.10")
    assert places(case(config, asked)) == [("2.15.1", "3.10")]


def test_a_release_that_no_named_python_has_is_refused():
    found = case('to = ["2.12", "newest"]\npython = ["3.8"]')
    assert [str(one.tensorflow) for one in found.choice.refusals] == ["2.21.0"]
    assert "the project asks for 3.8" in found.choice.refusals[0].reason


def test_the_baseline_is_said_where_nothing_declares_it():
    found = case('from = "2.12"', requirement="tensorflow")
    assert str(found.choice.baseline.tensorflow) == "2.12.1"
    assert not found.choice.assumed
    assert str(case('from = "2.12"', Question("2.13")).choice.baseline.tensorflow) == "2.13.1"


def test_the_machine_is_said_and_an_option_wins():
    config = 'gpu = "RTX 4090"\ndriver = "470"'
    machine = case(config).machine
    assert machine is not None
    assert machine.card is not None
    assert case(config, Question(cpu=True)).machine is None
    assert case("cpu = true", Question(gpu="A100")).machine is not None


def test_the_command_is_the_one_that_is_said():
    assert case('command = "pytest -q tests"').declared.command == ("pytest", "-q", "tests")


def test_what_is_ignored_is_shown_does_not_count_and_is_not_rewritten(tmp_path, capsys):
    (tmp_path / ".upflow.toml").write_text(
        IGNORE + 'until = 2999-01-01\n[[ignore]]\nrule = "numpy_names"\nreason = "x"\n'
    )
    code, found = report(tmp_path, capsys, "--to", "2.16")
    assert code == 0
    assert [one["verdict"] for one in found["candidates"]] == ["works"]
    ignored = {one["rule"]: one["ignored"] for one in found["findings"]}
    assert ignored["optimizer_learning_rate"] == {"reason": "It leaves.", "until": "2999-01-01"}
    (met,) = [one["ignored"] for one in found["candidates"]]
    assert {found["findings"][at]["rule"] for at in met} == set(ignored)
    assert "learning_rate" not in found["patch"]["diff"]
    assert main(["migrate", str(tmp_path), "--to", "2.16"]) == 0
    told = capsys.readouterr()
    assert "learning_rate=" not in told.out
    assert "train.py:5: ignored (optimizer_learning_rate): It leaves." in told.err


def test_an_expired_ignore_is_told_and_counts_again(tmp_path, capsys):
    (tmp_path / ".upflow.toml").write_text(IGNORE + "until = 2020-02-29\n")
    code, found = report(tmp_path, capsys, "--to", "2.16")
    assert code == 1
    words = "the ignore of optimizer_learning_rate expired on 2020-02-29: what it was for counts again"
    assert (".upflow.toml", 1, words) in [(one["path"], one["line"], one["message"]) for one in found["notes"]]
    assert not any(one["ignored"] for one in found["findings"])


def test_an_ignore_holds_on_its_last_day():
    found = Reading.of(project(IGNORE + "until = 2027-03-31"), Question(), published.offered())
    assert found.judged(date(2027, 3, 31)).accepted
    assert not found.judged(date(2027, 4, 1)).accepted


def test_an_ignore_that_meets_nothing_is_told_unless_rules_were_left_out(tmp_path, capsys):
    (tmp_path / ".upflow.toml").write_text(IGNORE + 'path = "legacy"\n')
    _, found = report(tmp_path, capsys, "--to", "2.16")
    words = "the ignore of optimizer_learning_rate in legacy meets nothing any more: take it out"
    assert words in [one["message"] for one in found["notes"]]
    _, found = report(tmp_path, capsys, "--to", "2.16", "--select", "numpy_names")
    assert words not in [one["message"] for one in found["notes"]]


def test_limits_lower_and_never_raise_and_what_is_refused_is_told():
    found = read({".upflow.toml": b"[limits]\nseconds = 60\nmemory = 900000\n"})
    lowered = within(Settings(seconds=900, memory=4096), found)
    assert (lowered.seconds, lowered.memory, lowered.cpus) == (60, 4096, Settings().cpus)
    (note,) = refused(Settings(seconds=900, memory=4096), found)
    assert (note.path, note.line) == (".upflow.toml", 3)
    assert "limits.memory = 900000 is more than this machine allows: 4096 (UPFLOW_MEMORY)" in note.message


def test_legacy_keeps_keras_2_where_there_is_another_one(tmp_path, capsys):
    (tmp_path / ".upflow.toml").write_text('stack = "legacy"')
    report(tmp_path, capsys)
    main(["migrate", str(tmp_path), "--to", "2.16"])
    assert "+tf-keras" in capsys.readouterr().out
    main(["migrate", str(tmp_path), "--to", "2.12"])
    assert "tf-keras" not in capsys.readouterr().out


def test_resolve_obeys(tmp_path, capsys):
    (tmp_path / ".upflow.toml").write_text('to = "2.12"\npython = "3.9"')
    report(tmp_path, capsys)
    assert main(["resolve", str(tmp_path), "--facts-alone"]) == 0
    assert "# TensorFlow 2.12.1 on Python 3.9" in capsys.readouterr().out


def test_a_wrong_configuration_stops_every_command(tmp_path, capsys):
    (tmp_path / ".upflow.toml").write_text('too = "2.12"')
    (tmp_path / "a.py").write_text("import tensorflow as tf\n")
    for words in (["check", "--no-run"], ["migrate", "--to", "2.16"], ["plan"], ["resolve", "--facts-alone"]):
        assert main([words[0], str(tmp_path), *words[1:]]) == 2
        assert ".upflow.toml:1:1: too: there is no such key; did you mean to?" in capsys.readouterr().err
