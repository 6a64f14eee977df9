"""The command line as a person meets it: real processes, exit codes, and words that say what to do."""

import json
import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOCAL = str(ROOT / "examples/focal-loss")


def upflow(*words: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-c", "import sys; from service.cli import main; sys.exit(main())", *words]
    clean = {key: value for key, value in os.environ.items() if not key.startswith("UPFLOW_")}
    return subprocess.run(command, capture_output=True, text=True, env=clean | environment, check=False, cwd=ROOT)


def test_help_teaches_every_command():
    overview = upflow("--help")
    assert overview.returncode == 0
    for command in ("check", "migrate", "matrix", "rules", "serve", "images", "doctor"):
        assert command in overview.stdout
        own = upflow(command, "--help")
        assert own.returncode == 0
        assert own.stdout.startswith(f"usage: upflow {command}")
    assert upflow().stdout == overview.stdout


def test_it_says_its_version():
    told = upflow("--version")
    assert (told.returncode, told.stdout) == (0, f"upflow {version('upflow')}\n")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("chekc", "."), "invalid choice: 'chekc'"),
        (("check", "/no/such/folder"), "/no/such/folder: no such file or folder"),
        (("check", "docs-that-are-not-there"), "name a project's folder"),
        (("check", FOCAL, "--to", "2.99"), "tensorflow 2.99 is not a known release; the nearest are"),
        (("check", FOCAL, "--from", "abc"), "abc"),
        (("check", FOCAL, "--python", "2.7"), "has no wheel for the Python"),
        (("check", FOCAL, "--no-run", "--select", "no_such_rule"), "no_such_rule"),
        (("migrate", FOCAL, "--to", "2.15.1"), "no other version than the baseline"),
        (("migrate", "https://example.org/p", "--to", "2.16", "--write"), "clone it first"),
        (("matrix", "--tf", ">>2"), "tf:"),
        (("matrix", "--tf", "9.9"), "the nearest are 2.21.0"),
        (("matrix", "--tf", "2.16.0"), "the nearest are 2.15.1 and 2.16.1"),
        (("matrix", "--python", "3.12", "--tf", "2.10"), "no TensorFlow fits"),
        (("matrix", "--gpu", "RTX 9999"), "is not a known card; the nearest are"),
        (("matrix", "--driver", "new"), "is no driver version"),
        (("matrix", "--with", "numpy<<2"), "with:"),
        (("serve", "--port", "99999"), "cannot listen"),
        (("serve", "--host", "256.1.1.1"), "cannot listen"),
    ],
)
def test_wrong_use_is_two_and_says_what_to_do(words: tuple[str, ...], says: str):
    done = upflow(*words)
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_a_wrong_setting_is_named():
    done = upflow("doctor", UPFLOW_SECONDS="soon")
    assert done.returncode == 2
    assert "UPFLOW_SECONDS='soon': expected a whole number above 0" in done.stderr


def test_a_folder_without_python(tmp_path: Path):
    done = upflow("check", str(tmp_path), "--no-run")
    assert done.returncode == 2
    assert "no Python file in it" in done.stderr


def test_a_line_that_does_not_parse_is_shown_and_the_rest_goes_on(tmp_path: Path):
    (tmp_path / "requirements.txt").write_text("tensorflow==2.15.1\nnumpy=1.0\n")
    (tmp_path / "main.py").write_text("import tensorflow as tf\n")
    done = upflow("check", str(tmp_path), "--no-run", "--format", "json")
    assert done.returncode == 0
    notes = json.loads(done.stdout)["notes"]
    assert [(note["path"], note["line"]) for note in notes] == [("requirements.txt", 2)]
    assert "^" in notes[0]["message"]


def test_an_engine_that_is_not_there_leaves_the_static_answer():
    done = upflow("check", FOCAL, "--to", "2.16", "--format", "json", DOCKER_HOST="unix:///no/such/engine.sock")
    assert done.returncode == 1
    assert "a static answer only" in " ".join(done.stderr.split())
    assert json.loads(done.stdout)["candidates"][0]["verdict"] == "breaks"


def test_the_contract_of_the_report():
    done = upflow("check", FOCAL, "--to", "2.16", "--to", "newest", "--no-run", "--format", "json")
    assert done.returncode == 1
    report = json.loads(done.stdout)
    assert report["schema"] == "upflow.report/1"
    assert report["project"]["baseline"]["tensorflow"] == "2.15.1"
    assert [(c["tensorflow"][:4], c["verdict"], c["certainty"]) for c in report["candidates"]] == [
        ("2.16", "breaks", "stated"),
        ("2.21", "breaks", "stated"),
    ]
    finding = report["findings"][report["candidates"][0]["reasons"][0]["findings"][0]]
    assert (finding["rule"], finding["path"], finding["since"], finding["until"]) == (
        "keras3_module_tracking",
        "focal_loss.py",
        "2.16",
        None,
    )
    assert "-tensorflow==2.15.1\n+tensorflow==2.21.0" in report["patch"]["diff"]
    assert report["patch"]["left"] == []


def test_output_is_written_whole_and_stdout_stays_empty(tmp_path: Path):
    out = tmp_path / "report.md"
    done = upflow("check", FOCAL, "--to", "2.16", "--no-run", "--format", "markdown", "--output", str(out))
    assert (done.returncode, done.stdout) == (1, "")
    assert "| 2.16.2 | ✘ breaks |" in out.read_text()
    assert list(tmp_path.iterdir()) == [out]
    done = upflow("check", FOCAL, "--to", "2.16", "--no-run", "--output", str(tmp_path / "no/such/file"))
    assert done.returncode == 2
    assert "nothing was changed" in done.stderr


def test_no_colours_but_on_a_terminal():
    done = upflow("check", FOCAL, "--to", "2.16", "--no-run")
    assert "\x1b" not in done.stdout + done.stderr
    assert done.stderr == ""
    assert "✘ breaks" in done.stdout


def test_a_reader_that_goes_away_is_no_bug():
    program = "import sys; from service.cli import main; sys.exit(main())"
    command = f"{sys.executable} -c '{program}' matrix --format json | head -1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.stdout.startswith("[")
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr


def test_migrate_prints_a_diff_that_applies_and_write_does_the_same(tmp_path: Path):
    for name in ("a", "b"):
        subprocess.run(["cp", "-r", FOCAL, tmp_path / name], check=True)
    done = upflow("migrate", str(tmp_path / "a"), "--to", "newest")
    assert done.returncode == 0, done.stderr
    assert "focal_loss.py:" in done.stderr
    subprocess.run(["git", "apply", "-"], input=done.stdout, text=True, cwd=tmp_path / "a", check=True)
    wrote = upflow("migrate", str(tmp_path / "b"), "--to", "newest", "--write")
    assert wrote.stdout == "focal_loss.py: 1 place edited\nrequirements.txt: requirements\n"
    subprocess.run(["diff", "-r", tmp_path / "a", tmp_path / "b"], check=True)
    again = upflow("migrate", str(tmp_path / "b"), "--from", "2.15", "--to", "newest")
    assert again.stdout == ""


def test_a_full_disk_changes_nothing(tmp_path: Path):
    """A limit on the size of files stands in for a disk that is full: the second of two files does not fit."""
    (tmp_path / "a.py").write_bytes((ROOT / "examples/focal-loss/focal_loss.py").read_bytes())
    (tmp_path / "b.py").write_bytes((tmp_path / "a.py").read_bytes() + b"#" * 5000)
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    program = "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000)); "
    program += "from service.cli import main; sys.exit(main())"
    command = [sys.executable, "-c", program, "migrate", str(tmp_path), "--from", "2.15", "--to", "newest", "--write"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 2
    assert "no room on the disk" in done.stderr
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_matrix_and_rules_answer():
    rows = json.loads(upflow("matrix", "--tf", "2.14", "--format", "json").stdout)
    assert [row["tensorflow"] for row in rows] == ["2.14.1", "2.14.0"]
    assert [row["cures"] for row in rows] == [[], ["numpy<2"]]
    assert "2.16.2" in upflow("matrix", "--keras", ">=3", "--python", "3.9").stdout
    assert "keras3_module_tracking" in upflow("rules").stdout
