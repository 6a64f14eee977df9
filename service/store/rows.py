"""Rows of the database to records and back. Times are text in UTC, always as long, so that they sort as they are."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from service.reading import Question
from service.report import Report
from service.store.database import Row
from service.store.records import (
    Cell,
    Event,
    EventKind,
    ListedRun,
    Request,
    Run,
    Source,
    SourceKind,
    State,
    TrialRow,
    TrialState,
    WorkerRow,
)
from service.store.turns import Priority


def now() -> str:
    return stamp(datetime.now(UTC))


def stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def request_columns(request: Request) -> dict[str, object]:
    return {
        "source": json.dumps(asdict(request.source)),
        "name": request.source.name,
        "project": request.project or project_of(request.source),
        "question": json.dumps(request.question._asdict()),
        "trials": int(request.trials),
        "priority": int(request.priority),
        "base": request.priority.base,
        "labels": json.dumps(sorted(set(request.labels))),
    }


def project_of(source: Source) -> str:
    """Where it comes from, in one way of writing: a repository without scheme and ending, or the name of the upload."""
    if source.url is None:
        return source.name
    address = urlsplit(source.url)
    return f"{(address.hostname or '').lower()}{address.path.removesuffix('/').removesuffix('.git')}"


def run(row: Row) -> Run:
    return Run(
        id=row["id"],
        state=State(row["state"]),
        request=Request(
            _source(row["source"]),
            _question(row["question"]),
            bool(row["trials"]),
            row["project"],
            Priority(row["priority"]),
            tuple(json.loads(row["labels"])),
        ),
        created=datetime.fromisoformat(row["created"]),
        started=_moment(row["started"]),
        ended=_moment(row["ended"]),
        attempts=row["attempts"],
        error=row["error"],
        hint=row["hint"],
        round=row["round"],
        turn=row["turn"],
        stuck=row["stuck"],
    )


def listed(row: Row) -> ListedRun:
    return ListedRun(run(row), tuple(Cell(*cell) for cell in json.loads(row["summary"])))


def event(row: Row) -> Event:
    kind, at = EventKind(row["kind"]), datetime.fromisoformat(row["at"])
    return Event(row["seq"], at, kind, row["label"], row["text"], row["outcome"])


def trial(row: Row) -> TrialRow:
    return TrialRow(
        key=row["key"],
        label=row["label"],
        state=TrialState(row["state"]),
        outcome=row["outcome"],
        reason=row["reason"],
        message=row["message"],
        seconds=row["seconds"],
        attempts=row["attempts"],
        retries=row["retries"],
        worker=row["worker"],
        started=_moment(row["started"]),
        ended=_moment(row["ended"]),
    )


def worker(row: Row) -> WorkerRow:
    started, seen = datetime.fromisoformat(row["started"]), datetime.fromisoformat(row["seen"])
    return WorkerRow(row["id"], row["host"], tuple(json.loads(row["labels"])), started, seen, row["beats"])


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
