"""Files become a matrix, or every problem of every file is named with its place."""

import subprocess
import sys

import pytest
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from matrices.facts import How, Release
from matrices.load import Reading, load, read
from matrices.problems import BadFacts

TOOL, CPU, RELEASES = "products/tool.toml", "products/tool-cpu.toml", "releases/tool.json"
CONFLICTS, ALLOWANCES, SOURCES = "conflicts.toml", "allowances.toml", "sources.toml"


def release(reading: Reading, version: str) -> Release:
    return next(r for r in reading.matrix.products["tool"].releases if r.version == Version(version))


def test_a_sound_folder_becomes_records(folder):
    reading = folder.read()
    assert reading.problems == ()
    product = reading.matrix.products["tool"]
    assert (product.name, product.since, product.imports) == ("tool", Version("1.0"), "tool")
    assert [str(release.version) for release in product.releases] == ["1.2.0rc0", "1.1.0", "1.0.1", "1.0.0"]
    assert [str(release.version) for release in product.offered] == ["1.1.0", "1.0.0"]
    need = product.offered[0].needs["other"]
    assert (need.range, need.how) == (SpecifierSet(">=1,<2"), How.STATED)
    (conflict,) = reading.matrix.conflicts
    assert (str(conflict.cure), conflict.how, conflict.source) == ("other<2", How.MEASURED, "trial-other")
    (allowance,) = reading.matrix.allowances
    assert (allowance.other_range, allowance.python) == (SpecifierSet(">=2,<3"), SpecifierSet(">=3.11"))


def test_a_release_says_what_its_wheels_say(folder):
    new = release(folder.read(), "1.1.0")
    assert new.python.range == SpecifierSet(">=3.10,<3.13")
    windows = new.python_on("windows_amd64")
    assert windows is not None
    assert windows.range == SpecifierSet(">=3.10,<3.11")
    assert new.python_on("macos_arm64") is None
    assert list(new.needs_on("3.10")) == ["other"]
    assert list(new.needs_on("3.10", "windows_amd64")) == ["tool-intel"]
    assert release(folder.read(), "1.0.1").yanked == "It lost files."


def test_a_source_distribution_has_what_it_states_and_needs_nobody_knows(folder):
    (only,) = folder.read().matrix.products["tool-cpu"].releases
    assert (only.python.range, only.python.how, only.requires, only.needs) == (
        SpecifierSet(), How.INFERRED, None, {},
    )  # fmt: skip


def test_a_variant_and_what_replaces_it(folder):
    product = folder.read().matrix.products["tool-cpu"]
    assert (product.variant_of, product.imports) == ("tool", "tool")
    assert product.retired is not None
    assert (product.retired.after, product.retired.replaced_by) == (Version("1.0.0"), ("tool",))
    assert product.retired.source == "pypi-tool@1.0.0"


def test_every_fact_names_the_document_of_its_own_release(folder):
    known, sources = release(folder.read(), "1.0.1"), folder.read().matrix.sources
    assert {sources[need.source].url for need in (known.python, *known.needs.values())} == {"pkg:pypi/tool@1.0.1"}
    assert sources[known.python.source].title == "tool 1.0.1 on the index"
    with pytest.raises(KeyError):
        sources["trial-other@1.0"]


def test_another_package_that_is_missing_is_a_conflict_too(folder):
    folder.spoil(CONFLICTS, 'other_range = ">=2"', "absent = true")
    (conflict,) = folder.read().matrix.conflicts
    assert (folder.problems(), conflict.other_range) == ([], None)


SPOILED = [
    (RELEASES, '"1.1.0",\n  "date"', '"1.1.x",\n  "date"', [
        """release[1.1.x].version: found '1.1.x', expected a version, like "2.15.1\"""",
    ]),
    (RELEASES, '"1.1.0",\n  "date"', '1.1,\n  "date"', ["release[1.1].version: found 1.1, expected a version"]),
    (RELEASES, '"1.1.0",\n  "date"', '"1.0.1",\n  "date"', [
        "release[1.0.1].version: found '1.0.1', expected every version once",
    ]),
    (RELEASES, '"2024-03-01"', '"March"', ["release[1.1.0].date: found 'March', expected a date, like"]),
    (RELEASES, '"sdist": true', '"sdist": "yes"', ["release[1.0.1].sdist: found 'yes', expected true or false"]),
    (RELEASES, '"sdist": true', '"sdits": true', ["release[1.0.1].sdits: found an unknown key, expected one of"]),
    (RELEASES, '"other<2,>=1"', '"other<<2"', ["release[1.1.0].requires: found ['other<<2'], expected requirements"]),
    (RELEASES, '"cp310-cp310 cp311-cp311 cp312-cp312"', '"cp310 cp311"', [
        "release[1.1.0].wheels: found", "expected platform tags with interpreter and ABI tags",
    ]),
    (RELEASES, '"windows_amd64"', '"windows"', ["release[1.1.0].differs: found", "expected for some of linux_x86_64"]),
    (RELEASES, '"yanked": "It lost files."', '"yanked": true', ["release[1.0.1].yanked: found True"]),
    (RELEASES, "[\n {", "{", ["releases/tool.json: found", "expected JSON"]),
    (TOOL, 'name = "tool"', 'name = "tools"', ["name: found 'tools', expected the name of the file without .toml"]),
    (TOOL, 'source = "pypi-tool"\nsince', 'source = "nowhere"\nsince', ["source: found 'nowhere', expected the id"]),
    (TOOL, 'since = "1.0"', "", ["since: found nothing, expected a version"]),
    (TOOL, 'since = "1.0"', "since = 1\nsince = 2", ["Cannot overwrite a value"]),
    (TOOL, 'since = "1.0"', 'since = "1.0"\nimport = "x"', [
        "import: found an unknown key, expected one of", "(did you mean imports?)",
    ]),
    (CPU, 'replaced_by = ["tool"]', 'replaced_by = "tool"', ["retired.replaced_by: found 'tool', expected a list of"]),
    (CPU, 'how = "stated"', 'how = "heard"', ["retired.how: found 'heard', expected one of stated"]),
    (CONFLICTS, 'range = ">=1.0,<1.1"', 'range = ">=1.1,<1.0"', ["conflict[other-2].range: found '>=1.1,<1.0'"]),
    (CONFLICTS, 'cure = "other<2"', 'cure = "other<<2"', [
        """conflict[other-2].cure: found 'other<<2', expected a requirement, like "numpy<2\"""",
    ]),
    (CONFLICTS, 'at = "import"', 'at = "night"', ["conflict[other-2].at: found 'night', expected one of install"]),
    (CONFLICTS, 'reason = "It was renamed."', 'reason = " "', ["conflict[other-2].reason: found ' ', expected a text"]),
    (CONFLICTS, '"trial-other"', '"pypi-tool"', [
        "conflict[other-2].source: found 'pypi-tool', expected a source without {version}",
    ]),
    (CONFLICTS, '"trial-other"', '"trial-othr"', ["(did you mean trial-other?)"]),
    (CONFLICTS, '"trial-other"', '"hearsay"', ["(add it to sources.toml)"]),
    (CONFLICTS, 'how = "measured"', 'how = "guessed"', ["conflict[other-2].how: found 'guessed', expected one of"]),
    (CONFLICTS, "[[conflict]]", "[conflict]", ["conflict: found", "expected a list of tables, [[conflict]]"]),
    (ALLOWANCES, 'other_range = ">=2,<3"', "", ["allowance[other-2-with-1.1].other_range: found nothing"]),
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
    folder.spoil(RELEASES, '"2024-03-01"', "1")
    folder.spoil(RELEASES, '"six"', '"six <"')
    folder.spoil(CPU, "replaced_by", "replaced")
    folder.spoil(CONFLICTS, 'how = "measured"', "")
    folder.spoil(SOURCES, 'url = "trial:2026-11-23/other"\n', "")
    with pytest.raises(BadFacts) as caught:
        load(folder.path)
    assert [(problem.file, problem.key) for problem in caught.value.problems] == [
        (SOURCES, "trial-other.url"),
        (CONFLICTS, "conflict[other-2].how"),
        (CONFLICTS, "conflict[other-2].source"),
        (ALLOWANCES, "allowance[other-2-with-1.1].source"),
        (CPU, "retired.replaced"),
        (RELEASES, "release[1.1.0].date"),
        (RELEASES, "release[1.0.0].requires"),
    ]
    assert str(caught.value).count("\n") == 6


def test_a_value_that_is_parsed_late_is_found_by_a_thorough_reading_alone(folder):
    folder.spoil(RELEASES, '"six"', '"six <"')
    assert read(folder.path).problems == ()
    assert len(folder.problems()) == 1


def conflict(name: str, range_: str, other_range: str) -> str:
    return (
        f'[[conflict]]\nid = "{name}"\nproduct = "tool"\nrange = "{range_}"\nother = "other"\n'
        f'other_range = "{other_range}"\nat = "import"\nerror = "e"\nreason = "r"\ncure = "other<2"\n'
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


def test_a_thorough_reading_looks_at_every_value_of_a_trial(folder):
    (folder.path / "trials").mkdir()
    trial = '{"package": "tool", "version": "1.0.0", "python": "3.9", "date": "2026-11-23", "interpreter": "3.9.1", '
    folder.write("trials/tool.json", f'[{trial}"outcome": "works", "pased": ["import"]}}]')
    assert read(folder.path).problems == ()
    assert "trial[1.0.0].pased: found an unknown key" in "\n".join(folder.problems())


def test_trials_that_are_no_text_are_a_problem_when_they_are_asked_for(folder):
    (folder.path / "trials").mkdir()
    (folder.path / "trials" / "tool.json").write_bytes(b"\xff\xfe")
    with pytest.raises(BadFacts, match=r"trials/tool\.json"):
        _ = load(folder.path).trials
