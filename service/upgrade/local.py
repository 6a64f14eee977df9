"""Commits in a repository on this machine, made beside the work tree, which follows at once or not at all.

Nothing of the project runs: no hook, no monitor of files. Filters and signatures are those that its user has set up.
"""

import os
import subprocess
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType

from service.errors import WrongUse
from service.upgrade.commits import Change

CLOSED = ("-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", "-c", "gc.auto=0")
WITHOUT_A_REMOTE = {"GIT_ALLOW_PROTOCOL": "none", "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0"}
"""A repository may say that objects are missing, and name a program by which git is to get them."""
SECONDS = 300
ELSEWHERE = frozenset({"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY"})
"""What a hook of git sets for those that it starts: it would make git look at another place."""
NOTHING: Mapping[str, str] = MappingProxyType({})


class Repository:
    """The work tree that a project lies in; `folder` is the project's own."""

    def __init__(self, folder: Path) -> None:
        """Raises WrongUse where there is no repository, or something in it is not committed."""
        self.folder = folder
        self.inside = self._git("rev-parse", "--show-prefix", says="it is in no work tree of git").rstrip("\n")
        self.folder = Path(self._git("rev-parse", "--show-toplevel").rstrip("\n"))
        self.head = self._git("rev-parse", "--verify", "HEAD", says="it has no commit yet").strip()
        changed = self._git("status", "--porcelain", "--untracked-files=no", "--ignore-submodules=none")
        if changed:
            first = changed.splitlines()[0]
            raise WrongUse(
                f"{folder}: there is something that is not committed:{first[2:]}", "commit it or put it aside first"
            )

    def commit(self, made: Iterable[Change]) -> tuple[str, ...]:
        """One commit each. The branch and the work tree follow when all are there."""
        commits: list[str] = []
        with tempfile.TemporaryDirectory(prefix="upflow-index-") as folder:
            index = {"GIT_INDEX_FILE": str(Path(folder) / "index")}
            self._git("read-tree", "HEAD", environment=index)
            modes = self._modes()
            for one in made:
                self._add(one.files, modes, index)
                tree = self._git("write-tree", environment=index).strip()
                words = [*self._signed(), "-p", commits[-1] if commits else self.head, "-F", "-"]
                commits.append(self._git("commit-tree", tree, *words, content=one.message.encode()).strip())
        if commits:
            self._git("merge", "--ff-only", "--quiet", commits[-1], says="the work tree could not follow")
        return tuple(commits)

    def _add(self, files: Mapping[str, bytes], modes: Mapping[str, str], index: Mapping[str, str]) -> None:
        lines = []
        for path, content in files.items():
            whole = f"{self.inside}{path}"
            if whole not in modes:
                raise WrongUse(f"{path} is not in the repository", "add and commit it, or exclude it")
            blob = self._git("hash-object", "-w", "--stdin", "--path", whole, content=content).strip()
            lines.append(f"{modes[whole]} {blob}\t{whole}\0")
        text = "".join(lines).encode("utf-8", "surrogateescape")
        self._git("update-index", "-z", "--index-info", content=text, environment=index)

    def _modes(self) -> dict[str, str]:
        """The mode of every file, by its path from the top."""
        listed = self._git("ls-tree", "-r", "-z", "--full-tree", "HEAD")
        rows = (row.partition("\t") for row in listed.split("\0") if row)
        return {path: row.split(" ", 1)[0] for row, _, path in rows}

    def _signed(self) -> list[str]:
        """Whoever signs all commits signs these."""
        asked = self._run(["config", "--type=bool", "--get", "commit.gpgsign"], b"", {})
        return ["-S"] if asked.stdout.strip() == b"true" else []

    def _git(
        self, *words: str, content: bytes = b"", environment: Mapping[str, str] | None = None, says: str = ""
    ) -> str:
        done = self._run(words, content, environment or {})
        if done.returncode:
            last = (done.stderr.decode("utf-8", "replace").strip().splitlines() or ["git failed"])[-1]
            raise WrongUse(f"{self.folder}: {f'{says}: ' if says else ''}{last}", "nothing was changed")
        return done.stdout.decode("utf-8", "surrogateescape")

    def _run(
        self, words: Iterable[str], content: bytes, environment: Mapping[str, str]
    ) -> "subprocess.CompletedProcess[bytes]":
        own = {name: value for name, value in os.environ.items() if name not in ELSEWHERE}
        try:
            return subprocess.run(
                ["git", *CLOSED, *words],
                cwd=self.folder,
                env={**own, **WITHOUT_A_REMOTE, "LC_ALL": "C", **environment},
                input=content,
                capture_output=True,
                timeout=SECONDS,
                check=False,
            )
        except FileNotFoundError:
            raise WrongUse("git is not installed", "install git, or use --write") from None
