"""Notebooks: Python is found among magics, and edits change the strings of their lines and nothing else."""

import ast
import difflib
import json
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrations.notebooks import Notebook, read_notebook
from migrations.rule import Edit, Effect, Finding, Fix
from migrations.text import Unreadable, read


def notebook(*sources: object, indent: int | None = 1, ascii_only: bool = True, **metadata: object) -> bytes:
    """A notebook of code cells; a text is written as Jupyter does, as a list of lines."""
    cells = [
        {
            "cell_type": "code",
            "execution_count": None,
            "metadata": {},
            "outputs": [],
            "source": source.splitlines(keepends=True) if isinstance(source, str) else source,
        }
        for source in sources
    ]
    whole = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 4}
    return json.dumps(whole, indent=indent, ensure_ascii=ascii_only).encode() + b"\n"


def opened(*sources: object, **how: object) -> Notebook:
    return read_notebook("a.ipynb", notebook(*sources, **how))  # type: ignore[arg-type] # passed on as they are


def replaced(book: Notebook, *changes: tuple[str, str]) -> bytes:
    edits = []
    for old, new in changes:
        start = book.source.index(old.encode())
        edits.append(Edit(start, start + len(old.encode()), new))
    return book.edited(sorted(edits))


def changed_lines(before: bytes, after: bytes) -> list[str]:
    lines = difflib.unified_diff(before.decode().splitlines(), after.decode().splitlines(), n=0, lineterm="")
    return [line for line in lines if line[:3] not in {"---", "+++"} and line[:2] != "@@"]


def found(line: int, column: int = 1) -> Finding:
    return Finding("r", "a.ipynb", line, column, "tf.x", "Gone.", Effect.BREAKS, "2.16", None, Fix.MANUAL, "s")


@pytest.mark.parametrize(
    "cell",
    [
        "!pip install -q tensorflow==1.15",
        "%matplotlib inline",
        "%cd /content\n!ls -l | grep 'it''s'",
        "?tf.nn.relu",
        "tf.nn.relu?",
        "tf.nn.relu??",
        "files = !ls *.py",
        "files = %sx ls",
        "if True:\n    !ls\n    %cd ..",
        "!pip install \\\n  one \\\n  two",
        "!!ls",
        "pip install tensorflow",
        "cd sub/folder",
        "%%bash\necho $((1 + 2))\nfor x in a; do echo $x; done",
        "%%html\n<b>x</b>",
        "%%writefile x.py\nprint 'two'",
        "\n\n%%javascript\nlet x = 1;",
        "%time",
        "%load_ext tensorboard",
        ";f a b\n,f a b\n/f a",
        "!echo é€😀",
        "!wget \"http://x/y?z=1\" -O 'a b'",
        "",
        "   \n",
    ],
)
def test_what_is_ipythons_does_not_disturb(cell: str):
    book = opened(cell, "import tensorflow as tf")
    assert book.problems == ()
    assert "import tensorflow as tf" in ast.unparse(book.tree)
    assert book.edited([]) == notebook(cell, "import tensorflow as tf")


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        ("%time model.fit(x)", "model.fit(x)"),
        ("%timeit -n 10 -r3 -q f(x)", "f(x)"),
        ("x = %time f(x)", "x = f(x)"),
        ("%%time\nf(x)", "f(x)"),
        ("%%capture out\nf(x)", "f(x)"),
        ("!ls\nf(x)", "f(x)"),
        ("if x:\n    %time y = f(x)\n    z = 1", "y = f(x)\n    z = 1"),
        ("  a = 1\n  b = f(x)", "a = 1\nb = f(x)"),
        ("  # first\n  a = 1", "a = 1"),
        ("await f(x)", "await f(x)"),
        ("s = '''\n%s\n!x\n'''", "s = '\\n%s\\n!x\\n'"),
        ("z = (a\n% b)", "z = a % b"),
        ("z = a \\\n% b", "z = a % b"),
        ("z = [\n  1, # ' (\n]\n!ls", "z = [1]"),
        ("z = 'it\\'s' # \"\"\"\n!ls\nf(x)", 'z = "it\'s"\n0\nf(x)'),
    ],
)
def test_python_among_magics_is_seen(cell: str, kept: str):
    book = opened(cell)
    assert book.problems == ()
    assert kept in ast.unparse(book.tree)


def test_masks_have_the_length_of_what_they_mask():
    cell = "!ls é€\nx = %time f(1)\n%timeit -n 1 g()\n%cd a \\\n  b\nfoo?"
    assert [len(line) for line in opened(cell).lines] == [len(line) for line in cell.split("\n")]


def test_names_of_one_cell_are_seen_in_later_ones():
    book = opened("import tensorflow as t", "%%bash\necho", "t.log(x)")
    assert ast.unparse(book.tree) == "import tensorflow as t\nt.log(x)"
    call = book.tree.body[1]
    assert book.source[book.start(call) : book.end(call)] == b"t.log(x)"


def test_only_the_string_of_the_line_changes():
    source = notebook("import tensorflow as tf\nx = tf.log(1)\n", "# ü\ny = tf.log(2)  # é", "print('é')")
    book = read_notebook("a.ipynb", source)
    after = replaced(book, ("tf.log(2)", "tf.math.log(2)"))
    assert changed_lines(source, after) == ['-    "y = tf.log(2)  # \\u00e9"', '+    "y = tf.math.log(2)  # \\u00e9"']


def test_escapes_of_the_string_stay_as_they_were_written():
    source = notebook("x").replace(b'"x"', rb'"s = \"\u00e9\/\ud83d\ude00\t\"; tf.log(1)\n"')
    after = replaced(read_notebook("a.ipynb", source), ("tf.log", "tf.math.log"))
    assert after == source.replace(b"tf.log", b"tf.math.log")


@pytest.mark.parametrize("ascii_only", [True, False])
def test_new_text_is_written_as_the_file_writes(ascii_only: bool):
    source = notebook("# é\ntf.log(1)", ascii_only=ascii_only)
    after = replaced(read_notebook("a.ipynb", source), ("tf.log(1)", "'€\"\\'"))
    assert json.loads(after)["cells"][0]["source"] == ["# é\n", "'€\"\\'"]
    assert after.isascii() is ascii_only


def test_new_lines_are_strings_of_their_own():
    source = notebook("class A:\n    x = 1\n", "A()")
    book = read_notebook("a.ipynb", source)
    after = replaced(book, ("    x = 1", "    x = 1\n\n    y = 2"))
    assert after == notebook("class A:\n    x = 1\n\n    y = 2\n", "A()")


def test_at_the_end_of_a_cell():
    source = notebook("x = 1", "y = 2\n")
    book = read_notebook("a.ipynb", source)
    assert book.edited([Edit(5, 5, "\nz = 3")]) == notebook("x = 1\nz = 3", "y = 2\n")
    assert book.edited([Edit(6, 6, "z = 3\n")]) == notebook("x = 1", "z = 3\ny = 2\n")


@pytest.mark.parametrize(
    ("old", "left"),
    [
        ("a = 1\n", "b = 2\nc = 3"),
        ("b = 2\n", "a = 1\nc = 3"),
        ("\nc = 3", "a = 1\nb = 2"),
        ("a = 1\nb = 2\nc = 3", None),
    ],
)
def test_a_line_that_goes_takes_its_string_along(old: str, left: str | None):
    source = notebook("a = 1\nb = 2\nc = 3", "d")
    after = replaced(read_notebook("a.ipynb", source), (old, ""))
    expected = notebook([""] if left is None else left, "d")
    assert after == expected


def test_an_edit_over_lines():
    source = notebook("f(a,\n  b,\n  c)\nd\n")
    after = replaced(read_notebook("a.ipynb", source), ("a,\n  b,\n  c", "b\n"))
    assert after == notebook("f(b\n)\nd\n")


def test_a_source_that_is_one_string_stays_one():
    source = notebook(["x\nQ\n"]).replace(b'[\n    "x\\nQ\\n"\n   ]', b'"x\\nQ\\n"')
    after = replaced(read_notebook("a.ipynb", source), ("Q", "z\nw"))
    assert after == source.replace(b"Q", b"z\\nw")


def test_an_edit_never_reaches_into_another_cell():
    book = opened("f(1)", "g(2)")
    with pytest.raises(Unreadable):
        book.edited([Edit(2, 7, "")])
    assert json.loads(book.edited([Edit(0, 5, "")]))["cells"][0]["source"] == [""]


def test_cells_in_other_languages_are_never_edited():
    source = notebook("%%bash\ntf.log", "tf.log(1)")
    assert replaced(read_notebook("a.ipynb", source), ("tf.log", "X")) == notebook("%%bash\ntf.log", "X(1)")


def test_a_cell_that_does_not_parse_is_left_alone():
    source = notebook("x = 1\nprint 'two'", "tf.log(1)", "def f(:", ">>> x")
    book = read_notebook("a.ipynb", source)
    assert [(problem.line, problem.message) for problem in book.problems] == [
        (
            10,
            "Cell 1, line 2, is not valid Python 3: Missing parentheses in call to 'print'. Did you mean print(...)?",
        ),
        (28, "Cell 3, line 1, is not valid Python 3: invalid syntax."),
        (37, "Cell 4, line 1, is not valid Python 3: invalid syntax."),
    ]
    assert replaced(book, ("tf.log(1)", "y")) == notebook("x = 1\nprint 'two'", "y", "def f(:", ">>> x")


@pytest.mark.parametrize("cell", ["x = '\0'", "x = 1\0", "'\ud800'"])
def test_characters_that_no_file_can_hold(cell: str):
    book = opened(cell, "import keras")
    assert [problem.path for problem in book.problems] == ["a.ipynb"]
    assert ast.unparse(book.tree) == "import keras"


@pytest.mark.parametrize(
    ("source", "line", "message"),
    [
        (b"", 1, "The notebook is not valid JSON: Expecting value."),
        (b'{"cells": [\n{"source": ["a",]}]}', 2, "The notebook is not valid JSON: Expecting value."),
        (b'{"cells": [{"source": ["a"', 1, "The notebook is not valid JSON: Expecting ',' delimiter."),
        (b'{"cells": [{"source"', 1, "The notebook is not valid JSON: Expecting ':' delimiter."),
        (b"{'cells': 1}", 1, "The notebook is not valid JSON: Expecting property name enclosed in double quotes."),
        (b'{"cells": []} {}', 1, "The notebook is not valid JSON: Extra data."),
        (b'{"x": "\n"}', 1, "The notebook is not valid JSON: Invalid control character at."),
        (b'{"cells": [],\n"x": "\xff"}', 2, "The notebook is not valid UTF-8."),
        (b'{"x": ' + b"[" * 100_000, None, "The notebook is nested too deeply to be read."),
        (b'{"cells": ' + b'[{"source": ' * 100_000, None, "The notebook is nested too deeply to be read."),
    ],
)
def test_broken_json_is_one_line(source: bytes, line: int | None, message: str):
    with pytest.raises(Unreadable) as raised:
        read("a.ipynb", source)
    assert (raised.value.line, raised.value.message) == (line, message)


@pytest.mark.parametrize(
    "source",
    [
        b"[]",
        b"1",
        b'{"cells": 3}',
        b'{"cells": [1, null, {}]}',
        b'{"cells": [{"cell_type": "code", "source": 3}]}',
        b'{"cells": [{"cell_type": "code", "source": [1, null, ["x"], {}]}]}',
        b'{"metadata": 1, "cells": [{"cell_type": "code"}]}',
        b'{"worksheets": [{"cells": {}}]}',
    ],
)
def test_json_that_is_no_notebook_is_nothing(source: bytes):
    book = read_notebook("a.ipynb", source)
    assert (book.text, book.problems, book.edited([])) == ("", (), source)


@pytest.mark.parametrize(
    "metadata",
    [{"kernelspec": {"language": "R"}}, {"language_info": {"name": "julia"}}, {"language_info": {"name": "scala"}}],
)
def test_other_languages_are_passed_over(metadata: dict[str, object]):
    assert opened("import tensorflow", **metadata).text == ""


def test_the_third_version_of_the_format():
    cell = {"cell_type": "code", "input": ["tf.log(1)"], "language": "python", "outputs": [{"text": ["tf.log"]}]}
    source = json.dumps({"metadata": {"name": ""}, "nbformat": 3, "worksheets": [{"cells": [cell]}]}).encode()
    after = replaced(read_notebook("a.ipynb", source), ("tf.log", "tf.math.log"))
    assert after == source.replace(b'"tf.log(1)"', b'"tf.math.log(1)"')


def test_outputs_and_prose_are_not_read():
    whole = json.loads(notebook("x"))
    whole["cells"].insert(0, {"cell_type": "markdown", "source": ["import tensorflow"], "attachments": {}})
    assert read_notebook("a.ipynb", json.dumps(whole).encode()).text == "x"


def test_a_byte_order_mark_stays():
    source = b"\xef\xbb\xbf" + notebook("tf.log(1)")
    assert replaced(read_notebook("a.ipynb", source), ("tf", "t")) == source.replace(b"tf", b"t")


def test_findings_lead_to_the_line_of_the_file():
    source = notebook("!ls", "%%time\n\nx = 1\ny = 'é'; tf.log(1)\n")
    book = read_notebook("a.ipynb", source)
    placed = book.placed(found(4, 10))
    line = source.decode().splitlines()[placed.line - 1]
    assert line[placed.column - 1 :].startswith("tf.log")
    assert placed.message == "In cell 2, line 4: Gone."


def test_findings_in_a_notebook_of_one_line():
    source = notebook("import x\ntf.log(1)", indent=None)
    placed = read_notebook("a.ipynb", source).placed(found(2))
    assert (placed.line, source[placed.column - 1 :][:6]) == (1, b"tf.log")


lines = st.lists(
    st.sampled_from(
        [
            "x = 1",
            "tf.log(é)",
            "!ls 😀",
            "%time f()",
            "if x:\n    tf.a()",
            "s = '\\n\\u1234'",
            "",
            "# €",
            "y = !ls \\\n  a",
        ]
    ),
    max_size=4,
)
sources = st.lists(st.builds(lambda parts, end: "\n".join(parts) + end, lines, st.sampled_from(["", "\n"])), max_size=4)


@settings(max_examples=200, deadline=None)
@given(sources, st.sampled_from([None, 1, 4]), st.booleans(), st.data())
def test_any_edits_are_made_in_their_cells_alone(
    cells: Sequence[str], indent: int | None, plain: bool, data: st.DataObject
):
    source = notebook(*cells, indent=indent, ascii_only=plain)
    book = read_notebook("a.ipynb", source)
    assert book.problems == ()
    assert book.edited([]) == source
    expected = list(cells)
    edits: list[Edit] = []
    for part in book.parts:
        length = part.end - part.start
        points = (
            sorted(data.draw(st.lists(st.integers(0, length), min_size=2, max_size=4, unique=True))) if length else []
        )
        done = 0
        text = cells[part.cell.number - 1]
        new_text = text[: part.inside]
        for begin, stop in zip(points[::2], points[1::2], strict=False):
            new = data.draw(st.sampled_from(["", "n", "a\nb", "\n", 'é"\\', "\n\n"]))
            base = [len(book.text[: part.start + place].encode()) for place in (begin, stop)]
            edits.append(Edit(base[0], base[1], new))
            new_text += text[part.inside + done : part.inside + begin] + new
            done = stop
        expected[part.cell.number - 1] = new_text + text[part.inside + done :]
    after = book.edited(edits)
    assert ["".join(cell["source"]) for cell in json.loads(after)["cells"]] == expected
    again = notebook(*(each.splitlines(keepends=True) for each in expected), indent=indent, ascii_only=plain)
    if all(expected) and (plain or not source.isascii()):
        assert after == again  # as Jupyter itself would write it
