"""Runs that are watched: one look at the database for all watchers, and each new event read once for all of them."""

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import suppress

from starlette.concurrency import run_in_threadpool

from service.errors import TooMany
from service.store.records import Event
from service.store.store import Store

LOOK_SECONDS, QUIET_SECONDS = 0.25, 15.0
AT_ONCE = 20
"""So many runs `watch_runs` asks for at once."""

MOST_WATCHERS, MOST_WAITING = 2000, 5000
Waiting = asyncio.Queue[Event | None]
log = logging.getLogger(__name__)


class Watching:
    """Belongs to one event loop. A watcher that does not keep up is let go: it comes back and reads on."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._watchers: dict[str, set[Waiting]] = {}
        self._read: dict[str, int] = {}
        self._task: asyncio.Task[None] | None = None

    async def events(self, run_id: str, after: int) -> AsyncGenerator[Event | None, None]:
        """What a run said after that number and says from now on; None where nothing was said for a while."""
        if sum(map(len, self._watchers.values())) >= MOST_WATCHERS:
            raise TooMany(f"{MOST_WATCHERS} watchers already", "ask for the run itself now and then", 60)
        waiting: Waiting = asyncio.Queue(MOST_WAITING)
        self._join(run_id, waiting)
        try:
            for event in await run_in_threadpool(self._store.events, run_id, after):
                after = event.seq
                yield event
            while True:
                try:
                    said = await asyncio.wait_for(waiting.get(), QUIET_SECONDS)
                except TimeoutError:
                    yield None
                    continue
                if said is None:
                    return
                if said.seq > after:
                    after = said.seq
                    yield said
        finally:
            self._leave(run_id, waiting)

    async def close(self) -> None:
        """Lets everybody go."""
        for waiting in {each for those in self._watchers.values() for each in those}:
            _put(waiting, None)
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    def _join(self, run_id: str, waiting: Waiting) -> None:
        self._watchers.setdefault(run_id, set()).add(waiting)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._look_on())

    def _leave(self, run_id: str, waiting: Waiting) -> None:
        self._watchers[run_id].discard(waiting)
        if not self._watchers[run_id]:
            del self._watchers[run_id]
            self._read.pop(run_id, None)

    async def _look_on(self) -> None:
        """As long as anybody watches."""
        while self._watchers:
            try:
                for run_id, events in (await run_in_threadpool(self._look, tuple(self._watchers))).items():
                    self._tell(run_id, events)
            except Exception:
                log.exception("what runs say could not be read; it is tried again")
            await asyncio.sleep(LOOK_SECONDS)

    def _look(self, watched: tuple[str, ...]) -> dict[str, tuple[Event, ...]]:
        """What is new of each, in a thread."""
        new: dict[str, tuple[Event, ...]] = {}
        for start in range(0, len(watched), AT_ONCE):
            some = watched[start : start + AT_ONCE]
            values = {f"id{number}": run_id for number, run_id in enumerate(some)}
            empty = {f"id{number}": "" for number in range(len(some), AT_ONCE)}
            for row in self._store.database.read("watch_runs", **values, **empty):
                read = self._read.get(row["id"], -1)
                if row["said"] > read:
                    # At the first look, all of them: some may have come after the watcher has read, and before this.
                    events = self._store.events(row["id"], max(read, 0))
                    new[row["id"]] = events
                    self._read[row["id"]] = events[-1].seq if events else row["said"]
        return new

    def _tell(self, run_id: str, events: tuple[Event, ...]) -> None:
        for waiting in self._watchers.get(run_id, ()):
            for event in events:
                _put(waiting, event)


def _put(waiting: Waiting, event: Event | None) -> None:
    """What is full is emptied and ended: whoever is so slow has to ask again."""
    try:
        waiting.put_nowait(event)
    except asyncio.QueueFull:
        while not waiting.empty():
            waiting.get_nowait()
        waiting.put_nowait(None)
