"""The bot at work beside the trials: threads of a worker's process that take its items one by one."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from service.actions import Desk
from service.store.bot_items import LEASE

if TYPE_CHECKING:
    from service.bot.bot import Bot

LOOK = 0.5
log = logging.getLogger(__name__)


class AtWork:
    """Start it once; `stop` hands back what is not done."""

    def __init__(self, bot: "Bot", look: float = LOOK) -> None:
        self._bot = bot
        self._look = look
        self._stopping = threading.Event()
        self._threads = [
            threading.Thread(target=self._work, name="upflow-bot", daemon=True),
            threading.Thread(target=self._beat, name="upflow-bot-heartbeat", daemon=True),
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self, seconds: float = 10.0) -> None:
        self._stopping.set()
        for thread in self._threads:
            thread.join(seconds)
        self._bot.items.release()

    def _work(self) -> None:
        while not self._stopping.is_set():
            try:
                if (item := self._bot.items.claim()) is not None:
                    self._bot.do(item)
                    continue
            except Exception:
                log.exception("the bot could not go on; it tries again")
            self._stopping.wait(self._look)

    def _beat(self) -> None:
        while not self._stopping.wait(LEASE / 4):
            try:
                self._bot.items.keep()
            except Exception:
                log.exception("the bot could give no sign of life; it tries again")


@contextmanager
def opened_bot(desk: Desk, *, start: bool) -> "Iterator[Bot | None]":
    """The bot of the settings, at work where `start` says so; None where there is none."""
    known = desk.settings
    of_github = known.github_app or known.github_key or known.github_secret
    if not (of_github or known.gitlab_url or known.gitlab_token or known.gitlab_secret):
        yield None
        return
    from service.bot.opening import open_bot  # noqa: PLC0415 - who has no App need not wait for what it is built on

    with open_bot(desk) as bot:
        working = AtWork(bot)
        if start:
            working.start()
        try:
            yield bot
        finally:
            if start:
                working.stop()
