"""The configuration of the base is the one that counts, however the head writes its own."""

import tomllib
from collections.abc import Mapping

import pytest

from service.bot.configuring import OFF, of_base, restored
from service.config.reading import read
from service.errors import WrongUse

TABLE = b'[tool.upflow]\ncommand = "curl evil"\n'
PROJECT = b'[project]\nname = "x"\n'


def said(files: Mapping[str, bytes]) -> tuple[str, ...] | None:
    return read(files).configuration.command


@pytest.mark.parametrize(
    "written",
    [
        TABLE,
        b'[ tool . "upflow" ]\ncommand = "curl evil"\n',
        b'[tool.upflow]\r\ncommand = "curl evil"\r\n',
        PROJECT + TABLE + b'[[tool.upflow.ignore]]\nrule = "api"\nreason = "x"\n[tool.black]\n',
    ],
    ids=["as usual", "with spaces", "with other ends of lines", "among others"],
)
def test_a_table_of_the_head_is_set_aside_line_by_line(written):
    files, differs = of_base({"pyproject.toml": PROJECT}, {"pyproject.toml": written, "a.py": b""})
    assert differs
    assert not said(files)
    assert files["pyproject.toml"].count(b"\n") == written.count(b"\n")
    assert restored(files["pyproject.toml"]) == written
    assert "upflow" not in tomllib.loads(files["pyproject.toml"].decode()).get("tool", {})


@pytest.mark.parametrize(
    "written",
    [
        b'[tool]\nupflow.command = "curl evil"\n',
        b'tool.upflow.command = "curl evil"\n',
        b'[tool]\nupflow = { command = "curl evil" }\n',
        b'["to\\u006fl".upflow]\ncommand = "curl evil"\n',
        b'x = """\n[tool.black]\n"""\n[tool]\nupflow.command = "curl evil"\n',
    ],
)
def test_what_cannot_be_set_aside_is_refused(written):
    with pytest.raises(WrongUse, match="set aside"):
        of_base({}, {"pyproject.toml": written})


def test_a_file_of_its_own_gives_way_to_the_one_of_the_base():
    base = {".upflow.toml": b'command = "pytest -q"\n'}
    for head in ({".upflow.toml": b'command = "curl evil"\n'}, {"pyproject.toml": TABLE}, {}):
        files, differs = of_base(base, head)
        assert differs
        assert said(files) == ("pytest", "-q")


def test_a_table_of_the_base_comes_over_as_it_was():
    table = """[tool.upflow]
command = ["python", "-c", "print('\\u007f\\"')"]
to = ["2.16"]
[[tool.upflow.ignore]]
rule = "optimizer_learning_rate"
reason = "ours"
until = 2030-01-02
"""
    base = {"pyproject.toml": table.encode()}
    files, differs = of_base(base, {"pyproject.toml": PROJECT})
    assert differs
    assert read(files).configuration == read(base).configuration


def test_where_both_say_the_same_nothing_is_touched():
    head = {"pyproject.toml": TABLE + b"\n# more\n[tool.black]\n", "a.py": b"1"}
    assert of_base({"pyproject.toml": TABLE}, head) == (head, False)
    assert of_base({}, {"a.py": b"1"}) == ({"a.py": b"1"}, False)
    assert OFF.encode() not in head["pyproject.toml"]
