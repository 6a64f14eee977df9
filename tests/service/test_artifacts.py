"""Saved files that lie in a project: found by name and first bytes, with why some cannot be tried."""

import pytest

from service.artifacts import MOST, Kind, find
from service.nouns import Note
from service.probes import Probe, Way

H5 = b"\x89HDF\r\n\x1a\n" + bytes(100)
KERAS = b"PK\x03\x04" + bytes(100)
TFLITE = b"\x1c\0\0\0TFL3" + bytes(100)
POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:abc\nsize 104857600\n"


def probes(files: dict[str, bytes]) -> list[Probe]:
    return [probe for each in find(files) for probe in each.probes(files)]


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("model.h5", H5, Kind.H5),
        ("a/b/model.hdf5", H5, Kind.H5),
        ("model.keras", KERAS, Kind.KERAS),
        ("model.tflite", TFLITE, Kind.TFLITE),
        ("with a block before.h5", bytes(512) + H5, Kind.H5),
    ],
)
def test_a_file_is_what_its_first_bytes_say(name, content, kind):
    (found,) = find({name: content, "main.py": b""})
    assert (found.path, found.kind, found.problem, found.size) == (name, kind, "", len(content))
    assert list(found.probes({})) == [Probe(Way(kind.value), name)]


def test_what_keras_2_saved_as_keras_may_be_hdf5():
    (found,) = find({"model.keras": H5})
    assert found.kind is Kind.H5


def test_a_pointer_of_git_lfs_is_told_as_such_with_the_size_of_the_file():
    (found,) = find({"model.h5": POINTER})
    assert found.problem == "it is a pointer of Git LFS of a file of 100.0 MiB, not the file: `git lfs pull` brings it"
    assert list(found.probes({})) == []


@pytest.mark.parametrize(
    ("content", "why"),
    [(b"", "it is empty"), (b"<html>", "it is no HDF5 file: it begins with b'<html>'")],
)
def test_what_only_has_the_name_is_not_tried(content, why):
    (found,) = find({"model.h5": content})
    assert found.problem == why


def test_what_was_too_large_to_be_read_is_named():
    left = Note("big.h5", None, "left out: 90 MiB, more than the 20 MiB of one file")
    (found,) = find({}, [left, Note("a link.h5", None, "left out: a link")])
    assert (found.path, found.problem) == ("big.h5", left.message)


def test_a_saved_model_is_its_folder_with_all_that_is_below():
    files = {
        "export/1/saved_model.pb": b"",
        "export/1/variables/variables.index": b"",
        "export/1/variables/variables.data-00000-of-00001": b"12",
        "export/1/assets/words.h5": H5,
        "export/other.txt": b"",
    }
    (found,) = find(files)
    assert (found.path, found.kind, found.size) == ("export/1", Kind.SAVED_MODEL, 2 + len(H5))
    assert found.files == tuple(sorted(path for path in files if path.startswith("export/1/")))
    assert list(found.probes(files)) == [Probe(Way.SAVED_MODEL, "export/1")]


@pytest.mark.parametrize(
    "mark",
    [{"m/saved_model.pb": b"...\x12_tf_keras_sequential*"}, {"m/saved_model.pb": b"", "m/keras_metadata.pb": b""}],
)
def test_what_keras_saved_is_also_loaded_by_keras(mark):
    assert probes(mark) == [Probe(Way.SAVED_MODEL, "m"), Probe(Way.SAVED_MODEL_KERAS, "m")]


def test_a_project_that_is_a_saved_model_does_not_take_all_files_for_it():
    files = {"saved_model.pb": b"", "variables/variables.index": b"", "assets/a.txt": b"", "train.py": b"", "w.h5": H5}
    saved = next(each for each in find(files) if each.kind is Kind.SAVED_MODEL)
    assert (saved.path, saved.files) == (".", ("assets/a.txt", "saved_model.pb", "variables/variables.index"))
    assert [each.path for each in find(files)] == [".", "w.h5"]


def test_a_checkpoint_is_what_its_files_begin_with_and_has_a_graph_where_tensorflow_1_wrote_one():
    files = {
        "ck/model.index": b"1",
        "ck/model.data-00000-of-00001": b"22",
        "ck/model.meta": b"333",
        "ck/checkpoint": b"",
    }
    (found,) = find(files)
    assert (found.path, found.kind, found.size, found.problem) == ("ck/model", Kind.CHECKPOINT, 6, "")
    assert list(found.probes(files)) == [Probe(Way.CHECKPOINT, "ck/model"), Probe(Way.META_GRAPH, "ck/model")]


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ({"m.index": b"1", "m.data-00000-of-00002": b"2"}, "1 of its 2 data files are not there"),
        ({"m.data-00000-of-00001": b"2"}, "m.index is not there"),
        ({"m.index": b"1", "m.data-00000-of-00001": POINTER}, "m.data-00000-of-00001: it is a pointer of Git LFS"),
    ],
)
def test_a_checkpoint_that_is_not_whole_says_what_lacks(files, why):
    (found,) = find(files)
    assert found.problem.startswith(why)


def test_an_index_of_something_else_is_no_checkpoint():
    assert find({"search.index": b"1", "book.index.md": b"2"}) == ()


def test_of_very_many_the_first_are_tried_and_the_others_named():
    found = find({f"{number:03}.h5": H5 for number in range(MOST + 3)})
    assert sum(not each.problem for each in found) == MOST
    assert found[-1].problem == f"there are {MOST + 3} saved files, and the first {MOST} are tried"
