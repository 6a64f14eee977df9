"""The desk: what every action needs to be performed."""

import threading
from dataclasses import dataclass, field

from matrices.facts import Matrix
from service.kept import Kept
from service.report import Report
from service.rows import Row
from service.settings import Settings
from service.store.store import Store


@dataclass(frozen=True, slots=True)
class Desk:
    """What actions need: where runs are kept, what is known, and what the operator set."""

    settings: Settings
    store: Store
    matrix: Matrix
    unpacking: threading.Lock = field(default_factory=threading.Lock)
    holding: threading.Lock = field(default_factory=threading.Lock)
    """Of a large upload in memory."""
    resolving: threading.Lock = field(default_factory=threading.Lock)
    reports: dict[object, Report] = field(default_factory=dict)
    """The reports of a few runs that are done, as they were read last: large ones take seconds."""
    answered: dict[object, tuple[Row, ...]] = field(default_factory=dict)
    """What was asked of the matrix lately, with its answer: facts stay as they are while a process lives."""
    kept: Kept = field(default_factory=Kept)
    """What was shown of runs lately."""
