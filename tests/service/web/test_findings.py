"""Findings on a page: each once, a page at a time, and what several have to say alike is said once."""

from dataclasses import replace

from service.web.finding_pages import numbered, page
from tests.service.test_headline import report

ONE = replace(report().findings[0], message="`tf.a` is gone. Look at the whole program.")
OTHER = replace(ONE, symbol="tf.b", message="`tf.b` is gone. Look at the whole program.")
LAST = replace(ONE, message="It raises.")


def test_what_several_say_alike_is_said_once():
    found = list(numbered([ONE, OTHER, LAST, LAST], (1, 0, 2, 3)))
    assert [(one.index, one.brief, one.repeats) for one in found] == [
        (1, "`tf.b` is gone.", False),
        (0, "`tf.a` is gone.", True),
        (2, "It raises.", False),
        (3, "It raises.", False),
    ]


def test_pages_end_where_findings_do():
    found = page([ONE] * 21, "", "", 9)
    assert (found.first, len(found.shown), found.next) == (21, 1, None)
    assert page([ONE, OTHER], "TF.B", "", 1).matching == 1
