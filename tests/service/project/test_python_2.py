"""Old statements are left out, everything else keeps its place, and what is no Python of either kind stays none."""

import ast

import pytest

from service.project.python_2 import in_python_3, parse

OLD = [
    'print "hello"',
    "print 'a %s' % (\n  b,\n  c)\nx = 1",
    "print >>sys.stderr, 'no', \\\n    'more' % x, ur'y'\nx = 1",
    "if a <> b:\n    print 'x'; y = 1\nelse:\n    exec code in space",
    "try:\n    x = 1\nexcept (A, B), error:\n    raise A, 'why'\nexcept C, e: pass",
    "os.chmod(p, 0755)\nx = ur'a'",
    "def f():\n\tif x: print 'a'\n\treturn 0x10 + 0",
]


@pytest.mark.parametrize("text", OLD)
def test_what_only_python_2_has(text: str):
    with pytest.raises(SyntaxError):
        ast.parse(text)
    parse(text)
    changed = in_python_3(text)
    assert len(changed) == len(text)
    assert list(map(len, changed.split("\n"))) == list(map(len, text.split("\n")))


def test_names_and_strings_keep_their_columns():
    tree = parse("print 'é'\nsetup(name='x',\n  requires=['a<>b', 'c'])\nraise Exception('new')\n")
    found = {node.value: (node.lineno, node.col_offset) for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    assert (found["x"], found["c"]) == ((2, 11), (3, 20))


def test_python_3_is_read_as_it_is():
    text = "print('0755', 'a <> b')\nx = u'0755'\n"
    assert ast.dump(parse(text)) == ast.dump(ast.parse(text))


@pytest.mark.parametrize("text", ["print 'a\n'", "def f(:\n  pass", "print 'x'\n  y = (", "((" * 300])
def test_what_is_neither_raises_what_python_3_says(text: str):
    with pytest.raises(SyntaxError) as told:
        parse(text)
    with pytest.raises(SyntaxError) as expected:
        ast.parse(text)
    assert told.value.msg == expected.value.msg
