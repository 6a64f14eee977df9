"""What the engine of runs tells of itself, told as everything else is: in one form, without secrets, and seldom."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field

BETWEEN_SECONDS = 60.0


@dataclass(slots=True)
class Seldom:
    """A filter: each warning once a minute; what was cancelled or handed to another worker is no failure at all."""

    no_failure: type[BaseException]
    clock: Callable[[], float] = time.monotonic
    _told: dict[tuple[str, int], float] = field(default_factory=dict)

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno >= logging.ERROR:
            return not (record.exc_info and isinstance(record.exc_info[1], self.no_failure))
        place, now = (record.pathname, record.lineno), self.clock()
        if now - self._told.get(place, -BETWEEN_SECONDS) < BETWEEN_SECONDS:
            return False
        self._told[place] = now
        return True


def listen_to(name: str, no_failure: type[BaseException]) -> None:
    """To warnings of this logger; done again it changes nothing."""
    logger = logging.getLogger(name)
    logger.setLevel(logging.WARNING)
    if not any(isinstance(each, Seldom) for each in logger.filters):
        logger.addFilter(Seldom(no_failure))
        # A logger that has a handler gets none of the engine's own, which knows nothing of our form.
        logger.addHandler(logging.NullHandler())
