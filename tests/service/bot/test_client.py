"""GitHub asked with patience: its own timing, lost connections, pages, tokens, and secrets that stay where they are."""

import logging
from dataclasses import replace

import pytest

from service.bot.client import ATTEMPTS
from service.bot.errors import Gone, Later, Refused
from service.bot.forge import Annotation, Conclusion, Level, Repository, Told
from service.bot.waiting import LONGEST, backing_off, patience
from tests.service.bot.conftest import app_of
from tests.service.bot.github.fake import Answer
from tests.service.bot.github.serving import LOST_AFTER, LOST_BEFORE, Server

NOW = 1_800_000_000.0
SECONDARY = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."


@pytest.mark.parametrize(
    ("status", "headers", "message", "seconds"),
    [
        (200, {}, "", None),
        (404, {}, "", None),
        (422, {"retry-after": "9"}, "", None),
        (403, {}, "Resource not accessible by integration", None),
        (403, {"x-ratelimit-remaining": "4999"}, "Forbidden", None),
        (403, {"retry-after": "30"}, SECONDARY, 30.0),
        (403, {"retry-after": "Fri, 15 Jan 2027 08:01:00 GMT"}, "", 60.0),
        (403, {"retry-after": "soon"}, "", 60.0),
        (403, {"retry-after": "999999"}, "", LONGEST),
        (403, {}, SECONDARY, 60.0),
        (403, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(int(NOW) + 90)}, "", 91.0),
        (403, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(int(NOW) - 90)}, "", 1.0),
        (403, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "never"}, "", 60.0),
        (429, {}, "", 60.0),
        (500, {}, "", 1.0),
        (503, {"retry-after": "7"}, "", 7.0),
        (408, {}, "", 1.0),
    ],
)
def test_the_servers_own_timing_counts(status, headers, message, seconds):
    assert patience(status, headers, message, 0, NOW) == seconds


def test_without_a_word_it_is_twice_as_long_each_time():
    assert [backing_off(attempt) for attempt in range(4)] == [1, 2, 4, 8]
    assert backing_off(10_000) == LONGEST
    assert patience(403, {}, SECONDARY, 2, NOW) == 240


@pytest.fixture
def forge(played):
    return played.bot.story.forges.of(played.where)


@pytest.fixture
def pull(github):
    return github.open_pull({"a.py": "1\n"}, {"a.py": "2\n"})


def faults(server: Server, *sent: str | Answer | None) -> None:
    """These first, one a request; the token is there already."""
    waiting = list(sent)
    server.fault = lambda _request: waiting.pop(0) if waiting else None


def test_reading_goes_on_through_what_is_short(forge, pull, server):
    assert forge.pull(1).head == pull.head
    faults(server, LOST_BEFORE, Answer(502))
    assert forge.pull(1).head == pull.head


def test_what_takes_long_is_put_off(forge, pull, server, github):
    forge.pull(pull.number)
    faults(server, Answer(403, {"message": SECONDARY}, {"retry-after": "60"}))
    with pytest.raises(Later) as caught:
        forge.pull(1)
    assert caught.value.seconds == 60
    faults(server, *[Answer(500)] * ATTEMPTS)
    asked = len(github.asked)
    with pytest.raises(Later):
        forge.pull(1)
    assert len(github.asked) == asked


@pytest.mark.parametrize("fault", [LOST_AFTER, Answer(502, None)])
def test_what_may_have_been_done_is_never_sent_again_from_here(forge, pull, server, github, fault):
    forge.pull(pull.number)
    faults(server, fault)
    with pytest.raises(Later):
        forge.comment(1, "hello")
    assert len(github.comments) == (fault == LOST_AFTER)


def test_a_limit_was_not_done_so_it_is_sent_again(forge, pull, server, github):
    forge.pull(pull.number)
    faults(server, Answer(429, {"message": "slow down"}, {"retry-after": "1"}))
    forge.comment(1, "hello")
    assert len(github.comments) == 1


def test_a_422_says_which_field(forge, pull, server):
    forge.pull(pull.number)
    errors = [{"resource": "IssueComment", "code": "custom", "field": "body", "message": "body is too long"}]
    faults(server, Answer(422, {"message": "Validation Failed", "errors": errors}))
    with pytest.raises(Refused, match="body is too long") as caught:
        forge.comment(1, "hello")
    assert caught.value.status == 422


@pytest.mark.parametrize("body", [None, b"<html>", [], {"message": None}, {"errors": "x"}])
def test_an_answer_that_is_no_description_of_anything_is_refused(forge, pull, server, body):
    forge.pull(pull.number)
    faults(server, Answer(422, body))
    with pytest.raises(Refused):
        forge.comment(1, "hello")
    faults(server, Answer(410, body))
    with pytest.raises(Gone):
        forge.pull(1)


def test_a_token_is_kept_until_shortly_before_its_end_and_made_again_when_it_does_not_count(
    played, forge, pull, github
):
    token = "POST /app/installations/7/access_tokens"
    for _ in range(3):
        forge.pull(pull.number)
    assert github.asked.count(token) == 1
    github.tokens.clear()
    forge.pull(1)
    assert github.asked.count(token) == 2
    client = app_of(played.bot).client
    late = replace(client, now=lambda: client.now() + 3600 - 299)
    object.__setattr__(app_of(played.bot), "client", late)
    forge.pull(1)
    assert github.asked.count(token) == 3


def test_each_installation_has_its_own_token(played, pull, github):
    played.bot.story.forges.of(played.where).pull(pull.number)
    github.installation = 8
    other = played.bot.story.forges.of(Repository(1, github.name, 8))
    other.pull(1)
    assert len(github.tokens) == 2
    with pytest.raises(Gone):
        played.bot.story.forges.of(Repository(1, github.name, 9)).pull(1)


def test_all_pages_are_read(forge, pull, github):
    github.page_size = 7
    for number in range(30):
        github.comment(pull.number, f"{number}")
    mine = [forge.comment(1, f"mine {number}") for number in range(9)]
    assert [each.id for each in forge.comments(1)] == mine


def test_annotations_that_are_there_are_not_sent_again(forge, pull, github, server):
    check = forge.start_check(pull.head, "k", "")
    told = Told(
        Conclusion.FAILURE, "t", "s", tuple(Annotation("a.py", n, Level.NOTICE, "t", "m") for n in range(1, 121))
    )
    faults(server, None, None, LOST_AFTER)
    with pytest.raises(Later):
        forge.end_check(pull.head, check, told, "")
    assert len(github.checks[check]["annotations"]) == 100
    assert github.checks[check]["conclusion"] is None
    forge.end_check(pull.head, check, told, "")
    lines = [each["start_line"] for each in github.checks[check]["annotations"]]
    assert sorted(lines) == list(range(1, 121))
    assert github.checks[check]["conclusion"] == "failure"


def test_an_archive_is_read_up_to_a_limit_and_the_token_stays_with_github(forge, pull, github, caplog):
    with caplog.at_level(logging.DEBUG):
        assert len(forge.archive(pull.head, 10_000)) < 10_000
        with pytest.raises(Refused, match="larger"):
            forge.archive(pull.head, 10)
        with pytest.raises(Gone):
            forge.archive("0" * 40, 10)
    said = " ".join(record.getMessage() for record in caplog.records if record.name.startswith(("httpx", "service")))
    assert not [token for token in github.tokens if token in said]
    assert "key-of-its-own" not in said


def test_no_secret_is_in_the_words_of_what_has_one(played, forge, github):
    forge.may_write("mona")
    shown = repr((played.bot, forge))
    assert not [token for token in github.tokens if token in shown]
    assert "PRIVATE KEY" not in shown
    assert "It's a Secret" not in shown


def test_who_may_write_is_asked_from_github(forge, github):
    assert forge.may_write("mona")
    assert not forge.may_write("stranger")
    assert not forge.may_write("nobody")
    assert not forge.may_write("a/../../b")
    assert "GET /repos/octo/models/collaborators/a%2F..%2F..%2Fb/permission" in github.asked
