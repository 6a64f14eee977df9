"""A folder of surfaces becomes the files of the index."""

import json
import sys
from pathlib import Path

from matrices.index.__main__ import main, newest
from matrices.index.reading import load
from matrices.surface.facts import Kind, Surface, Thing, dumps


def write(folder: Path, version: str, package: str = "tensorflow") -> None:
    surface = Surface(package, version, {"tf.a": "m:a"}, {"m:a": Thing(Kind.FUNCTION, "()")}, ())
    (folder / f"{package}-{version}.json").write_text(dumps(surface), encoding="utf-8")


def test_of_a_minor_the_newest_version_counts_and_the_oldest_minor_comes_first(tmp_path):
    for version in ("2.10.0", "2.9.1", "2.9.11", "2.9.2"):
        write(tmp_path, version)
    write(tmp_path, "2.9.0", "tensorflow-estimator")
    assert [(each.package, each.version) for each in newest(tmp_path, {})] == [
        ("tensorflow", "2.9.11"),
        ("tensorflow", "2.10.0"),
        ("tensorflow-estimator", "2.9.0"),
    ]


def test_a_tensorflow_without_its_keras_is_left_out(tmp_path):
    for version in ("2.5.0", "2.6.0", "2.7.0", "2.16.0"):
        write(tmp_path, version)
    for version in ("2.6.0", "3.1.0"):
        write(tmp_path, version, "keras")
    found = newest(tmp_path, {"2.6": "2.6", "2.7": "2.7", "2.16": "3.4"})
    assert [each.version for each in found if each.package == "tensorflow"] == ["2.5.0", "2.6.0", "2.16.0"]


def test_the_files_are_written(tmp_path, monkeypatch, capsys):
    write(tmp_path, "2.5.1")
    monkeypatch.setattr(sys, "argv", ["index", str(tmp_path), "--data", str(tmp_path / "data")])
    main()
    assert capsys.readouterr().out.startswith("4 files, ")
    head = json.loads((tmp_path / "data/symbols/index.json").read_text())
    assert head == {"keras": {}, "packages": {"tensorflow": {"2.5": "2.5.1"}}}
    assert load(tmp_path / "data/symbols").symbol("tf.a").since == "2.5"
