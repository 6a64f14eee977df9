"""What was tried beside a command, as sentences, a verdict and parts of a report."""

from typing import Any

import pytest

from matrices.load import load
from service.artifacts import Artifact, Kind
from service.nouns import Reason, Verdict
from service.numbers import Difference
from service.probe_comparing import Beside
from service.probe_showing import Causes, artifact_part, sentences, verdict
from service.probes import Level, Probe, Run, Way

LOADED = Run(None, "", Level.LOADED)
NO_SAVED_MODEL = "ValueError: File format not supported: filepath=saved. Keras 3 only supports V3 `.keras` files"


@pytest.fixture(scope="module")
def causes():
    return Causes(load(), "2.16")


def found(
    said: Verdict, name: str = "m.h5", way: Way = Way.H5, message: str = "", *, old: Run = LOADED, **more: Any
) -> Beside:
    return Beside(Probe(way, name), said, old, Run(Reason.EXCEPTION, message), message, **more)


@pytest.mark.parametrize(
    ("all_of_them", "expected"),
    [
        ([], None),
        ([found(Verdict.WORKS)], None),
        ([found(Verdict.WORKS), found(Verdict.CHANGES), found(Verdict.BREAKS)], Verdict.BREAKS),
        ([found(Verdict.UNKNOWN), found(Verdict.CHANGES)], Verdict.CHANGES),
        ([found(Verdict.UNKNOWN)], Verdict.UNKNOWN),
        ([found(Verdict.UNKNOWN, old=Run(Reason.EXCEPTION))], None),
        ([found(Verdict.BREAKS, counts=False)], None),
    ],
)
def test_the_worst_that_counts_is_the_verdict(all_of_them, expected):
    assert verdict(all_of_them) is expected


def test_files_that_fail_alike_are_told_once_with_cause_and_fix(causes):
    broken = [found(Verdict.BREAKS, f"saved{n}", Way.SAVED_MODEL_KERAS, NO_SAVED_MODEL) for n in range(5)]
    (said,) = sentences([*broken, found(Verdict.WORKS)], causes)
    assert said.startswith(
        "saved0, saved1, saved2 and 2 more: loaded before by tf.keras.models.load_model, and no longer"
    )
    assert "Keras 3 loads `.keras` and `.h5` files, and no SavedModel." in said
    assert "(Source: https://keras.io/guides/migrating_to_keras_3/)" in said


def test_what_fails_everywhere_is_not_told_as_a_reason(causes):
    assert list(sentences([found(Verdict.UNKNOWN, old=Run(Reason.EXCEPTION, "no"))], causes)) == []


def test_a_call_that_is_never_made_is_no_reason(causes):
    assert list(sentences([found(Verdict.BREAKS, message="TypeError: x", counts=False)], causes)) == []


def test_a_part_has_old_and_new_and_what_mends_it(causes):
    each = found(Verdict.BREAKS, "saved", Way.SAVED_MODEL_KERAS, NO_SAVED_MODEL)
    part = artifact_part(each, Artifact("saved", Kind.SAVED_MODEL), causes)
    assert (part.path, part.call, part.verdict) == ("saved", "tf.keras.models.load_model", "breaks")
    assert (part.baseline, part.candidate) == ("loaded", "exception")
    assert part.fixes[0].startswith("keras.layers.TFSMLayer")
    assert part.source.startswith("https://keras.io/")


def test_differences_are_in_the_part(causes):
    each = found(Verdict.CHANGES, differences=(Difference("y", "is 2, and was 1", 1.0),))
    (difference,) = artifact_part(each, Artifact("m.h5", Kind.H5), causes).differences
    assert (difference.path, difference.by) == ("y", 1.0)
