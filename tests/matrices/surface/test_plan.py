"""Which wheels lie beside which."""

from collections.abc import Iterable

from packaging.version import Version

from matrices.surface import plan
from matrices.surface.plan import Known, Minor, Reading


def known(**versions: list[str]) -> Known:
    every: dict[str, dict[Minor, Version]] = {package: {} for package in (*plan.FIRST, *plan.BESIDE)}
    named = {
        package.replace("_", "-"): plan.newest([Version(one) for one in found]) for package, found in versions.items()
    }
    return every | named


def beside(readings: Iterable[Reading]) -> dict[str, set[str]]:
    return {
        f"{one.wheel.package} {one.wheel.version}": {f"{each.package} {each.version}" for each in one.beside}
        for one in readings
    }


def test_of_every_minor_the_newest_patch_oldest_first():
    found = list(plan.plan(known(tensorflow=["2.0.0", "1.12.0", "1.15.5", "1.15.0", "2.10.1", "2.9.3"])))

    assert [str(one.wheel.version) for one in found] == ["1.15.5", "2.0.0", "2.9.3", "2.10.1"]


def test_keras_lies_beside_the_tensorflow_of_its_minor_and_keras_3_beside_the_newest():
    found = beside(plan.plan(known(tensorflow=["2.8.4", "2.21.0"], keras=["2.8.0", "3.1.1"])))

    assert found["keras 2.8.0"] == {"tensorflow 2.8.4"}
    assert found["keras 3.1.1"] == {"tensorflow 2.21.0"}


def test_stubs_are_borrowed_where_a_wheel_has_none():
    found = {str(one.wheel.version): one.stubs for one in plan.plan(known(tensorflow=["1.15.5", "2.8.4", "2.15.1"]))}

    assert found["2.8.4"] == (plan.Wheel("tensorflow", Version("2.15.1")),) * 2
    assert found["1.15.5"] == found["2.15.1"] == ()


def test_absl_is_one_that_the_release_admits():
    found = beside(plan.plan(known(tensorflow=["2.4.4", "2.8.4"], absl_py=["0.15.0", "2.1.0"])))

    assert found == {"tensorflow 2.4.4": {"absl-py 0.15.0"}, "tensorflow 2.8.4": {"absl-py 2.1.0"}}
