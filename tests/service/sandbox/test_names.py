"""Names of users: one for each that a trial may be, written whole, and mounted where they are."""

import pytest

from service.sandbox.names import FILES, lay, mounts
from service.sandbox.recipe import STRANGERS


@pytest.mark.parametrize("name", FILES)
def test_whoever_a_trial_runs_as_has_a_name_and_no_other_number_comes_twice(name):
    numbers = [int(line.split(":")[2]) for line in FILES[name]]
    assert set(STRANGERS) < set(numbers)
    assert len(numbers) == len(set(numbers))


def test_they_are_mounted_read_only_once_they_are_there(tmp_path):
    environment = str(tmp_path / "environments" / "key")
    assert mounts(environment) == ()
    lay(tmp_path)
    lay(tmp_path)
    found = {each.target: each for each in mounts(environment)}
    assert set(found) == {"/etc/passwd", "/etc/group"}
    assert not any(each.writable for each in found.values())
    assert sorted(path.name for path in (tmp_path / "names").iterdir()) == ["group", "passwd"]


def test_what_somebody_else_wrote_there_is_replaced(tmp_path):
    lay(tmp_path)
    there = tmp_path / "names" / "passwd"
    there.write_text("root::0:0::/:/bin/sh\n")
    lay(tmp_path)
    assert there.read_text().splitlines() == list(FILES["passwd"])
