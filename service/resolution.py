"""What `resolve` answers with, as every door shows it: the sets, each line with its reason, and what was changed."""

import json
from dataclasses import asdict, dataclass

from service.plain import one_line

SCHEMA = "upflow.resolution/1"


@dataclass(frozen=True, slots=True)
class ChangePart:
    """One requirement before and after: moved, replaced, merged, relaxed or added; where it stands, and why."""

    kind: str
    name: str
    before: str
    after: str
    place: str
    reason: str
    source: str


@dataclass(frozen=True, slots=True)
class PinPart:
    """One line of the constraints: the version, the one fact that forces it, and where that stands."""

    name: str
    version: str
    reason: str
    source: str
    built: bool


@dataclass(frozen=True, slots=True)
class RefusalPart:
    """Why there is no set: two or three sentences, the source, and the packages that stand in the way."""

    text: str
    source: str
    blockers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SetPart:
    """One candidate. `proof`: resolved (in full, by the index), facts (the index did not answer), or none.

    `verdict`: works (resolves, and nothing is known to break), unknown (not proven), breaks (there is no set).
    `pip` is the oldest one that knows the tags of TensorFlow's wheels.
    """

    tensorflow: str
    python: str
    platform: str
    pip: str | None
    verdict: str
    proof: str
    changes: tuple[ChangePart, ...]
    constraints: tuple[PinPart, ...]
    refusal: RefusalPart | None
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Resolution:
    """The answer for a project: a set for each TensorFlow that was asked about, oldest first.

    `nearest` is the TensorFlow of the set that changes least: today's where that has one, else the next; of several
    that were named, and where nothing says today's, the newest.
    """

    schema: str
    path: str
    baseline: str | None
    nearest: str | None
    exclude_newer: str | None
    candidates: tuple[SetPart, ...]
    notes: tuple[str, ...]


def nearest(resolution: Resolution) -> SetPart | None:
    """The set that changes least."""
    return next((one for one in resolution.candidates if one.tensorflow == resolution.nearest), None)


def to_json(resolution: Resolution) -> str:
    return json.dumps(asdict(resolution), indent=2) + "\n"


def constraints(found: SetPart, exclude_newer: str | None) -> str:
    """The text of constraints.txt: a pin a line, with the fact that forces it."""
    until = f", as of {exclude_newer}" if exclude_newer else ""
    pip = f" (pip {found.pip} or newer)" if found.pip else ""
    how = f"Install exactly this: pip install -r constraints.txt{pip}"
    if found.proof != "resolved":
        how = "Not resolved by the package index: the packages that upflow knows; others may come with them."
    head = [
        f"# TensorFlow {found.tensorflow} on Python {found.python}, {found.platform}{until}; by `upflow resolve`.",
        f"# {how}",
    ]
    return "\n".join([*head, *map(_line, found.constraints)]) + "\n"


def _line(pin: PinPart) -> str:
    built = "; built from source" if pin.built else ""
    return f"{pin.name}=={pin.version}  # {one_line(pin.reason)}{built} [{one_line(pin.source)}]"
