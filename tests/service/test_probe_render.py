"""Saved files and functions for a reader: a line each, with every TensorFlow."""

import io
from dataclasses import replace

import pytest
from rich.console import Console

from service import render
from service.report import (
    ArtifactPart,
    BaselinePart,
    CandidatePart,
    DifferencePart,
    NumbersPart,
    ProjectPart,
    Report,
    SavedPart,
)

FILE = ArtifactPart(
    "m.h5", "h5", "tf.keras.models.load_model", "works", True, "loaded", "loaded", "", (), (), "", (), ""
)
FUNCTION = NumbersPart("a:f", False, "works", "ran", "ran", 1, "", (), ())
POINTER = SavedPart("big.h5", "h5", 130, "it is a pointer of Git LFS")


def report(*found: tuple[str, tuple[ArtifactPart, ...], tuple[NumbersPart, ...]]) -> Report:
    project = ProjectPart("demo", 1, 10, BaselinePart("2.15.1", "3.11", None, False, (), ()))
    project = replace(project, saved=(SavedPart("m.h5", "h5", 9, ""), POINTER))
    candidates = tuple(
        CandidatePart(
            version, "3.11", None, "works", "measured", (), (), "works", "", (), artifacts=files, numbers=numbers
        )
        for version, files, numbers in found
    )
    return Report("upflow.report/1", project, candidates, (), None, ())


@pytest.fixture
def shown():
    def show(report: Report) -> str:
        out = io.StringIO()
        render.text(report, Console(file=out, width=160))
        return out.getvalue()

    return show


def test_a_file_is_one_line_with_every_version(shown):
    broken = replace(FILE, verdict="breaks", message="ValueError: no")
    text = shown(report(("2.15.1", (FILE,), ()), ("2.16.2", (broken,), ())))
    assert "m.h5    HDF5 by tf.keras.models.load_model  ✔ 2.15.1  ✘ 2.16.2" in text
    assert "not tried: it is a pointer of Git LFS" in text
    assert "ValueError: no" not in text


def test_what_nobody_can_tell_says_why_beside_the_file(shown):
    unknown = replace(FILE, verdict="unknown", message="it fails on the baseline, too: ValueError: Unknown layer: 'L'")
    text = shown(report(("2.15.1", (unknown,), ()), ("2.16.2", (unknown,), ())))
    assert text.count("Unknown layer: 'L'") == 1
    assert "? 2.15.1  ? 2.16.2" in text


def test_a_call_that_the_code_never_makes_is_told_as_such(shown):
    aside = replace(FILE, verdict="breaks", counts=False, message="no SavedModel")
    text = shown(report(("2.16.2", (aside,), ())))
    assert "which the code never calls" in text
    assert "no SavedModel" in text


def test_functions_are_told_as_they_are_and_with_the_patch(shown):
    other = replace(
        FUNCTION, verdict="changes", differences=(DifferencePart("", "is 2", 1.0),), message="other numbers"
    )
    text = shown(report(("2.16.2", (), (other, replace(FUNCTION, patched=True)))))
    assert "a:f  as it is        ≠ 2.16.2" in text
    assert "a:f  with the patch  ✔ 2.16.2" in text


def test_before_any_trial_the_files_are_named(shown):
    text = shown(report(("2.16.2", (), ())))
    assert "m.h5, big.h5: trials load them on every TensorFlow" in text
    assert "big.h5: it is a pointer of Git LFS" in text


def test_in_markdown_they_are_a_table_and_names_are_harmless():
    text = render.markdown(report(("2.16.2", (replace(FILE, path="a|b.h5"),), (FUNCTION,))))
    assert r"| a\|b.h5 | HDF5 by tf.keras.models.load\_model | ✔ 2.16.2 |" in text
    assert "| a:f | as it is | ✔ 2.16.2 |" in text
