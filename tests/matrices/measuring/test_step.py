import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

from matrices.measuring import step

PROGRAM = Path(step.__file__)


@pytest.fixture
def tried(tmp_path):
    """The program in a Python of its own, which finds a module `tensorflow` with this text."""

    def run(tensorflow: str, *stages: str, **modules: str) -> list[dict[str, str]]:
        for name, text in {"tensorflow": tensorflow, **modules}.items():
            (tmp_path / f"{name}.py").write_text(text)
        found = f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n"
        done = subprocess.run(
            [sys.executable, "-S", "-E", "-c", found + PROGRAM.read_text(), *stages],
            capture_output=True,
            text=True,
            check=False,
        )
        lines = [line.removeprefix(step.MARK) for line in done.stdout.splitlines() if line.startswith(step.MARK)]
        return [json.loads(line) for line in lines]

    return run


def test_it_is_readable_for_the_oldest_interpreter():
    ast.parse(PROGRAM.read_text(), feature_version=(3, 6))


def test_without_the_import_only_what_does_without_it_is_tried(tried):
    said = tried("raise TypeError('too new')", "import", "core", "keras", "h5")
    assert said[0] == {"begin": "import"}
    assert said[1]["error"] == "TypeError: too new"
    assert "Traceback" in said[1]["trace"]
    assert len(said) == 2


def test_what_is_not_installed_is_not_tried(tried):
    assert tried("", "import", "tensorboard") == [{"begin": "import"}, {"end": "import"}]


def test_a_failing_stage_does_not_hide_the_next(tried):
    said = tried("", "import", "core", "keras", "a-companion")
    assert [line.get("begin") for line in said if "begin" in line] == ["import", "core", "keras", "a-companion"]
    assert "AttributeError: module 'tensorflow' has no attribute 'constant'" in said[3]["error"]


def test_a_companion_that_is_not_there_fails(tried):
    assert "PackageNotFoundError" in tried("", "a-companion")[1]["error"]


def test_exits_are_errors_too(tried):
    assert tried("import sys; sys.exit(3)", "import")[1]["error"] == "SystemExit: 3"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Descriptors cannot be created directly.\nIf this call came from",
            "TypeError: Descriptors cannot be created directly.",
        ),
        ("The signature was\n\t() -> handle", "TypeError: The signature was () -> handle"),
        ("", "TypeError"),
    ],
)
def test_an_error_is_told_up_to_its_first_full_stop(text, expected):
    assert step.first_sentence(TypeError(text) if text else TypeError()) == expected


def test_a_wrong_result_is_an_error():
    step.expect(54.0, 54.0)
    with pytest.raises(ValueError, match=r"found 53.0, expected 54.0"):
        step.expect(53.0, 54.0)
