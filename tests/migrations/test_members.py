"""Only members that ever came, went or changed are looked at: the list of them is what the API index gives."""

import pytest

from matrices import symbols
from matrices.symbols import UnknownMinor
from migrations import members
from migrations.__main__ import main

TABLES = [path for path in sorted(members.TABLES.iterdir()) if (path / "objects.txt").is_file()]


FILE = set(members.FILE.read_text(encoding="utf-8").split())
ADVICE = "run: python -m migrations members"


def test_the_file_has_what_the_tables_tell():
    tables = [((path / "names.txt").read_text(), (path / "objects.txt").read_text()) for path in TABLES]
    assert set(members.found(tables).split()) - FILE == set(), ADVICE


def test_the_file_has_what_is_inherited_no_more():
    names = "tf.keras\n\tModel\t- a:Model\n\ttf.keras.layers\n\tfunction\t- a:f\n"
    found = members.inherited(symbols.load(), [names])
    assert {"submodules", "name_scope", "with_name_scope"} <= found
    assert found - FILE == set(), ADVICE


def test_the_file_is_sorted_and_says_nothing_twice():
    words = members.FILE.read_text(encoding="utf-8").splitlines()
    assert words == sorted(FILE)


def test_the_file_is_written(monkeypatch, tmp_path):
    monkeypatch.setattr(members, "FILE", tmp_path / "members.txt")
    monkeypatch.setattr(members, "current", lambda index: f"fit\n{index.minors()[0]}\n")
    assert main(["members"]) == 0
    assert (tmp_path / "members.txt").read_text(encoding="utf-8") == "fit\n1.13\n"


@pytest.mark.parametrize(
    "name",
    ["predict_classes", "fit_generator", "experimental_run_v2", "make_one_shot_iterator", "add_update", "get_updates"],
)
def test_what_went_is_looked_at(name):
    assert name in members.changing()


@pytest.mark.parametrize("name", ["no_such_member", "keras", "Model"])
def test_what_stays_costs_nothing(name):
    assert name not in members.changing()


@pytest.mark.parametrize(
    "klass",
    ["tf.keras.Model", "tf.keras.Sequential", "tf.keras.layers.Layer", "tf.data.Dataset", "tf.keras.optimizers.Adam"],
)
def test_no_member_that_changes_is_left_out(klass):
    """Held against what the index answers when it is asked, minor by minor."""
    index = symbols.load()
    changing = members.changing()
    seen: dict[str, dict[str, str | None]] = {}
    known = [minor for minor in index.minors() if index.at(klass, index.beside(klass, minor)) is not None]
    for minor in known:
        for member in index.members(klass, index.beside(klass, minor)):
            name = member.name.rpartition(".")[2]
            seen.setdefault(name, {})[minor] = member.signature.text if member.signature else None
    for name, texts in seen.items():
        went = any(minor not in texts for minor in known[known.index(min(texts, key=known.index)) :])
        if not name.startswith("_") and (went or len(set(texts.values())) > 1):
            assert name in changing, f"{name}: {ADVICE}"


def test_an_unknown_minor_is_no_answer():
    with pytest.raises(UnknownMinor):
        symbols.load().beside("keras.Model", "0.1")


def test_tables_are_read_as_they_are_written():
    names = "a\n\tb\t1- x:A\t2- x:B\n"
    objects = (
        "x\n"
        "\tA\t1-2 class\n"
        "\t\t.stays\t1-2 f()\n"
        "\t\t.went\t1 f()\n"
        "\tB\t1-2 class\n"
        "\t\t.stays\t1-2 f()\n"
        "\t\t.other\t1-2 f()\n"
        "\t\t.private!\t1 f()\n"
    )
    assert members.found([(names, objects)]).split() == ["other", "went"]
