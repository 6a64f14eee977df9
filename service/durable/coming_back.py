"""Patience with a container engine that was there before: it is started again, or upgraded, and comes back."""

import time
from collections.abc import Callable

from service.durable.hands import Hands, Stopped
from service.errors import NotReachable

LOOK_SECONDS, GONE_SECONDS = 2.0, 600.0
MOST_LOST = 3
"""So often one thing may lose the engine: it may be what ends it."""


def comes_back(hands: Hands, go_on: Callable[[], None]) -> bool:
    """Whether it answers again within a while. `go_on` raises where nobody waits for it any more."""
    deadline = time.monotonic() + GONE_SECONDS
    while time.monotonic() < deadline:
        go_on()
        if hands.stopping.wait(LOOK_SECONDS):
            raise Stopped
        try:
            with hands.open_trials(lambda _line: None) as trials:
                return trials is not None
        except NotReachable:
            continue
    return False
