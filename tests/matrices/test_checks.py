"""Each check finds its kind of trouble, and the facts of upflow have none."""

import re
from pathlib import Path

import pytest

import matrices
from matrices import checks
from matrices.load import Reading, read

TOOL, CONFLICTS, SOURCES = "products/tool.toml", "conflicts.toml", "sources.toml"


def found(reading: Reading) -> list[str]:
    return [f"{name}: {problem}" for name, problem in checks.run(reading)]


def test_the_facts_of_upflow_have_no_problem():
    assert [f"{name}: {problem}" for name, problem in checks.run(read())] == []


def test_a_sound_folder_has_no_problem(folder):
    assert found(folder.read()) == []


def test_a_check_is_called_like_its_file_and_stands_in_the_readme():
    home = Path(matrices.__file__).parent
    files = {path.stem for path in (home / "checks").glob("*.py")} - {"__init__"}
    names = {check.name for check in checks.collect()}
    assert names == files
    table = (home / "README.md").read_text(encoding="utf-8").partition("## The checks")[2]
    assert set(re.findall(r"^\| `(\w+)`", table, re.MULTILINE)) == names


def test_narrow_checks_report_first():
    scopes = [check.scope for check in checks.collect()]
    assert scopes == sorted(scopes)


SPOILED = [
    (TOOL, "date = 2024-03-01", "date = 1", "schema: products/tool.toml: release[1.1.0].date: found 1"),
    (TOOL, ">=3.10,<3.13", "<3.13,>=3.10", "canonical: products/tool.toml: line 10: found"),
    (TOOL, "date = 2024-03-01", "date = 2014-03-01", "order: products/tool.toml: release[1.1.0].date: found 2014"),
    (TOOL, "date = 2024-03-01", "date = 2026-11-24", "expected between 2015-03-27 and 2026-11-23, when pypi-tool was"),
    (TOOL, "date = 2024-02-01", "date = 2023-02-01", "release[1.0.1].date: found 2023-02-01, expected not before"),
    (TOOL, '"1.1.0"', '"0.9.0"', "order: products/tool.toml: release[0.9.0]: found it above 1.0.1"),
    (TOOL, 'since = "1.0"', 'since = "1.0.1"', "order: products/tool.toml: since: found 1.0.1, and a release 1.0.0"),
    (SOURCES, "[trial-other]", '[unused]\ntitle = "t"\nurl = "https://x"\nread = 2026-01-01\n[trial-other]',
     "sources: sources.toml: unused: found no fact that cites it"),
    (CONFLICTS, 'product = "tool"', 'product = "tol"', "references: conflicts.toml: conflict[other-2].product: found"),
    (CONFLICTS, ">=1.0,<1.1", ">=1.0,<1.0.7", "found '<1.0.7', expected a release or a minor that exists (near: 1.0.1"),
    (CONFLICTS, 'cure = "other<2"', 'cure = "another<2"', ".cure: found 'another', expected a pin of other"),
    (CONFLICTS, 'cure = "other<2"', 'cure = "other<3"', "cure: found 'other<3', expected a pin that leaves out '>=2'"),
    (CONFLICTS, ">=1.0,<1.1", ">1.1.0", "ranges: conflicts.toml: conflict[other-2].range: found '>1.1.0'"),
    (TOOL, ">=3.10,<3.13", ">=3.10,<3.16", "expected an end at Python 3.14, or none (raise NEWEST_PYTHON"),
    (TOOL, ">=3.10,<3.13", ">=3.90", "found '>=3.90', expected one that holds an interpreter"),
    (TOOL, 'other = { range = ">=1,<2"', 'tool = { range = "<1"', "release[1.1.0].needs.tool.range: found '<1'"),
    (CONFLICTS, ">=1.0,<1.1", ">=1.0", "needless: conflicts.toml: conflict[other-2].range: found 1.1.0, which"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "expected"), SPOILED)
def test_a_check_finds_its_trouble(folder, file, old, new, expected):
    folder.spoil(file, old, new)
    assert [text for text in found(folder.read()) if expected in text], found(folder.read())


def test_a_product_without_releases_is_told_how_to_get_them(folder):
    folder.write(TOOL, 'name = "tool"\nsource = "pypi-tool"\nsince = "1.0"\n')
    assert any("`python -m matrices update tool` finds them" in text for text in found(folder.read()))


def test_a_file_that_cannot_be_read_is_not_called_uncanonical_too(folder):
    folder.spoil(TOOL, "date = 2024-03-01", "date = 1")
    assert not any(text.startswith(f"canonical: {TOOL}") for text in found(folder.read()))
