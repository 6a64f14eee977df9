"""What is packed to be sent: git is asked what it ignores, and nothing that a repository names is run for it."""

import subprocess
from pathlib import Path

from service.client.packing import sendable
from service.project.checkout import read_folder


def test_a_repository_runs_nothing_when_it_is_asked_what_it_ignores(tmp_path: Path):
    """Objects that are missing are asked of a remote, and a remote may be any program; so may be what watches files."""
    project, touched = tmp_path / "project", tmp_path / "touched"
    project.mkdir()

    def git(*words: str) -> str:
        named = ("-c", "user.name=a", "-c", "user.email=a@example.org")
        done = subprocess.run(["git", *named, *words], cwd=project, check=True, capture_output=True, text=True)
        return done.stdout.strip()

    git("init", "-q", ".")
    (project / ".gitignore").write_text("*.log\n")
    (project / "main.py").write_text("x = 1\n")
    git("add", "-A")
    git("commit", "-qm", "x")
    missing = git("rev-parse", "HEAD:.gitignore")
    git("update-index", "--skip-worktree", ".gitignore")
    (project / ".gitignore").unlink()
    (project / ".git/objects" / missing[:2] / missing[2:]).unlink()
    for name, value in {
        "core.repositoryformatversion": "1",
        "extensions.partialClone": "origin",
        "remote.origin.promisor": "true",
        "remote.origin.url": f"ext::sh -c touch% {touched}",
        "protocol.ext.allow": "always",
        "core.fsmonitor": f"touch {touched}; false",
    }.items():
        git("config", name, value)
    checkout, _ = sendable(read_folder(project), project)
    assert set(checkout.files) == {"main.py"}
    assert not touched.exists()
