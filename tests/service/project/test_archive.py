"""Archives are read, never unpacked: whatever their names say, nothing is written, and bombs are refused."""

import gzip
import io
import os
import struct
import tarfile
import tracemalloc
import zipfile

import pytest

from service.errors import WrongUse
from service.project import archive, unpacking
from service.project.archive import read_archive


def tar(files: dict[str, bytes], mode: str = "w:gz", extra: tuple[tarfile.TarInfo, ...] = ()) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as out:  # type: ignore[call-overload]  # the mode is a parameter
        for path, data in files.items():
            entry = tarfile.TarInfo(path)
            entry.size = len(data)
            out.addfile(entry, io.BytesIO(data))
        for entry in extra:
            out.addfile(entry)
    return buffer.getvalue()


def pack(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as out:
        for path, data in files.items():
            out.writestr(path, data)
    return buffer.getvalue()


FILES = {"main.py": b"import tensorflow\n", "pkg/a.py": b"x = 1\n"}


@pytest.mark.parametrize(
    "content", [tar(FILES), tar(FILES, "w"), tar(FILES, "w:xz"), pack(FILES)], ids=["gz", "tar", "xz", "zip"]
)
def test_every_form_gives_the_same_files(content: bytes):
    found = read_archive(content, "demo.tar.gz")
    assert (found.name, found.files, found.notes) == ("demo", FILES, ())


def test_one_folder_around_everything_is_taken_off():
    assert read_archive(pack({f"p-main/{path}": data for path, data in FILES.items()}), "p.zip").files == FILES


def test_names_that_point_outside_are_left_out_and_said():
    hostile = {"../up.py": b"1", "/etc/abs.py": b"2", "a/../../b.py": b"3", "ok.py": b"4"}
    for content in (tar(hostile), pack(hostile)):
        found = read_archive(content, "x")
        assert found.files == {"ok.py": b"4"}
        assert {note.path for note in found.notes} >= {"../up.py", "a/../../b.py"}


def test_links_and_devices_are_left_out_and_said():
    link, hard, device = tarfile.TarInfo("link.py"), tarfile.TarInfo("hard.py"), tarfile.TarInfo("dev")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    hard.type, hard.linkname = tarfile.LNKTYPE, "/etc/passwd"
    device.type = tarfile.CHRTYPE
    found = read_archive(tar({"ok.py": b""}, extra=(link, hard, device)), "x")
    assert found.files == {"ok.py": b""}
    assert {note.path for note in found.notes} == {"link.py", "hard.py", "dev"}


@pytest.mark.parametrize("make", [tar, pack], ids=["tar", "zip"])
def test_a_bomb_is_refused(make, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(archive, "MAX_FILE", 1000)
    with pytest.raises(WrongUse, match="unpacks to more"):
        read_archive(make({"bomb": b"0" * 100_000}), "x")
    monkeypatch.setattr(archive, "MAX_TOTAL", 1500)
    with pytest.raises(WrongUse, match="unpacks to more"):
        read_archive(make({"a": b"0" * 900, "b": b"0" * 900}), "x")
    monkeypatch.setattr(archive, "MAX_FILES", 1)
    with pytest.raises(WrongUse, match="unpacks to more"):
        read_archive(make({"a": b"0", "b": b"0"}), "x")


def test_what_is_left_out_counts_too(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(archive, "MAX_TOTAL", 1500)
    with pytest.raises(WrongUse, match="unpacks to more"):
        read_archive(pack({".git/a": b"0" * 900, "../b": b"0" * 900}), "x")


@pytest.mark.parametrize(
    "content",
    [b"", b"no archive", tar(FILES)[:60], pack(FILES)[:60], pack(FILES)[:-30], os.urandom(2000), tar({}), pack({})],
)
def test_what_is_no_archive_says_what_to_send(content: bytes):
    with pytest.raises(WrongUse) as caught:
        read_archive(content, "x.tar.gz")
    assert "x.tar.gz" in caught.value.message
    assert "git archive" in caught.value.hint


def test_an_encrypted_zip_is_refused():
    content = bytearray(pack(FILES))
    central = content.find(b"PK\x01\x02")
    content[6] |= 1
    content[central + 8] |= 1
    with pytest.raises(WrongUse, match="not a readable archive"):
        read_archive(bytes(content), "x.zip")


def header(kind: bytes, size: int) -> bytes:
    """A header that belongs to the next member, and says that it is long."""
    entry = tarfile.TarInfo("h")
    entry.type, entry.size = kind, size
    return entry.tobuf(tarfile.USTAR_FORMAT)


@pytest.mark.parametrize("kind", [tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK])
def test_a_header_without_end_is_refused_before_it_is_read(kind: bytes):
    """700 kB of them took a minute and a half, and 5 MB took more memory than the machine had."""
    size = 64 << 20
    content = gzip.compress(header(kind, size) + b"6 a=b\n" * (size // 6) + tar(FILES, "w"), 1)
    tracemalloc.start()
    with pytest.raises(WrongUse, match="unpacks to more"):
        read_archive(content, "x.tar.gz")
    assert tracemalloc.get_traced_memory()[1] < len(content) + (8 << 20)
    tracemalloc.stop()


def test_links_without_a_byte_in_them_are_counted(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(archive, "MAX_FILES", 100)
    links = [tarfile.TarInfo(f"link{number}") for number in range(101)]
    for link in links:
        link.type = tarfile.SYMTYPE
    with pytest.raises(WrongUse, match="unpacks to more"):
        read_archive(tar(FILES, extra=tuple(links)), "x")


def test_the_list_of_a_zip_is_not_read_where_it_is_too_long():
    entry = struct.pack("<4s42x", b"PK\1\2")
    many = unpacking.DIRECTORY // len(entry) + 1
    end = struct.pack("<4s4xHHIIH", b"PK\5\6", 0xFFFF, 0xFFFF, many * len(entry), 0, 0)
    with pytest.raises(WrongUse, match="unpacks to more"):
        read_archive(entry * many + end, "x.zip")


@pytest.mark.parametrize("make", [tar, pack], ids=["tar", "zip"])
def test_what_is_a_file_and_a_folder_is_the_folder(make):
    """No disk can have both: the trial ended before its first test, and that was told as tests that failed."""
    found = read_archive(make({"a": b"1", "a/b.py": b"2", "c/d": b"3", "c/d/e.py": b"4"}), "x")
    assert found.files == {"a/b.py": b"2", "c/d/e.py": b"4"}
    assert [(note.path, note.message) for note in found.notes] == [
        (path, "left out: the archive has a folder of that name, too") for path in ("a", "c/d")
    ]


def test_an_xz_that_is_broken_is_told_as_one():
    with pytest.raises(WrongUse, match="not a readable archive"):
        read_archive(tar(FILES, "w:xz")[:80] + b"\xff" * 100, "x.tar.xz")
