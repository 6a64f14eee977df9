"""Any mixture of what the rules rewrite: the patch still parses, does nothing a second time, and keeps the rest."""

import ast
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packaging.version import Version

from migrations.analysis import Analysis
from migrations.engine import analyse, rules

NEW = Version("2.21")
EXAMPLES = sorted({example.before for rule in rules() for example in rule.examples} | {""})
MINORS = ["1.13", "1.15", "2.0", "2.5", "2.10", "2.15", "2.16"]
FORMS = [b"\n", b"\r\n"]

PRIVATE = "tensorflow.python.keras"
"""A name that one example gives a private class and another a public one is understood once the first is public."""

mixtures = (
    st.lists(st.sampled_from(EXAMPLES), min_size=1, max_size=3)
    .filter(lambda codes: len(codes) == 1 or not any(PRIVATE in code for code in codes))
    .map("\n".join)
    .filter(lambda code: "from __future__" not in code)
)


def kept(source: bytes, changed: bytes, analysis: Analysis) -> bool:
    """Whether all bytes between the edits are in the changed file, in order."""
    edits = sorted({edit for finding in analysis.concerning(NEW) for edit in finding.edits})
    position, place = 0, 0
    for edit in edits:
        piece = source[position : max(position, edit.start)]
        place = changed.find(piece, place) + len(piece)
        if place < len(piece):
            return False
        position = max(position, edit.end)
    return changed.endswith(source[position:])


@settings(max_examples=60, deadline=None)
@given(mixtures, st.sampled_from(MINORS), st.sampled_from(FORMS), st.booleans(), st.booleans())
def test_a_patch_parses_once_is_enough_and_the_rest_stays(code, minor, newline, mark, both):
    source = (b"\xef\xbb\xbf" if mark else b"") + code.encode().replace(b"\n", newline)
    baseline = Version(minor)
    analysis = analyse({"a.py": source}, baseline=baseline)
    patch = analysis.patch(NEW, both=both)
    changed = patch.files.get("a.py", source)
    ast.parse(changed)
    assert not any("invalid" in problem.message for problem in patch.problems)
    assert kept(source, changed, analysis)
    assert analyse({"a.py": changed}, baseline=baseline).patch(NEW, both=both).files == {}


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(EXAMPLES), min_size=1, max_size=3), st.sampled_from(MINORS))
def test_a_notebook_is_patched_as_its_python_is(cells, minor):
    cells = [cell for cell in cells if cell and "from __future__" not in cell]
    whole = {"cells": [{"cell_type": "code", "source": cell.splitlines(keepends=True)} for cell in cells]}
    source = json.dumps(whole, indent=1).encode()
    baseline = Version(minor)
    changed = analyse({"a.ipynb": source}, baseline=baseline).patched(NEW).get("a.ipynb", source)
    plain = "\n".join(cells).encode()
    text = analyse({"a.py": plain}, baseline=baseline).patched(NEW).get("a.py", plain)
    after = json.loads(changed)["cells"]
    assert "\n".join("".join(cell["source"]) for cell in after) == text.decode()


@pytest.mark.parametrize("example", EXAMPLES)
def test_files_in_other_encodings_stay_in_them(example):
    code = example.encode("ascii", errors="replace").decode()
    source = f"# -*- coding: latin-1 -*-\nname = 'é'\n{code}".encode("latin-1")
    changed = analyse({"a.py": source}, baseline=Version("1.15")).patched(NEW).get("a.py", source)
    assert changed.startswith(b"# -*- coding: latin-1 -*-\n")
    assert b"'\xe9'" in changed
    ast.parse(changed)
