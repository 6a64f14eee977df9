"""Full pins for one set of requirements and one place, by `uv pip compile`. Nothing is built: no code runs."""

import re
import signal
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from uv import find_uv_bin

from matrices.wheels import LINUX
from service.nouns import Outcome, Reason
from service.resolve.index import config, scrubbed, settings
from service.resolve.pins import Pins, Wheel, read_pins, read_source, read_wheels
from service.resolve.sources import stand_in
from service.uv_words import index_is_away, index_refuses, late, plain_cause, times_asked

if TYPE_CHECKING:
    from service.resolve.importing.wheels import Wheels

SECONDS = 120
TOGETHER = 4
"""So many resolutions run at once: more only wait for each other on a small machine."""
STAND_INS = "stand-ins"
"""The folder with a wheel of metadata for each release that has none."""

SAYING = {"RUST_LOG": "uv_resolver=warn"}
"""So that uv tells which versions it passes over because its cache lacks them."""
REFUSED = "the package index refuses the credentials that uv or pip are set to, or wants some"

PLATFORMS = {
    "linux_x86_64": "x86_64-manylinux_2_28",
    "linux_aarch64": "aarch64-manylinux_2_28",
    "windows_amd64": "x86_64-pc-windows-msvc",
    "macos_arm64": "aarch64-apple-darwin",
    "macos_x86_64": "x86_64-apple-darwin",
}
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*[A-Za-z0-9]|[A-Za-z0-9]")
_NO_WHEEL = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)(?:==(\S+))? has no (?:usable )?wheels(?! with)")
_NO_WHEELS = re.compile(r"all versions of ([A-Za-z0-9][A-Za-z0-9._-]*) have no (?:usable )?wheels(?! with)")
_RANGE_NO_WHEEL = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)[<>~!]=?\S+ has no (?:usable )?wheels(?! with)")
_NEWEST = re.compile(r"only \S+?[<=]=(\S+) is available")
_NEVER = "9999999"
"""No release has this number: uv then tells which is the newest that there is."""
_MISSING = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*) was not found in the (?:package registry|provided package)")
_ABSENT = re.compile(r"there is no version of ([A-Za-z0-9][A-Za-z0-9._-]*)==(\S+)")
_NOT_CACHED = re.compile(
    r"not found in the cache|network was disabled|network is disabled|needs? to be downloaded from a registry"
)


class Unresolvable(Exception):
    """No set of pins: `outcome` says whether the requirements are at fault or the index does not answer.

    `names` are the packages that the resolver spoke of; `missing` are not in the index, of `absent` a version is not,
    `unbuilt` have no wheel.
    """

    def __init__(
        self,
        outcome: Outcome,
        names: frozenset[str] = frozenset(),
        missing: frozenset[str] = frozenset(),
        unbuilt: Mapping[str, str] | None = None,
        absent: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(outcome.message)
        self.outcome, self.names, self.missing = outcome, names, missing
        self.unbuilt, self.absent = unbuilt or {}, absent or {}

    @property
    def is_away(self) -> bool:
        """Whether nothing is said about the requirements: the index does not answer."""
        return self.outcome.reason is Reason.INDEX_UNREACHABLE

    def wanted(self, name: str) -> frozenset[str]:
        """The ranges of a package that others depend on, as far as the resolver speaks of them."""
        said = re.findall(rf"depends? on {re.escape(name)}([<>=!~][^\s\[]*)", _flat(self.outcome.log))
        return frozenset(one.rstrip(",.") for one in said)


@dataclass(frozen=True, slots=True)
class Task:
    """One resolution: names and ranges alone, no address, no path and no option of a project.

    `prefer` are pins to keep where nothing speaks against them; `sources` are pins that have no wheel, and are taken as
    they are; `lowest`: the oldest version that each requirement admits.
    """

    requirements: tuple[Requirement, ...]
    constraints: tuple[Requirement, ...] = ()
    python: str = "3.11"
    platform: str = LINUX
    before: date | None = None
    prefer: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    lowest: bool = False


def resolve(
    requirements: Sequence[Requirement],
    constraints: Sequence[Requirement],
    python: str,
    cache: Path,
    folder: Path,
) -> tuple[str, ...]:
    """`name==version` for everything that must be installed, sorted. Raises Unresolvable.

    What has no wheel at all is pinned as it was asked for: it is built where it is installed, in its own container.
    """
    task = Task(tuple(requirements), tuple(constraints), python)
    with Resolver(cache, folder) as resolver:
        for _ in range(TOGETHER):
            try:
                return resolver.compile(task).lines()
            except Unresolvable as error:
                known = {pin.partition("==")[0] for pin in task.sources}
                new = tuple(f"{name}=={version}" for name, version in error.unbuilt.items() if name not in known)
                if not new:
                    raise
                task = replace(task, sources=(*task.sources, *new))
        return resolver.compile(task).lines()


class Resolver:
    """Runs of uv that share a cache; leaving it ends those that still run: an interrupt leaves nothing behind."""

    def __init__(self, cache: Path, folder: Path | None = None, *, offline: bool = False) -> None:
        self._cache, self._offline = cache, offline
        self._own = None if folder else tempfile.TemporaryDirectory(prefix="upflow-resolve-")
        self._folder = folder or Path(self._own.name if self._own else "")
        self._pool = ThreadPoolExecutor(TOGETHER)
        self._running: set[subprocess.Popen[str]] = set()
        self._lock, self._count, self._closed = threading.Lock(), 0, False
        self._found: dict[Task, Pins] = {}
        self._told: dict[tuple[str, str, str, str], Wheel] = {}
        self._nowhere: dict[str, Unresolvable] = {}
        self._away: Unresolvable | None = None
        self.retried = False
        self._modules: Wheels | None = None
        self._sources: dict[str, tuple[str, ...] | None] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closed = True
        with self._lock:
            for process in self._running:
                process.send_signal(signal.SIGKILL)
        self._pool.shutdown(cancel_futures=True)
        if self._modules is not None:
            self._modules.keep()
        if self._own:
            self._own.cleanup()

    def start(self, task: Task, *, offline: bool = False) -> "Future[Pins]":
        """The same as `compile`, beside others."""
        return self._pool.submit(self.compile, task, offline=offline)

    def compile(self, task: Task, *, offline: bool = False) -> Pins:
        """The pins of a task. Offline the cache alone is asked, and the index where it does not have everything.

        Raises Unresolvable; an index that does not answer is asked more than once, and then no more: the cache alone
        tells what it can. What was found once is not asked again, nor is a package that the index does not have.
        """
        for one in task.requirements:
            if (known := self._nowhere.get(canonicalize_name(one.name))) is not None:
                raise known
        if task not in self._found:
            self._found[task] = read_pins(self._compile(task, offline=offline), task.sources)
        return self._found[task]

    def _compile(self, task: Task, *, offline: bool) -> str:
        if offline or self._offline or self._away:
            done = self._run(task, offline=True)
            # A version that the cache lacks is passed over, and another one is taken: that is no answer of the index.
            if self._offline or not _NOT_CACHED.search(_flat(done.stderr)):
                if done.returncode:
                    raise self._why(task, done.stderr)
                return done.stdout
        if self._away:
            raise self._away
        try:
            return self._ask(task)
        except Unresolvable as error:
            self._nowhere |= dict.fromkeys(error.missing, error)
            self._away = self._away or (error if error.is_away else None)
            raise

    def _ask(self, task: Task) -> str:
        done = self._run(task)
        said = _flat(done.stderr)
        if done.returncode and index_is_away(said) and not times_asked(said):
            self.retried = True
            done = self._run(task)
        if done.returncode:
            raise self._why(task, done.stderr)
        return done.stdout

    def _newest(self, name: str, task: Task) -> str:
        """The newest release of a package of which uv only says that none has a wheel; nothing if it is silent."""
        asked = (Requirement(f"{name}>={_NEVER}"),)
        alone = Task(asked, python=task.python, platform=task.platform, before=task.before)
        told = _NEWEST.search(_flat(self._run(alone, offline=self._offline or self._away is not None).stderr))
        return told[1] if told else ""

    @property
    def modules(self) -> "Wheels":
        """The wheels of the index, to be read."""
        from service.resolve.importing.wheels import Wheels  # noqa: PLC0415 - it asks the index, which few need

        with self._lock:
            if self._modules is None:
                self._modules = Wheels(self._cache, offline=self._offline or self._away is not None)
            return self._modules

    def wheels(self, pins: Mapping[str, str], task: Task) -> dict[str, Wheel]:
        """When the wheel of each pin was uploaded, as far as the index says it; what it told is not asked again."""
        told = {name: (name, version, task.python, task.platform) for name, version in pins.items()}
        asked = tuple(Requirement(f"{name}=={pins[name]}") for name, key in told.items() if key not in self._told)
        if asked:
            task = replace(task, requirements=asked, constraints=(), prefer=(), sources=(), lowest=False)
            done = self._run(task, wheels=True, offline=True)
            if done.returncode and not (self._offline or self._away):
                done = self._run(task, wheels=True)
            found = dict(read_wheels(done.stdout)) if not done.returncode else {}
            self._told |= {told[name]: wheel for name, wheel in found.items() if name in told}
        return {name: self._told[key] for name, key in told.items() if key in self._told}

    def _stand_ins(self, task: Task) -> dict[str, tuple[str, bytes]]:
        """By package a wheel of metadata for what is built from its source, where the source says what it asks for."""
        found: dict[str, tuple[str, bytes]] = {}
        if task.before is None:  # what has no day is passed over where a day is asked for
            for pin in task.sources:
                name, _, version = pin.partition("==")
                wanted = self.asked_by_source(name, version, task)
                if wanted is not None:
                    found[name] = stand_in(name, version, wanted)
        return found

    def asked_by_source(self, name: str, version: str, task: Task) -> tuple[str, ...] | None:
        """What a release asks for, by its source distribution; None where that is not known."""
        key = f"{name}-{version}"
        if key not in self._sources:
            self._sources[key] = self.modules.remembered_source(key)
        if self._sources[key] is None and not (self._offline or self._away):
            url = self._source(name, version, task)
            self._sources[key] = self.modules.source(key, url) if url else None
        return self._sources[key]

    def _source(self, name: str, version: str, task: Task) -> str | None:
        """Where a source distribution is. uv tells it to who brings the metadata: nothing has to be built for them."""
        with self._lock:
            self._count += 1
            folder = self._folder / f"{self._count}"
        (folder / STAND_INS).mkdir(parents=True)
        own = next((Path(word).read_text() for word in config() if word.endswith(".toml")), "")
        told = f'\n[[dependency-metadata]]\nname = "{name}"\nversion = "{version}"\nrequires-dist = []\n'
        (folder / "uv.toml").write_text(own + told)
        (folder / "requirements.in").write_text(f"{name}=={version}\n")
        command = [
            find_uv_bin(),
            "pip",
            "compile",
            "requirements.in",
            "--config-file",
            "uv.toml",
            "--no-deps",
            "--quiet",
        ]
        command += ["--no-python-downloads", "--no-header", "--no-progress", "--format", "pylock.toml"]
        command += ["--python-version", late(task.python), "--cache-dir", str(self._cache)]
        done = self._wait(command, folder)
        return read_source(done.stdout) if not done.returncode else None

    def _run(self, task: Task, *, offline: bool = False, wheels: bool = False) -> "subprocess.CompletedProcess[str]":
        with self._lock:
            self._count += 1
            folder = self._folder / f"{self._count}"
        folder.mkdir(parents=True)
        _write(folder, task, {} if wheels else self._stand_ins(task))
        command = [find_uv_bin(), *_words(task, folder, self._cache, wheels=wheels)]
        command += ["--offline"] if offline else []
        command += ["--no-deps", "--format", "pylock.toml"] if wheels else []
        done = self._wait(command, folder)
        if task.prefer and not done.returncode and not wheels:
            done.stdout = (folder / "preferred.txt").read_text()
        return done

    def _wait(self, command: list[str], folder: Path) -> "subprocess.CompletedProcess[str]":
        with self._lock:
            if self._closed:
                raise Unresolvable(Outcome(Reason.INDEX_UNREACHABLE, "interrupted"))
            process = subprocess.Popen(
                command, cwd=folder, env=_environment(folder), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
            )
            self._running.add(process)
        try:
            said, complained = process.communicate(timeout=SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            message = f"the package index did not answer within {SECONDS} s"
            raise Unresolvable(Outcome(Reason.INDEX_UNREACHABLE, message)) from None
        finally:
            with self._lock:
                self._running.discard(process)
        return subprocess.CompletedProcess(command, process.returncode, said, complained)

    def _why(self, task: Task, stderr: str) -> Unresolvable:
        stderr = "\n".join(line for line in stderr.splitlines() if not line.startswith("WARN "))
        text, log = _flat(stderr), scrubbed(stderr)
        if index_is_away(text) or (self._offline and _NOT_CACHED.search(text)):
            times = times_asked(text)
            again = f", asked {times} times" if times else ", asked twice" if self.retried else ""
            return Unresolvable(Outcome(Reason.INDEX_UNREACHABLE, f"the package index does not answer{again}", log))
        if (status := index_refuses(text)) is not None:
            return Unresolvable(Outcome(Reason.INDEX_UNREACHABLE, f"{REFUSED} (HTTP {status})", log))
        names = frozenset(canonicalize_name(word) for word in _WORD.findall(text))
        missing = frozenset(canonicalize_name(name) for name in _MISSING.findall(text))
        unbuilt = {str(canonicalize_name(name)): version for name, version in _NO_WHEEL.findall(text) if version}
        sourced = dict.fromkeys(
            str(canonicalize_name(name)) for name in (*_NO_WHEELS.findall(text), *_RANGE_NO_WHEEL.findall(text))
        )
        unbuilt |= {name: version for name in sourced if (version := self._newest(name, task))}
        absent = {str(canonicalize_name(name)): version for name, version in _ABSENT.findall(text)}
        outcome = Outcome(Reason.NOT_INSTALLABLE, _first_sentence(text), log)
        return Unresolvable(outcome, names, missing, unbuilt, absent)


def _environment(folder: Path) -> dict[str, str]:
    found = settings() | SAYING
    links = [found["UV_FIND_LINKS"]] if found.get("UV_FIND_LINKS") else []
    return found | {"UV_FIND_LINKS": ",".join([*links, str(folder / STAND_INS)])}


def _words(task: Task, folder: Path, cache: Path, *, wheels: bool) -> Iterator[str]:
    yield from ("pip", "compile", "requirements.in", "--constraints", "constraints.txt", *config())
    yield from ("--python-version", late(task.python), "--python-platform", PLATFORMS[task.platform])
    yield from ("--no-python-downloads", "--no-build", "--no-header", "--quiet", "--no-progress")
    yield from ("--annotation-style", "line", "--cache-dir", str(cache))
    if task.before is not None:
        # A day ends where the next one begins, wherever upflow runs.
        end = datetime.combine(task.before + timedelta(days=1), datetime.min.time(), UTC)
        yield from ("--exclude-newer", end.strftime("%Y-%m-%dT%H:%M:%SZ"))
    if task.sources:
        yield from ("--excludes", "left_out.txt")
    if task.prefer and not wheels:
        yield from ("--output-file", str(folder / "preferred.txt"))
    if task.lowest:
        yield from ("--resolution", "lowest-direct")


def _write(folder: Path, task: Task, stand_ins: Mapping[str, tuple[str, bytes]]) -> None:
    """The files of a run: what is built later is asked for by its stand-in, or left out where there is none."""
    left = {pin.partition("==")[0] for pin in task.sources} - stand_ins.keys()
    (folder / STAND_INS).mkdir()
    for file, content in stand_ins.values():
        (folder / STAND_INS / file).write_bytes(content)
    asked = [one for one in task.requirements if canonicalize_name(one.name) not in left]
    (folder / "requirements.in").write_text("".join(f"{one}\n" for one in asked))
    (folder / "constraints.txt").write_text("".join(f"{one}\n" for one in task.constraints))
    if task.sources:
        (folder / "left_out.txt").write_text("".join(f"{name}\n" for name in sorted(left)))
    if task.prefer:
        (folder / "preferred.txt").write_text("".join(f"{pin}\n" for pin in task.prefer))


def _flat(stderr: str) -> str:
    return re.sub(r"\s+", " ", stderr.encode("ascii", errors="ignore").decode("ascii")).strip()


def _first_sentence(text: str) -> str:
    """The resolver's first cause, without the proof behind it."""
    cause = re.split(r"No solution found when resolving dependencies:?|, we can conclude| hint: ", text)
    parts = (part.strip().removeprefix("cause:").removeprefix("error:").strip() for part in cause)
    return scrubbed(plain_cause(next((part for part in parts if part), "the requirements cannot be met together")))
