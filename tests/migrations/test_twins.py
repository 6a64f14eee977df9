"""Twins say what the tables say, and a table without a fresh one is read itself."""

import json
import subprocess
import sys

import pytest

from migrations import twins


@pytest.mark.parametrize("path", list(twins.current()), ids=lambda path: path.stem)
def test_the_twins_are_those_of_the_tables(path):
    assert path.read_text(encoding="utf-8") == twins.current()[path], "run: python -m migrations twins"


@pytest.fixture
def table(tmp_path, monkeypatch):
    monkeypatch.setattr(twins, "FOLDER", tmp_path)
    table = tmp_path / "renames.toml"
    table.write_text('[names]\n"tf.log" = "tf.math.log"\n', encoding="utf-8")
    return table


NAMES = {"names": {"tf.log": "tf.math.log"}}


def made(table, rows) -> None:
    said = json.loads(twins._made(table.read_bytes()))
    twins.twin(table).write_text(json.dumps({**said, "is": rows}), encoding="utf-8")


def test_a_fresh_twin_is_read(table):
    made(table, {"from": "the twin"})
    assert twins.read(table) == {"from": "the twin"}


def test_an_edited_table_is_read_itself(table):
    made(table, {"from": "the twin"})
    table.write_text(table.read_text().replace("tf.math.log", "tf.math.log1p"), encoding="utf-8")
    assert twins.read(table) == {"names": {"tf.log": "tf.math.log1p"}}


@pytest.mark.parametrize("spoilt", [None, "", "{", "[]", "{}"])
def test_a_spoilt_twin_does_not_count(table, spoilt):
    if spoilt is not None:
        twins.twin(table).write_text(spoilt, encoding="utf-8")
    assert twins.read(table) == NAMES


def test_no_table_is_parsed_for_an_analysis():
    program = """
import tomllib
from packaging.version import Version
from matrices import symbols
symbols.load()
tomllib.loads = None
from migrations.engine import analyse
code = b"import numpy as np\\nimport tensorflow as tf\\nnp.float(tf.log(tf.contrib.layers.flatten(1)))\\n"
assert len(analyse({"a.py": code}, baseline=Version("1.15")).findings) > 2
"""
    subprocess.run([sys.executable, "-c", program], check=True)
