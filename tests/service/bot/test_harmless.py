"""What strangers name things is shown as they named it, and does nothing."""

import pytest

from service.bot.harmless import code, fenced, inline, words
from service.bot.markers import has, marked, suggestion_keys


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a*b_c`d`", r"a\*b\_c\`d\`"),
        ("<b> & </b>", "&lt;b&gt; &amp; &lt;/b&gt;"),
        ("| cell |", r"\| cell \|"),
        ("[a](b) ![c](d)", r"\[a\](b) !\[c\](d)"),
        ("@octocat and @octo/team", "@\u200boctocat and @\u200bocto/team"),
        ("fixes #12, GH-3, o/r#4", "fixes #\u200b12, GH\u200b-3, o/r#\u200b4"),
        ("https://evil and www.evil", "https://\u200bevil and www\u200b.evil"),
        ("two\nlines\nand\ttabs", "two lines and tabs"),
        ("\x1b[31mred\x1b[0m \u202eright", "red �right"),
        ("keras >=3.0.0 (TensorFlow 2.16)", "keras &gt;=3.0.0 (TensorFlow 2.16)"),
    ],
)
def test_plain_words(text, shown):
    assert inline(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a.py:1", "`a.py:1`"),
        ("a`b", "``a`b``"),
        ("`a`", "`` `a` ``"),
        ("a|b", "`a\\|b`"),
        ("", "` `"),
        ("a``b```c", "````a``b```c````"),
        ("@octocat\n# x", "`@octocat # x`"),
    ],
)
def test_names(text, shown):
    assert code(text) == shown


def test_sentences_keep_their_own_code():
    assert words("Write `a_b` for a_b") == r"Write `a_b` for a\_b"
    assert words("an odd ` one_two") == r"an odd \` one\_two"


def test_a_block_ends_where_we_end_it():
    assert fenced("```\n@a\n````x\n", "diff") == "`````diff\n```\n@a\n````x\n`````"


def test_a_marker_counts_at_the_very_beginning_alone():
    text = marked("pull", "k-1", "hello")
    assert has("pull", "k-1", text)
    assert not has("pull", "k-2", text)
    assert not has("answer", "k-1", text)
    assert not has("pull", "k-1", f"> {text}")
    assert not has("pull", "k-1", f"x\n{text}")
    assert suggestion_keys(text) == ()
