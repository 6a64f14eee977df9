"""What becomes of an upgrade: from what is there and what is wanted to one action. Pure, and every decision is here.

nothing there ──due, cooled, below the limit, proven──> OPEN        or WAIT, which says for what
open, ours    ──another patch──> UPDATE    ──nothing to do, or shown to fail──> CLOSE    else KEEP
open, touched by somebody ──> LEAVE
merged ──> DONE        closed by somebody ──> LEAVE        a ticked box ──> OPEN or UPDATE, whatever day it is
"""

from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple, assert_never

from service.config.definition import DAYS, Upgrades
from service.upgrade.proving import Proof

PROVEN = Proof()


class Action(StrEnum):
    """What to do now."""

    OPEN = "open"
    UPDATE = "update"
    CLOSE = "close"
    KEEP = "keep"
    LEAVE = "leave"
    WAIT = "wait"
    DONE = "done"


class Standing(StrEnum):
    """What there is of an upgrade already. `TOUCHED`: somebody pushed to its branch; `CLOSED`: not by us."""

    NONE = "none"
    OPEN = "open"
    TOUCHED = "touched"
    MERGED = "merged"
    CLOSED = "closed"


class Wanted(NamedTuple):
    """An upgrade that a run proposes: when its release came out, what it changes, and whether trials prove it."""

    target: str
    released: date
    patch: str
    proof: Proof = PROVEN


class Known(NamedTuple):
    """What there is on the forge: `patch` and `target` are those it was last written with."""

    standing: Standing = Standing.NONE
    target: str = ""
    patch: str = ""
    conflicts: bool = False


class Decision(NamedTuple):
    """One action, and why, in words for the dashboard and for the pull request that is closed."""

    action: Action
    why: str


def decide(wanted: Wanted | None, known: Known, asked: Upgrades, today: date, *, others: int, ticked: bool) -> Decision:
    """`wanted` None: the project needs nothing of the kind. `others`: how many upgrades are open beside this one."""
    match known.standing:
        case Standing.TOUCHED if not ticked:
            found = Decision(Action.LEAVE, "somebody pushed to its branch: it is theirs")
        case Standing.CLOSED if not (ticked and wanted):
            found = Decision(Action.LEAVE, "somebody closed it: tick its box to have it again")
        case Standing.MERGED if wanted is None or wanted.target == known.target:
            found = Decision(Action.DONE, "it is merged")
        case Standing.NONE | Standing.CLOSED | Standing.MERGED:
            found = _new(wanted, asked, today, others=others, ticked=ticked)
        case Standing.OPEN | Standing.TOUCHED:
            found = _open(wanted, known, asked, today, ticked=ticked)
        case _:
            assert_never(known.standing)
    return found


def _new(wanted: Wanted | None, asked: Upgrades, today: date, *, others: int, ticked: bool) -> Decision:
    """A tick opens what is not refused, whatever has to be waited for."""
    if wanted is None:
        return Decision(Action.DONE, "nothing has to change")
    if refused := _refused(wanted, asked):
        return Decision(Action.WAIT, refused)
    if ticked:
        return Decision(Action.OPEN, "somebody ticked its box")
    ripe = wanted.released + timedelta(days=asked.cooldown)
    obstacles = (
        (ripe > today, f"it came out on {wanted.released}: it waits until {ripe}"),
        (others >= asked.limit, f"{others} of at most {asked.limit} upgrades are open"),
        (not due(asked.schedule, today), f"it comes on {' or '.join(asked.schedule)}"),
    )
    first = next((why for stands, why in obstacles if stands), None)
    return Decision(Action.WAIT, first) if first else Decision(Action.OPEN, "it is due")


def _open(wanted: Wanted | None, known: Known, asked: Upgrades, today: date, *, ticked: bool) -> Decision:
    if wanted is None:
        return Decision(Action.CLOSE, "the project does not need it any more")
    if refused := _refused(wanted, asked):
        is_over = wanted.proof.refuted or not asked.enabled
        return Decision(Action.CLOSE if is_over else Action.KEEP, refused)
    if ticked or known.conflicts:
        return Decision(
            Action.UPDATE, "somebody ticked its box" if ticked else "its branch could not be merged any more"
        )
    if (known.target, known.patch) == (wanted.target, wanted.patch):
        return Decision(Action.KEEP, "it is as it should be")
    if not due(asked.schedule, today):
        return Decision(Action.KEEP, f"a newer patch comes on {' or '.join(asked.schedule)}")
    return Decision(Action.UPDATE, "its patch is another one by now")


def _refused(wanted: Wanted, asked: Upgrades) -> str:
    """Why nobody may have it, not even by a tick."""
    if not asked.enabled:
        return "the project does not ask for upgrades"
    return "" if asked.unproven else wanted.proof.doubt


def due(schedule: tuple[str, ...], today: date) -> bool:
    """Whether this is a day for it, in UTC."""
    names = {"always", DAYS[today.weekday()], *(["monthly"] if today.day == 1 else [])}
    return not names.isdisjoint(schedule)
