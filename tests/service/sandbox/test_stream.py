import contextlib
import socket
import time

import pytest

from service.sandbox.stream import ERRORS, Heard, Stream, payloads

OUTPUT = 1


def frame(payload: bytes, kind: int = OUTPUT) -> bytes:
    return bytes([kind, 0, 0, 0]) + len(payload).to_bytes(4, "big") + payload


@pytest.fixture
def pair():
    ours, theirs = socket.socketpair()
    with contextlib.closing(Stream(ours)) as stream, theirs:
        yield stream, theirs


def test_whole_frames_are_taken_off_and_the_rest_stays():
    buffer = bytearray(frame(b"one") + frame(b"", ERRORS) + frame(b"two", ERRORS) + frame(b"three")[:-1])
    assert list(payloads(buffer)) == [(OUTPUT, b"one"), (ERRORS, b""), (ERRORS, b"two")]
    assert bytes(buffer) == frame(b"three")[:-1]


def test_output_is_followed_to_its_end(pair):
    stream, theirs = pair
    seen: list[tuple[int, bytes]] = []
    theirs.sendall(frame(b"hello ") + frame(b"world"))
    theirs.shutdown(socket.SHUT_WR)
    assert stream.follow(lambda *what: seen.append(what), time.monotonic() + 5) is Heard.END
    assert seen == [(OUTPUT, b"hello "), (OUTPUT, b"world")]


def test_silence_ends_at_the_deadline(pair):
    stream, _ = pair
    started = time.monotonic()
    assert stream.follow(print, started + 0.2) is Heard.DEADLINE
    assert time.monotonic() - started < 1


def test_a_silence_that_is_too_long_ends_it_before(pair):
    stream, theirs = pair
    theirs.sendall(frame(b"x"))
    started = time.monotonic()
    assert stream.follow(print, started + 5, silence=0.2) is Heard.SILENCE
    assert time.monotonic() - started < 1


def test_chatter_ends_at_the_deadline_too(pair):
    stream, theirs = pair
    theirs.sendall(frame(b"x"))
    again = stream.follow(lambda *_: theirs.sendall(frame(b"x")), time.monotonic() + 0.2, silence=0.1)
    assert again is Heard.DEADLINE


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
