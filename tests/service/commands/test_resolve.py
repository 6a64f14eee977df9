"""`upflow resolve` as a person runs it, against an index on disk."""

import json

import pytest

from service.cli import main


@pytest.fixture
def project(tmp_path, monkeypatch, index):
    monkeypatch.setenv("UPFLOW_DATA", str(tmp_path / "data"))
    index.wheel("mine", "1.0")
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "requirements.txt").write_text("tensorflow-gpu==2.10.1\nnumpy==2.0.2  # fast\nmine==1.0\n")
    return folder


def test_constraints_have_a_fact_a_line_and_changes_are_told(project, capsys):
    assert main(["resolve", str(project), "--to", "2.16.2", "--python", "3.11"]) == 0
    said = capsys.readouterr()
    head, install, *pins = said.out.splitlines()
    assert head == "# TensorFlow 2.16.2 on Python 3.11, linux_x86_64; by `upflow resolve`."
    assert install == "# Install exactly this: pip install -r constraints.txt (pip 19.3 or newer)"
    assert [pin.partition("  # ")[0] for pin in pins] == ["mine==1.0", "numpy==1.26.4", "tensorflow==2.16.2"]
    assert pins[0] == "mine==1.0  # requirements.txt:3 asks for mine==1.0 [requirements.txt:3]"
    assert "requirements.txt:2 had numpy==2.0.2: tensorflow 2.16.2 wants numpy>=1.23.5,<2.0.0 [pypi-" in pins[1]
    assert "works  3 packages, 1 of the project's pins relaxed" in said.err
    assert "replaced  requirements.txt:1: tensorflow-gpu==2.10.1 -> tensorflow==2.16.2" in said.err


def test_json_to_a_file(project, tmp_path, capsys):
    target = tmp_path / "sets.json"
    words = ["--to", "2.15.1", "--to", "2.16.2", "--python", "3.11", "--format", "json", "--output", str(target)]
    assert main(["resolve", str(project), *words]) == 0
    assert capsys.readouterr().out == ""
    found = json.loads(target.read_text())
    assert (found["schema"], found["baseline"]) == ("upflow.resolution/1", "2.10.1")
    assert [(one["tensorflow"], one["verdict"]) for one in found["candidates"]] == [
        ("2.15.1", "works"),
        ("2.16.2", "works"),
    ]


def test_today_and_every_newer_minor_from_the_facts_alone(project, capsys):
    assert main(["resolve", str(project), "--facts-alone"]) == 0
    said = capsys.readouterr()
    assert said.out.splitlines()[1].startswith("# Not resolved by the package index")
    assert [line.split()[1].rpartition(".")[0] for line in said.err.splitlines() if line.startswith("TensorFlow")][
        :3
    ] == ["2.10", "2.11", "2.12"]
    assert said.err.count("tensorflow-gpu==2.10.1 -> tensorflow") > said.err.count("The package was removed") == 1
    assert said.err.count("the index was not asked") == 1


def test_without_a_target_the_nearest_is_written_and_todays_patch_is_kept(project, capsys):
    """Today's release where its companions can give way, else the next that has a set."""
    wanted = project / "requirements.txt"
    wanted.write_text("tensorflow==2.15.0\nnumpy==2.0.0\nkeras==3.3.3\n")
    for words in ([], ["--to", "2.15"]):
        assert main(["resolve", str(project), "--facts-alone", *words]) == 0
        said = capsys.readouterr()
        pins = [line.partition("  # ")[0] for line in said.out.splitlines()]
        assert {"tensorflow==2.15.0", "numpy==1.26.4", "keras==2.15.0"} <= set(pins)
        assert said.err.splitlines()[0].endswith("2 of the project's pins relaxed  the nearest")
    assert main(["resolve", str(project), "--facts-alone", "--to", "2.15.1"]) == 0
    assert "tensorflow==2.15.1  # " in capsys.readouterr().out
    wanted.write_text("tensorflow==2.11\n")
    assert main(["resolve", str(project), "--facts-alone", "--python", "3.12", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["baseline"], found["nearest"]) == ("2.11.0", "2.16.2")


def test_a_version_that_nobody_released_is_told_with_its_line(project, capsys):
    (project / "requirements.txt").write_text("numpy\ntensorflow==2.99\n")
    assert main(["resolve", str(project), "--facts-alone", "--python", "3.12", "--format", "json"]) == 0
    said = capsys.readouterr()
    assert said.err.startswith("requirements.txt:2: there is no TensorFlow ==2.99: the newest is ")
    found = json.loads(said.out)
    assert found["nearest"] == found["candidates"][-1]["tensorflow"]


def test_nothing_newer_than_a_day(project, capsys):
    assert main(["resolve", str(project), "--to", "2.15", "--exclude-newer", "2023-12-31", "--facts-alone"]) == 0
    assert "# TensorFlow 2.15.0.post1 on Python 3.10, linux_x86_64, as of 2023-12-31" in capsys.readouterr().out


def test_no_set_is_one_with_the_cause_in_sentences(project, capsys):
    (project / "requirements.txt").write_text("tensorflow==2.10.1\ntensorflow-addons==0.23.0\n")
    assert main(["resolve", str(project), "--to", "2.16.2"]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "breaks  tensorflow >=2.16 breaks with tensorflow-addons" in said.err
    assert "stay below 2.16, or replace it. (Source: trial-addons-keras-3)" in said.err
    (project / "requirements.txt").write_text("tensorflow-addons\n")
    assert main(["resolve", str(project), "--to", "2.16.2", "--facts-alone"]) == 1
    assert "No release of it works" in capsys.readouterr().err, "another Python, which has a wheel, is no way out"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--to", "2.16.2", "--python", "3.7"], "tensorflow 2.16.2 has no wheel for Python 3.7"),
        (["--to", "2.16.2", "--python", "3.11", "--platform", "linux_aarch64"], "works"),
        (
            ["--to", "2.11", "--platform", "windows_amd64", "--gpu"],
            "2.10 was the last release with a GPU on native Win",
        ),
        (["--to", "2.8", "--platform", "macos_arm64"], "no wheel for macOS on Apple silicon"),
        (["--to", "2.15", "--platform", "linux_i686"], "no wheel for a 32-bit Python on Linux"),
        (["--to", "2.15", "--platform", "musl_x86_64"], "run it on Linux on x86-64, in a container for example"),
    ],
)
def test_what_has_no_wheel_says_which_of_them_is_at_fault(project, capsys, words, expected):
    main(["resolve", str(project), *words])
    assert expected in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--to", "2.99"], "2.99"),
        (["--to", "2.15.9"], "Take 2.15.1 or 2.16"),
        (["--python", "three"], "expected two numbers, such as 3.12"),
        (["--exclude-newer", "2015-01-01", "--to", "2.15"], "after 2015-01-01"),
    ],
)
def test_wrong_use_is_two(project, capsys, words, expected):
    assert main(["resolve", str(project), *words]) == 2
    assert expected in capsys.readouterr().err


def test_an_index_that_is_away_leaves_the_facts_and_is_two(project, monkeypatch, capsys):
    monkeypatch.setenv("UV_DEFAULT_INDEX", "http://me:hunter2@127.0.0.1:9/simple")
    monkeypatch.setenv("UV_HTTP_RETRIES", "0")
    assert main(["resolve", str(project), "--to", "2.16.2", "--python", "3.11"]) == 2
    said = capsys.readouterr()
    assert "numpy==1.26.4" in said.out
    assert "the package index does not answer, asked twice" in said.err
    assert "hunter2" not in said.out + said.err


def test_a_line_that_cannot_be_read_is_shown_with_a_caret_and_the_rest_goes_on(project, capsys):
    (project / "requirements.txt").write_text("numpy=>1.20\ntensorflow==2.10.1\n")
    for words in (["resolve", "--facts-alone", "--to", "2.16.2"], ["plan"]):
        command, *options = words
        assert main([command, str(project), *options]) == 0
        said = capsys.readouterr()
        assert "\n    numpy=>1.20\n         ^" in said.out + said.err, command
        assert "2.16.2" in said.out if command == "resolve" else "2. Last Keras 2" in said.out


def test_a_package_that_does_not_exist_is_told_once(project, capsys):
    (project / "requirements.txt").write_text("tensorflow==2.15.1\nnobody-has-this==1.0\n")
    assert main(["resolve", str(project), "--to", "2.15.1", "--to", "2.16.2", "--python", "3.11"]) == 1
    said = capsys.readouterr().err
    assert said.count("requirements.txt:2: the package index has no package nobody-has-this.") == 1
    assert "TensorFlow 2.16.2, Python 3.11  ✘ breaks  as for 2.15.1" in said
