from hypothesis import given
from hypothesis import strategies as st

from service.sandbox.tail import Tail


def kept(limit: int, *chunks: bytes) -> str:
    tail = Tail(limit)
    for chunk in chunks:
        tail.add(chunk)
    return tail.text()


def test_a_short_output_is_kept_as_it_is():
    assert kept(100, b"one\n", b"two\n") == "one\ntwo\n"


def test_of_a_long_one_the_beginning_and_the_end():
    text = kept(40, *[b"%05d\n" % number for number in range(1000)])
    assert text.startswith("00000\n0000\n[... 5,960 bytes of output left out ...]\n")
    assert text.endswith("00998\n00999\n")


@given(st.lists(st.binary(max_size=300), max_size=40))
def test_memory_is_bounded_and_the_end_is_there(chunks):
    tail = Tail(100)
    for chunk in chunks:
        tail.add(chunk)
        assert len(tail._head) <= 25
        assert len(tail._end) <= 150
    end = b"".join(chunks)[25:][-75:]
    tail.text()
    assert bytes(tail._end) == end


def test_bytes_that_are_no_text_do_no_harm():
    assert kept(100, b"\xff\xfe ok") == "\ufffd\ufffd ok"
