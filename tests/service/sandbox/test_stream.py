import contextlib
import socket
import time

import pytest

from service.sandbox.stream import Stream, payloads


def frame(payload: bytes) -> bytes:
    return b"\x01\0\0\0" + len(payload).to_bytes(4, "big") + payload


@pytest.fixture
def pair():
    ours, theirs = socket.socketpair()
    with contextlib.closing(Stream(ours)) as stream, theirs:
        yield stream, theirs


def test_whole_frames_are_taken_off_and_the_rest_stays():
    buffer = bytearray(frame(b"one") + frame(b"") + frame(b"two") + frame(b"three")[:-1])
    assert list(payloads(buffer)) == [b"one", b"", b"two"]
    assert bytes(buffer) == frame(b"three")[:-1]


def test_output_is_followed_to_its_end(pair):
    stream, theirs = pair
    seen: list[bytes] = []
    theirs.sendall(frame(b"hello ") + frame(b"world"))
    theirs.shutdown(socket.SHUT_WR)
    assert stream.follow(seen.append, time.monotonic() + 5)
    assert seen == [b"hello ", b"world"]


def test_silence_ends_at_the_deadline(pair):
    stream, _ = pair
    started = time.monotonic()
    assert not stream.follow(print, started + 0.2)
    assert time.monotonic() - started < 1


def test_chatter_ends_at_the_deadline_too(pair):
    stream, theirs = pair
    theirs.sendall(frame(b"x"))
    assert not stream.follow(lambda _payload: theirs.sendall(frame(b"x")), time.monotonic() + 0.2)


def test_input_is_fed_and_closed(pair):
    stream, theirs = pair
    stream.feed([b"one", b"two"])
    theirs.settimeout(5)
    read = b""
    while piece := theirs.recv(10):
        read += piece
    assert read == b"onetwo"


def test_closing_does_not_wait_for_a_reader_that_never_reads():
    ours, theirs = socket.socketpair()
    stream = Stream(ours)
    stream.feed([bytes(1 << 24)])
    started = time.monotonic()
    stream.close()
    theirs.close()
    assert time.monotonic() - started < 2
