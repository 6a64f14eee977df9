"""A log line by line: found, linked, cut, and never more than words."""

from service.report import TrialPart
from service.web.pages.log import LONGEST_LINE, PAGE, Whose, context


def page(log: str, query: str = "", at: int | None = None):
    trial = TrialPart(False, "failed", "exception", "boom", ("pytest",), 1.0, log)
    return context(Whose("id", "project", "2.16.2"), trial, query, at)


def test_a_long_log_opens_at_its_end_and_every_line_has_an_address():
    shown = page("".join(f"line {number}\n" for number in range(1, 2501)))
    assert (shown.total, shown.lines[0].number, shown.lines[-1].number) == (2500, 2001, 2500)
    assert shown.next is None
    assert shown.previous == "?patched=false&line=2000"
    linked = page("x\n" * 2500, at=1500)
    assert (linked.lines[0].number, len(linked.lines)) == (PAGE + 1, PAGE)
    assert linked.next == "?patched=false&line=2001"


def test_what_is_searched_for_is_marked_and_nothing_else_is_shown():
    shown = page("one\nTwo error ERROR\nthree\n", "error")
    assert shown.hits == 1
    assert [(line.number, line.parts) for line in shown.lines] == [(2, ("Two ", "error", " ", "ERROR", ""))]
    assert page("one\n", "(.*").hits == 0


def test_tricks_and_lines_without_an_end_do_no_harm():
    shown = page(f"\x1b[31mred\x1b[0m \u202egnp.exe\n{'x' * 10_000_000}\n")
    assert shown.lines[0].parts == ("red \ufffdgnp.exe",)
    assert len(shown.lines[1].parts[0]) == LONGEST_LINE
    assert page("").lines == ()
