"""A plan: one object for the command line and the REST API. Its JSON is the contract."""

import json
from dataclasses import asdict, dataclass

SCHEMA = "upflow.plan/1"


@dataclass(frozen=True, slots=True)
class PlacePart:
    """A place in the code that an edit or a person changes; `more` are the others of its kind."""

    path: str
    line: int
    fix: str
    message: str
    source: str
    more: int = 0


@dataclass(frozen=True, slots=True)
class LinePart:
    """A declared line: what it asks for today, what it must ask for, and the one fact that forces it.

    `reason` is empty for TensorFlow itself.
    """

    path: str
    line: int
    before: str
    after: str
    reason: str
    source: str


@dataclass(frozen=True, slots=True)
class PinPart:
    """A requirement that no line has yet, with the one fact that forces it."""

    requirement: str
    reason: str
    source: str


@dataclass(frozen=True, slots=True)
class ChangePart:
    """Something around the code that changes: `what` is python, cuda, cudnn, driver, package, image or environment."""

    what: str
    before: str
    after: str
    reason: str


@dataclass(frozen=True, slots=True)
class CostPart:
    """What a route costs. `safe`, `review` and `manual` count places; `places` are the first of each kind to look at.

    `left` is what nobody rewrites in what is declared. `blockers` are facts for which the route is closed as it is.
    """

    safe: int
    review: int
    manual: int
    files: int
    places: tuple[PlacePart, ...]
    requirements: tuple[LinePart, ...]
    pins: tuple[PinPart, ...]
    changes: tuple[ChangePart, ...]
    left: tuple[PlacePart, ...]
    blockers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HopPart:
    """One stop on the way: what is new to do for it, with which Python, and why to stop there."""

    tensorflow: str
    python: str
    safe: int
    review: int
    manual: int
    reason: str


@dataclass(frozen=True, slots=True)
class RiskPart:
    """Known vulnerabilities of a release. `known` None: the list ends before the release, so nobody says here.

    `fixed_in` is the nearest later release that has none of those that are listed; `newest` are the latest of them.
    """

    known: int | None
    newest: tuple[str, ...]
    fixed_in: str | None


@dataclass(frozen=True, slots=True)
class RoutePart:
    """One way: `rank` counts from 1, `name` is hold, last-keras-2, tf-keras or newest; `reason` is that of the rank."""

    rank: int
    name: str
    tensorflow: str
    python: str
    keras: str | None
    reason: str
    is_open: bool
    cost: CostPart
    risk: RiskPart
    hops: tuple[HopPart, ...]
    command: str


@dataclass(frozen=True, slots=True)
class StartPart:
    """The project as it is; `assumed`: nothing declares its TensorFlow."""

    path: str
    files: int
    lines: int
    tensorflow: str
    python: str
    keras: str | None
    assumed: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """Every way, the best first. `listed_until` is the day at which the list of vulnerabilities ends."""

    schema: str
    project: StartPart
    risk: RiskPart
    listed_until: str
    listed_by: str
    routes: tuple[RoutePart, ...]
    notes: tuple[str, ...]


def to_json(plan: Plan) -> str:
    """In ASCII: names of files may hold bytes that are no UTF-8."""
    return json.dumps(asdict(plan), indent=2) + "\n"
