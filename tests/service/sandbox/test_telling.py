"""Which commands are known to be pytest, and what the runner does with them, on a real pytest."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from service.project.command import find_command
from service.sandbox.telling import program, telling_command
from service.sandbox.told import read
from service.testing import Ending, Suite


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("pytest -q tests", "python -c PROGRAM command -q tests"),
        ("py.test", "python -c PROGRAM command"),
        ("/env/bin/pytest -x", "python -c PROGRAM command -x"),
        ("python -m pytest -q", "python -c PROGRAM module -q"),
        ("python3.7 -u -W error -Xdev -m pytest", "python3.7 -u -W error -Xdev -c PROGRAM module"),
        ("env PYTHONPATH=src A= python -m pytest a", "env UPFLOW_PYTHONPATH=src A= python -c PROGRAM module a"),
        ("jupyter execute a.ipynb b.ipynb", "python -c PROGRAM notebooks a.ipynb b.ipynb"),
        ("jupyter execute", None),
        ("jupyter notebook a.ipynb", None),
        ("python -m unittest -v tests", "python -c PROGRAM unittest -v tests"),
        ("python -m http.server", None),
        ("python train.py", None),
        ("python -I -m pytest", None),
        ("python -m", None),
        ("python -c pytest", None),
        ("python pytest", None),
        ("make test", None),
        ("env -i pytest", None),
        ("env A=1", None),
        ("", None),
    ],
)
def test_which_commands_run_pytest(command, told):
    words = tuple(program() if word == "PROGRAM" else word for word in told.split()) if told else None
    assert telling_command(tuple(command.split())) == words


RUNNER = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.set_inheritable(3, True)
os.execvp(sys.argv[2], sys.argv[2:])
"""


@pytest.fixture
def tell(tmp_path):
    """Runs pytest on files as a trial does, and gives its exit code with what was told."""

    def run(
        files: dict[str, str], *arguments: str, how: str = "python -m pytest", command: tuple[str, ...] = ()
    ) -> tuple[int, Suite]:
        for name, text in files.items():
            (tmp_path / name).write_text(text)
        pytest_words = (*how.split(), "-q", "-p", "no:cacheprovider", "-p", "no:randomly", *arguments)
        telling = telling_command(command or pytest_words)
        assert telling is not None
        started = (sys.executable, *telling[1:])
        read_end, write_end = os.pipe()
        with os.fdopen(read_end, "rb") as pipe:
            process = subprocess.Popen(
                [sys.executable, "-c", RUNNER, str(write_end), *started],
                cwd=tmp_path,
                pass_fds=[write_end],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={"PATH": os.environ["PATH"]},
            )
            os.close(write_end)
            suite = read(pipe.read())
            assert suite is not None
            return process.wait(), suite

    return run


TESTS = """
import pytest, warnings

def test_passes(): warnings.warn("old name", DeprecationWarning)
def test_fails(): raise ValueError("first line\\nsecond")
def test_skips(): pytest.skip("why")
@pytest.mark.xfail
def test_expected(): assert 0
@pytest.fixture
def broken(): raise KeyError("x")
def test_setup(broken): pass
@pytest.mark.parametrize("word", ["a\\nb", "\\x1b[31m", "\\u202e", "\\ud800"])
def test_names(word): pass
"""


def test_every_test_is_told_with_its_end(tell):
    code, suite = tell({"test_a.py": TESTS})
    assert code == suite.finished == 1
    endings = {test.name.partition("::")[2]: test.ending for test in suite.tests}
    assert {name: ending for name, ending in endings.items() if "names" not in name} == {
        "test_passes": Ending.PASSED,
        "test_fails": Ending.FAILED,
        "test_skips": Ending.SKIPPED,
        "test_expected": Ending.XFAILED,
        "test_setup": Ending.ERROR,
    }
    assert len(endings) == 9
    failed = next(test for test in suite.bad if test.name.endswith("fails"))
    assert (failed.message, failed.line) == ("ValueError: first line", 5)
    assert suite.doubt == ""


def test_a_file_that_cannot_be_imported_is_told_with_its_error(tell):
    code, suite = tell({"test_a.py": "import nowhere", "test_b.py": "def test_b(): pass"})
    assert code == suite.finished == 2
    assert [(test.name, test.message) for test in suite.bad] == [
        ("test_a.py", "ModuleNotFoundError: No module named 'nowhere'")
    ]


def test_a_failure_in_a_package_is_placed_where_the_project_called_it(tell):
    files = {
        "net.py": "import json\ndef load():\n    return json.loads('{')",
        "test_a.py": "import net\ndef test_a():\n    net.load()",
    }
    _, suite = tell(files)
    (failed,) = suite.bad
    assert (failed.path, failed.line) == ("net.py", 3)
    assert failed.message.startswith("json.decoder.JSONDecodeError")


def test_pytest_is_not_taken_from_the_project(tell):
    forged = {"pytest.py": "print('5 passed')", "json.py": "1/0", "test_a.py": "def test_a(): assert 0"}
    code, suite = tell(forged, "test_a.py")
    assert (code, [test.ending for test in suite.tests]) == (1, [Ending.FAILED])


@pytest.mark.parametrize(("how", "ending"), [("python -m pytest", Ending.PASSED), ("pytest", Ending.FAILED)])
def test_only_as_a_module_it_imports_from_the_folder(tell, how, ending):
    files = {"here.py": "", "test_a.py": "def test_a(): import here"}
    code, suite = tell(files, "--import-mode=importlib", how=how)
    assert [test.ending for test in suite.tests] == [ending]
    assert code == (ending is Ending.FAILED)


def test_a_child_of_a_test_is_not_heard(tell):
    forking = "import os\ndef test_a():\n    os.fork()\ndef test_b(): pass"
    _, suite = tell({"test_a.py": forking})
    assert (suite.doubt, len(suite.tests), suite.finished) == ("", 2, 0)


def test_a_test_that_closes_everything_is_not_believed_to_have_passed(tell):
    _, suite = tell({"test_a.py": "import os\ndef test_a():\n    os.closerange(3, 1000)\ndef test_b(): pass"})
    assert (suite.untold, suite.finished) == (("test_a.py::test_a", "test_a.py::test_b"), None)


def test_the_words_that_a_program_is_started_with_are_those_of_pytest(tell):
    text = "import sys\ndef test_a(): assert sys.argv[0].endswith('__main__.py') and sys.argv[1] == '-q', sys.argv"
    assert tell({"test_a.py": text})[0] == 0


MODULES = {
    "good.py": "",
    "lost.py": "import good\nfrom good import missing\n",
    "ends.py": "raise SystemExit(0)",
    "worse.py": "raise KeyboardInterrupt",
    "last.py": "import json, good\nassert json.dumps",
    "json.py": "1/0",
}


def test_every_module_is_imported_although_one_before_it_fails(tell):
    command = find_command({name: text.encode() for name, text in MODULES.items()})
    assert command is not None
    code, suite = tell(MODULES, command=command)
    assert code == suite.finished == 1
    assert {test.name: test.ending for test in suite.tests} == {
        "ends": Ending.SKIPPED,
        "good": Ending.PASSED,
        "json": Ending.PASSED,  # the interpreter's own, which was there before
        "last": Ending.PASSED,
        "lost": Ending.FAILED,
        "worse": Ending.FAILED,
    }
    lost = suite.by_name["lost"]
    assert lost.message.startswith("ImportError: cannot import name 'missing' from 'good'")
    assert (Path(lost.path).name, lost.line) == ("lost.py", 2)


def test_another_program_is_not_taken_for_imports():
    assert telling_command(("python", "-c", "import importlib\nimportlib.import_module('a')\nprint(1)\n")) is None


def notebook(*cells: str, kind: str = "code") -> str:
    return json.dumps(
        {"nbformat": 4, "cells": [{"cell_type": kind, "source": cell.splitlines(True)} for cell in cells]}
    )


NOTEBOOKS = {
    "good.ipynb": notebook(
        "%matplotlib inline\nimport os\nif True:\n    !pip install x\nx = 1",
        "files = !ls\nos?\nassert x == 1\ndisplay(x)",
    ),
    "cells.ipynb": notebook("%%bash\nrm -rf /", "%%time\ny = 2", "assert y == 2"),
    "lost.ipynb": notebook("x = 1", "\nraise ValueError('not enough values')"),
    "prose.ipynb": notebook("This is no Python", kind="markdown"),
    "broken.ipynb": "{",
    "old.ipynb": json.dumps({"worksheets": [{"cells": [{"cell_type": "code", "input": ["1/0"]}]}]}),
}


def test_notebooks_are_run_cell_by_cell_each_for_itself(tell):
    code, suite = tell(NOTEBOOKS, command=("jupyter", "execute", *NOTEBOOKS))
    assert code == suite.finished == 1
    assert {test.name: test.ending for test in suite.tests} == {
        "good.ipynb": Ending.PASSED,
        "cells.ipynb": Ending.PASSED,
        "lost.ipynb": Ending.FAILED,
        "prose.ipynb": Ending.PASSED,
        "broken.ipynb": Ending.FAILED,
        "old.ipynb": Ending.FAILED,
    }
    lost = suite.by_name["lost.ipynb"]
    assert (lost.message, Path(lost.path).name, lost.line) == ("ValueError: not enough values", "lost.ipynb[2]", 2)


CASES = """
import os, unittest

class TestIt(unittest.TestCase):
    def test_passes(self): pass
    def test_fails(self): self.assertEqual(1, 2)
    def test_raises(self): raise KeyError("x")
    @unittest.skip("why")
    def test_skips(self): pass
    @unittest.expectedFailure
    def test_expected(self): self.fail()
    @unittest.expectedFailure
    def test_unexpected(self): pass
    def test_parts(self):
        for part in (1, 2):
            with self.subTest(part=part): self.assertEqual(part, 1)

class TestBroken(unittest.TestCase):
    @classmethod
    def setUpClass(cls): raise RuntimeError("no data")
    def test_never(self): pass
"""


def test_tests_of_unittest_are_told_too(tell):
    code, suite = tell({"test_a.py": CASES}, command=("python", "-m", "unittest"))
    assert code == suite.finished == 1
    told = {test.name.rpartition("TestIt.")[2]: test.ending for test in suite.tests if "TestIt" in test.name}
    assert told == {
        "test_passes": Ending.PASSED,
        "test_fails": Ending.FAILED,
        "test_raises": Ending.FAILED,
        "test_skips": Ending.SKIPPED,
        "test_expected": Ending.XFAILED,
        "test_unexpected": Ending.FAILED,
        "test_parts": Ending.FAILED,
    }
    raised = next(test for test in suite.bad if test.name.endswith("raises"))
    assert (raised.message, Path(raised.path).name, raised.line) == ("KeyError: 'x'", "test_a.py", 7)
    assert suite.untold == ("test_a.TestBroken.test_never",)
    assert any(test.message == "RuntimeError: no data" for test in suite.bad)


def test_unittest_that_finds_none_or_ends_in_the_middle_has_not_passed(tell):
    code, suite = tell({"a.py": ""}, command=("python", "-m", "unittest"))
    assert (code, suite.collected, suite.finished) == (5, (), 5)
    ends = "import os, unittest\nclass A(unittest.TestCase):\n    def test_a(self): os._exit(0)"
    code, suite = tell({"test_b.py": ends}, command=("python", "-m", "unittest"))
    assert (code, suite.finished, suite.running) == (0, None, "test_b.A.test_a")


def test_a_class_that_is_skipped_while_it_is_set_up_is_no_end_in_the_middle(tell):
    skips = (
        "import unittest\nclass A(unittest.TestCase):\n    @classmethod\n    def setUpClass(cls): "
        "raise unittest.SkipTest('no GPU')\n    def test_a(self): pass\n"
        "class B(unittest.TestCase):\n    def test_b(self): pass"
    )
    code, suite = tell({"test_c.py": skips}, command=("python", "-m", "unittest"))
    assert (code, suite.finished, suite.untold) == (0, 0, ())
    assert {test.name: test.ending for test in suite.tests} == {
        "test_c.A.test_a": Ending.SKIPPED,
        "test_c.B.test_b": Ending.PASSED,
    }


def test_a_module_that_unittest_cannot_import_is_a_failure(tell):
    code, suite = tell({"test_a.py": "import nowhere"}, command=("python", "-m", "unittest", "test_a"))
    assert code == suite.finished == 1
    assert len(suite.bad) == 1
