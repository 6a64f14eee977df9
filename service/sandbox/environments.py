"""Environments by content: prepared once in a container of their own, whole or not there, shared read-only."""

import contextlib
import errno
import hashlib
import os
import re
import shutil
import subprocess
import time
from pathlib import Path

from service.errors import NoRoom, WrongUse
from service.nouns import Environment, Outcome, Reason, Say
from service.sandbox import bytecode, eviction, install, left_behind, names
from service.sandbox.cache import forget_tensorflow
from service.sandbox.container import Container, EngineLost
from service.sandbox.ended import Ended
from service.sandbox.engine import Engine
from service.sandbox.lock import locked, locked_if_free
from service.sandbox.printable import last_line
from service.sandbox.spare import spared
from service.sandbox.tools import tools
from service.sandbox.trial import lines

LAYOUT = "1"
"""Raised when environments are prepared differently: older ones are then not found."""

NEEDED = 2_500_000_000
"""Bytes that must be free before TensorFlow and its companions are unpacked."""

SPARE = 500_000_000
"""Bytes that stay free whatever a package writes: the others on this disk need some, too."""

KEEP = 60 * 10**9
"""Bytes that all environments may take; beyond, the longest unwanted go."""

DAYS = 30.0
"""An environment that nobody wanted for so long goes."""

FULL = (errno.ENOSPC, errno.EDQUOT)

LEFT = "a package left in the environment what no package has:"

_PIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(\[[A-Za-z0-9._,-]+\])?==[A-Za-z0-9.!+_-]+")


class NotPrepared(Exception):
    """There is no such environment; `outcome` says why."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.message)
        self.outcome = outcome


class Environments:
    """All of them lie below one folder, on one file system, which the engine must see under the same path."""

    def __init__(
        self,
        engine: Engine,
        data: Path,
        ca_bundle: Path | None = None,
        *,
        needed: int = NEEDED,
        keep: int = KEEP,
        spare: int = SPARE,
    ) -> None:
        self._engine = engine
        self._keep, self._spare = keep, spare
        self._data = data.absolute()
        self._packages = self._data / "packages"
        self._needed = needed
        self._tools = tools(engine, self._data, ca_bundle)
        self._sweep()
        names.lay(self._data)

    def prepare(self, pins: tuple[str, ...], python: str, image: str, say: Say) -> Environment:
        """The environment of exactly these pins. Raises NotPrepared, or NoRoom."""
        pins = _checked(pins)
        key = key_of(pins, python, image)
        path = self._data / "environments" / key
        environment = Environment(key, str(path), python, image)
        if not _touched(path):
            with locked(self._lock(key), lambda: say("waiting for another upflow that prepares the same")):
                if not _touched(path):
                    self._make(environment, pins, say)
        return environment

    def compile(self, environment: Environment, say: Say) -> None:
        """Its bytecode, once. Without it trials only take longer, so nothing that goes wrong here is told."""
        if bytecode.is_compiled(environment):
            return
        new = self._packages / "new" / environment.key
        with locked(self._lock(environment.key), lambda: say("waiting for another upflow that compiles the same")):
            if bytecode.is_compiled(environment):
                return
            say("compiling bytecode, once for this environment")
            try:
                self._empty(new)
                with Container(self._engine, bytecode.recipe(environment, new, self._tools)) as container:
                    ended = container.run([], lambda _: None)
                bytecode.lay(new, Path(environment.path), self._packages / "cache" / "archive-v0")
                if not ended.exit_code:  # else it was stopped: what is left comes before the next trial
                    bytecode.mark(Path(environment.path))
            except (OSError, EngineLost):
                say("no bytecode was compiled")
            finally:
                remove(new)

    def _make(self, environment: Environment, pins: tuple[str, ...], say: Say) -> None:
        self._evict()
        self._room()
        new = self._packages / "new" / environment.key
        try:
            self._empty(new)
            self._install(environment, pins, say)
            path = Path(environment.path)
            path.parent.mkdir(exist_ok=True)
            (new / "env").rename(path)
            path.chmod(0o555)
        except OSError as error:
            if error.errno in FULL:
                raise self._no_room() from error
            raise
        except EngineLost as lost:
            raise NotPrepared(Outcome(Reason.ENGINE_LOST, f"the container engine was lost: {lost}")) from lost
        finally:
            remove(new)

    def _install(self, environment: Environment, pins: tuple[str, ...], say: Say) -> None:
        ended = self._attempt(environment, pins, say, building=False)
        if install.wants_source(ended):
            say("a pin has no wheel for this Python: building it from its source, apart from the shared cache")
            self._empty(self._packages / "new" / environment.key)
            ended = self._attempt(environment, pins, say, building=True)
        if install.ran_out_of_disk(ended):
            raise self._no_room()
        if ended.exit_code or ended.timed_out:
            raise NotPrepared(install.failure(ended))
        if strange := left_behind.strange(self._packages / "new" / environment.key / "env"):
            raise NotPrepared(Outcome(Reason.NOT_INSTALLABLE, f"{LEFT} {strange}", install.redacted(ended.log)))

    def _attempt(self, environment: Environment, pins: tuple[str, ...], say: Say, *, building: bool) -> Ended:
        recipe = install.recipe(
            environment.image, environment.key, self._packages, pins, self._tools, building=building
        )
        with Container(self._engine, recipe) as container, spared(self._data, self._spare, container.end) as full:
            ended = container.run(["\n".join(pins).encode()], lines(lambda line: say(install.redacted(line))))
        if full.is_set():
            raise self._no_room()
        return ended

    def _empty(self, new: Path) -> None:
        """An empty folder for the container's user. What lies there is a dead process's: we hold the lock."""
        remove(new)
        for folder in (self._packages, self._packages / "cache", self._packages / "new", new):
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o755)
        owner = self._tools.owner
        if owner is not None:
            for folder in (self._packages / "cache", new):
                os.chown(folder, owner, owner)

    def _evict(self) -> None:
        """What nobody wanted for long makes room, in the cache too: there are the same files."""
        gone = eviction.surplus(eviction.kept(self._data / "environments"), time.time(), DAYS, self._keep)
        for each in gone:
            with locked_if_free(self._lock(each.path.name)) as free:
                if free and (away := eviction.take_away(each, self._packages / "old")):
                    remove(away)
        if gone:
            forget_tensorflow(self._packages / "cache")

    def _room(self) -> None:
        if shutil.disk_usage(self._data).free < self._needed:
            raise self._no_room()

    def _no_room(self) -> NoRoom:
        free = shutil.disk_usage(self._data).free
        return NoRoom(
            f"{self._data} has {free / 1e9:.1f} GB free; an environment needs {self._needed / 1e9:.1f} GB.",
            f"Free some space, remove {self._data}, or set UPFLOW_DATA to a folder on a larger disk.",
        )

    def _lock(self, key: str) -> Path:
        return self._data / "locks" / key

    def _sweep(self) -> None:
        """Removes the halves that killed processes left."""
        for away in (self._packages / "old").glob("*"):
            remove(away)
        for half in (self._packages / "cache").glob(".tmp*"):
            with contextlib.suppress(FileNotFoundError):  # whoever installs just now moves it away
                if half.stat().st_mtime < time.time() - 2 * install.LIMITS.seconds:
                    remove(half)
        for half in (self._packages / "new").glob("*"):
            with locked_if_free(self._lock(half.name)) as free:
                if free:
                    remove(half)


def key_of(pins: tuple[str, ...], python: str, image: str) -> str:
    """The same content, the same key."""
    return hashlib.sha256("\n".join((LAYOUT, python, image, *pins)).encode()).hexdigest()[:32]


def _checked(pins: tuple[str, ...]) -> tuple[str, ...]:
    """Sorted; raises for what is not a pin, as uv would read an option from the same lines."""
    if wrong := [pin for pin in pins if not _PIN.fullmatch(pin)]:
        raise WrongUse(f"Not a pin: {', '.join(map(repr, wrong))}.", "A pin reads name==version, without markers.")
    return tuple(sorted(set(pins)))


def _touched(path: Path) -> bool:
    """Whether it is there; its time says when it was last wanted."""
    try:
        os.utime(path)
    except FileNotFoundError:
        return False
    return True


def remove(folder: Path) -> None:
    """All of it, although its folders are read-only, and however deep they are: Python's own way recurses."""
    if not os.path.lexists(folder):
        return
    if os.getuid():
        subprocess.run(["chmod", "-R", "u+rwX", folder], check=False, capture_output=True)
    done = subprocess.run(["rm", "-rf", "--", folder], check=False, capture_output=True, text=True, errors="replace")
    if done.returncode and os.path.lexists(folder):
        raise OSError(errno.ENOTEMPTY, last_line(done.stderr), str(folder))
