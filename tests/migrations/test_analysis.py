from packaging.version import Version

from matrices import symbols
from migrations.analysis import Analysis
from migrations.rule import Edit, Effect, Finding, Fix
from migrations.text import read

NEW = Version("2.21")


def analysis(source: bytes, *edits: tuple[Edit, ...]) -> Analysis:
    findings = tuple(
        Finding("rule", "a.py", n + 1, 1, "s", "m", Effect.BREAKS, "2.16", None, Fix.SAFE, "https://x", each)
        for n, each in enumerate(edits)
    )
    return Analysis(findings, (), Version("2.15"), {"a.py": read("a.py", source)}, symbols.load())


def test_edits_are_bytes_of_the_original():
    patch = analysis(b"a = 1\nb = 2\n", (Edit(4, 5, "10"),), (Edit(10, 11, "20"), Edit(0, 1, "c"))).patch(NEW)
    assert patch.files == {"a.py": b"c = 10\nb = 20\n"}
    assert (patch.edits, patch.problems) == (3, ())


def test_equal_edits_count_once():
    patch = analysis(b"a = 1\n", (Edit(4, 5, "2"),), (Edit(4, 5, "2"),)).patch(NEW)
    assert (patch.files, patch.edits) == ({"a.py": b"a = 2\n"}, 1)


def test_overlapping_edits_lose_the_later_finding_as_a_whole():
    patch = analysis(b"abc = 1\n", (Edit(0, 2, "xy"),), (Edit(1, 3, "z"), Edit(6, 7, "2"))).patch(NEW)
    assert patch.files == {"a.py": b"xyc = 1\n"}
    assert [problem.line for problem in patch.problems] == [2]


def test_insertions_at_one_place_both_stay():
    patch = analysis(b"a\n", (Edit(1, 1, ".b"),), (Edit(1, 1, ".c"),)).patch(NEW)
    assert patch.files == {"a.py": b"a.b.c\n"}


def test_a_file_that_would_not_parse_stays():
    patch = analysis(b"a = 1\n", (Edit(4, 5, "(("),)).patch(NEW)
    assert (patch.files, patch.edits) == ({}, 0)
    assert "invalid" in patch.problems[0].message


def test_text_that_the_encoding_lacks_leaves_the_file_alone():
    patch = analysis(b"# coding: ascii\na = 1\n", (Edit(20, 21, "'\u00e9'"),)).patch(NEW)
    assert patch.files == {}
    assert len(patch.problems) == 1
