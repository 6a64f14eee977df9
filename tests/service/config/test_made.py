"""What is made from the definition: schema and page are current, and the schema says what the reader says."""

import json

import jsonschema
import pytest

from service.cli import main
from service.config.page import PAGE, SCHEMA, renewed
from service.config.reading import BadConfiguration, read
from service.config.schema import schema, text

RENEW = "run `python -m service.config`"


def test_the_schema_is_current(capsys):
    assert SCHEMA.read_text(encoding="utf-8") == text(), RENEW
    assert main(["config", "--schema"]) == 0
    assert capsys.readouterr().out == text()


def test_the_page_is_current():
    page = PAGE.read_text(encoding="utf-8")
    assert renewed(page) == page, RENEW


def test_the_schema_is_one_and_holds_for_its_examples():
    jsonschema.Draft7Validator.check_schema(schema())
    for key, part in schema()["properties"].items():
        jsonschema.Draft7Validator(schema()).validate({key: part["examples"][0]})


@pytest.mark.parametrize(
    "said",
    [
        {"selct": []},
        {"limits": {"seconds": 0}},
        {"limits": {"seconds": 1.5}},
        {"python": "4.1"},
        {"python": []},
        {"ignore": [{"rule": "api"}]},
        {"ignore": [{"rule": "api", "reason": "x", "why": "y"}]},
        {"upgrades": {"schedule": "sometimes"}},
        {"upgrades": {"limit": 1}},
        {"to": ["2.16"], "cpu": True},
        {"command": []},
        {"stack": "legacy"},
        {"renames": {"a.b": {"since": "2.16"}}},
        {"renames": {"a.b": "c.d", "e": {"f": "g.h"}}},
    ],
)
def test_schema_and_reader_agree(said):
    valid = jsonschema.Draft7Validator(schema()).is_valid(said)
    lines = "\n".join(f"{key} = {_toml(value)}" for key, value in said.items())
    try:
        read({".upflow.toml": lines.encode()})
    except BadConfiguration:
        assert not valid or said == {"renames": {"a.b": {"since": "2.16"}}}  # looks like names in tables to a schema
    else:
        assert valid


def _toml(value: object) -> str:
    match value:
        case dict():
            return "{ " + ", ".join(f'"{key}" = {_toml(inner)}' for key, inner in value.items()) + " }"
        case list():
            return f"[{', '.join(map(_toml, value))}]"
        case _:
            return json.dumps(value)


def test_the_command_shows_what_is_said_and_where(tmp_path, capsys):
    (tmp_path / "pyproject.toml").write_text('[tool.upflow]\nto = "newest"\n[tool.upflow.limits]\nseconds = 5\n')
    assert main(["config", str(tmp_path)]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told == ['pyproject.toml:2  to = "newest"', 'pyproject.toml:3  limits = {"seconds": 5}']
    assert main(["config", str(tmp_path), "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["says"]["limits"] == {"seconds": 5}
    (tmp_path / "pyproject.toml").write_text("[tool.upflow]\ntoo = 1\n")
    assert main(["config", str(tmp_path)]) == 2
    assert "pyproject.toml:2:1: tool.upflow.too: there is no such key; did you mean to?" in capsys.readouterr().err
