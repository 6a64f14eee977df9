"""One answer for a release, and the releases that a machine can run."""

from packaging.version import Version

from matrices.gpu.fit import fit, fitting
from matrices.gpu.machine import machine
from matrices.grades import Verdict


def test_what_a_person_has_is_judged_as_a_whole(gpu):
    have = machine(gpu, card="RTX 3090", driver="470", cuda="11.2", cudnn="8.1")
    found = fit(gpu, Version("2.10.0"), have)
    assert (found.verdict, found.package) == (Verdict.WORKS, "tensorflow")
    assert len(found.reasons) == 5


def test_one_part_that_breaks_breaks_the_whole(gpu):
    found = fit(gpu, Version("2.10.0"), machine(gpu, card="RTX 3090", driver="440.33"))
    assert found.verdict is Verdict.BREAKS


def test_one_part_that_is_unknown_leaves_the_whole_unknown(gpu):
    assert fit(gpu, Version("2.10.0"), machine(gpu, card="H100")).verdict is Verdict.UNKNOWN


def test_the_package_is_the_one_to_install(gpu):
    assert fit(gpu, Version("2.21.0"), machine(gpu)).package == "tensorflow[and-cuda]"
    assert fit(gpu, Version("2.15.0"), machine(gpu)).package == "tensorflow"
    assert fit(gpu, Version("1.15.5"), machine(gpu)).package == "tensorflow-gpu"
    assert fit(gpu, Version("1.3.0"), machine(gpu)).package == "tensorflow-gpu"


def test_notes_say_what_does_not_decide(gpu):
    newest, broken = fit(gpu, Version("2.21.0"), machine(gpu)).notes, fit(gpu, Version("2.15.0"), machine(gpu)).notes
    assert any("TF-TRT is gone" in note for note in newest)
    assert any("brings its own CUDA" in note for note in newest)
    assert any("cannot be installed: it pins tensorrt-libs" in note for note in broken)
    assert not any("brings its own CUDA" in note for note in broken)
    assert any("3.9 and 3.10 alone" in note for note in fit(gpu, Version("2.14.0"), machine(gpu)).notes)
    assert any("the package tensorflow-gpu==1.15.5" in note for note in fit(gpu, Version("1.15.5"), machine(gpu)).notes)
    on_mac = fit(gpu, Version("2.18.0"), machine(gpu, "macos_arm64"))
    assert any("1.2.0 must be meant" in note for note in on_mac.notes)


def test_the_releases_that_an_old_machine_can_run(gpu):
    versions = sorted({build.version for build in gpu.builds}, reverse=True)
    have = machine(gpu, card="GTX 1080 Ti", driver="460.32.03", cuda="11.2", cudnn="8.1")
    works = [str(one.version) for one in fitting(gpu, versions, have) if one.verdict is Verdict.WORKS]
    assert works[0] == "2.14.1"  # its extra brings CUDA 11.8, and the driver serves all of CUDA 11
    assert "2.11.1" in works
    assert "2.12.0" not in works  # cuDNN 8.1 is older than its 8.6
    assert works[-1] == "2.5.0"
    assert not {"2.15.1", "2.4.1", "2.3.4"} & {str(one.version) for one in fitting(gpu, versions, have)}
