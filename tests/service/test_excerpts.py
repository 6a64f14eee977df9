"""The lines around a finding, whatever the file holds."""

from migrations.rule import Edit, Effect, Finding, Fix
from service.excerpts import LONGEST, Excerpt, excerpts


def finding(line: int, path: str = "a.py", edits: tuple[Edit, ...] = ()) -> Finding:
    return Finding("r", path, line, 1, "tf.x", "m", Effect.BREAKS, "2.16", None, Fix.SAFE, "s", edits)


def shown(found: Finding, content: bytes) -> Excerpt:
    ((_, excerpt),) = excerpts([found], {"a.py": content, "n.ipynb": content})
    return excerpt


def test_the_line_and_its_neighbours():
    assert shown(finding(2), b"one\r\ntwo\r\nthree\r\nfour\r\n") == Excerpt(("one", "two", "three"), 1, ())
    assert shown(finding(1), b"one\ntwo") == Excerpt(("one", "two"), 1, ())
    assert shown(finding(2), b"one\ntwo") == Excerpt(("one", "two"), 1, ())


def test_the_lines_that_its_edits_start_on():
    edits = (Edit(8, 9, "x"), Edit(0, 3, "y"), Edit(9, 9, "z"))
    assert shown(finding(2, edits=edits), b"one\ntwo\nthree\n").edits == (1, 3)
    assert shown(finding(2, "n.ipynb", edits), b"one\ntwo\nthree\n").edits == (2,)


def test_what_no_page_can_show_is_cut_and_what_no_text_is_replaced():
    (line,) = shown(finding(1), b"x" * 10_000_000).lines
    assert len(line) == LONGEST
    assert line.endswith("…")
    assert shown(finding(1), b"caf\xe9").lines == ("caf\ufffd",)


def test_a_place_that_is_in_no_file_has_no_lines():
    assert shown(finding(9), b"one\n").lines == ()
    assert shown(finding(1, "gone.py"), b"").lines == ()
