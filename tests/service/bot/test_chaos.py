"""Never two comments: with lost connections, limits and failures, with a death at each request, with two at work."""

import sys
import threading
from dataclasses import replace

import pytest

from service.bot.opening import open_bot
from service.store.bot_items import Items
from tests.service.bot.conftest import app_of, quick
from tests.service.bot.github.serving import Chaos
from tests.service.bot.test_story import BUMPED, OLD

KEPT = {**OLD, "requirements.txt": "tensorflow==2.15.1\nkeras==2.15.0\n"}
MOVED = {**OLD, "requirements.txt": "tensorflow==2.18.0\nkeras==2.15.0\n"}


class Death(BaseException):
    """The process ends here."""


def told_once(github) -> bool:
    return (
        [len(github.said()), len(github.checks), len(github.reviews)] == [1, 1, 1]
        and [check["conclusion"] for check in github.checks.values()] == ["failure"]
        and [len(check["annotations"]) for check in github.checks.values()] == [2]
    )


@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_lost_on_the_way_it_is_said_once(played, github, server, seed):
    chaos = server.fault = Chaos(seed)
    github.open_pull(KEPT, MOVED)
    played.look()
    played.work()
    assert chaos.left < 12
    assert told_once(github)


def test_a_death_at_each_request_leaves_one_of_everything(played, github):
    """Before and after each request of the story, in turn, until one goes through."""
    deaths = 0
    for after in (False, True):
        for at in range(1, 60):
            github.comments.clear()
            github.checks.clear()
            github.reviews.clear()
            with played.bot.items.database.engine.begin() as connection:
                connection.exec_driver_sql("DELETE FROM bot_pulls")
            github.pulls.clear()
            github.open_pull(KEPT, MOVED)
            played.look()
            died = dies(played, at, after=after)
            played.bot.items.release()
            played.work()
            assert told_once(github), (at, after)
            deaths += died
            if not died:
                break
    assert deaths > 20


def dies(played, at: int, *, after: bool) -> bool:
    """Works until the request of that number, and ends there as a process does: nothing of it is caught or saved."""
    http = app_of(played.bot).client.http
    left = at

    def count(_: object) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            raise Death

    http.event_hooks = {"response" if after else "request": [count]}
    try:
        played.work()
    except Death:
        return True
    finally:
        http.event_hooks = {}
    return False


def test_two_that_work_on_the_same_say_it_once(played, github, desk, bot_settings, runs):
    """Both believe that it is theirs, as after a pause that was longer than the lease."""
    with open_bot(replace(desk, settings=bot_settings)) as opened:
        other = quick(opened, runs)
        object.__setattr__(other, "items", Items(desk.store.database, lease=-1))
        object.__setattr__(played.bot, "items", Items(desk.store.database, lease=-1))
        github.open_pull(KEPT, MOVED)
        played.look()
        sys.setswitchinterval(1e-4)
        try:
            for _ in range(4):
                threads = [threading.Thread(target=played.step, args=(bot,)) for bot in (played.bot, other)]
                for thread in threads:
                    thread.start()
                for thread in threads:
                    thread.join()
                runs.finish()
        finally:
            sys.setswitchinterval(0.005)
        played.work()
    assert len(github.said()) == 1
    assert [check["conclusion"] for check in github.checks.values() if check["conclusion"] != "skipped"] == ["failure"]


def test_deliveries_out_of_order_and_twice_come_to_the_same(played, github):
    github.open_pull(OLD, OLD)
    github.push(1, BUMPED)
    for _ in range(3):
        played.look()
        played.step()
    played.work()
    played.look()
    played.work()
    assert len(github.said()) == 1
    assert len(github.checks) == 1
