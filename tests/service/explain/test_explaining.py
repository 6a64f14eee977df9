"""A log in, explanations out: which line is asked first, and what is said of it."""

import pytest

from matrices import query
from matrices.load import load
from service.explain.answer import By, Explained
from service.explain.explaining import MOST, explain, last_error

DLOPEN = "2023-01-01 10:00:00.123: W tensorflow/dso_loader.cc:64] Could not load dynamic library 'libcuda.so'"
TRACE = """Traceback (most recent call last):
  File "a.py", line 3, in <module>
    sess = tf.Session()
AttributeError: module 'tensorflow' has no attribute 'Session'
"""


@pytest.fixture(scope="module")
def matrix():
    return load()


def one(log: str, matrix, tf: str | None = None) -> Explained:
    (found,) = explain(log, matrix, tf)
    return found


def test_a_name_that_is_gone_is_told_with_what_took_its_place(matrix):
    found = one(TRACE, matrix)
    assert found.cause == "tf.Session is there since TensorFlow 1.13 or earlier, and left after 1.15."
    assert found.mends[0].by is By.RULE
    assert found.mends[0].text.startswith("tf.compat.v1.Session")
    assert found.mends[1].text == "a version that still has it: 1.15 or older"


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("AttributeError: module 'tensorflow_core._api.v2.random' has no attribute 'Generator'", "tf.random.Generator"),
        ("AttributeError: module 'tensorflow._api.v2.gfile' has no attribute 'Exists'", "tf.gfile.Exists"),
        (
            "AttributeError: module 'keras.api._v2.keras.layers' has no attribute 'LocallyConnected1D'",
            "tf.keras.layers.LocallyConnected1D",
        ),
        (
            "ImportError: cannot import name 'LocallyConnected2D' from 'keras._tf_keras.keras.layers' (/env/x.py)",
            "tf.keras.layers.LocallyConnected2D",
        ),
        ("ModuleNotFoundError: No module named 'tensorflow.keras.preprocessing'", "tf.keras.preprocessing"),
    ],
)
def test_inner_paths_are_read_as_the_public_names(line, name, matrix):
    assert f"name:{name}" in {each.id for each in explain(line, matrix)}


@pytest.mark.parametrize(
    "line",
    [
        "AttributeError: module 'tensorflow' has no attribute 'never_was'",
        "AttributeError: module 'mine' has no attribute 'Session'",
        "ImportError: cannot import name 'x' from 'keras.src.layers' (/env/y.py)",
        "ModuleNotFoundError: No module named 'mine'",
        "ERROR: No matching distribution found for tensorflow==7.7",
        "all is well",
        "",
    ],
)
def test_nothing_is_guessed(line, matrix):
    assert explain(line, matrix) == ()


def test_a_name_that_is_newer_than_the_version_wants_a_newer_one(matrix):
    found = one("AttributeError: module 'tensorflow.random' has no attribute 'Generator'", matrix)
    assert [mend.text for mend in found.mends] == ["a version that has it: 2.2 or newer"]


def test_an_installer_that_finds_none_is_told_the_pythons(matrix):
    found = one("ERROR: No matching distribution found for tensorflow==1.15.0", matrix)
    assert found.cause == "TensorFlow 1.15 has wheels for Python 3.6 to 3.7, and for no other."


def test_what_the_facts_know_of_packages_is_told_with_its_pin_once_for_all_versions(matrix):
    line = "NotImplementedError: Cannot convert a symbolic Tensor (my/own:0) to a numpy array."
    found = one(line, matrix)
    assert [(mend.by, mend.text) for mend in found.mends] == [(By.PIN, "numpy<1.20")]
    assert found.cause.count(" or ") > 1
    assert found.how == "measured"
    assert " or " not in one(line, matrix, "2.1").cause
    assert explain(line, matrix, "2.16") == ()


def test_the_error_that_ended_it_comes_first_and_what_only_looks_like_one_last(matrix):
    found = explain(f"{DLOPEN}\nKilled\n{TRACE}", matrix)
    assert [each.id for each in found] == ["name:tf.Session", "machine-memory", "gpu-libraries-not-found"]
    assert [each.harmless for each in found] == [False, False, True]
    assert found[-1].line.startswith("Could not load dynamic library")


def test_lines_that_pytest_marks_are_read(matrix):
    log = "E   AttributeError: module 'tensorflow' has no attribute 'Session'\n1 failed in 0.1s\n"
    assert one(log, matrix).line == "AttributeError: module 'tensorflow' has no attribute 'Session'"


def test_a_long_log_is_bounded_and_each_explanation_comes_once(matrix):
    assert len(explain(TRACE * 3000, matrix)) == 1
    assert len(explain("x" * 10_000_000, matrix)) == 0
    lines = [
        "Killed",
        DLOPEN,
        "libdevice not found",
        "No space left on device",
        "No module named 'imp'",
        "OOM when allocating tensor",
    ]
    assert len(explain("\n".join(lines), matrix)) == MOST


def test_the_error_itself_is_told_where_nothing_explains_it():
    assert last_error("Traceback (most recent call last):\n  File x\nValueError: mine\n") == "ValueError: mine"
    assert last_error("fine") == ""


@pytest.mark.parametrize(
    ("line", "also"),
    [
        ("ERROR: Could not find a version that satisfies the requirement tensorflow (from versions: none)", False),
        ("No matching distribution found for tensorflow", False),
        ("ERROR: No matching distribution found for tensorflow-gpu", True),
    ],
)
def test_where_no_release_at_all_is_found_the_python_is_the_cause(line: str, also: bool, matrix):
    found = one(line, matrix)
    assert found.id == "no-wheel-at-all"
    assert str(query.releases(matrix)[0].version) in found.cause
    assert ("tensorflow-gpu is no more" in found.cause, found.mends[0].by is By.PIN) == (also, also)
    assert any(mend.by is By.MACHINE and "uv venv" in mend.text for mend in found.mends)


def test_an_error_of_an_older_library_is_told_apart_from_the_talk_of_a_newer_one(matrix):
    missing = "libcublas.so.9.0: cannot open shared object file: No such file or directory"
    assert one(f"ImportError: {missing}", matrix).id == "linked-against-cuda"
    talk = one(f"Could not load dynamic library 'libcublas.so.9.0'; dlerror: {missing}", matrix)
    assert (talk.id, talk.harmless) == ("gpu-libraries-not-found", True)


def test_what_only_says_that_the_import_failed_comes_last(matrix):
    log = f"{TRACE}\nFailed to load the native TensorFlow runtime.\n"
    assert [each.id for each in explain(log, matrix)] == ["name:tf.Session", "import-failed-above"]


def test_a_keras_of_another_time_is_no_broken_installation(matrix):
    """Python 3.6 does not say from where; both forms were told as files of two TensorFlows, or not at all."""
    for line in ("'get_config' from 'tensorflow.python.eager.context' (/a/context.py)", "'get_config'", "'dtensor'"):
        assert one(f"ImportError: cannot import name {line}", matrix).id == "keras-newer-than-tensorflow"
