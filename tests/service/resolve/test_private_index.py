"""Indexes that want credentials, hang, fail or lag: what is said of each, and that no credential is said or kept."""

import base64
import http.server
import socket
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from matrices.load import load
from matrices.picking import Facts, Place
from service.nouns import Declared
from service.resolve.full import Proven, Unproven, prove
from service.resolve.nearest import Nearest, Refused, nearest
from service.resolve.resolver import Resolver, Task, Unresolvable
from service.resolve.wish import wish
from tests.service.small_index import SmallIndex

Declare = Callable[..., Declared]
Ask = Callable[..., Proven | Refused | Unproven]
FACTS = Facts(load(), Place("3.11"))
SECRET = "hunter2-is-it"


class Guarded(http.server.SimpleHTTPRequestHandler):
    """Files for whoever knows the password; `status`: nothing for anybody, but that."""

    status = 0

    def do_GET(self) -> None:
        wanted = "Basic " + base64.b64encode(f"me:{SECRET}".encode()).decode()
        if self.status:
            self.send_error(self.status)
        elif self.headers.get("Authorization") != wanted:
            self.send_error(401)
        else:
            super().do_GET()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def served(index: SmallIndex) -> Iterator[int]:
    handler = partial(Guarded, directory=str(index.folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


@pytest.fixture
def ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, declared: Declare) -> Ask:
    monkeypatch.setenv("UV_HTTP_RETRIES", "0")
    monkeypatch.setenv("UV_HTTP_TIMEOUT", "1")
    monkeypatch.delenv("UV_DEFAULT_INDEX", raising=False)

    def answer(address: str, *texts: str) -> Proven | Refused | Unproven:
        monkeypatch.setenv("PIP_INDEX_URL", address)
        wanted = wish(declared("tensorflow==2.15.1", *texts), Version("2.15.1"), FACTS)
        found = nearest(wanted, FACTS)
        assert isinstance(found, Nearest)
        with Resolver(tmp_path / "cache") as resolver:
            return prove(found, wanted, FACTS, resolver, lambda _: None)

    return answer


def test_the_credentials_of_pips_settings_open_it_and_are_kept_nowhere(tmp_path: Path, served: int, ask: Ask):
    found = ask(f"http://me:{SECRET}@127.0.0.1:{served}/")
    assert isinstance(found, Proven)
    assert found.pins.versions == {"numpy": "1.26.4", "tensorflow": "2.15.1"}
    assert SECRET not in repr(found)
    kept = [path for path in (tmp_path / "cache").rglob("*") if path.is_file()]
    assert kept
    assert [path for path in kept if SECRET.encode() in path.read_bytes() or SECRET in path.name] == []


def test_a_version_that_the_cache_lacks_is_not_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, index: SmallIndex, served: int
):
    for version in ("1.0", "1.1", "2.0"):
        index.wheel("mine", version)
    monkeypatch.setenv("UV_DEFAULT_INDEX", f"http://me:{SECRET}@127.0.0.1:{served}/")
    wanted = (Requirement("mine>1.0"),)
    with Resolver(tmp_path / "cache") as resolver:
        assert resolver.compile(Task(wanted)).versions == {"mine": "2.0"}
        assert resolver.compile(Task(wanted, lowest=True), offline=True).versions == {"mine": "1.1"}


@pytest.mark.parametrize("who", ["", "me:wrong-one@"])
def test_whoever_is_not_let_in_is_told_so(served: int, ask: Ask, who: str):
    found = ask(f"http://{who}127.0.0.1:{served}/")
    assert isinstance(found, Unproven)
    assert found.why == (
        "the package index refuses the credentials that uv or pip are set to, or wants some (HTTP 401)"
    )
    assert "wrong-one" not in repr(found)


def test_an_index_that_fails(monkeypatch: pytest.MonkeyPatch, served: int, ask: Ask):
    monkeypatch.setattr(Guarded, "status", 503)
    found = ask(f"http://127.0.0.1:{served}/")
    assert isinstance(found, Unproven)
    assert found.why == "the package index does not answer, asked twice"


def test_an_index_that_did_not_answer_is_asked_no_more_and_the_cache_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, index: SmallIndex, served: int
):
    for name in ("mine", "other"):
        index.wheel(name, "1.0")
    monkeypatch.setenv("UV_HTTP_RETRIES", "0")
    monkeypatch.setenv("UV_DEFAULT_INDEX", f"http://me:{SECRET}@127.0.0.1:{served}/")
    with Resolver(tmp_path / "cache") as resolver:
        resolver.compile(Task((Requirement("mine"),)))
    with Resolver(tmp_path / "cache") as resolver:
        monkeypatch.setattr(Guarded, "status", 503)
        with pytest.raises(Unresolvable):
            resolver.compile(Task((Requirement("other"),)))
        monkeypatch.setattr(Guarded, "status", 0)
        assert resolver.compile(Task((Requirement("mine"),), python="3.12")).versions == {"mine": "1.0"}
        with pytest.raises(Unresolvable) as caught:
            resolver.compile(Task((Requirement("other"),), python="3.12"))
        assert caught.value.is_away


def test_an_index_that_takes_the_call_and_never_answers(ask: Ask):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        found = ask(f"http://127.0.0.1:{silent.getsockname()[1]}/simple")
    assert isinstance(found, Unproven)
    assert found.why == "the package index does not answer, asked twice"


def test_a_private_index_without_public_packages(index: SmallIndex, ask: Ask):
    found = ask(index.address, "tensorflow-hub==0.16.1")
    assert isinstance(found, Refused)
    assert "has no package tensorflow-hub" in found.sentences[0]
    assert "It is a public one" in found.sentences[1]


def test_a_mirror_that_lags(tmp_path: Path, ask: Ask):
    old = SmallIndex(tmp_path / "mirror")
    old.wheel("tensorflow", "2.14.1", ["numpy>=1.23.5,<2.0.0"])
    old.wheel("numpy", "1.26.4")
    found = ask(old.address)
    assert isinstance(found, Refused)
    assert found.sentences[0] == "the package index has no tensorflow 2.15.1, which was released on 2024-03-08."
    assert "mirror that lags" in found.sentences[1]
