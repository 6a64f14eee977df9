"""A worker put together: its hands, what it carries, whom it listens to, and who looks after the others."""

from typing import NamedTuple

from matrices.facts import Matrix
from service.durable.carrying import Carrier
from service.durable.engine import Bodies, Limits, Listener
from service.durable.hands import Hands
from service.durable.janitor import Janitor, Patience
from service.durable.rhythm import Rhythm
from service.durable.sending import Sending
from service.durable.trying import try_one
from service.settings import Settings


class Opened(NamedTuple):
    """What is to be called every few seconds, and stopped."""

    janitor: Janitor
    listener: Listener


def open_worker(hands: Hands, settings: Settings, matrix: Matrix, rhythm: Rhythm) -> Opened:
    """Takes up work from now on. Raises WrongUse where another worker runs in this process."""
    sender = hands.store.sender
    assert isinstance(sender, Sending), "a worker needs a store that was opened with open_store"
    carrier = Carrier(hands, sender.open(), settings, matrix)
    bodies = Bodies(carrier.carry, lambda run, key: try_one(hands, run, key))
    limits = Limits(settings.runs_at_once, settings.trials_at_once, settings.all_trials, rhythm.look)
    listener = Listener(hands.store.database, hands.name, bodies, hands.labels, limits)
    patience = Patience(silence=rhythm.silence, run=settings.run_hours * 3600, days=settings.retain)
    janitor = Janitor(hands, sender.open(), patience)
    try:
        # First of all it is in the list: who is in none, and has something in hand, is taken for dead.
        janitor.beat()
        listener.start()
        janitor.round()
    except BaseException:
        listener.stop()
        raise
    return Opened(janitor, listener)
