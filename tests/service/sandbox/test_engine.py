import socket

import pytest

from service.errors import NotReachable
from service.sandbox.engine import connect


@pytest.fixture
def nowhere(monkeypatch, tmp_path, forgetful):  # noqa: ARG001  # it must end after the test
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/engine.sock")
    return tmp_path / "engine.sock"


def test_no_engine_is_told_with_what_to_do(nowhere):
    with pytest.raises(NotReachable) as raised:
        connect()
    assert f"unix://{nowhere}: No such file or directory" in raised.value.message
    assert "make setup" in raised.value.hint
    assert "DOCKER_HOST" in raised.value.hint


def test_a_socket_where_nobody_listens_is_no_engine(nowhere):
    with socket.socket(socket.AF_UNIX) as left_behind:
        left_behind.bind(str(nowhere))
    with pytest.raises(NotReachable, match="Connection refused"):
        connect()


def test_an_engine_that_hangs_is_given_up(nowhere, monkeypatch):
    monkeypatch.setattr("service.sandbox.engine.PING_SECONDS", 0.2)
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(str(nowhere))
        silent.listen()
        with pytest.raises(NotReachable):
            connect()


@pytest.mark.engine
def test_an_engine_that_answers_is_described(engine):
    assert engine.version[0].isdigit()
    assert engine.outward in {"bridge", "host"}
    assert engine.storage
