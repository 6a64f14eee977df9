"""`upflow explain` as a person meets it."""

import io
import json
from argparse import ArgumentParser
from types import SimpleNamespace

import pytest

from service.commands import explain
from service.errors import WrongUse

LINE = "AttributeError: module 'tensorflow' has no attribute 'Session'"


@pytest.fixture
def upflow(capsys):
    def run(*words):
        parser = ArgumentParser()
        explain.add_arguments(parser)
        code = explain.run(parser.parse_args(words))
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "build.log"
    path.write_text(f"\x1b[31m{LINE}\n")
    return path


def test_text_says_cause_and_mend_and_nothing_that_steers_a_terminal(upflow, log):
    code, out, err = upflow(str(log))
    assert (code, err) == (0, "")
    assert "left after 1.15" in out
    assert "→ rule: tf.compat.v1.Session" in out
    assert "\x1b" not in out


def test_json_has_the_error_and_the_explanations(upflow, monkeypatch):
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(LINE.encode())))
    code, out, _ = upflow("-", "--tf", "2.16.1", "--format", "json")
    told = json.loads(out)
    assert (code, told["error"]) == (0, LINE)
    assert told["explained"][0]["mends"][0]["by"] == "rule"


def test_what_nobody_knows_is_said_and_is_1(upflow, log):
    log.write_text("ValueError: of my own\n")
    code, out, err = upflow(str(log))
    assert (code, out) == (1, "")
    assert "'ValueError: of my own' is not known" in err


@pytest.mark.parametrize("words", [("/no/such/file",), ("-", "--tf", "new")])
def test_wrong_use_is_told(upflow, words, monkeypatch):
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(b"")))
    with pytest.raises(WrongUse):
        upflow(*words)
