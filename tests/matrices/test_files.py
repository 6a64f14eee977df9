"""A file is replaced whole, or not at all."""

from pathlib import Path

import pytest

from matrices import files


def test_it_is_written_and_replaced(tmp_path):
    path = tmp_path / "new" / "facts.json"
    files.replace(path, "one ü")
    files.replace(path, b"two")
    assert path.read_bytes() == b"two"
    assert [one.name for one in path.parent.iterdir()] == ["facts.json"]


def test_a_failure_in_the_middle_leaves_the_old_text(tmp_path, monkeypatch):
    path = tmp_path / "facts.json"
    path.write_text("old")

    def fail(_self, _target):
        raise OSError("no room")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="no room"):
        files.replace(path, "new")
    assert path.read_text() == "old"
    assert [one.name for one in tmp_path.iterdir()] == ["facts.json"]
