"""Archives that mean harm: nothing escapes, nothing bursts, and each is told or left out with a note."""

import gzip
import io
import tarfile
import zipfile
from typing import Literal, TypeAlias

import httpx
import pytest

MIB = 1 << 20
Member: TypeAlias = tuple[str, bytes]
GOOD = ("good/a.py", b"import tensorflow\n")


def tar(*members: Member, mode: Literal["w", "w:gz", "w:xz", "w:bz2"] = "w:gz") -> bytes:
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode=mode) as archive:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return content.getvalue()


def linked(kind: bytes, target: str) -> bytes:
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as archive:
        info = tarfile.TarInfo("good/link.py")
        info.type, info.linkname = kind, target
        archive.addfile(info)
        info = tarfile.TarInfo(GOOD[0])
        info.size = len(GOOD[1])
        archive.addfile(info, io.BytesIO(GOOD[1]))
    return content.getvalue()


def zipped(*members: Member, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", method) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return content.getvalue()


def send(client: httpx.Client, content: bytes, name: str = "project") -> httpx.Response:
    return client.post("/api/v1/runs", files={"archive": (name, content)})


@pytest.mark.parametrize(
    "content",
    [
        tar(GOOD),
        tar(GOOD, mode="w"),
        tar(GOOD, mode="w:xz"),
        tar(GOOD, mode="w:bz2"),
        zipped(GOOD),
        zipped(GOOD, method=zipfile.ZIP_STORED),
    ],
    ids=["tar.gz", "tar", "tar.xz", "tar.bz2", "zip", "stored zip"],
)
def test_every_form_is_read(client, waited, content):
    run = waited(client, send(client, content).headers["location"])
    assert run["report"]["project"]["files"] == 1


@pytest.mark.parametrize("evil", ["../evil.py", "/etc/evil.py", "a/../../evil.py", "good/../../evil.py"])
@pytest.mark.parametrize("pack", [tar, zipped])
def test_names_that_point_outside_are_left_out_with_a_note(client, waited, evil, pack, tmp_path):
    sent = send(client, pack(GOOD, (evil, b"raise SystemExit\n")))
    run = waited(client, sent.headers["location"])
    assert run["report"]["project"]["files"] == 1
    assert evil in [note["path"] for note in run["report"]["notes"]]
    assert not list(tmp_path.rglob("*evil*"))


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE])
def test_links_and_devices_are_left_out_with_a_note(client, waited, kind):
    run = waited(client, send(client, linked(kind, "/etc/passwd")).headers["location"])
    assert "left out: a link or a device" in [note["message"] for note in run["report"]["notes"]]


@pytest.mark.parametrize(
    "content",
    [
        tar(("zeros", b"0" * (21 * MIB))),
        zipped(("zeros", b"0" * (21 * MIB))),
        tar(*((f"zeros{number}", b"0" * (19 * MIB)) for number in range(11))),
        zipped(*((f"zeros{number}", b"0" * (19 * MIB)) for number in range(11))),
    ],
    ids=["large file", "large file in zip", "large sum", "large sum in zip"],
)
def test_bombs_are_refused(client, content):
    assert len(content) < MIB
    answer = send(client, content)
    assert answer.status_code == 422
    assert "unpacks to more than" in answer.json()["detail"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"words",
        b"PK\x03\x04",
        gzip.compress(b"words"),
        tar(GOOD)[:-20],
        zipped(GOOD)[:-20],
        tar(),
        zipped(),
    ],
    ids=["empty", "text", "magic", "gzip of text", "cut tar", "cut zip", "tar of nothing", "zip of nothing"],
)
def test_what_is_no_archive_is_told(client, content):
    answer = send(client, content, "project.zip")
    assert answer.status_code == 422
    assert "project.zip" in answer.json()["detail"]
    assert "git archive" in answer.json()["hint"]


def test_an_archive_without_python_says_so_or_finds_nothing(client, waited):
    run = waited(client, send(client, tar(("a.txt", b"words"))).headers["location"])
    assert run["state"] == "failed" or run["report"]["project"]["files"] == 0
