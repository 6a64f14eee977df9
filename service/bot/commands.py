"""The commands that a comment may hold: a declared table, and the reading of a line. Pure."""

import difflib
import re
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from service.bot import texts
from service.bot.harmless import code

MOST = 5
VERSION = re.compile(r"(?:\d{1,2}\.\d{1,3}(?:\.\d{1,3})?|newest)", re.ASCII)
IGNORE = re.compile(r"(?P<rule>[\w-]+)(?:\s+until\s+(?P<until>\S+))?\s+because\s+(?P<reason>\S.*)", re.IGNORECASE)
LONGEST_REASON = 300


@dataclass(frozen=True, slots=True)
class Command:
    """One row of the table."""

    name: str
    arguments: str
    about: str

    @property
    def usage(self) -> str:
        return f"{texts.MENTION} {self.name}{' ' if self.arguments else ''}{self.arguments}"


COMMANDS = (
    Command("check", "[TF]", "checks this pull request again, on this TensorFlow or on the usual ones"),
    Command("plan", "", "all ways to newer TensorFlows, with what each costs"),
    Command("fix", "[TF]", "pushes the patch to this branch; for a fork, hands it over"),
    Command(
        "ignore",
        "RULE [until YYYY-MM-DD] because ...",
        "leaves a rule out here, with the reason, for good or until a day",
    ),
    Command("explain", "[RULE]", "what each finding means, and where that is written"),
    Command("help", "", "this table"),
)
BY_NAME = {command.name: command for command in COMMANDS}


class Asked(NamedTuple):
    """A command with what it was given: a version, a rule, a day and a reason, as far as it takes them."""

    name: str
    version: str | None = None
    rule: str | None = None
    until: str = ""
    reason: str = ""


class Misread(NamedTuple):
    """A line that is no command, and the sentence that helps; `word` is what was taken for its name."""

    word: str
    answer: str


def read(text: str, today: date) -> tuple[list[Asked | Misread], bool]:
    """The commands of a comment, each once, and whether there were more than are done."""
    lines = list(dict.fromkeys(filter(None, (line.strip() for line in text.splitlines()))))
    return [_line(line, today) for line in lines[:MOST]], len(lines) > MOST


def table() -> str:
    """The help."""
    rows = [f"| {code(command.usage)} | {command.about} |" for command in COMMANDS]
    return "\n".join([texts.COMMANDS_HEADINGS, *rows])


def _line(line: str, today: date) -> Asked | Misread:
    _, _, said = line.partition(" ")
    name, _, rest = said.strip().partition(" ")
    name, rest = name.lower() or "help", rest.strip()
    match name:
        case "check" | "fix":
            return _versioned(name, rest)
        case "ignore":
            return _ignore(rest, today)
        case "explain" if re.fullmatch(r"[\w-]*", rest):
            return Asked(name, rule=rest or None)
        case "plan" | "help" if not rest:
            return Asked(name)
        case "plan" | "help" | "explain":
            return _wrong(name, f"it takes nothing like {code(rest, 60)}")
        case _:
            close = difflib.get_close_matches(name, BY_NAME, 1)
            near = texts.NEAR.format(near=BY_NAME[close[0]].usage) if close else texts.NOTHING_NEAR
            return Misread(name, texts.UNKNOWN_COMMAND.format(word=code(name, 60), near=near))


def _versioned(name: str, rest: str) -> Asked | Misread:
    version = rest.lower().removeprefix("tensorflow").lstrip("= ")
    if not rest:
        return Asked(name)
    return (
        Asked(name, version=version) if VERSION.fullmatch(version) else _wrong(name, f"{code(rest, 60)} is no version")
    )


def _ignore(rest: str, today: date) -> Asked | Misread:
    found = IGNORE.fullmatch(rest)
    if found is None:
        return _wrong("ignore", "it needs a rule and a reason")
    until = found["until"] or ""
    try:
        if until and date.fromisoformat(until) < today:
            return _wrong("ignore", f"{code(until, 20)} is over")
    except ValueError:
        return _wrong("ignore", f"{code(until, 20)} is no day")
    return Asked("ignore", rule=found["rule"], until=until, reason=found["reason"][:LONGEST_REASON])


def _wrong(name: str, problem: str) -> Misread:
    return Misread(name, texts.WRONG_COMMAND.format(word=code(name), problem=problem, usage=BY_NAME[name].usage))
