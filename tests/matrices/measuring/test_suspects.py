import pytest
from packaging.version import Version

from matrices.load import load
from matrices.measuring.suspects import ANY, Failure, suspects

INSTALLED = {"numpy": "2.2.6", "protobuf": "7.36.2", "keras": "2.15.0", "setuptools": "84.0", "tf-slim": "1.1.0"}


def asked(version: str, error: str, trace: str = "", stage: str = "core") -> tuple[str, ...]:
    return suspects(load(), Failure(stage, error, trace, Version(version), INSTALLED))


def test_the_cures_of_known_conflicts_come_first():
    assert asked("2.14.0", "ModuleNotFoundError: No module named 'pkg_resources'")[0] == "numpy<2"
    assert "numpy<2" not in asked("2.15.1", "ModuleNotFoundError: No module named 'pkg_resources'")


@pytest.mark.parametrize(
    ("error", "pin"),
    [
        ("TypeError: Descriptors cannot be created directly.", "protobuf<3.21"),
        ("AttributeError: _ARRAY_API not found", "numpy<2"),
        ("AttributeError: 'str' object has no attribute 'decode'", "h5py<3"),
        ("ModuleNotFoundError: No module named 'pkg_resources'", "setuptools<82"),
        ("ModuleNotFoundError: No module named 'tf_keras'", "tf-keras<2.19"),
    ],
)
def test_an_errors_words_point_to_a_pin(error, pin):
    assert asked("2.18.0", error)[0] == pin


def test_the_error_comes_before_its_traceback():
    assert asked("2.18.0", "pkg_resources", "numpy") == (
        "setuptools<82",
        "setuptools<81",
        "numpy<2",
        "numpy<1.24",
        "numpy<1.20",
    )


def test_of_known_cures_the_one_that_the_error_names_comes_first():
    installed = {**INSTALLED, "tensorboard": "2.16.2", "tensorflow-probability": "0.24.0"}
    error = "ModuleNotFoundError: No module named 'tf_keras'"
    failure = Failure("tensorflow-probability", error, "", Version("2.16.1"), installed)
    assert suspects(load(), failure)[0] == "tf-keras"


def test_an_older_companion_is_suspected_before_words_of_the_traceback():
    assert asked("2.16.1", "ImportError: requires another", "numpy", "tf-slim") == ("tf-slim<1.1",)


def test_what_would_change_nothing_is_no_suspect():
    assert "keras<3" not in asked("2.18.0", "keras")
    assert "keras<2.19" not in asked("2.18.0", "keras")


def test_an_error_that_says_nothing_suspects_the_usual_ones():
    assert set(asked("2.18.0", "ValueError: 7")) <= {pin.format(next="2.19") for pin in ANY}
    assert asked("2.18.0", "ValueError: 7")
