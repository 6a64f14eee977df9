"""`upflow plan` as a person runs it."""

import json

import pytest

from service.cli import main


@pytest.fixture
def project(tmp_path):
    (tmp_path / "a.py").write_text("import tensorflow as tf\nprint(tf.__version__)\n")
    (tmp_path / "requirements.txt").write_text("tensorflow==2.9.1\n")
    return str(tmp_path)


def test_text_says_the_routes(project, capsys):
    assert main(["plan", project]) == 0
    said = capsys.readouterr().out
    assert "1. Newest: TensorFlow 2." in said
    assert "3. Hold: TensorFlow 2.9.3" in said


def test_json_to_a_file(project, tmp_path):
    target = tmp_path / "plan.json"
    assert main(["plan", project, "--format", "json", "--output", str(target)]) == 0
    assert json.loads(target.read_text())["project"]["tensorflow"] == "2.9.1"


def test_no_open_way_is_one(project, capsys):
    assert main(["plan", project, "--gpu", "RTX 5090", "--driver", "390", "--format", "markdown"]) == 1
    assert "closed as it is: the GPU does not work" in capsys.readouterr().out
