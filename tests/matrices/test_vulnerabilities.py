"""Known vulnerabilities: which releases have one, and where it is mended."""

import json

import pytest
from packaging.version import Version

from matrices import vulnerabilities
from matrices.checks.vulnerabilities import problems
from matrices.load import read

DATABASE = vulnerabilities.load()


def test_an_entry_says_where_it_begins_and_ends():
    one = next(entry for entry in DATABASE.entries if entry.id == "CVE-2021-41228")
    assert {"PYSEC-2021-420", "GHSA-3rcw-9p9x-582v"} <= set(one.aliases)
    versions = ("1.15.5", "2.4.3", "2.4.4", "2.5.1", "2.6.1", "2.7.0")
    assert [one.concerns(Version(version)) for version in versions] == [True, True, False, True, False, False]
    assert str(one.fixed_after(Version("2.5.1"))) == "2.5.2"
    assert str(one.fixed_after(Version("1.15.5"))) == "2.4.4"


def test_its_source_is_known():
    assert vulnerabilities.SOURCE in read().matrix.sources


def test_older_releases_have_more():
    counts = [len(vulnerabilities.of(DATABASE, Version(version))) for version in ("1.15.5", "2.4.4", "2.7.1", "2.8.0")]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > counts[1] > counts[-1]
    assert DATABASE.until.isoformat() == "2022-02-04"


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ({"published": "2021-01-01", "aliases": [], "affected": [["2.5.0", "2.4.0"]]}, "a fix after the beginning"),
        ({"published": "2021-01-01", "aliases": [], "affected": [["9.5.0", None]]}, "a known release of tensorflow"),
        ({"published": "today", "aliases": [], "affected": []}, "expected published, aliases and affected"),
        ({"published": "2021-01-01", "affected": []}, "expected published, aliases and affected"),
        ({"published": "2021-01-01", "aliases": [], "affected": [["x", None]]}, "expected published"),
    ],
)
def test_the_check_finds_what_cannot_be_true(entry, expected):
    text = json.dumps({"commit": "0" * 40, "vulnerabilities": {"CVE-1": entry}})
    assert any(expected in str(one) for one in problems(read(), text))
