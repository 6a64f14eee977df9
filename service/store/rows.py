"""Rows of the database to records and back. Times are text in UTC, always as long, so that they sort as they are."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from service.reading import Question
from service.report import Report
from service.store.database import Row
from service.store.records import Cell, Event, EventKind, ListedRun, Request, Run, Source, SourceKind, State


def now() -> str:
    return stamp(datetime.now(UTC))


def stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def request_columns(request: Request) -> dict[str, object]:
    return {
        "source": json.dumps(asdict(request.source)),
        "name": request.source.name,
        "question": json.dumps(request.question._asdict()),
        "trials": int(request.trials),
    }


def run(row: Row) -> Run:
    return Run(
        id=row["id"],
        state=State(row["state"]),
        request=Request(_source(row["source"]), _question(row["question"]), bool(row["trials"])),
        created=datetime.fromisoformat(row["created"]),
        started=_moment(row["started"]),
        ended=_moment(row["ended"]),
        attempts=row["attempts"],
        error=row["error"],
        hint=row["hint"],
    )


def listed(row: Row) -> ListedRun:
    return ListedRun(run(row), tuple(Cell(*cell) for cell in json.loads(row["summary"])))


def event(row: Row) -> Event:
    kind, at = EventKind(row["kind"]), datetime.fromisoformat(row["at"])
    return Event(row["seq"], at, kind, row["label"], row["text"], row["outcome"])


def summary(report: Report) -> str:
    """The cells of a report, as the store keeps them for lists."""
    return json.dumps([(part.tensorflow, part.verdict, part.after_patch) for part in report.candidates])


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _source(text: str) -> Source:
    fields = json.loads(text)
    return Source(**{**fields, "kind": SourceKind(fields["kind"])})


def _question(text: str) -> Question:
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in json.loads(text).items()
    }
    return Question(**values)
