"""Who may ask: nobody without a token, each token for its own, and nobody in the name of somebody else."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from service.settings import Settings
from service.store import tokens
from service.store.store import Store
from service.store.tokens import Scope
from service.web.access import needed


@pytest.fixture
def closed(settings):
    return replace(settings, sign_in="yes")


@pytest.fixture
def token(settings):
    def make(scope: Scope, **options: object) -> str:
        with Store(settings.data, settings.database) as store:
            return tokens.add(store.database, "test", scope, **options)[1]  # type: ignore[arg-type]  # as they are named

    return make


def bearer(text: str) -> dict[str, str]:
    return {"authorization": f"Bearer {text}"}


def test_without_a_token_nothing_is_answered(serve, closed):
    client = serve(closed)
    for path in ("runs", "runs/a/report", "matrix", "symbols/tf.nn"):
        answer = client.get(f"/api/v1/{path}")
        assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
        assert answer.headers["content-type"] == "application/problem+json"
        assert "upflow token create" in answer.json()["hint"]


def test_a_body_is_not_read_before_its_sender_is_known(serve, closed):
    answer = serve(closed).post("/api/v1/runs", files={"archive": ("a.tar", b"0" * 5_000_000)})
    assert answer.status_code == 401


def test_health_and_documentation_are_open(serve, closed):
    client = serve(closed)
    for path in ("/api/v1/health", "/api/openapi.json", "/api/docs", "/sign-in", "/static/upflow.css"):
        assert client.get(path).status_code == 200


def test_a_token_that_is_none(serve, closed):
    client = serve(closed)
    for given in ("x", "upflow_", "upflow_wrong", "upflow_" + "é" * 9):
        answer = client.get("/api/v1/runs", headers={"authorization": f"Bearer {given}".encode()})
        assert answer.status_code == 401


def test_each_scope_is_good_for_its_own(serve, closed, token, packed):
    client = serve(closed)
    reads, writes = bearer(token(Scope.READ)), bearer(token(Scope.WRITE))
    files = {"archive": ("a.tar.gz", packed())}
    assert client.get("/api/v1/runs", headers=reads).status_code == 200
    refused = client.post("/api/v1/runs", files=files, headers=reads)
    assert refused.status_code == 403
    assert "for `read`, and this wants `write`" in refused.json()["detail"]
    assert client.post("/api/v1/runs", files=files, headers=writes).status_code == 202
    assert client.get("/api/v1/runs", headers=writes).status_code == 200


def test_a_token_that_ran_out_or_was_revoked_opens_nothing(serve, closed, settings, token):
    client = serve(closed)
    old = bearer(token(Scope.READ, expires=datetime.now(UTC) - timedelta(seconds=1)))
    assert client.get("/api/v1/runs", headers=old).status_code == 401
    good = bearer(token(Scope.READ))
    assert client.get("/api/v1/runs", headers=good).status_code == 200
    with Store(settings.data, settings.database) as store:
        for each in tokens.every(store.database):
            tokens.revoke(store.database, each.id)
    assert client.get("/api/v1/runs", headers=good).status_code == 401


def test_a_name_of_a_stranger_that_points_here_is_refused(client):
    """A page of that name would be of the same site as we, and there is no token that it would lack."""
    for host in ("evil.example", "evil.example:8000", "127.0.0.1.evil.example", "169.254.169.254"):
        assert client.get("/api/v1/runs", headers={"host": host}).status_code == 403
        assert client.get("/", headers={"host": host}).status_code == 403


def test_names_that_the_operator_gave_are_ours(serve, settings):
    client = serve(replace(settings, names="up.example, flow.example"))
    assert client.get("/api/v1/runs", headers={"host": "flow.example:80"}).status_code == 200
    assert client.get("/api/v1/runs", headers={"host": "localhost:80"}).status_code == 200


def test_facts_are_open_where_the_operator_says_so(serve, closed):
    client = serve(replace(closed, public_facts=True))
    assert client.get("/api/v1/matrix?tf=2.16").status_code == 200
    assert client.get("/api/v1/runs").status_code == 401


def test_the_sign_in_says_what_is_open_without_one(serve, closed):
    assert '/explain">Explain</a> are open' in serve(replace(closed, public_facts=True)).get("/sign-in").text
    assert "are open" not in serve(closed).get("/sign-in").text


def test_an_address_in_no_table_is_closed():
    settings = Settings(sign_in="yes")
    assert needed("GET", "/anything/new", settings) is Scope.READ
    assert needed("POST", "/anything/new", settings) is Scope.WRITE
    assert needed("GET", "/api/v1/healthy", settings) is Scope.READ
    assert needed("GET", "/api/v1/tokens", settings) is Scope.ADMIN


def signed_in(client: httpx.Client, text: str, onward: str = "/") -> httpx.Response:
    own = {"origin": str(client.base_url).rstrip("/")}
    return client.post("/sign-in", data={"token": text, "next": onward}, headers=own)


def test_a_page_asks_for_a_token_and_goes_on_where_it_was(serve, closed, token):
    client = serve(closed)
    sent = client.get("/?a=1", headers={"accept": "text/html"})
    assert (sent.status_code, sent.headers["location"]) == (303, "/sign-in?next=%2F%3Fa%3D1")
    assert "never used" not in client.get(sent.headers["location"]).text
    answer = signed_in(client, token(Scope.WRITE), "/?a=1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/?a=1")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert client.get("/", headers={"accept": "text/html"}).status_code == 200


def test_a_wrong_token_opens_no_session(serve, closed):
    client = serve(closed)
    answer = signed_in(client, "upflow_wrong")
    assert answer.status_code == 401
    assert "set-cookie" not in answer.headers


def test_signing_in_leads_to_no_other_host(serve, closed, token):
    client, text = serve(closed), token(Scope.READ)
    for onward in ("//evil.example", "https://evil.example", "/\\evil.example", "javascript:1", ""):
        assert signed_in(client, text, onward).headers["location"] == "/"


def test_a_session_changes_nothing_for_a_page_of_another_site(serve, closed, token, packed):
    client = serve(closed)
    signed_in(client, token(Scope.WRITE))
    files = {"archive": ("a.tar.gz", packed())}
    for headers in ({}, {"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}):
        assert client.post("/runs", files=files, headers=headers).status_code == 403
    own = {"origin": str(client.base_url).rstrip("/")}
    assert client.post("/runs", files=files, headers=own).status_code == 303


def test_a_session_goes_with_its_token_and_by_signing_out(serve, closed, settings, token):
    client = serve(closed)
    signed_in(client, token(Scope.WRITE))
    own = {"origin": str(client.base_url).rstrip("/")}
    kept = dict(client.cookies)
    assert client.post("/sign-out", headers=own).status_code == 303
    cookie = "; ".join(f"{name}={value}" for name, value in kept.items())
    assert client.get("/api/v1/runs", headers={"cookie": cookie}).status_code == 401
    signed_in(client, token(Scope.WRITE))
    assert client.get("/api/v1/runs").status_code == 200
    with Store(settings.data, settings.database) as store:
        for each in tokens.every(store.database):
            tokens.revoke(store.database, each.id)
    assert client.get("/api/v1/runs").status_code == 401


def test_who_asks_too_often_is_told_when_to_go_on(serve, closed, token):
    client = serve(replace(closed, rate="5/minute"))
    first, second = bearer(token(Scope.READ)), bearer(token(Scope.READ))
    answers = [client.get("/api/v1/runs", headers=first) for _ in range(7)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429] * 2
    assert 0 < int(answers[-1].headers["retry-after"]) <= 60
    assert client.get("/api/v1/runs", headers=second).status_code == 200


def test_webhooks_of_forges_come_in_bursts(serve, closed, monkeypatch):
    """They are none of the requests that are counted of an address, and have a limit of their own."""
    monkeypatch.setattr("service.web.access.DELIVERIES", "9/minute")
    client = serve(replace(closed, rate="5/minute"))
    sent = [client.post("/api/v1/github/webhook").status_code for _ in range(11)]
    assert sent == [404] * 9 + [429] * 2  # it is no App
    assert client.get("/sign-in").status_code == 200


def test_tokens_cannot_be_tried_out(serve, closed):
    client = serve(closed)
    answers = [client.get("/api/v1/runs", headers=bearer(f"upflow_{n}")).status_code for n in range(32)]
    assert answers[:30] == [401] * 30
    assert answers[30:] == [429] * 2


def test_no_other_site_may_read(client):
    answer = client.options(
        "/api/v1/runs", headers={"origin": "https://evil.example", "access-control-request-method": "GET"}
    )
    assert answer.status_code == 405
    read = client.get("/api/v1/runs", headers={"origin": "https://evil.example"})
    assert not [name for name in (*answer.headers, *read.headers) if name.startswith("access-control")]
