import pytest

from service.sandbox import symptoms

FRAMES = 'Traceback (most recent call last):\n  File "a.py", line 1, in <module>\n    f()\n    ^^^\n'


@pytest.mark.parametrize(
    ("log", "line"),
    [
        ("", ""),
        ("all is well\n", ""),
        (
            FRAMES + "ValueError: not enough values to unpack (expected 2, got 0)\n",
            "ValueError: not enough values to unpack (expected 2, got 0)",
        ),
        (
            FRAMES + "KeyError: 'a'\n\nDuring handling of the above exception, ...\n\n" + FRAMES + "RuntimeError: b\n",
            "RuntimeError: b",
        ),
        (FRAMES + "AssertionError\n", "AssertionError"),
        (FRAMES + "my.module.Odd: why\nand a second line\n", "my.module.Odd: why"),
        (
            FRAMES + "ValueError: first\nException ignored in: <function A.__del__>\n" + FRAMES + "TypeError: late\n",
            "ValueError: first",
        ),
        (
            "Exception in thread Thread-1:\n" + FRAMES + "OSError: aside\n" + FRAMES + "ValueError: last\n",
            "ValueError: last",
        ),
        ('  File "a.py", line 1\n    print "x"\n    ^^^^^^^^^\nSyntaxError: Missing\n', "SyntaxError: Missing"),
        ("ModuleNotFoundError: No module named 'x'\n", "ModuleNotFoundError: No module named 'x'"),
        (FRAMES, ""),
    ],
)
def test_the_exception_that_ended_it(log, line):
    assert symptoms.exception(log) == line


SUMMARY = """\
E       ValueError: not enough values to unpack (expected 2, got 0)
=========================== short test summary info ============================
FAILED tests/test_a.py::test_x - ValueError: not enough values to unpack
ERROR tests/test_b.py - ImportError: no
FAILED tests/test_c.py::test_y[a - b]
========================= 2 failed, 1 error in 0.10s ==========================
"""


def test_each_failed_test_of_the_summary():
    assert symptoms.pytest_failures(SUMMARY) == [
        "tests/test_a.py::test_x: ValueError: not enough values to unpack",
        "tests/test_b.py: ImportError: no",
        "tests/test_c.py::test_y[a: b]",
    ]


def test_a_failure_printed_by_a_test_is_not_in_the_summary():
    assert symptoms.pytest_failures("FAILED tests/fake.py::test - printed\n") == []


def test_what_was_raised_is_read_in_full():
    assert symptoms.pytest_error(SUMMARY) == "ValueError: not enough values to unpack (expected 2, got 0)"


@pytest.mark.parametrize(
    ("last", "none"),
    [
        ("=== 3 passed in 0.01s ===", False),
        ("=== 1 failed, 2 skipped in 0.01s ===", False),
        ("=== 2 skipped in 0.01s ===", True),
        ("5 deselected in 0.01s", True),
        ("1 skipped, 1 xfailed in 0.01s", False),
        ("...", False),
    ],
)
def test_skipped_tests_did_not_run(last, none):
    assert symptoms.pytest_ran_none(f"collected\n{last}\n") is none


def test_unittest_counts():
    assert symptoms.unittest_ran_none("Ran 0 tests in 0.000s\n\nOK\n")
    assert not symptoms.unittest_ran_none("Ran 2 tests in 0.000s\n\nOK\n")
    assert symptoms.unittest_failed("Ran 2 tests\n\nFAILED (failures=1)\n") == "FAILED (failures=1)"
