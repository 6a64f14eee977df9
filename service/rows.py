"""What the matrix answers with: one row a TensorFlow release, as every door shows it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fact:
    """A range of versions, where that was read, and how it is known."""

    range: str
    source: str
    how: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """What breaks although metadata allows it: beside what, at which stage, and the pin against it."""

    id: str
    beside: str
    python: str
    at: str
    error: str
    reason: str
    cure: str
    source: str
    how: str


@dataclass(frozen=True, slots=True)
class Install:
    """What a plain install on one interpreter gives, the parts that do not work, and the pins that mend it."""

    python: str
    verdict: str
    how: str | None
    sources: tuple[str, ...]
    at: str | None
    error: str
    cures: tuple[str, ...]
    picks: dict[str, str]
    without: dict[str, str]


@dataclass(frozen=True, slots=True)
class Gpu:
    """What the wheel was built for, what drives it, where the documentation differs; and a machine's verdict."""

    package: str | None
    cuda: Fact | None
    cudnn: Fact | None
    capabilities: tuple[str, ...]
    driver: str | None
    driver_sources: tuple[str, ...]
    disagreements: tuple[str, ...]
    verdict: str | None
    reasons: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """A companion: the newest release that is known to go with it; None: unknown, and `note` says why."""

    product: str
    version: str | None
    how: str | None
    source: str
    note: str


@dataclass(frozen=True, slots=True)
class Row:
    """One release. `keras` is the newest that goes with it, None where Keras is inside TensorFlow itself.

    `installs` has what was measured, and where few rows are asked for also what is inferred; `companions` is None
    where many are. `sources` are the addresses of all that is cited.
    """

    tensorflow: str
    date: str
    pythons: tuple[str, ...]
    platforms: dict[str, tuple[str, ...]]
    keras: str | None
    needs: dict[str, Fact]
    cures: tuple[str, ...]
    conflicts: tuple[Trouble, ...]
    allowed: tuple[Trouble, ...]
    installs: tuple[Install, ...]
    gpu: Gpu
    companions: tuple[Beside, ...] | None
    sources: dict[str, str]
