"""The tables of the upgrade tool are read from its text, and nothing else of it is believed."""

import pytest

from matrices.index.renames import TABLES, NoTable, dump, read

FIRST, SECOND = TABLES
GENERATED = "renames = {\n    'tf.a': 'tf.compat.v1.a',\n    'tf.b':\n        'tf.math.b',\n    'tf.same': 'tf.same'}\n"
BY_HAND = "other = {'tf.x': 'tf.y'}\nmanual_symbol_renames = {'tf.a': 'tf.new.a'}\n"


def test_what_was_written_by_hand_has_the_last_word():
    assert read({FIRST: GENERATED, SECOND: BY_HAND}) == {"tf.a": "tf.new.a", "tf.b": "tf.math.b"}


@pytest.mark.parametrize("text", ["", "renames = {}", "renames = {'tf.a': 1}", "renames = ['tf.a']"])
def test_another_form_is_no_table(text):
    with pytest.raises(NoTable, match=r"renames_v2\.py has no table of texts with the name renames"):
        read({FIRST: text, SECOND: BY_HAND})


def test_one_rename_is_one_line():
    assert dump({"tf.a": "tf.b"}) == '{\n "tf.a": "tf.b"\n}\n'
