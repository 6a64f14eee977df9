"""The route of webhooks over real HTTP: who may speak, how much, how often; and what GitHub itself sends."""

import hashlib
import hmac
import json
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlencode

import pytest

from service.api.github import PATH
from service.bot.at_work import opened_bot
from service.errors import WrongUse
from service.web.limits import MIB
from tests.service.bot.conftest import SECRET
from tests.service.bot.github.descriptions import example, webhooks


def signed(body: bytes, secret: str = SECRET) -> str:
    return f"sha256={hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}"


class Hooks:
    """GitHub's side of the route."""

    def __init__(self, client) -> None:
        self.client = client
        self.count = 0

    def send(self, event: str, payload: object, delivery: str | None = None, **headers: str):
        body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        self.count += 1
        said = {
            "content-type": "application/json",
            "x-github-event": event,
            "x-github-delivery": delivery or f"d-{self.count}",
            "x-hub-signature-256": signed(body),
        }
        return self.client.post(PATH, content=body, headers=said | headers)


@pytest.fixture
def hooks(serve, bot_settings):
    """A service that takes webhooks, and leaves the work to nobody."""
    return Hooks(serve(bot_settings, start_worker=False))


def kept(settings) -> list[str]:
    with sqlite3.connect(settings.data / "upflow.db") as database:
        return [row[0] for row in database.execute("SELECT key FROM bot_items ORDER BY key")]


def test_a_delivery_is_kept_and_answered_at_once_and_one_that_comes_again_is_known(hooks, bot_settings):
    payload = example("pull_request", "opened") | {"installation": {"id": 7}}
    first = hooks.send("pull_request", payload, "d-1")
    assert (first.status_code, first.json()) == (202, {"delivery": "d-1", "new": True})
    again = hooks.send("pull_request", payload, "d-1")
    assert (again.status_code, again.json()) == (200, {"delivery": "d-1", "new": False})
    assert kept(bot_settings) == ["pull:186853002:2"]


def test_it_takes_milliseconds(hooks):
    payload = example("pull_request", "synchronize") | {"installation": {"id": 7}}
    hooks.send("ping", {"zen": "Keep it logically awesome."})
    times = []
    for _ in range(20):
        began = time.perf_counter()
        assert hooks.send("pull_request", payload).status_code == 202
        times.append(time.perf_counter() - began)
    assert sorted(times)[2] < 0.1  # the others waited for a processor


def test_every_example_of_github_is_taken(hooks):
    for event, payload in webhooks():
        answer = hooks.send(event, payload)
        assert answer.status_code == 202, (event, answer.text)


@pytest.mark.parametrize(
    "signature",
    [
        "",
        "sha256=",
        f"sha256={'0' * 64}",
        signed(b"{}", "another secret"),
        signed(b"{}").upper(),
        signed(b"{ }"),
        f"sha1={hmac.new(SECRET.encode(), b'{}', hashlib.sha1).hexdigest()}",
    ],
    ids=["none", "empty", "zeros", "another secret", "capitals", "another body", "sha1"],
)
def test_what_github_did_not_sign_is_not_taken(hooks, bot_settings, signature):
    answer = hooks.send("ping", b"{}", **{"x-hub-signature-256": signature})
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert "UPFLOW_GITHUB_SECRET" in answer.json()["hint"]
    assert kept(bot_settings) == []


def test_a_body_beyond_what_github_sends_is_refused_before_it_is_read(hooks):
    def endless() -> Iterator[bytes]:
        for _ in range(26):
            yield b" " * MIB

    assert hooks.send("push", b" " * (25 * MIB + 1)).status_code == 413
    headers = {"x-github-event": "push", "x-github-delivery": "d", "x-hub-signature-256": f"sha256={'0' * 64}"}
    assert hooks.client.post(PATH, content=endless(), headers=headers).status_code == 413


def test_as_large_as_github_sends_it_is_taken(hooks):
    payload = example("pull_request", "opened") | {"installation": {"id": 7}, "noise": "x" * (24 * MIB)}
    assert hooks.send("pull_request", payload).status_code == 202


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[" * 100_000], ids=["nothing", "half", "no text", "deep"])
def test_what_is_no_json_is_told(hooks, body):
    assert hooks.send("ping", body).status_code == 422


def test_json_in_a_form_is_json_and_anything_else_is_not(hooks):
    form = {"content-type": "application/x-www-form-urlencoded"}
    assert hooks.send("ping", urlencode({"payload": "{}"}).encode(), **form).status_code == 202
    assert hooks.send("ping", b"other=1", **form).status_code == 422
    assert hooks.send("ping", b"{}", **{"content-type": "text/plain"}).status_code == 415
    assert hooks.send("ping", b"{}", **{"x-github-delivery": ""}).status_code == 422
    assert hooks.send("ping", b"{}", **{"x-github-event": "p" * 300}).status_code == 422


def test_it_is_open_to_github_alone_where_others_need_a_token(serve, bot_settings):
    hooks = Hooks(serve(replace(bot_settings, sign_in="yes"), start_worker=False))
    assert hooks.send("ping", b"{}").status_code == 202
    assert hooks.client.get("/api/v1/runs").status_code == 401


def test_a_service_that_is_no_app_says_so(client):
    answer = Hooks(client).send("ping", b"{}")
    assert answer.status_code == 404
    assert "docs/github.md" in answer.json()["hint"]


@pytest.mark.parametrize("missing", ["github_app", "github_key", "github_secret"])
def test_an_app_that_is_set_up_by_half_does_not_start(desk, bot_settings, missing):
    settings = replace(bot_settings, **{missing: None if missing == "github_key" else ""})
    with (
        pytest.raises(WrongUse, match="UPFLOW_GITHUB_SECRET"),
        opened_bot(replace(desk, settings=settings), start=False),
    ):
        pass


def test_a_key_that_is_none_is_told_with_its_file(desk, bot_settings, tmp_path):
    wrong = tmp_path / "wrong.pem"
    for content in ("", "nonsense", "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n"):
        wrong.write_text(content)
        settings = replace(bot_settings, github_key=wrong)
        with pytest.raises(WrongUse, match=r"wrong\.pem"), opened_bot(replace(desk, settings=settings), start=False):
            pass
