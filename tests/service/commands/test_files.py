"""Files that a command writes: whole, and never in the place of what is no file."""

import os
import stat
import threading
from pathlib import Path

import pytest

from service.commands.files import write_whole
from service.errors import WrongUse


def test_a_file_is_replaced_and_keeps_its_mode(tmp_path: Path):
    path = tmp_path / "report.json"
    path.write_text("old")
    path.chmod(0o640)
    write_whole({path: b"new", tmp_path / "other": b"too"})
    assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) == (b"new", 0o640)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["other", "report.json"]


def test_a_link_stays_a_link(tmp_path: Path):
    (tmp_path / "real").write_text("old")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    write_whole({tmp_path / "link": b"new"})
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_bytes() == b"new"


def test_a_pipe_is_written_to_and_stays(tmp_path: Path):
    """As /dev/null and /dev/stdout are: replaced by a file, they would be gone for every program of the machine."""
    pipe, heard = tmp_path / "pipe", list[bytes]()
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: heard.append(pipe.read_bytes()))
    reader.start()
    write_whole({pipe: b"new", tmp_path / "file": b"too"})
    reader.join(30)
    assert heard == [b"new"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert (tmp_path / "file").read_bytes() == b"too"


def test_a_folder_is_no_place_for_it(tmp_path: Path):
    with pytest.raises(WrongUse, match="Is a directory"):
        write_whole({tmp_path: b"new"})
    assert list(tmp_path.iterdir()) == []
