"""A record is found by its key, whatever stands around it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matrices.index.table import Table, write

keys = st.text("ab.:Z_é", max_size=5)
rows = st.text("xyé", min_size=1, max_size=3)
lines = st.lists(st.text("xy \té", max_size=4), min_size=1, max_size=4)


@given(st.dictionaries(keys, st.dictionaries(rows, lines, min_size=1)), keys, rows)
def test_every_row_is_found_and_no_other(groups, group, row):
    table = Table(lambda: write(groups))
    for key, written in groups.items():
        assert list(table.rows(key)) == sorted(written)
        for each, (first, *more) in written.items():
            assert table.get(key, each) == "\n\t\t".join([f"\t{first}", *more])
    assert (table.get(group, row) is None) == (row not in groups.get(group, {}))


@pytest.mark.parametrize("content", [b"", b"a\n\tb\t- 1\n"])
def test_a_file_is_read(tmp_path, content):
    (tmp_path / "names.txt").write_bytes(content)
    assert Table.open(tmp_path / "names.txt").get("a", "b") == ("\t- 1" if content else None)
