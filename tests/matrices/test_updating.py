"""A rebuild writes what changed, leaves what failed, goes on with the others, and says all of it."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from matrices import releases, updates
from matrices.facts import Matrix
from matrices.updates import collect
from matrices.updating import Updating
from matrices.upstream import Job, Say, Update, UpstreamChanged

FOLDER = Path(updates.__file__).parent
TOOL = "releases/tool.json"


@pytest.fixture
def updating(folder):
    said: list[str] = []
    return Updating(folder.read().matrix, folder.path, date(2027, 1, 2), said.append), said


def update(name: str, job: Job, product: str = "tool") -> Update:
    return Update(name, "for a test", lambda _matrix: {product: job})


def same(matrix: Matrix) -> Job:
    return lambda _say: {TOOL: releases.dump(matrix.products["tool"].releases)}


def shorter(matrix: Matrix) -> Job:
    return lambda _say: {TOOL: releases.dump(matrix.products["tool"].releases[1:])}


def broken(_say: Say) -> Mapping[str, str]:
    raise UpstreamChanged("the page has another form")


def test_a_change_is_written_with_the_day_it_was_read(folder, updating):
    work, said = updating
    assert work.run([update("index", shorter(work.matrix))], ())
    matrix = folder.read().matrix
    assert [str(release.version) for release in matrix.products["tool"].releases] == ["1.1.0", "1.0.1", "1.0.0"]
    assert matrix.sources["pypi-tool"].read == date(2027, 1, 2)
    assert matrix.sources["trial-other"].read == date(2026, 11, 23)
    assert said == [f"{TOOL}: changed, review the difference"]


def test_nothing_new_writes_nothing(folder, updating):
    work, said = updating
    before = folder.read().texts
    assert work.run([update("index", same(work.matrix))], ())
    assert (folder.read().texts, said) == (before, [f"{TOOL}: unchanged"])


def test_a_failure_leaves_its_file_and_stops_nobody(folder, updating):
    work, said = updating
    before = folder.text(TOOL)
    done: list[str] = []

    def other(_say):
        done.append("other")
        return {}

    assert not work.run([update("first", broken), update("second", other)], ())
    assert (done, folder.text(TOOL)) == (["other"], before)
    assert said[0] == "tool: FAILED, its files are left as they were: UpstreamChanged: the page has another form"


def test_an_upstream_of_its_own_writes_new_files_and_marks_its_own_sources(folder, updating):
    work, said = updating
    own = Update("own", "for a test", lambda _matrix: {"own": lambda _say: {"own/x.bin": b"1"}}, ("trial-other",))
    assert work.run([own], ())
    assert (folder.path / "own/x.bin").read_bytes() == b"1"
    assert folder.read().matrix.sources["trial-other"].read == date(2027, 1, 2)
    assert said == ["own/x.bin: changed, review the difference"]


@pytest.mark.parametrize("name", ["index", "tool"])
def test_an_upstream_or_a_product_can_be_named(updating, name):
    work, said = updating
    assert work.run([update("index", same(work.matrix)), update("broken", broken, "another")], [name])
    assert said == [f"{TOOL}: unchanged"]


def test_a_name_that_nobody_has_is_said(updating):
    work, said = updating
    assert not work.run([update("index", same(work.matrix))], ["tol"])
    assert said == ["tol: no such upstream or product; there are index, tool"]


def test_an_upstream_is_called_like_its_file():
    names = [found.name for found in collect()]
    assert "pypi" in names
    assert names == sorted(path.stem for path in FOLDER.glob("[a-z]*.py"))
