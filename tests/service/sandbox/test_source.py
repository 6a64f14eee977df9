import io
import tarfile

from hypothesis import given
from hypothesis import strategies as st

from service.sandbox.source import packed

NAMES = st.lists(
    st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1).filter(
        lambda name: name not in {".", ".."}
    ),
    min_size=1,
    max_size=4,
).map("/".join)


def unpacked(files: dict[str, bytes]) -> dict[str, tuple[bytes, int]]:
    with tarfile.open(fileobj=io.BytesIO(b"".join(packed(files)))) as tar:
        return {member.name: (file.read(), member.mode) for member in tar if (file := tar.extractfile(member))}


@given(st.dictionaries(NAMES, st.binary(max_size=2000), max_size=5))
def test_what_goes_in_comes_out(files):
    assert {name: content for name, (content, _) in unpacked(files).items()} == files


def test_scripts_can_be_executed():
    files = {"run.sh": b"#!/bin/sh\n", "data.csv": b"1,2\n"}
    assert {name: mode for name, (_, mode) in unpacked(files).items()} == {"run.sh": 0o755, "data.csv": 0o644}


def test_names_that_are_no_text_survive():
    name = b"caf\xe9.py".decode("utf-8", "surrogateescape")
    assert list(unpacked({name: b""})) == [name]


def test_pieces_come_one_by_one():
    pieces = packed({"big": bytes(1 << 20)})
    assert len(next(pieces)) < 10_000
