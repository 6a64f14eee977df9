"""From the lines that a test runner told while it ran to what they say: kept as said, and believed as far as checked.

What is protected, and by what. The lines leave the container through a pipe as they are said: what was told cannot be
taken back or written over, and the worst that was ever said of a test counts. Nothing lies on a disk where another
program could forge it, and a line without the runner's key makes all of it doubtful. Names are known before the first
test runs, so a run that was cut short shows. What no harness can know is whether a test's own words are true: code in
the same process can lie about itself, as `assert True` can.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from service.sandbox.printable import last_line, printable
from service.testing import Ending, PerTest, Suite, Warned

WORK = "/work/"
MOST_WARNINGS = 1000
MOST = 10**9
"""Seconds of a test, and lines of a file."""
WORDS: Mapping[str, tuple[type, ...]] = {
    "begun": (str,),
    "collected": (list,),
    "uncollected": (str, str, str, int),
    "started": (str,),
    "result": (str, str, str, float, str, str, int),
    "warning": (str, str, str, int),
    "finished": (int,),
}
_RANKS = list(Ending)


def read(data: bytes, *, cut: bool = False) -> Suite | None:
    """What was told; None where no runner began to tell. `cut`: more was said than is kept."""
    lines = data.split(b"\n")
    begun = next((at for at, line in enumerate(lines) if _begins(line)), None)
    if begun is None:
        return None
    reader = _Reader(_record(lines[begun])[0])
    whole = lines[begun:-1]  # after the last end of line nothing was said, or half a line by a process that died
    for line in whole:
        if doubt := reader.take(line):
            return reader.suite(doubt)
    return reader.suite("it is longer than what is kept of it" if cut else "")


def before(data: bytes) -> bytes:
    """What came through the pipe before any runner began: the words of the engine, or of the shell."""
    lines = data.split(b"\n")
    begun = next((at for at, line in enumerate(lines) if _begins(line)), len(lines))
    return b"\n".join(lines[:begun])


def _begins(line: bytes) -> bool:
    record = _record(line)
    return len(record) == 3 and record[1] == "begun"  # noqa: PLR2004 - a key, a word and what it takes


def _record(line: bytes) -> list[Any]:
    """The words of a line; none where it is no line of a runner."""
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return []
    is_one = isinstance(record, list) and len(record) > 1 and all(isinstance(word, str) for word in record[:2])
    return [_plain(word) for word in record] if is_one and _is_as_agreed(record[1], record[2:]) else []


def _plain(word: Any) -> Any:  # noqa: ANN401 - JSON
    """What can be shown, kept and sent anywhere: no controls, and no halves of characters."""
    match word:
        case str():
            return word if word.isprintable() else printable(word.encode("utf-8", "backslashreplace").decode())
        case list():
            return [_plain(str(each)) for each in word]
        case _:
            return word


def _is_as_agreed(word: str, rest: list[Any]) -> bool:
    kinds = WORDS.get(word, ())
    return len(kinds) == len(rest) > 0 and all(
        isinstance(value, (kind, int) if kind is float else kind) for kind, value in zip(kinds, rest, strict=True)
    )


class _Reader:
    """Takes one line after the other, all with the key of the first."""

    def __init__(self, key: str) -> None:
        self._key = key
        self._collected: dict[str, None] = {}
        self._tests: dict[str, PerTest] = {}
        self._warnings: dict[Warned, None] = {}
        self._running = ""
        self._finished: int | None = None
        self._takes: Mapping[str, Callable[..., str]] = {
            "collected": self._take_names,
            "uncollected": self._take_uncollected,
            "started": self._take_start,
            "result": self._take_result,
            "warning": self._take_warning,
            "finished": self._take_end,
        }

    def take(self, line: bytes) -> str:
        """Why it cannot be believed; empty where it can."""
        record = _record(line)
        if not record or record[0] != self._key:
            return f"something else wrote into it: {last_line(line.decode(errors='replace'))[:100]!r}"
        if self._finished is not None:
            return "it goes on after its end"
        take = self._takes.get(record[1])
        return take(*record[2:]) if take else ""

    def suite(self, doubt: str) -> Suite:
        return Suite(
            collected=tuple(self._collected),
            tests=tuple(self._tests.values()),
            finished=self._finished,
            running=self._running,
            doubt=doubt,
            warnings=tuple(self._warnings),
        )

    def _take_names(self, names: list[Any]) -> str:
        self._collected |= dict.fromkeys(names)
        return ""

    def _take_uncollected(self, name: str, message: str, path: str, line: int) -> str:
        self._tests[name] = PerTest(name, Ending.ERROR, message, _inside(path), _line(line))
        return ""

    def _take_start(self, name: str) -> str:
        self._running = name
        return ""

    def _take_result(self, name: str, when: str, said: str, seconds: float, *failure: Any) -> str:  # noqa: ANN401 - read
        message, path, line = failure
        if name not in self._collected:
            return f"it tells of a test that was not collected: {name[:100]!r}"
        ending = _ending(when, said)
        if ending is not None:
            new = PerTest(name, ending, message, _inside(path), _line(line))
            known = self._tests.get(name, new)
            worst = max(known, new, key=lambda each: _RANKS.index(each.ending))
            self._tests[name] = worst._replace(seconds=max(known.seconds, _seconds(seconds)))
        return ""

    def _take_warning(self, category: str, message: str, path: str, line: int) -> str:
        if path.startswith(WORK) and len(self._warnings) < MOST_WARNINGS:
            self._warnings[Warned(category, message, _inside(path), _line(line) or 0)] = None
        return ""

    def _take_end(self, code: int) -> str:
        self._finished, self._running = code, ""
        return ""


def _ending(when: str, said: str) -> Ending | None:
    """What one phase says of its test: a setup that passed says nothing yet, and neither does a call to be repeated."""
    match when, said:
        case (("setup" | "teardown"), "passed"):
            return None
        case (("setup" | "teardown"), "failed"):
            return Ending.ERROR
        case _, "rerun":
            return None
        case _, known:
            return Ending(known) if known in _RANKS else Ending.FAILED


def _seconds(said: float) -> float:
    """A clock that was tampered with says anything, also what is no number."""
    return float(said) if 0 < said < MOST else 0.0


def _line(said: int) -> int | None:
    return said if 0 < said < MOST else None


def _inside(path: str) -> str:
    return path.removeprefix(WORK)
