"""The check run of a commit: one, found by its key, with its annotations in batches that are never said twice."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Protocol

from service.bot.forge import Annotation, Told
from service.bot.github.models import AnnotationModel, CheckModel, IdModel

NAME = "upflow"
BATCH = 50
MOST = 500
STARTED = {"title": "Base and head are checked", "summary": "The result comes here when the runs are over."}
LONGEST_TITLE, LONGEST_MESSAGE, LONGEST_SUMMARY = 255, 4_000, 60_000


class Asks(Protocol):
    """A repository, as far as checks need it."""

    def send(
        self, method: str, path: str, data: Mapping[str, object] | None = None, *, once: bool = False
    ) -> object: ...

    def pages(self, path: str, key: str | None = None, **parameters: str | int) -> list[object]: ...


def find(asks: Asks, head: str, key: str) -> int | None:
    """The check that was made under a key, the oldest if two were."""
    pages = asks.pages(f"/commits/{head}/check-runs", "check_runs", check_name=NAME, filter="all")
    found = (CheckModel.model_validate(each) for each in pages)
    return min((each.id for each in found if each.external_id == key), default=None)


def start(asks: Asks, head: str, key: str, link: str) -> int:
    """A new check; where somebody else made one at the same time, the older one counts and the other is skipped."""
    data = {"name": NAME, "head_sha": head, "external_id": key, **_going(link)}
    made = IdModel.model_validate(asks.send("POST", "/check-runs", data)).id
    first = find(asks, head, key) or made
    if first != made:
        asks.send("PATCH", f"/check-runs/{made}", {"status": "completed", "conclusion": "skipped"})
    return first


def restart(asks: Asks, check: int, link: str) -> None:
    asks.send("PATCH", f"/check-runs/{check}", _going(link))


def end(asks: Asks, check: int, told: Told, link: str) -> None:
    """Annotations first, fifty at a time, those that are there already left out; the conclusion last, with the rest."""
    there = Counter(_there(asks, check))
    missing = []
    for annotation in told.annotations[:MOST]:
        key = _key(annotation.path, annotation.line, annotation.title, annotation.message)
        if there[key]:
            there[key] -= 1
        else:
            missing.append(_annotation(annotation))
    batches = [missing[at : at + BATCH] for at in range(0, len(missing), BATCH)] or [[]]
    for number, batch in enumerate(batches, 1):
        output = {"title": told.title[:LONGEST_TITLE], "summary": told.summary[:LONGEST_SUMMARY], "annotations": batch}
        is_last = number == len(batches)
        over = {"status": "completed", "conclusion": told.conclusion.value, "completed_at": _now()} if is_last else {}
        asks.send("PATCH", f"/check-runs/{check}", {"output": output, **over, **_link(link)}, once=bool(batch))


def _there(asks: Asks, check: int) -> Iterator[tuple[str, int, str, str]]:
    for each in asks.pages(f"/check-runs/{check}/annotations"):
        found = AnnotationModel.model_validate(each)
        yield _key(found.path, found.start_line, found.title or "", found.message or "")


def _key(path: str, line: int, title: str, message: str) -> tuple[str, int, str, str]:
    return path, line, title[:LONGEST_TITLE], message[:LONGEST_MESSAGE]


def _annotation(one: Annotation) -> dict[str, object]:
    path, line, title, message = _key(one.path, one.line, one.title, one.message)
    place = {"path": path, "start_line": line, "end_line": line}
    return {**place, "annotation_level": one.level.value, "title": title, "message": message}


def _going(link: str) -> dict[str, object]:
    return {"status": "in_progress", "started_at": _now(), "output": STARTED, **_link(link)}


def _link(link: str) -> dict[str, object]:
    return {"details_url": link} if link else {}


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
