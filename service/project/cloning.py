"""One commit of a Git repository, read from its objects: nothing is checked out, so nothing in it can act."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from service.errors import NotReachable, WrongUse
from service.nouns import Checkout, Note
from service.project.checkout import MAX_FILE, MAX_FILES, MAX_TOTAL, SKIPPED

SECONDS, SILENT_SECONDS = 300, 30
MAX_FETCHED = 2 * MAX_TOTAL
LOOK_SECONDS = 0.1
MEMORY = 512 << 20
"""Of git and of each of its helpers: a few bytes may say that they unfold into gigabytes."""
LINK, SUBMODULE = "120000", "160000"
SMALLER = "name the folder of the project itself, without data and environments, or send it as an archive"


class _Entry(NamedTuple):
    mode: str
    id: str
    size: int
    path: str


def clone(url: str, ref: str | None, pin: str | None) -> Checkout:
    """A shallow fetch into a folder that is thrown away. Raises NotReachable, and WrongUse for one that is too large.

    `pin`, host:port:address, is for an address that was checked before: git then asks there and nowhere else, by https
    alone, follows no redirection, and has no credentials of anybody.
    """
    name = named(url)
    with tempfile.TemporaryDirectory(prefix="upflow-clone-") as folder:
        repository, home = Path(folder, "repository"), Path(folder, "home")
        home.mkdir()
        git = _Git(_environment(home if pin else None), _settings(pin))
        branch = ["--branch", ref] if ref else []
        words = ["clone", "--quiet", "--bare", "--depth=1", "--no-tags", "--template=", *branch, "--", url]
        git.fetch([*words, str(repository)], repository, url)
        entries, notes = _chosen(git.entries(repository, name))
        return Checkout(name, git.contents(repository, entries), tuple(notes))


def named(url: str) -> str:
    """What a repository is called: the last part of its address."""
    return url.rstrip("/").rsplit("/", 1)[-1].removesuffix(".git")


def _environment(home: Path | None) -> Mapping[str, str]:
    """With a home of its own, no netrc, credential helper, rewritten address or key of this machine is found."""
    environment = {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(home) if home else os.environ.get("HOME", "/"),
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_LFS_SKIP_SMUDGE": "1",
        "GIT_SSH_COMMAND": "ssh -oBatchMode=yes",
        "GIT_ALLOW_PROTOCOL": "https" if home else "https:http:ssh:git",
    }
    if home:
        environment |= {"GIT_CONFIG_NOSYSTEM": "1", "GIT_ASKPASS": "true"}
    trusted = ("GIT_SSL_CAINFO",) if home else ("GIT_SSL_CAINFO", "SSH_AUTH_SOCK")
    return environment | {name: os.environ[name] for name in trusted if name in os.environ}


def _settings(pin: str | None) -> list[str]:
    """Nothing of a repository or its host decides what runs or where else is asked."""
    values = ["core.hooksPath=/dev/null", "core.fsmonitor=false", "transfer.bundleURI=false", "gc.auto=0"]
    # Large files are written as they come; without this, git has each in memory, and 11 MiB that came took 800.
    values += ["core.bigFileThreshold=1m", "pack.threads=1", "core.packedGitWindowSize=16m", "core.packedGitLimit=128m"]
    values += ["http.lowSpeedLimit=1000", f"http.lowSpeedTime={SILENT_SECONDS}"]
    if pin:
        values += ["http.followRedirects=false", f"http.curloptResolve={pin}", "http.proxy=", "credential.helper="]
    return [word for value in values for word in ("-c", value)]


class _Git:
    """Git's program, with the same closed environment for every call."""

    def __init__(self, environment: Mapping[str, str], settings: list[str]) -> None:
        limited = f'ulimit -v {MEMORY >> 10} 2>/dev/null; exec "$0" "$@"'
        self.environment, self.command = environment, ["sh", "-c", limited, "git", *settings]

    def fetch(self, words: list[str], repository: Path, url: str) -> None:
        """Ends git, and all that it started, when it takes too long or brings too much."""
        with tempfile.TemporaryFile() as errors, self._start(words, errors.fileno()) as git:
            try:
                self._watch(git, repository, url)
            finally:
                # Its helpers outlive it: git ends, and what asks the network goes on.
                with suppress(ProcessLookupError):
                    os.killpg(git.pid, signal.SIGKILL)
            if git.wait():
                errors.seek(0)
                said = errors.read(1 << 16).decode(errors="replace").strip()
                if "Out of memory" in said:
                    raise WrongUse(f"{url}: git needs more than {MEMORY >> 20} MiB of memory for it", SMALLER)
                last = (said.splitlines() or ["git clone failed"])[-1]
                raise NotReachable(f"{url}: {last}", "check the address and that you may read it, or name a folder")

    def _watch(self, git: "subprocess.Popen[bytes]", repository: Path, url: str) -> None:
        deadline = time.monotonic() + SECONDS
        while git.poll() is None:
            if time.monotonic() > deadline:
                hint = "try again, or clone it and name the folder"
                raise NotReachable(f"{url}: no answer within {SECONDS} s", hint)
            if _size(repository) > MAX_FETCHED:
                raise WrongUse(f"{url}: more than {MAX_FETCHED >> 20} MiB to fetch", SMALLER)
            with suppress(subprocess.TimeoutExpired):
                git.wait(LOOK_SECONDS)

    def entries(self, repository: Path, name: str) -> Iterator[_Entry]:
        """Every file of the commit; a tree that unfolds into more than can be read is refused on the way."""
        words = ["-C", str(repository), "ls-tree", "-r", "-z", "--long", "HEAD"]
        with self._start(words, subprocess.DEVNULL) as git:
            assert git.stdout is not None
            try:
                for number, line in enumerate(_ended_by_zero(git.stdout.fileno())):
                    if number >= MAX_FILES:
                        raise WrongUse(f"{name}: more than {MAX_FILES} files", SMALLER)
                    head, _, path = line.decode(errors="surrogateescape").partition("\t")
                    mode, _, id_, size = head.split()
                    yield _Entry(mode, id_, int(size) if size.isdecimal() else 0, path)
            finally:
                git.kill()

    def contents(self, repository: Path, entries: list[_Entry]) -> Mapping[str, bytes]:
        """The bytes as they were committed: no filter, no line ends, no attribute of the repository changes them."""
        files: dict[str, bytes] = {}
        with tempfile.TemporaryFile() as asked:
            asked.write("".join(f"{entry.id}\n" for entry in entries).encode())
            asked.seek(0)
            with self._start(["-C", str(repository), "cat-file", "--batch"], subprocess.DEVNULL, asked.fileno()) as git:
                assert git.stdout is not None
                for entry in entries:
                    git.stdout.readline()
                    files[entry.path] = git.stdout.read(entry.size)
                    git.stdout.read(1)
        return files

    def _start(self, words: list[str], errors: int, given: int = subprocess.DEVNULL) -> "subprocess.Popen[bytes]":
        if shutil.which("git", path=self.environment["PATH"]) is None:
            raise NotReachable("git is not installed", "install git, or name a folder")
        return subprocess.Popen(
            [*self.command, *words],
            env=self.environment,
            stdin=given,
            stdout=subprocess.PIPE,
            stderr=errors,
            start_new_session=True,
        )


def _chosen(entries: Iterator[_Entry]) -> tuple[list[_Entry], list[Note]]:
    """What is read, and what is left out with a note, as in a folder."""
    chosen: list[_Entry] = []
    notes: list[Note] = []
    total = 0
    for entry in entries:
        if not SKIPPED.isdisjoint(PurePosixPath(entry.path).parts):
            continue
        if why := _left_out(entry):
            notes.append(Note(entry.path, None, f"left out: {why}"))
            continue
        total += entry.size
        if total > MAX_TOTAL:
            raise WrongUse(f"more than {MAX_TOTAL >> 20} MiB", SMALLER)
        chosen.append(entry)
    return chosen, notes


def _left_out(entry: _Entry) -> str:
    if entry.mode == LINK:
        return "a link"
    if entry.mode == SUBMODULE:
        return "a submodule"
    if ".." in PurePosixPath(entry.path).parts or entry.path.startswith("/"):
        return "its name points outside the repository"
    return f"{entry.size >> 20} MiB, more than the {MAX_FILE >> 20} MiB of one file" if entry.size > MAX_FILE else ""


def _ended_by_zero(pipe: int) -> Iterator[bytes]:
    rest = b""
    while data := os.read(pipe, 1 << 16):
        *lines, rest = (rest + data).split(b"\0")
        yield from lines


def _size(folder: Path) -> int:
    total = 0
    for path in folder.rglob("*"):
        with suppress(OSError):  # git moves its files while it is at work
            total += path.lstat().st_size
    return total
