"""Files become a matrix, or every problem of every file is named with its place."""

import subprocess
import sys

import pytest
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from matrices.facts import How, Release
from matrices.load import Reading, load
from matrices.problems import BadFacts

TOOL, CONFLICTS, SOURCES = "products/tool.toml", "conflicts.toml", "sources.toml"


def release(reading: Reading, version: str) -> Release:
    return next(r for r in reading.matrix.products["tool"].releases if r.version == Version(version))


def test_a_sound_folder_becomes_records(folder):
    reading = folder.read()
    assert reading.problems == ()
    product = reading.matrix.products["tool"]
    assert (product.name, product.since) == ("tool", Version("1.0"))
    assert [str(release.version) for release in product.releases] == ["1.1.0", "1.0.1", "1.0.0"]
    need = product.releases[0].needs["other"]
    assert (need.range, need.how) == (SpecifierSet(">=1,<2"), How.STATED)
    (conflict,) = reading.matrix.conflicts
    assert (str(conflict.cure), conflict.how, conflict.source) == ("other<2", How.MEASURED, "trial-other")


def test_like_takes_over_what_the_release_before_has_but_for_the_differences(folder):
    like = release(folder.read(), "1.0.1")
    assert like.python.range == SpecifierSet(">=3.9,<3.12")
    assert {name: str(need.range) for name, need in like.needs.items()} == {"numpy": ">=1.26", "other": ">=1"}


def test_every_fact_names_the_document_of_its_own_release(folder):
    like, sources = release(folder.read(), "1.0.1"), folder.read().matrix.sources
    assert {sources[need.source].url for need in (like.python, *like.needs.values())} == {"pkg:pypi/tool@1.0.1"}
    assert sources[like.python.source].title == "tool 1.0.1 on the index"


def test_like_does_not_take_over_what_was_measured_on_another_release(folder):
    folder.spoil(TOOL, 'other = { range = ">=1", source = "pypi-tool", how = "stated" }', "")
    folder.spoil(TOOL, "six = {", 'other = { range = "<2", source = "trial-other", how = "measured" }\nsix = {')
    assert folder.problems() == []
    assert "other" in release(folder.read(), "1.0.0").needs
    assert "other" not in release(folder.read(), "1.0.1").needs


SPOILED = [
    (TOOL, 'how = "stated" }\n[release.needs]\nother', 'hwo = "stated" }\n[release.needs]\nother', [
        "release[1.1.0].python.how: found nothing, expected one of stated, measured, inferred",
        "release[1.1.0].python.hwo: found an unknown key, expected one of how, range, source (did you mean how?)",
    ]),
    (TOOL, 'version = "1.1.0"', 'version = "1.1.x"', [
        """release[1.1.x].version: found '1.1.x', expected a version in quotes, like "2.15.1\"""",
    ]),
    (TOOL, 'version = "1.1.0"', "version = 1.1", [
        """release[1.1].version: found 1.1, expected a version in quotes, like "2.15.1\"""",
    ]),
    (TOOL, '"1.1.0"', '"1.0.1"', ["release[1.0.1].version: found 1.0.1, expected every version once"]),
    (TOOL, "date = 2024-03-01", 'date = "2024-03-01"', [
        "release[1.1.0].date: found '2024-03-01', expected a date, YYYY-MM-DD without quotes",
    ]),
    (TOOL, ">=3.10,<3.13", ">=3.13,<3.10", [
        "release[1.1.0].python.range: found '>=3.13,<3.10', expected a range that holds at least one version",
    ]),
    (TOOL, ">=3.10,<3.13", "3.10 to 3.13", ["release[1.1.0].python.range: found '3.10 to 3.13', expected a range"]),
    (TOOL, '">=3.10,<3.13"', "3.10", ["release[1.1.0].python.range: found 3.1, expected a range"]),
    (TOOL, 'range = ">=1,<2", source = "pypi-tool"', 'range = ">=1,<2", source = "pypi-tol"', [
        "release[1.1.0].needs.other.source: found 'pypi-tol', expected the id of a source",
        "in sources.toml (did you mean pypi-tool?)",
    ]),
    (TOOL, 'range = ">=1,<2", source = "pypi-tool"', 'range = ">=1,<2", source = "hearsay"', [
        "expected the id of a source in sources.toml (add it to sources.toml)",
    ]),
    (TOOL, 'like = "1.0.0"', 'like = "1.1.0"', [
        "release[1.0.1].like: found '1.1.0', expected the version of a release further down in this file",
    ]),
    (TOOL, '["six"]', '["sixty"]', ["release[1.0.1].without: found 'sixty', expected a need of the release"]),
    (TOOL, '["six"]', '"six"', ["release[1.0.1].without: found 'six', expected a list of names"]),
    (TOOL, 'other = { range = ">=1,<2"', 'Other_One = { range = ">=1,<2"', [
        "release[1.1.0].needs.Other_One: found 'Other_One', expected the normal form of the name, other-one",
    ]),
    (TOOL, 'other = { range = ">=1,<2", source = "pypi-tool", how = "stated" }', 'other = ">=1,<2"', [
        "release[1.1.0].needs.other: found '>=1,<2', expected a table",
    ]),
    (TOOL, 'python = { range = ">=3.10,<3.13", source = "pypi-tool", how = "stated" }\n', "", [
        "release[1.1.0].python: found nothing, expected a fact, { range, source, how } (or `like` another release)",
    ]),
    (TOOL, 'name = "tool"', 'name = "tools"', ["name: found 'tools', expected the name of the file without .toml"]),
    (TOOL, 'source = "pypi-tool"\nsince', 'source = "nowhere"\nsince', ["source: found 'nowhere', expected the id"]),
    (TOOL, 'since = "1.0"', "", ["since: found nothing, expected a version"]),
    (TOOL, 'since = "1.0"', "release = 1", ["Cannot overwrite a value"]),
    (TOOL, 'since = "1.0"', 'since = "1.0"\nreleases = 1', [
        "releases: found an unknown key, expected one of name, release, since, source (did you mean release?)",
    ]),
    (CONFLICTS, 'range = ">=1.0,<1.1"', 'range = ">=1.1,<1.0"', ["conflict[other-2].range: found '>=1.1,<1.0'"]),
    (CONFLICTS, 'cure = "other<2"', 'cure = "other<<2"', [
        """conflict[other-2].cure: found 'other<<2', expected a requirement, like "numpy<2\"""",
    ]),
    (CONFLICTS, 'reason = "It was renamed."', 'reason = " "', ["conflict[other-2].reason: found ' ', expected a text"]),
    (CONFLICTS, '"trial-other"', '"pypi-tool"', [
        "conflict[other-2].source: found 'pypi-tool', expected a source without {version}",
    ]),
    (CONFLICTS, 'how = "measured"', 'how = "guessed"', ["conflict[other-2].how: found 'guessed', expected one of"]),
    (CONFLICTS, "[[conflict]]", "[conflict]", ["conflict: found", "expected a list of tables, [[conflict]]"]),
    (SOURCES, "trial:2026-11-23/other", "ftp://x", ["trial-other.url: found 'ftp://x', expected one that starts with"]),
    (SOURCES, "[trial-other]", '["trial.other"]', [
        "trial.other: found 'trial.other', expected an id of small letters, digits and hyphens",
        "conflict[other-2].source: found 'trial-other', expected the id of a source",
    ]),
    (SOURCES, "[pypi-tool]", "[pypi-tool", ["sources.toml: found", "expected TOML"]),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "expected"), SPOILED)
def test_each_kind_of_bad_input_is_named_with_its_place(folder, file, old, new, expected):
    folder.spoil(file, old, new)
    problems = "\n".join(folder.problems())
    assert file in problems
    for text in expected:
        assert text in problems


def test_all_problems_of_all_files_come_at_once(folder):
    folder.spoil(TOOL, "date = 2024-03-01", "date = 1")
    folder.spoil(TOOL, 'version = "1.0.0"\ndate = 2024-01-01', 'version = "1.0.0"\ncolour = "red"')
    folder.spoil(CONFLICTS, 'how = "measured"', "")
    folder.spoil(SOURCES, 'url = "trial:2026-11-23/other"\n', "")
    with pytest.raises(BadFacts) as caught:
        load(folder.path)
    assert [(problem.file, problem.key) for problem in caught.value.problems] == [
        (SOURCES, "trial-other.url"),
        (CONFLICTS, "conflict[other-2].how"),
        (CONFLICTS, "conflict[other-2].source"),
        (TOOL, "release[1.0.0].date"),
        (TOOL, "release[1.0.0].colour"),
        (TOOL, "release[1.1.0].date"),
    ]
    assert str(caught.value).count("\n") == 5


def conflict(name: str, range_: str, other_range: str) -> str:
    return (
        f'[[conflict]]\nid = "{name}"\nproduct = "tool"\nrange = "{range_}"\nother = "other"\n'
        f'other_range = "{other_range}"\nerror = "e"\nreason = "r"\ncure = "other<2"\n'
        'source = "trial-other"\nhow = "measured"\n'
    )


@pytest.mark.parametrize(
    ("range_", "other_range", "overlaps"),
    [("==1.0.1", ">=3", True), (">=1.1", ">=2", False), ("==1.0.1", "<1", False), ("<1.0.1", "==2.5", True)],
)
def test_two_conflicts_may_not_mean_the_same_pair(folder, range_, other_range, overlaps):
    folder.write(CONFLICTS, folder.text(CONFLICTS) + conflict("again", range_, other_range))
    problems = folder.problems()
    assert len(problems) == overlaps
    assert all("conflict[again].range" in text and "no overlap with other-2" in text for text in problems)


def test_two_conflicts_may_not_have_one_id(folder):
    folder.write(CONFLICTS, folder.text(CONFLICTS) + conflict("other-2", ">=1.1", ">=2"))
    assert folder.problems() == [
        "conflicts.toml: conflict[other-2].id: found the same id twice, expected every id once"
    ]


def test_a_missing_file_and_a_file_that_is_no_text_are_problems(folder):
    (folder.path / SOURCES).unlink()
    (folder.path / TOOL).write_bytes(b"\xff\xfe")
    problems = folder.problems()
    assert any(text.startswith("sources.toml: found") and "No such file" in text for text in problems)
    assert any(text.startswith("products/tool.toml: found") and "readable UTF-8" in text for text in problems)


def test_the_facts_are_read_once_a_process():
    assert load() is load()


def test_all_facts_load_in_a_moment_with_nothing_but_packaging():
    code = (
        "import sys, time; start = time.process_time(); from matrices.load import load; load();"
        "print(time.process_time() - start);"
        "strangers = {'service', 'migrations', 'requests', 'rich', 'pypi_simple'};"
        "print(sorted({name.partition('.')[0] for name in sys.modules} & strangers))"
    )
    runs = [subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True) for _ in range(3)]
    seconds, strangers = zip(*(run.stdout.split("\n")[:2] for run in runs), strict=True)
    assert set(strangers) == {"[]"}
    assert min(map(float, seconds)) < 0.5  # a generous bound for a busy machine; 0.15 on an idle one
