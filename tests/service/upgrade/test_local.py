"""Commits one a rule family in a real repository: each on the one before, all together the patch, and nothing runs."""

import subprocess
from pathlib import Path

import pytest

from service.cli import main

CODE = b"import numpy as np\r\nimport tensorflow as tf\r\n\r\nx = np.float_(3)\r\ntf.keras.optimizers.Adam(lr=0.1)\r\n"


def git(folder: Path, *words: str) -> str:
    done = subprocess.run(["git", *words], cwd=folder, capture_output=True, check=True)
    return done.stdout.decode("utf-8", "surrogateescape")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "repository/models é"
    folder.mkdir(parents=True)
    (folder / "train me.py").write_bytes(CODE)
    (folder / "run.py").write_bytes(CODE.replace(b"\r", b""))
    (folder / "run.py").chmod(0o755)
    (folder / "requirements.txt").write_text("tensorflow==2.10.1\n")
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "Somebody")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "somebody@example.org")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "none"))
    git(folder, "init", "--quiet", "--initial-branch=main", str(folder.parent))
    git(folder, "add", "-A")
    git(folder, "commit", "--quiet", "-m", "start")
    return folder


def subjects(folder: Path) -> list[str]:
    return git(folder, "log", "--reverse", "--format=%s").splitlines()[1:]


def test_one_commit_a_rule_and_all_together_are_the_patch(project: Path, capfd: pytest.CaptureFixture[str]):
    main(["migrate", str(project), "--to", "2.18"])
    patch = capfd.readouterr().out
    assert main(["migrate", str(project), "--to", "2.18", "--commits"]) == 0
    told = capfd.readouterr().out
    assert subjects(project) == [
        "TensorFlow 2.18.1: numpy_names (2 places)",
        "TensorFlow 2.18.1: optimizer_learning_rate (2 places)",
        "TensorFlow 2.18.1: requirements",
    ]
    assert [line.split(" ", 1)[1] for line in told.splitlines()[:3]] == subjects(project)
    assert git(project, "status", "--porcelain") == ""
    mended = CODE.replace(b"np.float_", b"np.float64").replace(b"lr=", b"learning_rate=")
    assert (project / "train me.py").read_bytes() == mended
    start = git(project, "rev-list", "--max-parents=0", "HEAD").strip()
    assert "old mode" not in git(project, "diff", start, "HEAD")
    git(project, "checkout", "--quiet", "-b", "other", start)
    subprocess.run(["git", "apply", "-"], cwd=project, input=patch.encode(), check=True)
    assert git(project, "diff", "main") == ""
    for parent, commit in zip(["main~3", "main~2", "main~1"], ["main~2", "main~1", "main"], strict=True):
        git(project, "checkout", "--quiet", "--force", parent)
        diff = git(project, "diff", "--binary", parent, commit)
        subprocess.run(["git", "apply", "--check", "-"], cwd=project.parent, input=diff.encode(), check=True)


def test_no_hook_of_the_project_runs(project: Path):
    for name in ("pre-commit", "commit-msg", "post-commit", "post-merge", "post-checkout", "reference-transaction"):
        hook = project.parent / ".git/hooks" / name
        hook.write_text(f"#!/bin/sh\ntouch '{project.parent}/hooked'\nexit 1\n")
        hook.chmod(0o755)
    git(project, "config", "core.fsmonitor", f"touch '{project.parent}/hooked'; false")
    assert main(["migrate", str(project), "--to", "2.18", "--commits"]) == 0
    assert not (project.parent / "hooked").exists()
    assert len(git(project, "-c", "core.fsmonitor=false", "log", "--format=%s").splitlines()) == 4


@pytest.mark.parametrize("path", ["run.py", "../elsewhere.txt"])
def test_what_is_not_committed_is_never_touched(project: Path, path: str, capsys: pytest.CaptureFixture[str]):
    (project / path).write_text("x = 1\n")
    git(project, "add", "-A")
    head = git(project, "rev-parse", "HEAD")
    assert main(["migrate", str(project), "--to", "2.18", "--commits"]) == 2
    assert "there is something that is not committed" in capsys.readouterr().err
    assert git(project, "rev-parse", "HEAD") == head
    assert (project / "train me.py").read_bytes() == CODE


def test_a_file_that_git_does_not_know_stops_all_of_it(project: Path, capsys: pytest.CaptureFixture[str]):
    (project / "new.py").write_bytes(CODE)
    head = git(project, "rev-parse", "HEAD")
    assert main(["migrate", str(project), "--to", "2.18", "--commits"]) == 2
    assert "new.py is not in the repository" in capsys.readouterr().err
    assert git(project, "rev-parse", "HEAD") == head
    assert (project / "run.py").read_bytes() == CODE.replace(b"\r", b"")


def test_a_folder_without_a_repository(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    (tmp_path / "a.py").write_bytes(CODE)
    assert main(["migrate", str(tmp_path), "--to", "2.18", "--commits"]) == 2
    assert "it is in no work tree of git" in capsys.readouterr().err


def test_what_is_left_out_of_the_patch_is_in_no_commit(project: Path):
    assert main(["migrate", str(project), "--to", "2.18", "--commits", "--both", "--skip", "numpy_names"]) == 0
    assert subjects(project) == ["TensorFlow 2.18.1: optimizer_learning_rate (2 places)"]
