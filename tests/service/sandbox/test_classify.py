import pytest

from service.nouns import Kind, Reason
from service.sandbox.causes import CAUSES, cause
from service.sandbox.classify import is_pytest, outcome
from service.sandbox.ended import Ended

SCRIPT = ("python", "train.py")
PYTEST = ("python", "-m", "pytest")
UNITTEST = ("python", "-m", "unittest")
KILLED = "killed from outside (SIGKILL), as happens when the machine lacks memory"
FRAMES = 'Traceback (most recent call last):\n  File "a.py", line 1, in <module>\n    f()\n'

# Each pattern of the table with the line that was seen, in the table's order.
SAMPLES = [
    (Reason.DISK_FULL, "OSError: [Errno 28] No space left on device"),
    (Reason.DISK_FULL, "OSError: [Errno 122] Disk quota exceeded: '/work/model.h5'"),
    (Reason.DISK_FULL, "tar: data.bin: Wrote only 6656 of 10240 bytes"),
    (Reason.MISSING_LIBRARY, "ImportError: libGL.so.1: cannot open shared object file: No such file or directory"),
    (Reason.NETWORK_WANTED, "socket.gaierror: [Errno -3] Temporary failure in name resolution"),
    (Reason.NETWORK_WANTED, "urllib.error.URLError: <urlopen error [Errno -2] Name or service not known>"),
    (Reason.NETWORK_WANTED, "httpx.ConnectError: Failed to resolve 'example.org'"),
    (Reason.NETWORK_WANTED, "RuntimeError: Could not resolve host: example.org"),
    (Reason.NETWORK_WANTED, "OSError: [Errno 101] Network is unreachable"),
    (Reason.NETWORK_WANTED, "Exception: URL fetch failure on https://example.org/mnist.npz: None -- unknown"),
    (
        Reason.NETWORK_WANTED,
        "requests.exceptions.ConnectionError: Max retries exceeded with url: /",
    ),
    (Reason.OUT_OF_MEMORY, "numpy.core._exceptions._ArrayMemoryError: Unable to allocate 8.00 TiB for an array"),
    (Reason.OUT_OF_MEMORY, "OSError: [Errno 12] Cannot allocate memory"),
    (
        Reason.OUT_OF_MEMORY,
        "tensorflow.python.framework.errors_impl.ResourceExhaustedError: OOM when allocating tensor with shape[9,9]",
    ),
    (Reason.OUT_OF_MEMORY, "RuntimeError: can't start new thread"),
]


@pytest.mark.parametrize(("pattern", "sample"), list(zip(CAUSES, SAMPLES, strict=True)))
def test_each_pattern_has_the_line_that_motivated_it(pattern, sample):
    assert pattern[0].search(sample[1])
    assert pattern[1] is sample[0]
    decided = outcome(Ended(1, sample[1] if sample[1].startswith("tar") else FRAMES + sample[1]), SCRIPT)
    assert (decided.reason, decided.kind) == (sample[0], Kind.UNDECIDED)
    assert decided.message.endswith(sample[1])


@pytest.mark.parametrize(
    ("ended", "command", "reason", "message"),
    [
        (Ended(0, "done"), SCRIPT, None, ""),
        (Ended(1, FRAMES + "ValueError: a"), SCRIPT, Reason.EXCEPTION, "ValueError: a"),
        (Ended(3, "gave up\n"), SCRIPT, Reason.EXIT_CODE, "ended with exit code 3: gave up"),
        (Ended(3), SCRIPT, Reason.EXIT_CODE, "ended with exit code 3"),
        (Ended(2), PYTEST, Reason.TESTS_FAILED, "pytest ended with exit code 2, and said nothing"),
        (Ended(1, FRAMES + "MemoryError: x"), SCRIPT, Reason.OUT_OF_MEMORY, "MemoryError: x"),
        (
            Ended(127, "sh: nope: not found\n"),
            ("nope",),
            Reason.EXIT_CODE,
            "ended with exit code 127: sh: nope: not found",
        ),
        (Ended(137, "x", timed_out=True, seconds=60), SCRIPT, Reason.TIMED_OUT, "did not end within 60 s; last: x"),
        (Ended(137, "x", silent=True, seconds=60), SCRIPT, Reason.SILENT, "said nothing for too long; last: x"),
        (Ended(124, "x", seconds=90), SCRIPT, Reason.TIMED_OUT, "did not end within 90 s; last: x"),
        (Ended(0, out_of_memory=True), SCRIPT, Reason.OUT_OF_MEMORY, "needed more memory than a trial may use"),
        (Ended(137), SCRIPT, Reason.OUT_OF_MEMORY, KILLED),
        (Ended(139), SCRIPT, Reason.CRASHED, "crashed with SIGSEGV"),
        (
            Ended(134, "F core.cc:12] Check failed: a\nhello\n"),
            SCRIPT,
            Reason.CRASHED,
            "crashed with SIGABRT: F core.cc:12] Check failed: a",
        ),
        (Ended(5, "no tests ran in 0.01s"), PYTEST, Reason.NO_TESTS, "pytest found no tests"),
        (Ended(0, "2 skipped in 0.01s"), PYTEST, Reason.NO_TESTS, "no test ran: 2 skipped in 0.01s"),
        (Ended(0, "2 passed in 0.01s"), PYTEST, None, ""),
        (
            Ended(4, "ERROR: file or directory not found: x\n"),
            PYTEST,
            Reason.EXIT_CODE,
            "ended with exit code 4: ERROR: file or directory not found: x",
        ),
        (
            Ended(4, "ImportError while loading conftest '/work/conftest.py'.\nE   ImportError: no keras\n"),
            PYTEST,
            Reason.TESTS_FAILED,
            "ImportError: no keras",
        ),
        (
            Ended(125, "tar: nnn.txt: Cannot open: File name too long\ntar: Exiting with failure status\n"),
            PYTEST,
            Reason.NOT_TRIED,
            "its files could not be laid there: tar: nnn.txt: Cannot open: File name too long",
        ),
        (
            Ended(125, "tar: a.bin: Wrote only 6656 of 10240 bytes\ntar: Exiting with failure status\n"),
            PYTEST,
            Reason.DISK_FULL,
            "its files could not be laid there: tar: a.bin: Wrote only 6656 of 10240 bytes",
        ),
        (Ended(125, "gave up\n"), SCRIPT, Reason.EXIT_CODE, "ended with exit code 125: gave up"),
        (Ended(152), SCRIPT, Reason.CRASHED, "crashed with SIGXCPU"),
        (Ended(0, "Ran 0 tests in 0.000s\n\nOK"), UNITTEST, Reason.NO_TESTS, "no test ran: OK"),
        (Ended(5, "Ran 0 tests in 0.000s\n\nNO TESTS RAN"), UNITTEST, Reason.NO_TESTS, "unittest found no tests"),
        (
            Ended(1, FRAMES + "ValueError: a\n\nRan 1 test in 0.1s\n\nFAILED (errors=1)\n"),
            UNITTEST,
            Reason.TESTS_FAILED,
            "FAILED (errors=1) ValueError: a",
        ),
    ],
)
def test_how_it_ended_and_why(ended, command, reason, message):
    decided = outcome(ended, command)
    assert (decided.reason, decided.message) == (reason, message)


def summary(*failures: str, error: str = "") -> Ended:
    return Ended(1, f"{error}\n=== short test summary info ===\n" + "\n".join(failures) + "\n=== 2 failed in 1s ===\n")


def test_pytest_is_told_by_its_summary():
    ended = summary("FAILED t.py::test_a - ValueError: not en...", error="E   ValueError: not enough values")
    decided = outcome(ended, PYTEST)
    assert decided.reason is Reason.TESTS_FAILED
    assert decided.message == "t.py::test_a: ValueError: not enough values"


def test_tests_that_all_want_the_network_say_nothing_about_the_project():
    wanted = "FAILED t.py::test_{} - OSError: [Errno 101] Network is unreachable"
    decided = outcome(summary(wanted.format(1), wanted.format(2)), PYTEST)
    assert decided.reason is Reason.NETWORK_WANTED


def test_one_real_failure_among_them_does():
    ended = summary("FAILED t.py::test_1 - OSError: Network is unreachable", "FAILED t.py::test_2 - ValueError: a")
    decided = outcome(ended, PYTEST)
    assert (decided.reason, decided.message) == (Reason.TESTS_FAILED, "t.py::test_2: ValueError: a (2 tests failed)")


def test_a_library_that_tensorflow_only_mentions_is_not_missing():
    mentioned = "dlerror: libcudart.so.11.0: cannot open shared object file: No such file or directory\n"
    assert outcome(Ended(1, mentioned + FRAMES + "ValueError: a"), SCRIPT).reason is Reason.EXCEPTION


def test_a_message_is_one_bounded_line():
    decided = outcome(Ended(1, FRAMES + "ValueError: " + "x" * 10_000), SCRIPT)
    assert len(decided.message) == 500


def test_what_a_tool_said_just_before_its_last_line_counts():
    log = "tar: data: Cannot write: No space left on device\ntar: Exiting with failure status due to previous errors\n"
    assert outcome(Ended(2, log), SCRIPT).reason is Reason.DISK_FULL


def test_no_cause_is_guessed():
    assert cause("ValueError: a") is None


@pytest.mark.parametrize(
    ("command", "answer"),
    [(("pytest", "-q"), True), (("/env/bin/py.test",), True), (PYTEST, True), (SCRIPT, False), (UNITTEST, False)],
)
def test_pytest_is_known_by_its_name(command, answer):
    assert is_pytest(command) is answer


def test_arguments_that_are_refused_are_told_and_not_where_they_were_read():
    said = (
        "ERROR: usage: __main__.py [options]\n__main__.py: error: unrecognized arguments: --cov=a\n  rootdir: /work\n"
    )
    decided = outcome(Ended(4, said), PYTEST)
    assert decided.reason is Reason.EXIT_CODE
    assert decided.message == "ended with exit code 4: __main__.py: error: unrecognized arguments: --cov=a"
