"""A patch line by line: the right numbers, the rule of each change, and nothing lost that a stranger wrote."""

from service.patch.diff import unified
from service.report import FindingPart
from service.web.diffing import LONGEST_LINE, MOST_LINES, read, sides


def finding(line: int, rule: str, fix: str = "safe", edits: tuple[int, ...] = ()) -> FindingPart:
    return FindingPart(rule, "a.py", line, 1, "tf.x", "m", "breaks", "2.16", None, fix, "s", (), 0, edits)


OLD = "".join(f"line {number}\n" for number in range(1, 31))


def test_each_change_has_its_numbers_and_its_rules():
    new = OLD.replace("line 3\n", "LINE 3\n").replace("line 20\n", "").replace("line 25\n", "line 25\nmore\n")
    diff = unified({"a.py": OLD.encode(), "r.txt": b"x\n"}, {"a.py": new.encode(), "r.txt": b"y\n"})
    findings = [
        finding(3, "one", "review"),
        finding(9, "two", edits=(20,)),
        finding(26, "three"),
        finding(1, "no", "manual"),
    ]
    first, second = read(diff, findings).files
    assert (first.path, first.removed, first.added, first.declares) == ("a.py", 2, 2, False)
    assert (second.path, second.declares) == ("r.txt", True)
    blocks = [block for hunk in first.hunks for block in hunk.blocks if block.by or block.lines[0].kind != "kept"]
    assert [[(line.kind, line.old, line.new) for line in block.lines] for block in blocks] == [
        [("removed", 3, None), ("added", None, 3)],
        [("removed", 20, None)],
        [("added", None, 25)],
    ]
    assert [[(by.rule, by.level, by.finding) for by in block.by] for block in blocks] == [
        [("one", "review", 0)],
        [("two", "safe", 1)],
        [("three", "safe", 2)],
    ]


def test_a_rule_with_many_findings_in_one_place_is_named_once():
    diff = unified({"a.py": b"a\n"}, {"a.py": b"b\n"})
    (block,) = read(diff, [finding(1, "one"), finding(1, "two"), finding(1, "one")]).files[0].hunks[0].blocks
    assert [(by.rule, by.finding, by.findings) for by in block.by] == [("one", 0, 2), ("two", 1, 1)]


def test_two_columns_stand_beside_each_other():
    diff = unified({"a.py": b"a\nb\nc\n"}, {"a.py": b"a\nB\nBB\nc\n"})
    kept, changed, _ = read(diff, []).files[0].hunks[0].blocks
    assert [(left and left.text, right and right.text) for left, right in sides(kept)] == [("a", "a")]
    assert [(left and left.text, right and right.text) for left, right in sides(changed)] == [("b", "B"), (None, "BB")]


def test_lines_that_look_like_a_diff_stay_lines():
    old, new = b"-- a/x\n++ b/x\n", b"-- a/y\n++ b/y\n@@ -1 +1 @@\n"
    (file,) = read(unified({"a.sql": old}, {"a.sql": new}), []).files
    texts = [line.text for hunk in file.hunks for block in hunk.blocks for line in block.lines]
    assert texts == ["-- a/x", "++ b/x", "-- a/y", "++ b/y", "@@ -1 +1 @@"]


def test_what_is_too_much_is_cut_and_counted():
    diff = unified({"a.py": b""}, {"a.py": b"x\n" * (MOST_LINES + 10) + b"y" * 10_000_000 + b"\n"})
    shown = read(diff, [])
    assert shown.more == 14
    (file,) = read(unified({}, {"a.py": b"y" * 10_000_000 + b"\n"}), []).files
    assert len(file.hunks[0].blocks[0].lines[0].text) == LONGEST_LINE
    assert read("", []).files == ()
