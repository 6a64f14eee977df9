"""The only owner of the engine's containers: each is created, followed, and removed whatever happens in between."""

import contextlib
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import TracebackType
from typing import Any, Self

from docker.errors import APIError, NotFound
from docker.models.containers import Container as EngineContainer
from docker.types import LogConfig, Mount, Ulimit

from service.sandbox.ended import Ended
from service.sandbox.engine import LOST, Engine, words
from service.sandbox.owner import is_gone, myself
from service.sandbox.recipe import GRACE_SECONDS, Recipe
from service.sandbox.stream import ERRORS, Heard, Stream
from service.sandbox.tail import Tail

OWNER, KIND, UNTIL = "upflow.owner", "upflow.kind", "upflow.until"
AFTER_KILL_SECONDS = 10
REMOVE_SECONDS, PAUSE_SECONDS = 15.0, 0.2

# Names of the containers that this process has in hand: what it owns besides, a lost engine has kept.
_in_hand: set[str] = set()


class EngineLost(Exception):
    """The engine no longer answers, or refused; the message is its own words."""


@contextlib.contextmanager
def _asking() -> Iterator[None]:
    try:
        yield
    except LOST as error:
        raise EngineLost(words(error)) from error


class Container:
    """Use as a context manager: leaving it removes the container, even on Ctrl-C."""

    def __init__(self, engine: Engine, recipe: Recipe) -> None:
        self._engine = engine
        self._recipe = recipe
        self.name = f"upflow-{recipe.kind}-{uuid.uuid4().hex}"

    def __enter__(self) -> Self:
        _in_hand.add(self.name)
        self._engine.running.add(self.name)
        try:
            with _asking():
                self._container = _create(self._engine, self._recipe, self.name)
        except BaseException:
            self._remove()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._remove()
        except KeyboardInterrupt:
            self._remove()
            raise

    def run(self, stdin: Iterable[bytes], see: Callable[[bytes], None]) -> Ended:
        """Starts it, feeds it, shows its output to `see` as it comes, and waits for its end or its time."""
        started = time.monotonic()
        limits = self._recipe.limits
        tail, told = Tail(limits.log), bytearray()

        def keep(kind: int, data: bytes) -> None:
            if self._recipe.tells and kind == ERRORS:
                told.extend(data[: limits.told + 1 - len(told)])
            else:
                tail.add(data)
                see(data)

        with contextlib.closing(self._attach()) as stream:
            with _asking():
                self._container.start()
            stream.feed(stdin)
            state, heard = self._until_end(stream, keep, started + limits.seconds)
        return Ended(
            exit_code=int(state.get("ExitCode", -1)),
            log=tail.text(),
            out_of_memory=bool(state.get("OOMKilled")),
            timed_out=heard is Heard.DEADLINE,
            silent=heard is Heard.SILENCE,
            seconds=time.monotonic() - started,
            told=bytes(told[: limits.told]),
            told_cut=len(told) > limits.told,
        )

    def end(self) -> None:
        """At once, from another thread than the one that follows it; an engine that is lost shows there."""
        with contextlib.suppress(*LOST):
            self._container.kill()

    def _attach(self) -> Stream:
        """Before it starts, so that no output is missed: nothing is kept by the engine."""
        with _asking():
            return Stream(self._container.attach_socket(params={"stdin": 1, "stdout": 1, "stderr": 1, "stream": 1}))

    def _until_end(
        self, stream: Stream, see: Callable[[int, bytes], None], deadline: float
    ) -> tuple[Mapping[str, Any], Heard]:
        """The end of the output is not the end of the program: it may have closed its output, or the engine died."""
        silence = self._recipe.limits.silence
        heard = stream.follow(see, deadline, silence)
        state = self._state(min(deadline, time.monotonic() + silence) if heard is Heard.END else 0.0)
        if not state.get("Running"):
            return state, heard
        with _asking(), contextlib.suppress(APIError):
            self._container.kill()
        stream.follow(see, time.monotonic() + AFTER_KILL_SECONDS)
        if heard is Heard.END:  # it closed its output, and went on without a word
            heard = Heard.DEADLINE if time.monotonic() >= deadline else Heard.SILENCE
        return self._state(time.monotonic() + AFTER_KILL_SECONDS), heard

    def _state(self, deadline: float) -> Mapping[str, Any]:
        """How it stands once it has ended, or at the deadline; asked again and again, as a wait cannot be bounded."""
        pause = 0.01
        while True:
            with _asking():
                self._container.reload()
            state: Mapping[str, Any] = self._container.attrs["State"]
            if not state.get("Running") or time.monotonic() >= deadline:
                return state
            time.sleep(pause)
            pause = min(1.0, pause * 1.5)

    def _remove(self) -> None:
        # By name: an interrupted creation has no answer, but may have made one. What a lost engine keeps, reap() takes.
        _take_away(self._engine, self.name)
        _in_hand.discard(self.name)
        self._engine.running.discard(self.name)


def _create(engine: Engine, recipe: Recipe, name: str) -> EngineContainer:
    limits = recipe.limits
    return engine.client.containers.create(
        recipe.image,
        list(recipe.argv),
        name=name,
        hostname="upflow",
        user=recipe.user,
        working_dir="/",
        environment=dict(recipe.variables),
        stdin_open=True,
        entrypoint=[],
        network_mode=recipe.network,
        runtime=limits.runtime or None,
        read_only=True,
        cap_drop=["ALL"],
        security_opt=["no-new-privileges"],
        mem_limit=limits.memory,
        memswap_limit=limits.memory,
        nano_cpus=round(limits.cpus * 1e9),
        pids_limit=limits.pids,
        ulimits=[Ulimit(name="core", soft=0, hard=0)],  # else a crash may reach the host's own handler of them
        shm_size=limits.shared,
        tmpfs=recipe.tmpfs,
        mounts=[Mount(m.target, m.source, type="bind", read_only=not m.writable) for m in recipe.mounts],
        log_config=LogConfig(type="none"),
        labels={
            **recipe.labels,
            OWNER: myself(),
            KIND: recipe.kind,
            UNTIL: f"{time.time() + limits.seconds + 10 * GRACE_SECONDS:.0f}",
        },
    )


def stop(engine: Engine) -> None:
    """Removes what runs through this connection, from another thread than the one that follows it."""
    for name in tuple(engine.running):
        _take_away(engine, name)


def _take_away(engine: Engine, name: str) -> None:
    """Until it is gone: an engine refuses to remove what it is just starting, or removing, and what it calls dead."""
    deadline = time.monotonic() + REMOVE_SECONDS
    while time.monotonic() < deadline:
        try:
            engine.client.api.remove_container(name, v=True, force=True)
        except NotFound:
            return
        except APIError:
            time.sleep(PAUSE_SECONDS)
            continue
        except LOST:
            return
        return


def reap(engine: Engine) -> int:
    """Removes what dead owners left behind, and what is long past its time; returns how many."""
    with _asking():
        ours = engine.client.containers.list(all=True, filters={"label": OWNER}, ignore_removed=True)
    stale = [str(container.name) for container in ours if _is_stale(container)]
    for name in stale:
        _take_away(engine, name)
    return len(stale)


def _is_stale(container: EngineContainer) -> bool:
    owner = container.labels.get(OWNER, "")
    is_forgotten = owner == myself() and container.name not in _in_hand
    return is_gone(owner) or is_forgotten or float(container.labels.get(UNTIL, "inf")) < time.time()
