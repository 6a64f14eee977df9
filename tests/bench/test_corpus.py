"""The corpus: each repository at one commit, only what is looked at, and nothing half."""

import re
import subprocess
from pathlib import Path

import pytest

from bench.corpus import Repository, fetch, repositories


def git(folder: Path, *words: str) -> str:
    command = ["git", "-C", str(folder), "-c", "user.name=a", "-c", "user.email=a@example.org", *words]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def host(tmp_path: Path) -> tuple[str, str]:
    """A repository on this disk: the address of its host, and its commit."""
    folder = tmp_path / "host/owner/name"
    (folder / "inner").mkdir(parents=True)
    git(folder, "init", "--quiet")
    for name in ("train.py", "inner/model.py", "picture.png", "requirements-dev.txt", "notes.txt"):
        (folder / name).write_text("1\n")
    (folder / "link.py").symlink_to("/etc/passwd")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "-m", "x")
    git(folder, "config", "uploadpack.allowAnySHA1InWant", "true")
    return f"file://{tmp_path / 'host'}", git(folder, "rev-parse", "HEAD")


def test_the_list_is_whole_and_pinned():
    listed = repositories()
    assert len({repository.name for repository in listed}) == len(listed) >= 25
    assert all(re.fullmatch(r"[0-9a-f]{40}", repository.commit) for repository in listed)


def test_only_what_is_looked_at_is_kept(host: tuple[str, str], tmp_path: Path):
    address, commit = host
    repository = Repository("owner/name", commit)
    assert fetch(repository, tmp_path / "corpus", address)
    place = tmp_path / "corpus/owner__name"
    kept = sorted(path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file())
    assert kept == ["inner/model.py", "requirements-dev.txt", "train.py"]
    assert not fetch(repository, tmp_path / "corpus", address)


def test_a_part_of_a_repository(host: tuple[str, str], tmp_path: Path):
    address, commit = host
    fetch(Repository("owner/name", commit, ("inner",)), tmp_path, address)
    assert [path.name for path in (tmp_path / "owner__name").rglob("*.py")] == ["model.py"]


def test_what_cannot_be_fetched_leaves_nothing(host: tuple[str, str], tmp_path: Path):
    with pytest.raises(subprocess.CalledProcessError):
        fetch(Repository("owner/other", host[1]), tmp_path / "corpus", host[0])
    assert not (tmp_path / "corpus/owner__other").exists()
