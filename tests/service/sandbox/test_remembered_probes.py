"""What was tried beside commands, kept: whole, for other processes too, and not where it says nothing."""

import gzip

import pytest

from service.nouns import Reason
from service.probes import Array, Level, Probe, Probed, Run, Way
from service.sandbox.remembered_probes import RememberedProbes

ARRAY = Array("y", "float32", (2,), "digest", (0, 1.0, 2.0, 1.5), (1.0, "nan"))
LOADED = Run(None, "", Level.UNCOMPILED, "ValueError: mse", (ARRAY,), (("serve", "TypeError: x"),), 0.5)
FAILED = Run(Reason.EXCEPTION, "ValueError: no")
FOUND = (Probed(Probe(Way.H5, "m.h5"), (LOADED, FAILED)), Probed(Probe(Way.CALL, "a:f"), (FAILED,)))


def test_another_process_reads_what_was_kept_as_it_was(tmp_path):
    RememberedProbes(tmp_path).put("key", FOUND)
    assert RememberedProbes(tmp_path).get("key") == FOUND
    assert RememberedProbes(tmp_path).get("another") is None


def test_without_a_folder_only_this_process_knows():
    here = RememberedProbes(None)
    here.put("key", FOUND)
    assert here.get("key") == FOUND
    assert RememberedProbes(None).get("key") is None


def test_what_says_nothing_is_asked_again_by_others(tmp_path):
    late = (Probed(Probe(Way.H5, "m.h5"), (Run(Reason.TIMED_OUT, "did not end"),)),)
    here = RememberedProbes(tmp_path)
    here.put("key", late)
    assert here.get("key") == late
    assert RememberedProbes(tmp_path).get("key") is None


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"null", b"[1, [[1]]]", b"[0, []]", b'[1, [[["h5", "m"], [[]]]]]', b"{}"]
)
def test_what_is_broken_or_of_another_layout_is_as_if_not_there(tmp_path, content):
    (tmp_path / "key.json.gz").write_bytes(gzip.compress(content))
    assert RememberedProbes(tmp_path).get("key") is None
