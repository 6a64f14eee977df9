"""Each check finds its kind of trouble, and the facts of upflow have none."""

import re
from pathlib import Path

import pytest

import matrices
from matrices import checks
from matrices.load import Reading, read

TOOL, CPU, RELEASES = "products/tool.toml", "products/tool-cpu.toml", "releases/tool.json"
CONFLICTS, ALLOWANCES, SOURCES = "conflicts.toml", "allowances.toml", "sources.toml"


def found(reading: Reading) -> list[str]:
    return [f"{name}: {problem}" for name, problem in checks.run(reading)]


def test_the_facts_of_upflow_have_no_problem():
    assert [f"{name}: {problem}" for name, problem in checks.run(read(thorough=True))] == []


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
    (RELEASES, '"2024-03-01"', '"1"', "schema: releases/tool.json: release[1.1.0].date: found '1'"),
    (CONFLICTS, ">=1.0,<1.1", "<1.1,>=1.0", "canonical: conflicts.toml: line 6: found"),
    (RELEASES, '"2024-03-01"', '"20240301"', "canonical: releases/tool.json: line 13: found"),
    (RELEASES, '"2024-03-01"', '"2004-03-01"', "order: releases/tool.json: release[1.1.0].date: found 2004"),
    (RELEASES, '"2024-03-01"', '"2026-11-24"', "expected between 2005-01-01 and 2026-11-23, when pypi-tool was"),
    (RELEASES, '"1.1.0"', '"0.9.0"', "order: releases/tool.json: release[0.9.0]: found it above 1.0.1"),
    (TOOL, 'since = "1.0"', 'since = "1.0.1"', "order: products/tool.toml: since: found 1.0.1, and a release 1.0.0"),
    (SOURCES, "[trial-other]", '[unused]\ntitle = "t"\nurl = "https://x"\nread = 2026-01-01\n[trial-other]',
     "sources: sources.toml: unused: found no fact that cites it"),
    (CONFLICTS, 'product = "tool"', 'product = "tol"', "references: conflicts.toml: conflict[other-2].product: found"),
    (ALLOWANCES, 'product = "tool"', 'product = "tol"', "references: allowances.toml: allowance[other-2-with-1.1].pro"),
    (CPU, 'variant_of = "tool"', 'variant_of = "tol"', "references: products/tool-cpu.toml: variant_of: found 'tol'"),
    (CPU, 'after = "1.0.0"', 'after = "1.0.7"', "retired.after: found '1.0.7', expected a release or a minor that"),
    (CONFLICTS, ">=1.0,<1.1", ">=1.0,<1.0.7", "found '1.0.7', expected a release or a minor that exists (near: 1.0.0"),
    (CONFLICTS, 'cure = "other<2"', 'cure = "another<2"', ".cure: found 'another', expected a pin of other or of tool"),
    (CONFLICTS, 'cure = "other<2"', 'cure = "other<3"', "cure: found 'other<3', expected a pin that leaves out '>=2'"),
    (CONFLICTS, ">=1.0,<1.1", ">1.1.0", "ranges: conflicts.toml: conflict[other-2].range: found '>1.1.0'"),
    (ALLOWANCES, '"==1.1.0"', '">1.1.0"', "ranges: allowances.toml: allowance[other-2-with-1.1].range: found"),
    (ALLOWANCES, 'python = ">=3.11"', 'python = ">=4.11"', "allowance[other-2-with-1.1].python: found '>=4.11'"),
    (RELEASES, "cp312-cp312", "cp316-cp316", "expected an end at Python 3.15, or none (raise NEWEST_PYTHON"),
    (CONFLICTS, ">=1.0,<1.1", ">=1.0", "needless: conflicts.toml: conflict[other-2].range: found 1.1.0, which"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "expected"), SPOILED)
def test_a_check_finds_its_trouble(folder, file, old, new, expected):
    folder.spoil(file, old, new)
    assert [text for text in found(folder.read()) if expected in text], found(folder.read())


def test_a_product_without_releases_is_told_how_to_get_them(folder):
    (folder.path / RELEASES).unlink()
    assert any("`python -m matrices update tool` finds them" in text for text in found(folder.read()))


def test_a_file_that_cannot_be_read_is_not_called_uncanonical_too(folder):
    folder.spoil(RELEASES, '"2024-03-01"', "1")
    assert not any(text.startswith(f"canonical: {RELEASES}") for text in found(folder.read()))
