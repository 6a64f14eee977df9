"""Trials as a file: one text for the same records, and every problem of a file that somebody wrote by hand."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name
from packaging.version import Version

from matrices.measuring.trial import Cure, Outcome, Question, Results, Trial
from matrices.problems import BadFacts, Problem
from matrices.reading import TEXT, VERSION, Kind, Table

FOLDER = "trials"

_PIN = r"[a-z0-9][a-z0-9-]*==\d[a-z0-9.+!]*"
_PINS = re.compile(f"{_PIN}( {_PIN})*")


def _day(value: object) -> date:
    if not isinstance(value, str):
        raise ValueError  # noqa: TRY004 - one exception for "not of this kind", as in reading.py
    return date.fromisoformat(value)


def _pins(value: object) -> str:
    """`name==version` for each package, between blanks."""
    if not isinstance(value, str) or not _PINS.fullmatch(value):
        raise ValueError
    return value


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
        raise ValueError
    return tuple(value)


def _errors(value: object) -> Mapping[str, str]:
    if not isinstance(value, dict) or not all(isinstance(text, str) and text for text in value.values()):
        raise ValueError
    return dict(value)


def _changes(value: object) -> Mapping[str, str | None]:
    if not isinstance(value, dict):
        raise ValueError  # noqa: TRY004 - as above
    pins = [f"{name}=={version or 0}" for name, version in value.items()]
    if not _PINS.fullmatch(" ".join(pins)) and pins:
        raise ValueError
    return dict(value)


DAY = Kind('a day, like "2026-11-23"', _day)
PINS = Kind('packages with versions, like "numpy==1.26.4 six==1.17.0"', _pins)
TEXTS = Kind("a list of texts", _texts)
ERRORS = Kind("stages with their errors", _errors)
CHANGES = Kind("packages with versions, or null where they are gone", _changes)
OUTCOME = Kind("one of " + ", ".join(Outcome), lambda value: Outcome(str(value)))


def path(data: Path, product: str) -> Path:
    return data / FOLDER / f"{product}.json"


def load(file: Path) -> tuple[Trial, ...]:
    """Raises BadFacts with every problem; no file means that nothing was measured yet."""
    if not file.exists():
        return ()
    trials, problems = examine(file.read_text(encoding="utf-8"), f"{FOLDER}/{file.name}")
    if problems:
        raise BadFacts(problems)
    return trials


def read(text: str, name: str) -> tuple[tuple[Trial, ...], tuple[Problem, ...]]:
    """The records; where that fails, those that are sound, and what is wrong with the others."""
    try:
        match json.loads(text):
            case list(records):
                return tuple(map(_built, records)), ()
            case _:
                return examine(text, name)
    except Exception:  # noqa: BLE001 - whatever a spoilt file makes of the fast way, the other names it
        return examine(text, name)


def _built(record: dict[str, Any]) -> Trial:
    """The fast way, without a look at what nobody has asked for yet."""
    beside = tuple(record.get("with", ()))
    question = Question(record["package"], Version(record["version"]), record["python"], beside)
    cure = record.get("cure")
    return Trial(
        question,
        date.fromisoformat(record["date"]),
        record["interpreter"],
        record.get("installed", ""),
        tuple(record.get("built", ())),
        record.get("refused", ""),
        _seen(record),
        Cure(tuple(cure["pins"]), cure["changed"], _seen(cure)) if cure else None,
    )


def _seen(record: dict[str, Any]) -> Results:
    return Results(tuple(record.get("passed", ())), record.get("failed", {}))


def examine(text: str, name: str) -> tuple[tuple[Trial, ...], tuple[Problem, ...]]:
    """The same with every value looked at."""
    problems: list[Problem] = []
    try:
        table = Table({"trial": json.loads(text)}, name, "", problems)
    except json.JSONDecodeError as error:
        return (), (Problem(name, "", str(error), "JSON"),)
    trials: dict[Question, Trial] = {}
    for record in table.list("trial", "version"):
        trial = _trial(record)
        if trial is None:
            continue
        if trial.question in trials:
            record.note("", str(trial.question), "every question once")
        trials[trial.question] = trial
    return tuple(trials.values()), tuple(problems)


def _trial(table: Table) -> Trial | None:
    package, version, python = table.take("package", TEXT), table.take("version", VERSION), table.take("python", TEXT)
    beside, day = table.maybe("with", TEXTS) or (), table.take("date", DAY)
    interpreter, outcome = table.take("interpreter", TEXT), table.take("outcome", OUTCOME)
    refused = table.maybe("refused", TEXT) or ""
    built, installed = table.maybe("built", TEXTS) or (), table.maybe("installed", PINS) or ""
    results, cure = _results(table), _cure(table.maybe_table("cure"))
    table.close()
    if not (package and version and python and day and interpreter and outcome):
        return None
    question = Question(canonicalize_name(package), version, python, beside)
    trial = Trial(question, day, interpreter, installed, built, refused, results, cure)
    if trial.outcome is not outcome:
        table.note("outcome", repr(outcome.value), repr(trial.outcome.value), "it follows from the stages")
    return trial


def _results(table: Table) -> Results:
    return Results(table.maybe("passed", TEXTS) or (), table.maybe("failed", ERRORS) or {})


def _cure(table: Table | None) -> Cure | None:
    if table is None:
        return None
    pins, changed = table.take("pins", TEXTS), table.take("changed", CHANGES)
    results = _results(table)
    table.close()
    return Cure(pins, changed, results) if pins and changed is not None else None


def dump(trials: Iterable[Trial]) -> str:
    """Sorted by package, version, interpreter and what is beside; what is empty is left out."""
    ordered = sorted(trials, key=lambda trial: trial.question.order)
    return json.dumps([_record(trial) for trial in ordered], indent=1, ensure_ascii=False) + "\n"


def _record(trial: Trial) -> dict[str, object]:
    question = trial.question
    record: dict[str, object] = {
        "package": question.package,
        "version": str(question.version),
        "python": question.python,
        "with": list(question.beside),
        "date": trial.day.isoformat(),
        "interpreter": trial.interpreter,
        "outcome": trial.outcome.value,
        "refused": trial.refused,
        **_stages(trial.results),
        "cure": _cure_record(trial.cure) if trial.cure else {},
        "built": list(trial.built),
        "installed": trial.listing,
    }
    return _without_empty(record)


def _cure_record(cure: Cure) -> dict[str, object]:
    record = {"pins": list(cure.pins), **_stages(cure.results)}
    return {**_without_empty(record), "changed": dict(sorted(cure.changed.items()))}


def _stages(results: Results) -> dict[str, object]:
    return {"passed": list(results.passed), "failed": dict(results.failed)}


def _without_empty(record: Mapping[str, object]) -> dict[str, object]:
    return {key: value for key, value in record.items() if value}


def replaced(trials: Sequence[Trial], new: Trial) -> tuple[Trial, ...]:
    """A newer answer takes the place of the older one to the same question."""
    return (*(trial for trial in trials if trial.question != new.question), new)
