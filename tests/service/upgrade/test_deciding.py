"""What becomes of an upgrade: every state, every reason to wait, and what a tick changes."""

from datetime import date

import pytest

from service.config.definition import Upgrades
from service.upgrade.deciding import Action, Known, Standing, Wanted, decide, due
from service.upgrade.proving import Proof

TODAY = date(2026, 11, 23)  # a Monday
WANTED = Wanted("2.21.0", date(2026, 3, 6), "a" * 16)
UNPROVEN = WANTED._replace(proof=Proof("no trial shows that the patch works"))
NOTHING, USUAL = Known(), Upgrades()
OPEN = Known(Standing.OPEN, "2.21.0", "a" * 16)


def act(
    wanted: Wanted | None = WANTED,
    known: Known = NOTHING,
    asked: Upgrades = USUAL,
    *,
    others: int = 0,
    ticked: bool = False,
) -> Action:
    return decide(wanted, known, asked, TODAY, others=others, ticked=ticked).action


def test_what_is_due_is_opened_and_what_is_not_waits_and_says_for_what():
    assert act() is Action.OPEN
    young = WANTED._replace(released=date(2026, 11, 20))
    waiting = {
        "it came out on 2026-11-20: it waits until 2026-11-27": (young, Upgrades()),
        "it comes on thursday or monthly": (WANTED, Upgrades(schedule=("thursday", "monthly"))),
        "no trial shows that the patch works": (UNPROVEN, Upgrades()),
        "the project does not ask for upgrades": (WANTED, Upgrades(enabled=False)),
    }
    for why, (wanted, asked) in waiting.items():
        assert decide(wanted, Known(), asked, TODAY, others=0, ticked=False) == (Action.WAIT, why)
    found = decide(WANTED, Known(), Upgrades(limit=2), TODAY, others=2, ticked=False)
    assert found == (Action.WAIT, "2 of at most 2 upgrades are open")
    assert act(UNPROVEN, asked=Upgrades(unproven=True)) is Action.OPEN
    assert act(None) is Action.DONE


def test_a_tick_opens_whatever_has_to_be_waited_for_and_nothing_that_is_refused():
    late = WANTED._replace(released=TODAY)
    assert act(late, asked=Upgrades(schedule=("sunday",)), others=9, ticked=True) is Action.OPEN
    assert act(UNPROVEN, ticked=True) is Action.WAIT
    assert act(asked=Upgrades(enabled=False), ticked=True) is Action.WAIT


def test_an_open_one_follows_its_patch_on_the_days_for_it():
    other = WANTED._replace(patch="b" * 16)
    assert act(known=OPEN) is Action.KEEP
    assert act(other, OPEN) is Action.UPDATE
    assert act(WANTED._replace(target="2.21.1"), OPEN) is Action.UPDATE
    assert act(other, OPEN, Upgrades(schedule=("sunday",))) is Action.KEEP
    assert act(known=OPEN._replace(conflicts=True), asked=Upgrades(schedule=("sunday",))) is Action.UPDATE
    assert act(known=OPEN, ticked=True) is Action.UPDATE
    assert act(None, OPEN) is Action.CLOSE
    assert act(UNPROVEN, OPEN) is Action.KEEP  # an engine that is away for a day closes nothing
    assert act(WANTED._replace(proof=Proof("it fails", refuted=True)), OPEN) is Action.CLOSE
    assert act(known=OPEN, asked=Upgrades(enabled=False)) is Action.CLOSE


def test_what_people_did_stays_until_they_ask():
    touched, closed = OPEN._replace(standing=Standing.TOUCHED), OPEN._replace(standing=Standing.CLOSED)
    for wanted in (WANTED, None, WANTED._replace(patch="b" * 16)):
        assert act(wanted, touched) is Action.LEAVE
        assert act(wanted, closed) is Action.LEAVE
    assert act(known=touched, ticked=True) is Action.UPDATE
    assert act(known=closed, ticked=True) is Action.OPEN
    assert act(None, closed, ticked=True) is Action.LEAVE


def test_what_is_merged_is_done_until_there_is_a_newer_patch_release():
    merged = OPEN._replace(standing=Standing.MERGED)
    assert act(known=merged) is Action.DONE
    assert act(None, merged) is Action.DONE
    assert act(WANTED._replace(target="2.21.1"), merged) is Action.OPEN


@pytest.mark.parametrize(
    ("schedule", "day", "is_due"),
    [
        (("always",), date(2026, 11, 24), True),
        (("monday", "thursday"), date(2026, 11, 23), True),
        (("monday", "thursday"), date(2026, 11, 24), False),
        (("monthly",), date(2026, 12, 1), True),
        (("monthly",), date(2026, 12, 2), False),
    ],
)
def test_days(schedule: tuple[str, ...], day: date, is_due: bool):
    assert due(schedule, day) is is_due
