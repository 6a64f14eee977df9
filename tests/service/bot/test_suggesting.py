"""What can be taken with one click: edits on lines that are shown, and never half of what belongs together."""

from service.bot.companions import Companion, companions
from service.bot.edits import Edit, edits
from service.bot.forge import ChangedFile
from service.bot.hunks import blocks
from service.bot.suggesting import suggestions
from service.patch.diff import unified


def diff(old: str, new: str, path: str = "a.py") -> str:
    return unified({path: old.encode()}, {path: new.encode()})


def shown(old: str, new: str, *lines: range, path: str = "a.py") -> list[tuple[int, int, str]]:
    found = suggestions(diff(old, new, path), (ChangedFile(path, removed=False, blocks=lines),))
    return [(one.first, one.last, one.text) for one in found]


def test_edits_are_read_from_a_diff_with_their_lines():
    old, new = "a\nb\nc\nd\ne\nf\ng\nh\ni\n", "a\nB\nc\nd\ne\nf\ng\nnew\nh\n"
    assert edits(diff(old, new)) == (
        Edit("a.py", 2, 2, ("b",), ("B",), "a"),
        Edit("a.py", 8, 7, (), ("new",), "g"),
        Edit("a.py", 9, 9, ("i",), (), "h"),
    )


def test_lines_that_look_like_a_diff_are_lines():
    old = "x\n-- a/b\n++ b/c\n@@ -1 +1 @@\n"
    assert edits(diff(old, old.replace("x", "y"))) == (Edit("a.py", 1, 1, ("x",), ("y",), None),)
    assert edits(diff("-- a\nz\n", "-- b\nz\n")) == (Edit("a.py", 1, 1, ("-- a",), ("-- b",), None),)


def test_a_file_without_a_last_end_of_line():
    assert [edit.after for edit in edits(diff("a\nb", "a\nc"))] == [("c",)]
    assert edits(diff("", "new\n", "b.txt")) == (Edit("b.txt", 1, 0, (), ("new",), None),)


def test_an_edit_on_a_line_that_is_shown_is_suggested_and_no_other():
    old, new = "a = 1\nb = 1\nc = 1\n", "a = 2\nb = 1\nc = 2\n"
    assert shown(old, new, range(1, 2)) == [(1, 1, "a = 2")]
    assert shown(old, new, range(1, 4)) == [(1, 1, "a = 2"), (3, 3, "c = 2")]
    assert shown(old, new) == []


def test_what_is_put_in_stands_on_the_line_before_it():
    assert shown("a\nb\n", "a\nnew\nb\n", range(1, 3)) == [(1, 1, "a\nnew")]


def test_an_import_that_is_not_shown_holds_back_what_may_need_it():
    old = "import os\n\n\n\n\nx = old()\n"
    new = "import os\nimport new\n\n\n\n\nx = new.f()\n"
    assert shown(old, new, range(5, 7)) == []
    assert len(shown(old, new, range(1, 7))) == 2


def test_a_line_that_goes_and_bytes_that_no_comment_can_say_are_left_to_the_fix():
    assert shown("a\nb\n", "a\n", range(1, 3)) == []
    assert shown("a\r\nb\r\n", "a\r\nc\r\n", range(1, 3)) == []


def test_the_same_suggestion_has_the_same_key_wherever_it_stands():
    files = (ChangedFile("a.py", removed=False, blocks=(range(1, 20),)),)
    first = suggestions(diff("x\n", "y\n"), files)
    later = suggestions(diff("# more\nx\n", "# more\ny\n"), files)
    assert [one.key for one in first] == [one.key for one in later]


def test_blocks_of_a_patch():
    assert blocks("@@ -1,3 +1,4 @@ def f():\n a\n+b\n@@ -20 +21 @@\n-x\n+y\n@@ -30,2 +31,0 @@\n") == (
        range(1, 5),
        range(21, 22),
    )
    assert blocks(None) == ()


def test_companions_are_lines_of_files_that_declare_packages():
    both = diff("keras==2.15\n", "keras==3.3\ntf-keras\n", "requirements.txt") + diff("a\n", "b\n")
    assert companions(both) == (
        Companion("requirements.txt", "keras==2.15", "keras==3.3"),
        Companion("requirements.txt", None, "tf-keras"),
    )
