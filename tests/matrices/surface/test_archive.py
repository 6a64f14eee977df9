"""The texts of a wheel, joined into few pieces."""

import io
import zipfile

import pytest

from matrices.surface import archive
from matrices.upstream import UpstreamChanged


@pytest.fixture
def packed():
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as made:
        made.writestr("a.py", "a = 1\n" * 50, zipfile.ZIP_DEFLATED)
        made.writestr("b.pyi", "b: int\n")
        made.writestr("lib.so", bytes(archive.GAP + 1))
        made.writestr("c.py", "c = 1\n")
    return held


def test_neighbours_are_read_at_once_and_what_lies_between_is_left_out(packed):
    with zipfile.ZipFile(packed) as made:
        found = list(archive.pieces(made.infolist(), made.start_dir))

    assert [[info.filename for info in piece.members] for piece in found] == [["a.py", "b.pyi"], ["c.py"]]


def test_members_come_out_as_they_went_in(packed):
    with zipfile.ZipFile(packed) as made:
        for piece in archive.pieces(made.infolist(), made.start_dir):
            data = bytearray(packed.getvalue()[piece.start : piece.end])
            for info in piece.members:
                assert archive.text(data, piece.start, info) == made.read(info)


def test_damage_is_seen(packed):
    with zipfile.ZipFile(packed) as made:
        info = made.getinfo("a.py")
        info.CRC ^= 1
        with pytest.raises(UpstreamChanged, match="damaged"):
            archive.text(bytearray(packed.getvalue()), 0, info)
