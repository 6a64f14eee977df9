"""What nobody wanted for long goes, and nothing that could be in use."""

import os
from pathlib import Path

import pytest

from service.sandbox.environments import Environments
from service.sandbox.eviction import DAY, IN_USE, Kept, kept, surplus, take_away
from service.settings import Settings

NOW = 1e9
HOUR = 3600.0


def one(name: str, size: int, age: float) -> Kept:
    return Kept(Path(name), size, NOW - age)


def gone(*them: Kept, most: int = 100) -> list[str]:
    return [each.path.name for each in surplus(them, NOW, 30, most)]


def test_what_is_too_old_goes_whatever_it_takes():
    assert gone(one("old", 1, 31 * DAY), one("newer", 1, 29 * DAY)) == ["old"]


def test_beyond_the_limit_the_longest_unwanted_goes_until_the_rest_fits():
    assert gone(one("b", 60, 2 * DAY), one("a", 60, 3 * DAY), one("c", 30, 1.5 * DAY)) == ["a"]
    assert gone(one("b", 60, 2 * DAY), one("a", 60, 3 * DAY), one("c", 30, 1.5 * DAY), most=50) == ["a", "b"]
    assert gone(one("a", 100, 3 * DAY)) == []


def test_what_may_be_in_a_trial_stays_even_where_it_is_too_much():
    assert gone(one("a", 500, IN_USE - 1), one("b", 500, HOUR)) == []
    assert gone(one("a", 500, IN_USE + 1), one("b", 500, HOUR)) == ["a"]


@pytest.fixture
def environment(tmp_path):
    folder = tmp_path / "environments" / "key"
    folder.mkdir(parents=True)
    (folder / "file").write_bytes(bytes(10_000))
    (folder / "link").symlink_to("/nowhere")
    os.utime(folder, (NOW, NOW))
    folder.chmod(0o555)
    return folder


def test_size_and_time_are_read_from_the_disk(environment, tmp_path):
    (found,) = kept(environment.parent)
    assert (found.path, found.wanted) == (environment, NOW)
    assert 10_000 <= found.size < 30_000
    assert kept(tmp_path / "nothing") == []


def test_it_is_taken_away_whole(environment, tmp_path):
    (found,) = kept(environment.parent)
    away = take_away(found, tmp_path / "old")
    assert away is not None
    assert (away / "file").exists()
    assert not environment.exists()
    assert take_away(found, tmp_path / "old") is None


def test_what_is_wanted_again_meanwhile_stays(environment, tmp_path):
    (found,) = kept(environment.parent)
    os.utime(environment)
    assert take_away(found, tmp_path / "old") is None
    assert (environment / "file").exists()
    assert environment.stat().st_mode & 0o777 == 0o555


@pytest.mark.engine
def test_the_old_makes_room_for_the_new(engine, sandbox, environment, tmp_path):
    left = tmp_path / "packages" / "old" / "half"
    left.mkdir(parents=True)
    prepared = Environments(engine, tmp_path, Settings().ca_bundle).prepare(
        (), "3.11", sandbox.image("3.11", print), print
    )
    assert [path.name for path in (tmp_path / "environments").iterdir()] == [prepared.key]
    assert not environment.exists()
    assert not list((tmp_path / "packages" / "old").iterdir())
