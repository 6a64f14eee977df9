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


def test_a_diff_line_says_what_it_is():
    diff = "--- a/x\n+++ b/x\n@@ -1 +1 @@\n-old\r\n+new\n same\n\\ No newline at end of file\n"
    kinds = [kind for kind, _ in text.diff_lines(diff)]
    assert kinds == ["file", "file", "place", "removed", "added", "kept", "kept"]


def test_what_is_too_long_is_cut_and_says_so():
    shown = list(text.diff_lines("+x\n" * 5000))
    assert len(shown) == text.MOST_LINES + 1
    assert "3000 lines more" in shown[-1][1]
    log = text.log_end("a" * text.LONGEST_LOG + "end")
    assert log.startswith("[… 3 characters before]")
    assert log.endswith("end")
    assert text.log_end("short") == "short"


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
