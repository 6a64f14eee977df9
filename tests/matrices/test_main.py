"""The door: what it prints, where, and how it ends."""

from pathlib import Path

import pytest

from matrices import checks, updates
from matrices.__main__ import main
from matrices.upstream import Update

CONFLICTS, RELEASES = "conflicts.toml", "releases/tool.json"


def run(path: Path, *arguments: str) -> int:
    return main(["--data", str(path), *arguments])


def test_check_of_sound_facts(folder, capsys):
    assert run(folder.path, "check") == 0
    assert capsys.readouterr() == ("", f"0 problems, {len(checks.chosen())} checks\n")


def test_check_prints_every_problem_on_stdout(folder, capsys):
    folder.spoil(RELEASES, '"2024-03-01"', "1")
    folder.spoil("conflicts.toml", 'how = "measured"', 'how = "felt"')
    assert run(folder.path, "check") == 1
    out, err = capsys.readouterr()
    assert "schema: releases/tool.json: release[1.1.0].date: found 1" in out
    assert "schema: conflicts.toml: conflict[other-2].how: found 'felt'" in out
    assert out.count("\n") == int(err.partition(" ")[0])


def test_fix_makes_canonical_and_says_so(folder, capsys):
    canonical = folder.text(CONFLICTS)
    folder.spoil(CONFLICTS, '">=1.0,<1.1"', '"<1.1, >=1.0"')
    assert run(folder.path, "fix") == 0
    assert (folder.text(CONFLICTS), capsys.readouterr().err) == (canonical, f"{CONFLICTS}: rewritten\n")
    assert run(folder.path, "check") == 0


def test_fix_writes_nothing_when_something_cannot_be_read(folder, capsys):
    folder.spoil(CONFLICTS, '">=1.0,<1.1"', '"<1.1, >=1.0"')
    folder.spoil(RELEASES, '"six"', '"six <"')
    before = folder.text(CONFLICTS)
    assert run(folder.path, "fix") == 1
    assert folder.text(CONFLICTS) == before
    assert "Nothing was written: repair these first." in capsys.readouterr().err


@pytest.mark.parametrize(("broken", "code"), [(False, 0), (True, 1)])
def test_update_runs_the_upstreams(folder, capsys, monkeypatch, broken, code):
    def job(say):
        say("reading")
        if broken:
            raise OSError("no route")
        return {RELEASES: folder.text(RELEASES)}

    monkeypatch.setattr(updates, "collect", lambda: (Update("index", "", lambda _matrix: {"tool": job}),))
    assert run(folder.path, "update") == code
    assert capsys.readouterr().err.startswith("reading\n")


@pytest.mark.parametrize("arguments", [[], ["mend"], ["check", "extra"]])
def test_wrong_use(arguments):
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
