"""Projects from their runs: the newest answer counts, the last ones are a trend, sorted by what matters."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from service.headline import Headline
from service.reading import Question
from service.store.records import Cell, ListedRun, Request, Run, Source, SourceKind, State
from service.store.rows import project_of
from service.web.projects import matching, ordered, row, together

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)


def run(name: str, hour: int, state: State = State.DONE, *, reach: str = "2.16.2", url: str | None = None) -> ListedRun:
    source = Source(SourceKind.GIT if url else SourceKind.ARCHIVE, name, url)
    fields: dict[str, object] = dict.fromkeys(Run.__dataclass_fields__) | {
        "id": f"{name}-{hour}",
        "state": state,
        "request": Request(source, Question(), project=project_of(source)),
        "created": NOON + timedelta(hours=hour),
        "error": "lost" if state is State.FAILED else "",
    }
    cells = (Cell(reach, "breaks", "works"), Cell("2.21.0", "breaks", "breaks")) if state is State.DONE else ()
    return ListedRun(Run(**fields), cells)  # type: ignore[arg-type]  # what a project is made from is there


def headline(with_patch: str | None, newest: str = "2.21.0", as_it_is: str | None = None) -> Headline:
    return Headline("2.15.1", "3.11", False, as_it_is, with_patch, newest, False, "", "numpy goes", ())


def test_the_newest_answer_counts_and_the_last_ones_are_a_trend():
    runs = [run("a", 3, State.FAILED), run("a", 2, reach="2.17.1"), run("a", 1)]
    found = row(runs, lambda _: headline("2.17.1"))
    assert (found.last, found.state, found.answered, found.runs, found.error) == ("a-3", State.FAILED, "a-2", 3, "lost")
    assert [point.with_patch for point in found.trend] == ["2.16.2", "2.17.1"]
    assert [cell.tensorflow for cell in found.cells] == ["2.17.1", "2.21.0"]


def test_while_its_first_trials_go_on_a_project_has_the_answer_from_its_text():
    going = replace(run("a", 2, reach="2.17.1"), run=run("a", 2, State.RUNNING).run)
    assert row([going], lambda _: headline("2.17.1")).answered == "a-2"
    assert row([going, run("a", 1)], lambda _: headline("2.16.2")).answered == "a-1"
    assert row([run("a", 2, State.RUNNING)], lambda _: headline("2.16.2")).headline is None


def test_uploads_go_together_by_their_name_and_repositories_by_their_address():
    runs = [run("a", 4), run("a", 3, url="https://x.org/a"), run("b", 2), run("a", 1)]
    assert [[one.run.id for one in group] for group in together(runs)] == [["a-4", "a-1"], ["a-3"], ["b-2"]]


def test_they_are_filtered_and_sorted_by_what_matters():
    heads = {"a": headline("2.21.0"), "b": headline("2.16.2"), "c": headline("2.21.0", as_it_is="2.21.0"), "d": None}
    rows = [row([run(name, hour)], lambda one: heads[one.request.source.name]) for hour, name in enumerate(heads)]
    assert [one.name for one in ordered(rows, "blocked")] == ["b", "d", "a", "c"]
    assert [one.name for one in ordered(rows, "reach")][2:] == ["b", "d"]
    assert [one.name for one in ordered(rows, "last")] == ["d", "c", "b", "a"]
    assert [one.name for one in ordered(rows, "name")] == ["a", "b", "c", "d"]
    for reach, names in (("newest", "c"), ("patch", "a"), ("blocked", "b"), ("unanswered", "d"), ("", "abcd")):
        assert "".join(one.name for one in matching(rows, "", reach)) == names
    assert [one.name for one in matching(rows, "NUMPY b", "")] == ["b"]
