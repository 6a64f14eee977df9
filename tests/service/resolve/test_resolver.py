"""Real resolutions, for an interpreter that is not the running one; nothing of the project is ever built."""

import socket
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from service.nouns import Reason
from service.resolve import resolver
from service.resolve.resolver import Resolver, Task, Unresolvable, resolve
from tests.service.small_index import SmallIndex

DOWN = "http://127.0.0.1:9/simple"


def pins(tmp_path: Path, *wanted: str, limits: tuple[str, ...] = (), python: str = "3.11") -> tuple[str, ...]:
    cache = tmp_path / "cache"
    return resolve([Requirement(t) for t in wanted], [Requirement(t) for t in limits], python, cache, tmp_path)


@pytest.mark.network
def test_full_pins_with_limits_kept(tmp_path: Path):
    found = pins(tmp_path, "tensorflow==2.10.1", limits=("numpy<2",), python="3.10")
    assert "tensorflow==2.10.1" in found
    assert "keras==2.10.0" in found
    assert [pin for pin in found if pin.startswith("numpy==1.")]
    assert list(found) == sorted(found)
    assert all(pin.count("==") == 1 for pin in found)


@pytest.mark.network
def test_what_cannot_be_met_says_the_first_cause(tmp_path: Path):
    with pytest.raises(Unresolvable) as caught:
        pins(tmp_path, "tensorflow==2.15.1", "numpy==2.1.0")
    outcome = caught.value.outcome
    assert outcome.reason is Reason.NOT_INSTALLABLE
    assert "tensorflow==2.15.1" in outcome.message
    assert "numpy" in outcome.message


@pytest.mark.network
def test_a_package_that_does_not_exist(tmp_path: Path):
    with pytest.raises(Unresolvable) as caught:
        pins(tmp_path, "upflow-has-no-such-package==1.0")
    assert caught.value.outcome.reason is Reason.NOT_INSTALLABLE


def test_an_index_that_does_not_answer_is_no_fault_of_the_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("UV_DEFAULT_INDEX", DOWN)
    monkeypatch.setenv("UV_HTTP_RETRIES", "0")
    with pytest.raises(Unresolvable) as caught:
        pins(tmp_path, "six")
    assert caught.value.outcome.reason is Reason.INDEX_UNREACHABLE


def test_an_index_that_hangs_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(resolver, "SECONDS", 1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setenv("UV_DEFAULT_INDEX", f"http://127.0.0.1:{silent.getsockname()[1]}/simple")
        with pytest.raises(Unresolvable) as caught:
            pins(tmp_path, "six")
    assert caught.value.outcome.reason is Reason.INDEX_UNREACHABLE


def test_a_package_that_the_index_does_not_have_is_asked_for_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, index: SmallIndex
):
    monkeypatch.setenv("UV_DEFAULT_INDEX", index.address)
    monkeypatch.setenv("UV_HTTP_RETRIES", "0")
    with Resolver(tmp_path / "cache") as one:
        for python, address in (("3.10", index.address), ("3.11", DOWN)):
            monkeypatch.setenv("UV_DEFAULT_INDEX", address)
            with pytest.raises(Unresolvable) as caught:
                one.compile(Task((Requirement("nobody-has-this"),), python=python))
            assert caught.value.missing == {"nobody-has-this"}


def test_what_uv_asked_often_is_not_asked_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("UV_DEFAULT_INDEX", DOWN)
    monkeypatch.setenv("UV_HTTP_RETRIES", "1")
    with Resolver(tmp_path / "cache") as one, pytest.raises(Unresolvable) as caught:
        one.compile(Task((Requirement("six"),)))
    assert caught.value.outcome.message == "the package index does not answer, asked 2 times"
