"""Runs tests, notebooks or imports in a trial and tells upflow what happens: each line leaves the container at once.

It is given to the interpreter as text (`python -c`), so that nothing of it lies where a project could change it, and it
takes pytest from the environment before the project's folder can be imported from. It must run on Python 3.6.
"""
# ruff: noqa: ANN401 - what pytest passes differs between its releases

import sys

HERE = sys.path.pop(0)

import fcntl  # noqa: E402 - not from the project's folder
import importlib  # noqa: E402 - as above
import json  # noqa: E402 - as above
import os  # noqa: E402 - as above
import re  # noqa: E402 - as above
import traceback  # noqa: E402 - as above
import unittest  # noqa: E402 - as above
from collections.abc import Callable, Iterator  # noqa: E402 - as above
from typing import Any  # noqa: E402 - as above

CHANNEL = 3
OUT_OF_THE_WAY = 200
MESSAGE = 1000
CHUNK = 500
MOST_WARNINGS = 1000
WARNS_BY_ANOTHER_NAME = 6
NO_TESTS = 5
PATHS = "UPFLOW_PYTHONPATH"


def open_channel() -> "Callable[..., None]":
    """A way to say one line. Who does not know the key of this process is told apart from it.

    The pipe is closed in every program that a test starts, and a forked child is not heard.
    """
    channel = fcntl.fcntl(CHANNEL, fcntl.F_DUPFD_CLOEXEC, OUT_OF_THE_WAY)
    os.close(CHANNEL)
    key, owner = os.urandom(16).hex(), os.getpid()
    encoded, write, getpid = json.JSONEncoder().encode, os.write, os.getpid  # tests put others in the place of these

    def tell(*words: object) -> None:
        line = (encoded([key, *words]) + "\n").encode()
        while line and getpid() == owner:
            try:
                line = line[write(channel, line) :]
            except OSError:  # closed by a test: what is not told does not count
                return

    return tell


def import_from(*folders: str) -> None:
    """The project's folders, which it may name itself, as Python would have them: from here on its modules are read."""
    paths = os.environ.pop(PATHS, "")
    if paths:
        os.environ["PYTHONPATH"] = paths
        folders += tuple(os.path.abspath(path) for path in paths.split(os.pathsep))  # noqa: PTH100 - as above
    sys.path[:0] = folders


def first_line(text: str) -> str:
    return (text.strip().splitlines() or [""])[0][:MESSAGE]


def tell_names(tell: "Callable[..., None]", names: Any) -> None:
    for start in range(0, len(names), CHUNK):
        tell("collected", names[start : start + CHUNK])


def what_and_where(report: Any) -> "tuple[str, str, int]":
    """What was raised, in one line, and its place in the project where it has one."""
    crash = getattr(report.longrepr, "reprcrash", None)
    if crash is not None:
        entries = getattr(getattr(report.longrepr, "reprtraceback", None), "reprentries", ())
        frames = [entry.reprfileloc for entry in entries if getattr(entry, "reprfileloc", None) is not None]
        # The project's own paths are told relative to where pytest runs; the innermost of them is where to look.
        place = ([each for each in frames if not str(each.path).startswith(("/", ".."))] or [crash])[-1]
        return first_line(str(crash.message)), str(place.path), int(place.lineno)
    if isinstance(report.longrepr, tuple):
        return first_line(str(report.longrepr[-1])), "", 0
    lines = [line for line in str(report.longrepr or "").splitlines() if line.strip()]
    marked = [line[1:] for line in lines if line.startswith("E  ")]
    return first_line((marked or lines[-1:] or [""])[0]), "", 0


class Teller:
    """A plugin of pytest that only listens."""

    def __init__(self, tell: "Callable[..., None]") -> None:
        self._tell = tell
        self._warned = set()  # type: set[Any]

    def pytest_collectreport(self, report: Any) -> None:
        if report.outcome == "failed":
            self._tell("uncollected", report.nodeid, *what_and_where(report))

    def pytest_collection_finish(self, session: Any) -> None:
        tell_names(self._tell, [item.nodeid for item in session.items])

    def pytest_xdist_node_collection_finished(self, ids: Any) -> None:
        tell_names(self._tell, list(ids))

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self._tell("started", nodeid)

    def pytest_runtest_logreport(self, report: Any) -> None:
        outcome = report.outcome
        if outcome == "passed" and report.when != "call":
            return  # it says nothing of its test
        if hasattr(report, "wasxfail"):
            outcome = {"skipped": "xfailed", "passed": "xpassed"}.get(outcome, outcome)
        told = ("", "", 0) if outcome == "passed" else what_and_where(report)
        self._tell("result", report.nodeid, report.when, outcome, round(report.duration, 4), *told)

    def pytest_warning_recorded(self, warning_message: Any) -> None:
        """Not of what is installed; each once, and not without end: results go through the same pipe."""
        said = warning_message
        told = (said.category.__name__, first_line(str(said.message)), str(said.filename), said.lineno)
        installed = told[2].startswith((sys.prefix, sys.base_prefix))
        if not installed and told not in self._warned and len(self._warned) < MOST_WARNINGS:
            self._warned.add(told)
            self._tell("warning", *told)


def run_pytest(tell: "Callable[..., None]", arguments: Any, *, imports_from_here: bool) -> int:
    import pytest  # noqa: PLC0415 - only here it is there

    for hook in (Teller.pytest_warning_recorded, Teller.pytest_xdist_node_collection_finished):
        pytest.hookimpl(optionalhook=True)(hook)
    if int(pytest.__version__.split(".")[0]) < WARNS_BY_ANOTHER_NAME:
        setattr(Teller, "pytest_warning_captured", Teller.pytest_warning_recorded)  # noqa: B010 - only the old ask for it
    sys.argv = [pytest.__file__.replace("__init__", "__main__"), *arguments]
    tell("begun", pytest.__version__)
    import_from(*([HERE or os.getcwd()] if imports_from_here else []))  # noqa: PTH109 - one import less before the project's
    return int(pytest.main(arguments, plugins=[Teller(tell)]))


class Told(unittest.TextTestResult):
    """What unittest prints, and each result told as well. Its methods have unittest's own names."""

    tell: Any = None
    names: Any = ()

    def startTest(self, test: Any) -> None:  # noqa: N802 - as above, here and below
        self.tell("started", test.id())
        super().startTest(test)

    def addSuccess(self, test: Any) -> None:  # noqa: N802
        self._say(test, "passed")
        super().addSuccess(test)

    def addFailure(self, test: Any, err: Any) -> None:  # noqa: N802
        self._say(test, "failed", err)
        super().addFailure(test, err)

    def addError(self, test: Any, err: Any) -> None:  # noqa: N802
        if isinstance(test, unittest.TestCase):
            self._say(test, "failed", err)
        else:  # a class or a module could not be set up: the tests in it are not run
            self.tell("uncollected", test.id(), *raised(err))
        super().addError(test, err)

    def addSkip(self, test: Any, reason: str) -> None:  # noqa: N802
        whole = re.search(r"\((.*)\)$", test.id())
        if isinstance(test, unittest.TestCase):
            self._say(test, "skipped")
        elif whole:  # what a class or a module skips while it is set up: all of its tests
            for name in self.names:
                if name.startswith(whole.group(1) + "."):
                    self.tell("result", name, "call", "skipped", 0.0, reason[:MESSAGE], "", 0)
        super().addSkip(test, reason)

    def addExpectedFailure(self, test: Any, err: Any) -> None:  # noqa: N802
        self._say(test, "xfailed", err)
        super().addExpectedFailure(test, err)

    def addUnexpectedSuccess(self, test: Any) -> None:  # noqa: N802
        self._say(test, "failed")
        super().addUnexpectedSuccess(test)

    def addSubTest(self, test: Any, subtest: Any, err: Any) -> None:  # noqa: N802
        if err is not None:
            self._say(test, "failed", err)
        super().addSubTest(test, subtest, err)

    def _say(self, test: Any, outcome: str, error: Any = None) -> None:
        self.tell("result", test.id(), "call", outcome, 0.0, *(raised(error) if error else ("", "", 0)))


class Runner(unittest.TextTestRunner):
    """Tells the names of all tests before the first of them runs."""

    resultclass = Told  # type: ignore[assignment] # a class is what it is called for; the stubs ask for a function

    def run(self, test: Any) -> Any:
        Told.names = list(names_of(test))
        tell_names(Told.tell, Told.names)
        return super().run(test)


def names_of(suite: Any) -> "Iterator[str]":
    for each in suite:
        if isinstance(each, unittest.TestSuite):
            yield from names_of(each)
        else:
            yield each.id()


def run_unittest(tell: "Callable[..., None]", arguments: Any) -> int:
    Told.tell = staticmethod(tell)
    tell("begun", "unittest")
    import_from(HERE)
    program: Any = unittest.main(module=None, argv=["python -m unittest", *arguments], testRunner=Runner, exit=False)
    result = program.result
    if not result.testsRun and not result.errors and not result.skipped:
        return NO_TESTS
    return 0 if result.wasSuccessful() else 1


def raised(error: Any) -> "tuple[str, str, int]":
    """What was raised, in one line, and its place."""
    kind, value, trace = error
    return (first_line(traceback.format_exception_only(kind, value)[-1]), *inside(trace))


def inside(trace: Any) -> "tuple[str, int]":
    """The innermost line of the project in a traceback."""
    frames = [(str(frame.filename), int(frame.lineno or 0)) for frame in traceback.extract_tb(trace)]
    here = os.getcwd() + os.sep  # noqa: PTH109 - as above
    return ([frame for frame in frames if frame[0].startswith(here)] or frames or [("", 0)])[-1]


def cells(path: str) -> "Iterator[tuple[int, str]]":
    """The Python of each cell with its number; what only a notebook understands is left out, line by line."""
    with open(path, encoding="utf-8-sig") as file:  # noqa: PTH123 - one import less before the project's
        book = json.load(file)
    sheets = book.get("worksheets") or [book]
    held = [cell for sheet in sheets for cell in sheet.get("cells", ())]
    for number, cell in enumerate(held, 1):
        source = cell.get("source", cell.get("input", ""))
        text = source if isinstance(source, str) else "".join(source)
        magic = re.match(r"\s*%%(\w+).*\n?", text)
        if magic:
            text = text[magic.end() :] if magic.group(1) in ("time", "timeit", "capture") else ""
        if cell.get("cell_type") == "code":
            yield number, re.sub(r"(?m)^(\s*)(?:[%!].*|\w[\w.]*\s*=\s*[%!].*|[\w.]+\?{1,2}\s*)$", r"\1pass", text)


def run_notebook(path: str) -> None:
    """All of its cells in one namespace and in its own folder, as a kernel does it."""
    folder, name = os.path.split(os.path.abspath(path))  # noqa: PTH100 - as above
    os.chdir(folder)
    sys.path.insert(0, folder)
    namespace = {"__name__": "__main__", "display": print, "get_ipython": lambda: None}
    for number, text in cells(name):
        exec(compile(text, "%s[%d]" % (os.path.join(folder, name), number), "exec"), namespace)  # noqa: PTH118, S102, UP031 - this is what a trial is for


def run_each(tell: "Callable[..., None]", names: Any, run: "Callable[[str], object]") -> int:
    """Every module or notebook, although one before it failed. One that only ends the program was not run."""
    sys.argv = ["-c"]
    tell("begun", "each")
    tell_names(tell, names)
    code = 0
    for name in names:
        tell("started", name)
        try:
            run(name)
            tell("result", name, "call", "passed", 0.0, "", "", 0)
        except SystemExit as ended:
            tell("result", name, "call", "skipped", 0.0, f"it ends the program with {ended.code!r}", "", 0)
        except BaseException as error:  # noqa: BLE001 - whatever one raises, the others are asked too
            code = 1
            traceback.print_exc()
            said = traceback.format_exception_only(type(error), error)[-1]
            tell("result", name, "call", "failed", 0.0, first_line(said), *inside(error.__traceback__))
    return code


def main() -> int:
    """The first word says how it is asked for: only `python -m pytest` imports from the folder in which it runs."""
    tell = open_channel()
    how, arguments = sys.argv[1], sys.argv[2:]
    if how == "imports":
        import_from(HERE)
        code = run_each(tell, arguments, importlib.import_module)
    elif how == "unittest":
        code = run_unittest(tell, arguments)
    elif how == "notebooks":
        import_from()
        code = run_each(tell, arguments, run_notebook)
    else:
        code = run_pytest(tell, arguments, imports_from_here=how == "module")
    tell("finished", code)
    return code


if __name__ == "__main__":
    sys.exit(main())
