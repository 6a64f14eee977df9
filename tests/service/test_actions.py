"""Actions decide: what is wrong is told at once, with what to do; what is right is stored."""

import io
import random
from concurrent.futures import ThreadPoolExecutor

import pytest

from service.actions import (
    ArchiveProject,
    Desk,
    GetPatch,
    GetReport,
    GetRun,
    GitProject,
    ListRuns,
    RequestRun,
)
from service.errors import NotFound, NotReady, WrongUse
from service.reading import Question
from service.store import keys
from service.store.hold import Hold
from service.store.live import Live
from service.store.records import SourceKind, State

GIT = GitProject("https://8.8.8.8/owner/project.git", "main")
NOBODY = "0" * 16


def taken(desk: Desk) -> Hold:
    run = ListRuns().perform(desk)[0].run
    hold = Hold.take(desk.store, run.id, run.round)
    assert hold
    return hold


def test_a_repository_is_queued(desk):
    run = RequestRun(GIT, Question(targets=("newest",))).perform(desk)
    assert run.state is State.QUEUED
    assert (run.request.source.kind, run.request.source.name) == (SourceKind.GIT, "project")
    assert ListRuns().perform(desk)[0].run == run


def test_an_archive_is_queued_by_the_last_part_of_its_name(desk, packed):
    content = packed()
    run = RequestRun(ArchiveProject("C:\\me\\../project\u202e.tar.gz", content), Question()).perform(desk)
    assert run.request.source.name == "project.tar.gz"
    assert taken(desk).archive() == content


def test_large_uploads_are_in_memory_one_at_a_time(desk, packed):
    """They come as files, and many may come at once."""
    content = packed({"a.py": "import tensorflow\n", "data.bin": random.randbytes(2 << 20)})
    held: list[int] = []
    most = []

    class Upload(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            held.append(1)
            most.append(len(held))
            return super().read(size)

    def ask() -> None:
        run = RequestRun(ArchiveProject("a.tar.gz", Upload(content)), Question()).perform(desk)
        held.pop()
        assert desk.store.artifacts.get(keys.archive(run.id)) == content

    with ThreadPoolExecutor(4) as pool:
        for asked in [pool.submit(ask) for _ in range(8)]:
            asked.result()
    # One may begin where another one has just let go, and has yet to say so.
    assert len(most) == 8
    assert max(most) <= 2


@pytest.mark.parametrize("name", ["", "/", "..", "\0"])
def test_an_archive_without_a_name_has_one(desk, packed, name):
    assert RequestRun(ArchiveProject(name, packed()), Question()).perform(desk).request.source.name


@pytest.mark.parametrize(
    ("question", "message"),
    [
        (Question(targets=("2.99",)), "tensorflow 2.99 is not a known release; the nearest"),
        (Question(targets=("2.16", "nonsense")), "nonsense is not a known release"),
        (Question(baseline="3"), "is not a known release"),
        (Question(python="3"), "expected two numbers"),
        (Question(python="3.11; id"), "expected two numbers"),
        (Question(targets=("2.16",) * 51), "51 versions"),
    ],
)
def test_a_question_that_has_no_answer_is_refused(desk, question, message):
    with pytest.raises(WrongUse, match=message) as caught:
        RequestRun(GIT, question).perform(desk)
    assert caught.value.hint
    assert ListRuns().perform(desk) == ()


def test_what_is_no_archive_is_refused_before_it_is_stored(desk):
    with pytest.raises(WrongUse, match=r"notes\.txt: not a readable archive"):
        RequestRun(ArchiveProject("notes.txt", b"words"), Question()).perform(desk)
    assert ListRuns().perform(desk) == ()


@pytest.mark.parametrize("action", [GetRun(NOBODY), GetReport(NOBODY), GetPatch(NOBODY), ListRuns(before=NOBODY)])
def test_a_run_that_is_not_there_is_told(desk, action):
    with pytest.raises(NotFound, match=NOBODY):
        action.perform(desk)


@pytest.mark.parametrize("limit", [0, -1, 201])
def test_a_page_has_a_size_that_can_be_shown(desk, limit):
    with pytest.raises(WrongUse, match="expected 1 to 200"):
        ListRuns(limit).perform(desk)


def test_a_run_that_waits_has_no_report_yet(desk):
    run = RequestRun(GIT, Question()).perform(desk)
    state = GetRun(run.id).perform(desk)
    assert (state.run, state.live, state.report) == (run, Live(), None)
    for action in (GetReport(run.id), GetPatch(run.id)):
        with pytest.raises(NotReady, match="is queued") as caught:
            action.perform(desk)
        assert caught.value.status == 409
        assert run.id in caught.value.hint


def test_a_run_that_failed_says_why_instead_of_a_report(desk):
    run = RequestRun(GIT, Question()).perform(desk)
    taken(desk).fail("no such branch", "name another")
    with pytest.raises(NotFound, match="failed and has no report: no such branch") as caught:
        GetReport(run.id).perform(desk)
    assert caught.value.hint == "name another"
