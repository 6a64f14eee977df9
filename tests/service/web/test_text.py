"""Times, lengths and diffs as people read them; words from projects without tricks."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from markupsafe import Markup

from service.web import text


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0, "0.0 s"), (1.25, "1.2 s"), (59.94, "59.9 s"), (60, "1 min 0 s"), (3599.6, "1 h 0 min"), (7260, "2 h 1 min")],
)
def test_lengths(value, shown):
    assert text.seconds(value) == shown


def test_moments_are_in_utc():
    noon = datetime(2026, 1, 2, 12, tzinfo=timezone(timedelta(hours=2)))
    assert text.moment(noon) == "2026-01-02 10:00:00 UTC"
    assert text.moment(noon) == text.moment(noon.astimezone(UTC))
    assert text.moment(None) == ""


def test_the_end_of_a_log_is_what_is_shown():
    shown = text.tail("".join(f"line {number}\n" for number in range(100)) + "\x1b[31mend" + "x" * 1000 + "\n").split(
        "\n"
    )
    assert shown[0] == "line 87"
    assert shown[-1].startswith("endxx")
    assert len(shown[-1]) == text.LONGEST_LINE


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("", ""),
        ("==12.2", "12.2"),
        (">=1.23.5,<2.0.0", "≥1.23.5, <2"),
        (">=3.20.3,<6.0.0dev,!=4.21.0,!=4.21.1", "≥3.20.3, <6 …"),
        ("<2.10", "<2.10"),
    ],
)
def test_ranges_are_short(written, shown):
    assert text.ranges(written) == shown


def test_words_lose_their_tricks_and_markup_stays():
    assert text.harmless("a\x1b[31mb\u202ec\ud800") == "ab\ufffdc\ufffd"
    assert text.harmless(Markup("<b>")) == Markup("<b>")
    assert text.harmless(3) == 3


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("use `lr`", "use <code>lr</code>"),
        ("`<b>` & `\x1b[1m`", "<code>&lt;b&gt;</code> &amp; <code></code>"),
        ("one ` alone <b>", "one ` alone &lt;b&gt;"),
        ("", ""),
    ],
)
def test_ticks_are_code(words, shown):
    assert text.ticks(words) == Markup(shown)


@pytest.mark.parametrize(
    ("name", "called"),
    [("a.tar.gz", "a"), ("a.b.ZIP", "a.b"), (".zip", ".zip"), ("owner/a", "owner/a"), ("a.gz", "a.gz")],
)
def test_uploads_are_called_without_the_ending_of_their_archive(name, called):
    assert text.called(name) == called
