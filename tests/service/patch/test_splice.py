"""Bytes outside of an edit are the same; a change is carried onto another version of the file."""

from hypothesis import given
from hypothesis import strategies as some

from service.manifest import Span
from service.patch.splice import TextEdit, carried, spliced


@given(some.binary(max_size=60), some.data())
def test_everything_outside_of_the_edits_is_the_same(content, data):
    cuts = sorted(data.draw(some.lists(some.integers(0, len(content)), max_size=8, unique=True)))
    spans = [Span(*pair) for pair in zip(cuts[::2], cuts[1::2], strict=False)]
    texts = data.draw(some.lists(some.text(max_size=4), min_size=len(spans), max_size=len(spans)))
    edits = [TextEdit("f", span, text) for span, text in zip(spans, texts, strict=True)]
    made = spliced({"f": content}, edits).get("f", content)
    at = end = 0
    for span, text in zip(spans, texts, strict=True):
        kept = content[end : span.start] + text.encode()
        assert made[at : at + len(kept)] == kept
        at, end = at + len(kept), span.end
    assert made[at:] == content[end:]


def test_equal_edits_are_made_once_and_of_two_that_meet_the_first():
    edit = TextEdit("f", Span(1, 2), "x")
    assert spliced({"f": b"abc"}, [edit, edit, TextEdit("f", Span(1, 3), "y")]) == {"f": b"axc"}
    assert spliced({"f": b"abc"}, [TextEdit("f", Span(1, 2), "b")]) == {}


def test_a_change_is_carried_onto_code_that_was_edited_too():
    before = b"import x\n!pip install a==1\ny()\n!pip install a==1\n"
    after = before.replace(b"install a==1\ny", b"install a==2\nadded\ny")
    onto = before.replace(b"import x", b"import z\nimport x").replace(b"y()", b"q()")
    assert carried(before, after, onto) == (b"import z\nimport x\n!pip install a==2\nadded\nq()\n!pip install a==1\n")
    assert carried(before, before + b"end\n", onto) == onto + b"end\n"
    assert carried(before, after, b"nothing\n") is None
