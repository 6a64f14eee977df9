"""What is written from what was read is what was read."""

from matrices.gpu.dump import dump
from matrices.gpu.facts import Gpu
from matrices.gpu.load import FILES
from matrices.load import DATA


def test_every_file_is_in_its_one_form(gpu):
    written = dump(gpu)
    assert tuple(written) == FILES
    for name, text in written.items():
        assert text == (DATA / name).read_text(encoding="utf-8"), name


def test_no_line_of_a_hand_kept_list_is_too_long(gpu):
    assert all(len(line) <= 120 for line in dump(gpu)["gpu/cards.toml"].splitlines() if line.startswith("    "))


def test_nothing_is_written_of_nothing():
    assert dump(Gpu())["gpu/cards.toml"].count("\n") == 1
