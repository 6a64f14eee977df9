"""A record is found by its key, whatever stands around it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matrices.index.table import Table, write

keys = st.text("ab.:Z_é", min_size=1, max_size=6)
lines = st.lists(st.text("xy ", max_size=4).map("\t{}".format), max_size=3)


@given(st.dictionaries(keys, st.tuples(st.text("xy", max_size=3), lines)), keys)
def test_every_key_is_found_and_no_other(records, other):
    table = Table(write({key: [f"\t{first}", *rest] for key, (first, rest) in records.items()}))
    for key, (first, rest) in records.items():
        assert table.get(key) == "\n".join([f"\t{first}", *rest])
    assert (table.get(other) is None) == (other not in records)
    children = {key for key in records if key.startswith(other) and "." not in key[len(other) :]}
    assert set(table.children(other)) == children


@pytest.mark.parametrize("content", [b"", b"a\t- 1\n"])
def test_a_file_is_mapped(tmp_path, content):
    (tmp_path / "names.txt").write_bytes(content)
    assert Table.open(tmp_path / "names.txt").get("a") == ("\t- 1" if content else None)
