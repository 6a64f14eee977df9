"""`upflow migrate`: what it changes, what it leaves, and what it says of both."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from service.cli import main
from service.nouns import Checkout, Say
from service.project.checkout import open_project

BROKEN = b"import tensorflow as tf\nopt = tf.keras.optimizers.Adam(lr=0.1)\n"
MENDED = b"import tensorflow as tf\nopt = tf.keras.optimizers.Adam(learning_rate=0.1)\n"
SELECT = ("--select", "optimizer_learning_rate")
UPFLOW = (str(Path(sys.executable).with_name("upflow")), "migrate")
WRITE = ("--to", "2.21", *SELECT, "--write")
AS_ANYBODY = ("setpriv", "--bounding-set=-dac_override") if os.geteuid() == 0 else ()
"""Before a command: root may write everywhere, unless it gives that up."""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "requirements.txt").write_text("tensorflow==2.10.1\n")
    (tmp_path / "a.py").write_bytes(BROKEN)
    return tmp_path


def migrate(folder: Path, *words: str) -> int:
    return main(["migrate", str(folder), "--to", "2.21", *SELECT, *words])


def test_the_diff_changes_nothing(project: Path, capfdbinary: pytest.CaptureFixture[bytes]):
    assert migrate(project) == 0
    told = capfdbinary.readouterr()
    assert b"-opt = tf.keras.optimizers.Adam(lr=0.1)\n+opt = tf.keras.optimizers.Adam(learning_rate=0.1)\n" in told.out
    assert b"a.py: 1 place edited" in told.err
    assert (project / "a.py").read_bytes() == BROKEN


def test_written_files_keep_mode_and_line_ends_and_nothing_is_beside_them(project: Path):
    path = project / "a.py"
    path.write_bytes(BROKEN.replace(b"\n", b"\r\n"))
    path.chmod(0o754)
    assert migrate(project, "--write") == 0
    assert path.read_bytes() == MENDED.replace(b"\n", b"\r\n")
    assert stat.S_IMODE(path.stat().st_mode) == 0o754
    assert sorted(each.name for each in project.iterdir()) == ["a.py", "requirements.txt"]


def test_each_file_and_the_whole_are_told(project: Path, capfd: pytest.CaptureFixture[str]):
    migrate(project, "--write")
    told = capfd.readouterr()
    assert told.out == "a.py: 1 place edited\nrequirements.txt: requirements\n"
    assert told.err == "upflow: TensorFlow 2.10.1 to 2.21.0: 2 files changed, 1 place edited; 0 places left to you\n"


def test_once_is_enough(project: Path, capfd: pytest.CaptureFixture[str]):
    migrate(project, "--write")
    capfd.readouterr()
    assert main(["migrate", str(project), "--from", "2.10", "--to", "2.21", *SELECT]) == 0
    assert capfd.readouterr().out == ""


def test_what_is_left_is_named_and_is_one(project: Path, capfd: pytest.CaptureFixture[str]):
    (project / "b.py").write_bytes(b"import tensorflow as tf\ntf.keras.optimizers.Adam(lr=0.1, learning_rate=0.2)\n")
    (project / "c.py").write_bytes(b"import tensorflow as tf\ntf.contrib.layers.no_such_thing()\n")
    code = main(["migrate", str(project), "--to", "2.21", "--write"])
    told = capfd.readouterr()
    lines = [line for line in told.err.splitlines() if ": left to you (" in line]
    assert code == 1 if lines else code == 0
    assert told.err.splitlines()[-1].endswith(f"{len(lines)} place{'' if len(lines) == 1 else 's'} left to you")


def test_a_read_only_file_is_left_and_the_rest_goes_on(project: Path, capfd: pytest.CaptureFixture[str]):
    (project / "b.py").write_bytes(BROKEN)
    (project / "b.py").chmod(0o444)
    assert migrate(project, "--write") == 1
    told = capfd.readouterr()
    assert "b.py:1: not written: it is read-only" in told.err.splitlines()
    assert (project / "a.py").read_bytes() == MENDED
    assert (project / "b.py").read_bytes() == BROKEN
    assert "2 files changed" in told.err


def test_a_read_only_folder_is_left_and_the_rest_goes_on(project: Path):
    (project / "sub").mkdir()
    (project / "sub/b.py").write_bytes(BROKEN)
    (project / "sub").chmod(0o555)
    told = subprocess.run([*AS_ANYBODY, *UPFLOW, str(project), *WRITE], capture_output=True, text=True, check=False)
    (project / "sub").chmod(0o755)
    assert told.returncode == 1
    assert "sub/b.py:1: not written: Permission denied" in told.stderr
    assert (project / "sub/b.py").read_bytes() == BROKEN
    assert (project / "a.py").read_bytes() == MENDED


def test_a_project_that_is_on_the_newest_needs_nothing(project: Path, capfd: pytest.CaptureFixture[str]):
    """As after a first run that wrote the files."""
    assert main(["migrate", str(project), "--to", "newest", "--write"]) == 0
    written = {path.name: path.read_bytes() for path in project.iterdir()}
    capfd.readouterr()
    assert main(["migrate", str(project), "--to", "newest", "--write"]) == 0
    told = capfd.readouterr()
    assert told.out == ""
    assert "is the newest: nothing to migrate" in told.err
    assert {path.name: path.read_bytes() for path in project.iterdir()} == written


def test_links_are_never_followed(project: Path, tmp_path_factory: pytest.TempPathFactory):
    outside = tmp_path_factory.mktemp("outside") / "b.py"
    outside.write_bytes(BROKEN)
    (project / "b.py").symlink_to(outside)
    (project / "loop").symlink_to(project)
    (project / "round.py").symlink_to(project / "round.py")
    assert migrate(project, "--write") == 0
    assert outside.read_bytes() == BROKEN
    assert (project / "b.py").is_symlink()


def test_one_file_behind_a_link_is_written_where_it_is(project: Path):
    (project / "link.py").symlink_to(project / "a.py")
    assert main(["migrate", str(project / "link.py"), "--from", "2.10", "--to", "2.21", *SELECT, "--write"]) == 0
    assert (project / "link.py").is_symlink()
    assert (project / "a.py").read_bytes() == MENDED


def test_bad_files_are_a_line_each_and_the_rest_goes_on(project: Path, capfd: pytest.CaptureFixture[str]):
    bad = {
        "null.py": b"import tensorflow\n\0",
        "two.py": b"import tensorflow as tf\nprint 'x'\n",
        "tabs.py": b"import tensorflow as tf\nif 1:\n        a = 1\n\tb = 1\n",
        "latin.py": b"import tensorflow as tf\nx = '\xe9'\n",
        "codec.py": b"# coding: nonsense\nimport tensorflow as tf\n",
        "deep.py": b"import tensorflow as tf\nx = " + b"(" * 10_000 + b")" * 10_000,
        "deeper.py": b"import tensorflow as tf\nx = " + b"-" * 100_000 + b"1",
        "cut.py": b"import tensorflow as tf\nf(",
        "book.ipynb": b'{"cells": [{"cell_type": "code", "source": ["import tensorflow',
    }
    for name, content in bad.items():
        (project / name).write_bytes(content)
    assert migrate(project, "--write") == 0
    lines = [line for line in capfd.readouterr().err.splitlines() if ": not read: " in line]
    assert sorted(line.partition(":")[0] for line in lines) == sorted(bad)
    assert {name: (project / name).read_bytes() for name in bad} == bad
    assert (project / "a.py").read_bytes() == MENDED


def test_notebooks_are_migrated_too(project: Path, capfd: pytest.CaptureFixture[str]):
    cell = {"cell_type": "code", "source": ["!ls\n", *BROKEN.decode().splitlines(keepends=True)], "outputs": []}
    source = json.dumps({"cells": [cell, {"cell_type": "code", "source": ["print 'x'"]}]}, indent=2)
    (project / "b.ipynb").write_text(source)
    assert migrate(project, "--write") == 0
    assert (project / "b.ipynb").read_text() == source.replace("(lr=", "(learning_rate=")
    told = capfd.readouterr()
    assert "b.ipynb: 1 place edited" in told.out
    assert "b.ipynb:15: not read: Cell 2, line 1, is not valid Python 3" in told.err


def test_excluded_files_stay(project: Path):
    (project / "pyproject.toml").write_text('[tool.upflow]\nexclude = ["third_party"]\n')
    (project / "third_party").mkdir()
    (project / "third_party/b.py").write_bytes(BROKEN)
    assert migrate(project, "--write") == 0
    assert (project / "third_party/b.py").read_bytes() == BROKEN
    assert (project / "a.py").read_bytes() == MENDED


def test_rules_of_the_project_and_of_the_command(project: Path, capfd: pytest.CaptureFixture[str]):
    (project / "pyproject.toml").write_text('[tool.upflow]\nskip = ["optimizer_learning_rate"]\n')
    migrate(project, "--write")
    assert (project / "a.py").read_bytes() == BROKEN
    capfd.readouterr()
    (project / "pyproject.toml").write_text('[tool.upflow]\nskip = ["no_such"]\nselct = []\n')
    assert migrate(project, "--write") == 2
    assert "tool.upflow.selct: there is no such key; did you mean select?" in capfd.readouterr().err
    (project / "pyproject.toml").write_text('[tool.upflow]\nskip = ["no_such"]\n')
    assert migrate(project, "--write") == 2
    assert 'pyproject.toml:2:10: tool.upflow.skip[0]: there is no rule "no_such"' in capfd.readouterr().err


def test_both_leaves_the_requirements(project: Path, capfd: pytest.CaptureFixture[str]):
    assert migrate(project, "--both", "--write") == 0
    assert (project / "requirements.txt").read_text() == "tensorflow==2.10.1\n"
    assert (project / "a.py").read_bytes() == MENDED
    assert "so that 2.10.1 still runs it; requirements are left as they are" in capfd.readouterr().err


def test_a_file_that_changes_meanwhile_is_left(project: Path, monkeypatch: pytest.MonkeyPatch):
    def open_and_touch(source: str, say: Say) -> Checkout:
        found = open_project(source, say)
        (project / "a.py").write_bytes(b"# mine\n")
        return found

    monkeypatch.setattr("service.commands.migrate.open_project", open_and_touch)
    assert migrate(project, "--write") == 1
    assert (project / "a.py").read_bytes() == b"# mine\n"


def test_what_is_said_of_many_places_is_said_in_full_once(tmp_path, capsys):
    (tmp_path / "a.py").write_text(
        "import tensorflow as tf\n\nx = tf.placeholder(tf.int32)\ny = tf.placeholder(tf.int32)\n"
    )
    (tmp_path / "b.py").write_text("import tensorflow as tf\n\nz = tf.placeholder(tf.int32)\n")
    main(["migrate", str(tmp_path), "--from", "1.15", "--to", "2.15"])
    said = [line for line in capsys.readouterr().err.splitlines() if "placeholder" in line]
    assert [line.partition(": ")[0] for line in said] == ["a.py:3", "b.py:3"]
    assert "compat.v1" in said[0]
    assert said[0].endswith(" The same edit is for line 4.")
    assert said[1].partition("): ")[2] == "tf.placeholder, as at a.py:3"


def test_one_edit_of_many_places_is_told_once(project: Path, capfd: pytest.CaptureFixture[str]):
    names = "\n".join(f"K.{name}(1)" for name in ("abs", "exp", "log", "max", "min", "pow", "sum", "tanh"))
    lines = "\n".join(f"K.sum({number})" for number in range(4))
    (project / "a.py").write_text(f"from keras import backend as K\n{names}\n{lines}\n")
    assert main(["migrate", str(project), "--from", "2.3", "--to", "2.21", "--select", "keras_stack_paths"]) == 0
    told = capfd.readouterr().err.splitlines()
    assert told[0] == "a.py: 12 places edited, 1 to review"
    (review,) = (line for line in told if "review (" in line)
    assert review.startswith("a.py:2: ")
    assert review.endswith("The same edit is for lines 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 and 1 more.")
    assert "1 of them to review" in told[-1]


def test_a_target_that_the_project_rules_out_says_what_does(tmp_path: Path, capfd: pytest.CaptureFixture[str]):
    (tmp_path / "a.py").write_bytes(BROKEN)
    (tmp_path / "pyproject.toml").write_text(
        '[project]\nname = "x"\nversion = "1"\nrequires-python = ">=3.7,<3.9"\ndependencies = ["tensorflow==2.10.1"]\n'
    )
    assert migrate(tmp_path) == 2
    told = capfd.readouterr().err
    assert "--to 2.21 cannot be reached: TensorFlow 2.21.0: it has wheels for Python 3.10" in told
    assert "the project allows <3.9,>=3.7" in told
