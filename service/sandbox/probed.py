"""From the lines that were told of things tried alone to their runs: kept as said, believed as far as checked.

A line is signed by the process that tells; what a thing's own process said is a text in it, that is of this thing alone
and taken for no more than it is: known words, with values of known kinds.
"""

import hmac
import json
import math
import signal
from collections.abc import Iterator
from typing import Any, NamedTuple

from service.nouns import Reason
from service.numbers import is_of_text, length_of
from service.probes import Array, Level, Run
from service.sandbox.causes import cause
from service.sandbox.printable import last_line, printable

TEXT = 1200
MOST_ARRAYS = 1000
MOST_VALUES = 1 << 17
LARGEST = 1 << 48
SAID_OF_AN_ARRAY = (str, str, list, str, list, list)
NOT_FINITE = ("nan", "inf", "-inf")
WORK = "/work/"


class Told(NamedTuple):
    """The runs of each thing, in the order in which they were asked for; `doubt` says why no more is believed."""

    runs: tuple[tuple[Run, ...], ...] = ()
    doubt: str = ""


def read(data: bytes, things: int, seeds: int, *, out_of_memory: bool = False) -> Told:
    """What was told. `out_of_memory`: the engine saw a process killed for that."""
    lines = data.split(b"\n")[:-1]
    begun = next((at for at, line in enumerate(lines) if _record(line)[1:] == ["begun", "alone"]), None)
    if begun is None:
        return Told()
    reader = _Reader(_record(lines[begun])[0], things, seeds, lacked=out_of_memory)
    doubt = next((why for line in lines[begun + 1 :] if (why := reader.take(line))), "")
    return Told(tuple(tuple(runs) for runs in reader.runs), doubt)


class _Reader:
    """Takes one line after the other, each signed and with its number: none was left out or put between."""

    def __init__(self, key: str, things: int, seeds: int, *, lacked: bool) -> None:
        self._key, self._seeds, self._lacked = key.encode(), seeds, lacked
        self._count = 0
        self._said: list[str] = []
        self.runs: list[list[Run]] = [[] for _ in range(things)]

    def take(self, line: bytes) -> str:
        """Why it cannot be believed; empty where it can."""
        match [*_record(line)]:
            case [str() as signed, str() as text] if self._is_signed(signed, text):
                words = _record(text.encode(), int)
            case _:
                return "something else wrote into what was told"
        if words[0] != self._count:
            return "a part of what was told is missing"
        self._count += 1
        return self._take(words[1:])

    def _is_signed(self, signed: str, text: str) -> bool:
        try:
            key = bytes.fromhex(self._key.decode())
        except ValueError:
            return False
        return hmac.compare_digest(hmac.new(key, text.encode(), "sha256").hexdigest().encode(), signed.encode())

    def _take(self, words: list[Any]) -> str:
        match words:
            case ["started", int(), int()]:
                self._said = []
            case ["said", int(), int(), str() as line]:
                self._said.append(line)
            case ["ended", int() as thing, int() as run, int() as status, bool() as late, float() | int() as seconds]:
                if not 0 <= thing < len(self.runs) or run != len(self.runs[thing]) or run >= self._seeds:
                    return "it tells of what was not asked"
                self.runs[thing].append(_run(self._said, status, float(seconds), late=late, lacked=self._lacked))
            case _:
                return ""
        return ""


def _record(line: bytes, first: type = str) -> list[Any]:
    """The words of a line, of which the first has a known type; else one that says nothing."""
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return [""]
    words = record if isinstance(record, list) else []
    return words if words and isinstance(words[0], first) else [""]


def _run(said: list[str], status: int, seconds: float, *, late: bool, lacked: bool) -> Run:
    """One process: what it said, and how it ended, which counts more."""
    words = [word for line in said if (word := _record(line.encode(errors="replace")))]
    arrays = tuple(_arrays(words))
    level, whole = _level(words)
    unrun = tuple((_text(way), _text(why)) for way, why in _those(words, "unrun", 2))[:MOST_ARRAYS]
    reason, message = _ended(words, status, seconds, late=late, lacked=lacked)
    return Run(reason, message, level, whole, arrays, unrun, seconds)


def _ended(
    words: list[list[Any]], status: int, seconds: float, *, late: bool, lacked: bool
) -> tuple[Reason | None, str]:
    number = status & 0x7F
    if late:
        return Reason.TIMED_OUT, f"did not end within {seconds:.0f} s"
    if number == signal.SIGKILL:
        more = "needed more memory than a trial may use" if lacked else "killed from outside (SIGKILL)"
        return Reason.OUT_OF_MEMORY, f"{more}, as happens when memory lacks" if not lacked else more
    if number:
        return Reason.CRASHED, f"crashed with {_name(number)}"
    for (raised,) in _those(words, "raised", 1):
        message = _text(raised)
        return cause(message) or Reason.EXCEPTION, message
    return (None, "") if ["done"] in words else (Reason.BROKEN_OFF, "its process ended without a word")


def _name(number: int) -> str:
    return signal.Signals(number).name if number in signal.valid_signals() else f"signal {number}"


def _level(words: list[list[Any]]) -> tuple[Level | None, str]:
    for level, why in _those(words, "level", 2):
        if level in list(Level):
            return Level(level), _text(why)
    return None, ""


def _those(words: list[list[Any]], word: str, count: int) -> Iterator[list[str]]:
    """What follows a word, where it is as many texts as agreed."""
    for each in words:
        if each[0] == word and len(each) == count + 1 and all(isinstance(one, str) for one in each[1:]):
            yield each[1:]


def _arrays(words: list[list[Any]]) -> Iterator[Array]:
    """At most as many values as there is room for: the program inside keeps to it, others may not."""
    room, known = MOST_VALUES, set[str]()
    for each in words:
        array = _array(each)
        if array is None or array.path in known or len(known) >= MOST_ARRAYS or len(array.values) > room:
            continue
        room -= len(array.values)
        known.add(array.path)
        yield array


def _array(words: list[Any]) -> Array | None:
    """None where it is not said as agreed, or holds what nobody could compare."""
    if len(words) != 1 + len(SAID_OF_AN_ARRAY) or words[0] != "array":
        return None
    if not all(isinstance(value, kind) for value, kind in zip(words[1:], SAID_OF_AN_ARRAY, strict=True)):
        return None
    path, dtype, shape, digest, about, values = words[1:]
    array = Array(_text(path), _text(dtype), tuple(shape), digest[:64], tuple(about), tuple(values))
    return array if _is_sound(array) else None


def _is_sound(array: Array) -> bool:
    """Whether it has as many numbers, or as much text, as its dtype and its shape say."""
    sizes: tuple[object, ...] = array.shape  # as it was said
    if not all(isinstance(size, int) and 0 <= size < LARGEST for size in sizes):
        return False
    is_one = (lambda value: isinstance(value, str)) if is_of_text(array.dtype) else _is_number
    if not all(map(is_one, array.values)) or not all(map(_is_number, array.about)) or len(array.about) not in {0, 4}:
        return False
    length = length_of(array)
    return bool(array.values) == bool(length) and len(array.values) <= length


def _is_number(value: object) -> bool:
    """What is not finite has no word in JSON, and comes as text."""
    return isinstance(value, int) or (isinstance(value, float) and math.isfinite(value)) or value in NOT_FINITE


def _text(text: str) -> str:
    """One line that can be shown, with paths as the project has them."""
    return last_line(printable(text.replace("\n", " "))).replace(WORK, "")[:TEXT]
