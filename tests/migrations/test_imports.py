"""A new import line goes where the imports of a file begin, and the file still says the same."""

import ast

import pytest

from migrations.imports import insertion, replace_alias
from migrations.text import read


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "import os\n"),
        ("x = 1\n", "import os\nx = 1\n"),
        ("import re\nx = 1\n", "import os\nimport re\nx = 1\n"),
        ("#!/usr/bin/env python\nimport re\n", "#!/usr/bin/env python\nimport os\nimport re\n"),
        ("# -*- coding: utf-8 -*-\n# ü\nimport re\n", "# -*- coding: utf-8 -*-\n# ü\nimport os\nimport re\n"),
        ('"""Doc."""\nimport re\n', '"""Doc."""\nimport os\nimport re\n'),
        ('"""Doc.\n\nMore ü."""\n\nimport re\n', '"""Doc.\n\nMore ü."""\n\nimport os\nimport re\n'),
        ('"""Doc."""\n', '"""Doc."""\nimport os\n'),
        ("from __future__ import division\nimport re\n", "from __future__ import division\nimport os\nimport re\n"),
        (
            '"""Doc."""\nfrom __future__ import division\nfrom __future__ import annotations\nx\n',
            '"""Doc."""\nfrom __future__ import division\nfrom __future__ import annotations\nimport os\nx\n',
        ),
        (
            "from __future__ import (\n    division,\n)\n\nimport re\n",
            "from __future__ import (\n    division,\n)\n\nimport os\nimport re\n",
        ),
        ("from __future__ import division; import re\n", "from __future__ import division; import os\nimport re\n"),
        ("@x\n@y\ndef f(): pass\n", "import os\n@x\n@y\ndef f(): pass\n"),
        ("@x\nclass A: pass\n", "import os\n@x\nclass A: pass\n"),
        ("if x:\n    import re\n", "import os\nif x:\n    import re\n"),
        ("import re; import sys\n", "import os\nimport re; import sys\n"),
    ],
)
def test_where_a_new_line_goes(before, after):
    text = read("code.py", before.encode())
    changed = text.edited([insertion(text, "import os")]).decode()
    assert changed == after
    assert ast.parse(changed).body


def test_a_file_without_an_end_of_its_last_line():
    for source in ('"""Doc."""', "from __future__ import division", '"""Doc."""  # why'):
        text = read("code.py", source.encode())
        changed = text.edited([insertion(text, "import os")]).decode()
        assert isinstance(ast.parse(changed).body[-1], ast.Import), changed


def test_a_docstring_that_ends_on_the_line_of_the_next_statement():
    text = read("code.py", b'"""Doc.""" ; x = 1\n')
    changed = text.edited([insertion(text, "import os")]).decode()
    assert [type(each) for each in ast.parse(changed).body] == [ast.Expr, ast.Import, ast.Assign]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_and_bom(end):
    source = b"\xef\xbb\xbf" + f"# ü{end}import re{end}".encode()
    text = read("code.py", source)
    changed = text.edited([insertion(text, "import os")])
    assert changed == b"\xef\xbb\xbf" + f"# ü{end}import os{end}import re{end}".encode()


def taken_out(source: str, name: str, line: str, local: str) -> str | None:
    text = read("code.py", source.encode())
    statement = text.tree.body[0]
    assert isinstance(statement, ast.Import | ast.ImportFrom)
    alias = next(each for each in statement.names if each.name == name)
    edits = replace_alias(text, statement, alias, line, local=local)
    return None if edits is None else text.edited(sorted(edits)).decode()


@pytest.mark.parametrize(
    ("source", "name", "local", "after"),
    [
        ("import a\n", "a", "a", "import re as a\n"),
        ("import a, b\n", "a", "a", "import re as a\nimport b\n"),
        ("import b, a as c\n", "a", "c", "import re as c\nimport b\n"),
        ("import a.b\n", "a.b", "a", "import re as a\n"),
        ("import a.b\n", "a.b", "b", None),
        ("from m import a\n", "a", "b", None),
        ("from m import *\n", "*", "a", None),
        ("from m import (a, b)  # c\n", "b", "b", "import re as b\nfrom m import (a)  # c\n"),
    ],
)
def test_one_name_is_imported_from_elsewhere(source, name, local, after):
    assert taken_out(source, name, f"import re as {local}", local) == after
