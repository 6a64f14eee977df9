"""The advisory database as an archive: entries of several packages become one list."""

import io
import tarfile

import pytest

from matrices.load import load
from matrices.updates.vulnerabilities import rebuild
from matrices.upstream import UpstreamChanged
from matrices.vulnerabilities import FILE, Database, parse

COMMIT = "0123456789012345678901234567890123456789"
ENTRY = """id: PYSEC-2021-1
aliases: [GHSA-a, CVE-2021-1]
published: "2021-05-14T19:15:00Z"
affected:
- package: {{name: {package}, ecosystem: PyPI}}
  ranges:
  - type: GIT
    events: [{{introduced: "0"}}, {{fixed: abc}}]
  - type: ECOSYSTEM
    events: [{{introduced: "0"}}, {{fixed: 2.4.4}}, {{introduced: 2.5.0}}, {{fixed: 2.5.2}}, {{introduced: 2.7.0rc0}}]
"""


@pytest.fixture
def archive(tmp_path):
    def pack(files, comment=COMMIT):
        path = tmp_path / "a.tar.gz"
        headers = {"comment": comment} if comment else {}
        with tarfile.open(path, "w:gz", format=tarfile.PAX_FORMAT, pax_headers=headers) as made:
            for name, text in files.items():
                member = tarfile.TarInfo(name)
                member.size = len(text.encode())
                made.addfile(member, io.BytesIO(text.encode()))
        return str(path)

    return pack


def rebuilt(path: str) -> Database:
    return parse(str(rebuild(path, load(), lambda _line: None)[FILE]))


def test_the_same_hole_of_two_packages_is_one(archive):
    files = {
        "db-main/vulns/tensorflow/PYSEC-2021-1.yaml": ENTRY.format(package="tensorflow"),
        "vulns/tensorflow-cpu/b.yaml": ENTRY.format(package="tensorflow-cpu").replace("PYSEC-2021-1", "PYSEC-2021-2"),
        "vulns/tensorflow/PYSEC-2021-3.yaml": ENTRY.format(package="tensorflow") + "withdrawn: 2022-01-01\n",
        "vulns/other/PYSEC-2021-4.yaml": "nonsense: [",
        "README.md": "text",
    }
    found = rebuilt(archive(files))
    assert found.commit == COMMIT
    assert [(one.id, one.published.isoformat()) for one in found.entries] == [("CVE-2021-1", "2021-05-14")]
    one = found.entries[0]
    assert one.aliases == ("GHSA-a", "PYSEC-2021-1", "PYSEC-2021-2")
    ends = [tuple(end and str(end) for end in pair) for pair in one.affected]
    assert ends == [(None, "2.4.4"), ("2.5.0", "2.5.2"), ("2.7.0rc0", None)]


def test_an_archive_that_became_something_else_is_refused(archive):
    text = ENTRY.format(package="tensorflow")
    with pytest.raises(UpstreamChanged, match="no entry of tensorflow"):
        rebuilt(archive({"advisories/tensorflow/a.json": "{}"}))
    with pytest.raises(UpstreamChanged, match="expected an entry with id and affected"):
        rebuilt(archive({"vulns/tensorflow/a.yaml": "id: x\n"}))
    with pytest.raises(UpstreamChanged, match="no commit in its header"):
        rebuilt(archive({"vulns/tensorflow/a.yaml": text}, comment=""))
