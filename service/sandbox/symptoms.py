"""What an output says that went wrong: Python's last traceback, pytest's summary, unittest's count."""

import re

_EXCEPTION = re.compile(
    r"^(?:\w+\.)*[A-Z]\w*(?:Error|Exception|Exit|Interrupt|Warning|Failure|Failed|NotFound)(?:: .*|:|)$"
)
_QUALIFIED = re.compile(r"^(?:\w+\.)*\w+(?:: .*|:|)$")
_ASIDE = re.compile(r"^(?:Exception ignored in|Exception in thread|Exception ignored on)\b")
_TRACEBACK = "Traceback (most recent call last):"
_FAILED = re.compile(r"^(?:FAILED|ERROR) (\S.*?)(?: - (.*))?$")
_E_LINE = re.compile(r"^E   +(\S.*)$")
_COUNTS = re.compile(r"\b\d+ (?:passed|failed|errors?|skipped|deselected|xfailed|xpassed|warnings?)\b")


def exception(log: str) -> str:
    """The last line of the last traceback that could end a program, or nothing."""
    lines = log.splitlines()
    for at in range(len(lines) - 1, -1, -1):
        aside = at and _ASIDE.match(lines[at - 1])
        if lines[at].strip() == _TRACEBACK and not aside and (found := _after_frames(lines[at + 1 :])):
            return found
    return next((line.strip() for line in reversed(lines) if _EXCEPTION.match(line)), "")


def _after_frames(lines: list[str]) -> str:
    """Frames are indented; the first line that is not names the exception."""
    line = next((line for line in lines if line.strip() and not line.startswith((" ", "\t"))), "")
    return line.strip() if _QUALIFIED.match(line.strip()) else ""


def pytest_failures(log: str) -> list[str]:
    """One line for each test of pytest's short summary, in its order."""
    _, found, summary = log.rpartition("short test summary info")
    matches = [_FAILED.match(line) for line in summary.splitlines()] if found else []
    return [f"{match[1]}: {match[2]}" if match[2] else match[1] for match in matches if match]


def pytest_error(log: str) -> str:
    """The first line that pytest marks with E: what was raised, in full, where the summary is cut."""
    return next((match[1] for line in log.splitlines() if (match := _E_LINE.match(line))), "")


def pytest_ran_none(log: str) -> bool:
    """The last line counts, and counts nothing that ran: all skipped, or deselected."""
    counts = next((line for line in reversed(log.splitlines()) if _COUNTS.search(line)), "")
    return bool(counts) and not re.search(r"\b\d+ (?:passed|failed|errors?|xfailed|xpassed)\b", counts)


def unittest_ran_none(log: str) -> bool:
    return bool(re.search(r"^Ran 0 tests in ", log, re.MULTILINE)) and not re.search(r"^Ran [1-9]", log, re.MULTILINE)


def unittest_failed(log: str) -> str:
    found = re.search(r"^FAILED \((?:failures|errors|unexpected).*\)$", log, re.MULTILINE)
    return found[0] if found else ""
