"""`upflow symbol` as a person meets it."""

import json
from argparse import ArgumentParser

import pytest

from service.commands import symbol


@pytest.fixture
def upflow(capsys):
    def run(*words):
        parser = ArgumentParser()
        symbol.add_arguments(parser)
        code = symbol.run(parser.parse_args(words))
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def test_json_is_a_list_with_the_agreed_keys(upflow):
    code, out, err = upflow("tf.nn.dropout", "tf.gfile.Exists", "--format", "json")
    assert (code, err) == (0, "")
    dropout, exists = json.loads(out)
    assert dropout.keys() >= {"name", "since", "until", "signatures", "deprecated", "successor"}
    assert dropout["signatures"][0].keys() >= {"since", "signature"}
    assert (dropout["until"], exists["until"], exists["successor"]) == (None, "1.15", "tf.io.gfile.exists")


def test_text_is_for_people(upflow):
    code, out, _ = upflow("tf.nn.dropout", "tf.gfile.Exists")
    assert code == 0
    assert out.startswith("tf.nn.dropout  function\n")
    assert "loses `keep_prob`; `rate` moves from 6th to 2nd" in out
    assert "successor" in out.partition("tf.gfile.Exists")[2]


def test_the_others_are_answered_beside_an_unknown_name(upflow):
    code, out, err = upflow("tf.nn.dropuot", "tf.nn.relu", "--format", "json")
    assert code == 2
    assert [each["name"] for each in json.loads(out)] == ["tf.nn.relu"]
    assert "tf.nn.dropuot: no known version has that name\n  did you mean tf.nn.dropout" in err


def test_one_version_is_told_of(upflow):
    assert "not there" in upflow("tf.gfile.Exists", "--tf", "2.15")[1]
    assert "there: (features, name=None)" in upflow("tf.nn.relu", "--tf", "newest")[1]


def test_an_import_is_a_name(upflow):
    code, out, _ = upflow("from tensorflow.keras.layers import Dense")
    assert code == 0
    assert out.startswith("tf.keras.layers.Dense  class")
