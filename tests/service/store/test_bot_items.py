"""Work of the bot is taken once at a time, done again where it was wanted again, and never lost with its owner."""

from dataclasses import replace

import pytest

from service.store.bot_items import Item, Items
from service.store.bot_pulls import Ignore, Known, Place, Pulls, Stage

PLACE = Place(186853002, 7, "octo/models", 42)


def claimed(items: Items) -> Item:
    item = items.claim()
    assert item
    return item


def found(pulls: Pulls) -> Known:
    known = pulls.find(PLACE)
    assert known
    return known


@pytest.fixture
def database(open_database):
    return open_database()


def test_a_delivery_counts_once(database):
    items = Items(database)
    assert items.deliver("d-1", "push", (("a", "kind", "{}"),))
    assert not items.deliver("d-1", "push", (("a", "kind", "{}"), ("b", "kind", "{}")))
    assert claimed(items).key == "a"
    assert items.claim() is None


def test_two_workers_never_have_the_same_item(database):
    one, other = Items(database), Items(database)
    one.put("a", "kind", "1")
    item = claimed(one)
    assert (item.payload, item.attempts) == ("1", 1)
    assert other.claim() is None
    other.put("a", "kind", "2")
    assert other.claim() is None
    one.end(item)
    assert claimed(other).payload == "2"


def test_what_a_dead_worker_had_is_taken_over_and_the_dead_one_changes_nothing(database):
    dead, alive = Items(database, lease=-1), Items(database)
    dead.put("a", "kind", "")
    lost = claimed(dead)
    mine = claimed(alive)
    assert mine.key == lost.key
    dead.end(lost)
    dead.put_off(lost, 100)
    alive.keep()
    assert Items(database).claim() is None
    alive.release()
    assert Items(database).claim() is not None


def test_what_is_put_off_waits_unless_it_is_wanted_meanwhile(database):
    items = Items(database)
    items.put("a", "kind", "")
    items.put_off(claimed(items), 1000)
    assert items.claim() is None
    items.put("a", "kind", "")
    item = claimed(items)
    items.put("a", "kind", "")
    items.put_off(item, 1000)
    assert items.claim() is not None


def test_the_end_of_a_run_wakes_its_pull_request(database):
    items, pulls = Items(database), Pulls(database)
    known = pulls.meet(PLACE)
    pulls.save(replace(known, stage=Stage.ASKED, head_run="r-1"))
    items.put("pull:186853002:7", "pull", "")
    items.put_off(claimed(items), 1000)
    with database.transaction() as transaction:
        transaction.every("run_ended_", run="r-2", now="2999")
    assert items.claim() is None
    with database.transaction() as transaction:
        transaction.every("run_ended_", run="r-1", now="2020")
    assert items.claim() is not None


def test_a_pull_request_is_remembered_by_its_ids_through_a_new_name(database):
    pulls = Pulls(database)
    assert pulls.find(PLACE) is None
    known = pulls.meet(PLACE)
    assert (known.stage, known.comment, known.moved) == (Stage.NEW, None, ())
    pulls.save(replace(known, stage=Stage.TOLD, comment=1 << 40, moved=(("numpy", None, "2"),), head="abc"))
    renamed = pulls.meet(Place(PLACE.repository, 7, "octo/renamed", 42))
    assert (renamed.place.name, renamed.comment, renamed.moved) == ("octo/renamed", 1 << 40, (("numpy", None, "2"),))
    assert pulls.of_head(PLACE.repository, "abc") == (renamed.place,)
    pulls.forget(installation=42)
    assert pulls.find(PLACE) is None


def test_what_is_wanted_while_it_is_answered_stays_wanted(database):
    pulls = Pulls(database)
    pulls.meet(PLACE)
    pulls.want(PLACE, "one")
    known = found(pulls)
    pulls.want(PLACE, "two")
    pulls.answered(known)
    assert found(pulls).wanted == "two"
    pulls.answered(found(pulls))
    assert found(pulls).wanted == ""


def test_an_answer_is_given_once_and_an_ignore_is_the_last_word(database):
    pulls = Pulls(database)
    assert pulls.answer_once(PLACE, "k")
    assert not pulls.answer_once(PLACE, "k")
    for reason in ("first", "second"):
        pulls.ignore(PLACE, Ignore("api", "", reason, "mona"))
    assert [each.reason for each in pulls.ignores(PLACE)] == ["second"]
    assert pulls.is_open(42)
    pulls.let_in(42, "octo", is_open=False)
    assert not pulls.is_open(42)
