"""What is kept comes back for a while, and nothing that goes wrong with it is more than forgetting."""

import os
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.keeping import DAY, Keeping


@pytest.fixture
def keeping(tmp_path):
    return Keeping(tmp_path / "kept", 2.0)


def test_values_come_back_by_their_key(keeping):
    keeping.put("a", {"x": [1, "\udcff"]})
    assert (keeping.get("a"), keeping.get("b")) == ({"x": [1, "\udcff"]}, None)
    keeping.put("a", 2)
    assert keeping.get("a") == 2


def test_what_is_too_old_is_not_there_and_goes(keeping, tmp_path):
    for key, days in (("old", 3), ("new", 1)):
        keeping.put(key, key)
        then = time.time() - days * DAY
        os.utime(tmp_path / "kept" / f"{key}.json.gz", (then, then))
    assert (keeping.get("old"), keeping.get("new")) == (None, "new")
    keeping.forget()
    assert [path.name for path in (tmp_path / "kept").iterdir()] == ["new.json.gz"]


@given(st.binary(max_size=50))
def test_a_broken_file_is_as_none(tmp_path_factory, noise):
    folder = tmp_path_factory.mktemp("kept")
    (folder / "k.json.gz").write_bytes(noise)
    assert Keeping(folder, 1.0).get("k") is None


def test_a_folder_that_cannot_be_written_only_forgets(tmp_path):
    (tmp_path / "file").write_text("")
    keeping = Keeping(tmp_path / "file" / "kept", 1.0)
    keeping.put("k", 1)
    keeping.forget()
    assert keeping.get("k") is None
