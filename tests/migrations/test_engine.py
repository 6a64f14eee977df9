import codecs
import warnings

import pytest
from packaging.version import Version

from migrations.engine import Fix, UnknownRule, analyse, rules
from migrations.text import Problem

CODE = "import tensorflow as tf\ntf.keras.optimizers.SGD(lr=0.1)\n"
OLD, NEW = Version("2.10"), Version("2.21.0")


def patched(source: bytes) -> bytes:
    return analyse({"a.py": source}, baseline=OLD).patched(NEW)["a.py"]


def only_problem(source: bytes) -> Problem:
    analysis = analyse({"a.py": source, "b.py": CODE.encode()}, baseline=OLD)
    assert list(analysis.patched(NEW)) == ["b.py"]
    (problem,) = analysis.problems
    assert problem.path == "a.py"
    return problem


def test_a_bom_stays():
    assert patched(codecs.BOM_UTF8 + CODE.encode()) == codecs.BOM_UTF8 + CODE.replace("lr=", "learning_rate=").encode()


def test_line_ends_stay():
    for end in ("\r\n", "\r"):
        source = CODE.replace("\n", end)
        assert patched(source.encode()) == source.replace("lr=", "learning_rate=").encode()


def test_inserted_lines_end_as_the_others():
    source = "class N(tf.Module):\n  def f(self):\n    self.d = tf.keras.layers.Dense(1)\nN().variables"
    windows = f"import tensorflow as tf\n{source}".replace("\n", "\r\n")
    assert b"\n" not in patched(windows.encode()).replace(b"\r\n", b"")


def test_form_feeds_are_no_line_ends():
    source = CODE.replace("\n", "\n\x0c", 1) + "x = '\u2028\x1c'; tf.keras.optimizers.SGD(lr=1)"
    assert patched(source.encode()).decode() == source.replace("lr=", "learning_rate=")


@pytest.mark.parametrize("encoding", ["latin-1", "utf-8", "cp1252", "euc-jp", "shift_jis"])
def test_encodings_stay(encoding):
    letters = "テスト" if encoding in {"euc-jp", "shift_jis"} else "äß"
    head = f"# -*- coding: {encoding} -*-\nimport tensorflow as tf\n"
    source = f"{head}{letters} = '{letters}'; tf.keras.optimizers.SGD(lr=0.1)  # {letters}\n"
    assert patched(source.encode(encoding)) == source.replace("lr=", "learning_rate=").encode(encoding)


def test_columns_count_characters():
    finding = analyse(
        {"a.py": "import tensorflow as tf\nä = '€😀'; tf.keras.optimizers.SGD(lr=1)".encode()}, baseline=OLD
    ).findings[0]
    assert finding.column == len("ä = '€😀'; tf.keras.optimizers.SGD(") + 1


@pytest.mark.parametrize(
    ("source", "line"),
    [
        (b"import tensorflow\n\nx = \0\n", 3),
        (b"import tensorflow\nprint 'hello'\n", 2),
        (b"import tensorflow\n\ndef f(:\n", 3),
        (b"# coding: utf-9\nimport tensorflow\n", 1),
        (b"import tensorflow\nx = '\xff'\n", 2),
        (codecs.BOM_UTF8 + b"# coding: latin-1\nimport tensorflow\n", 1),
        (b"import tensorflow\nif 1:\n\tx = 1\n        y = 2\n", 4),
    ],
)
def test_what_cannot_be_read_is_a_problem_with_a_line(source, line):
    assert only_problem(source).line == line


@pytest.mark.parametrize(
    "deep", ["(" * 10_000 + ")" * 10_000, "-" * 10_000 + "1", "x" + ".y" * 10_000, "+".join("1" * 10_000)]
)
def test_deep_nesting_ends_no_run(deep):
    sources = {"a.py": f"import tensorflow as tf\nx = {deep}\n".encode(), "b.py": CODE.encode()}
    analysis = analyse(sources, baseline=OLD)
    assert "b.py" in analysis.patched(NEW)
    assert {problem.path for problem in analysis.problems} <= {"a.py"}


def test_deep_statements_end_no_run():
    deep = "".join(" " * depth + "if x:\n" for depth in range(95)) + " " * 95 + "tf.keras.optimizers.SGD(lr=0.1)\n"
    assert patched(f"import tensorflow as tf\n{deep}".encode()).count(b"learning_rate") == 1


def test_warnings_about_the_code_are_nobodys_business():
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        patched(CODE.encode() + rb"x = '\d' is 1")
    assert caught == []


def test_skip_silences_a_line():
    assert analyse({"a.py": (CODE.rstrip() + "  # upflow: skip\n").encode()}, baseline=OLD).findings == ()


def test_select_and_skip():
    source = {"a.py": CODE.encode()}
    assert analyse(source, baseline=OLD, select=["keras3_add_weight"]).findings == ()
    assert analyse(source, baseline=OLD, skip=["optimizer_learning_rate"]).findings == ()
    assert analyse(source, baseline=OLD, select=["optimizer_learning_rate"]).findings


@pytest.mark.parametrize("wrong", [{"select": ["nonsense"]}, {"skip": ["nonsense"]}])
def test_unknown_rules_are_answered_with_the_known(wrong):
    with pytest.raises(UnknownRule, match=r"named nonsense.*keras3_add_weight, .*keras3_module_tracking"):
        analyse({}, baseline=OLD, **wrong)


def test_rules_are_sorted_and_named_by_their_files():
    names = [rule.name for rule in rules()]
    assert names == sorted(names)
    assert "keras3_add_weight" in names


def test_findings_are_sorted_and_reach_beyond_the_baseline():
    source = {"b.py": CODE.encode(), "a.py": (CODE + "tf.optimizers.Adam(lr=1)\n").encode()}
    places = [(f.path, f.line, f.since) for f in analyse(source, baseline=OLD).findings]
    assert places == sorted(places)
    assert len(places) == 6
    assert {f.since for f in analyse(source, baseline=Version("2.15.1")).findings} == {"2.16"}


def test_files_without_tensorflow_are_passed_over():
    analysis = analyse({"a.py": b"print 'hello'", "b.py": CODE.encode()}, baseline=OLD)
    assert analysis.problems == ()


def test_levels_choose_the_edits():
    analysis = analyse({"a.py": CODE.encode()}, baseline=Version("2.13"))
    assert analysis.edits(NEW) == 1
    assert analysis.edits(NEW, [Fix.SAFE]) == 0
    assert analysis.patched(NEW, [Fix.SAFE]) == {}


def test_a_program_that_already_raises_is_still_patched():
    assert analyse({"a.py": CODE.encode()}, baseline=Version("2.16")).edits(NEW) == 1
