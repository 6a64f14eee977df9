"""The checks of the facts about GPUs find what they look for, and nothing in ours."""

from dataclasses import replace
from types import ModuleType

import pytest
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from matrices.checks import gpu_cards, gpu_drivers, gpu_platforms
from matrices.facts import How
from matrices.gpu.facts import Drivers, Gpu
from matrices.gpu.versions import Capability, Driver
from matrices.load import Reading, load

CHECKS = (gpu_cards, gpu_drivers, gpu_platforms)


def problems(check: ModuleType, gpu: Gpu) -> list[str]:
    return [str(one) for one in check.check.check(Reading(replace(load(), gpu=gpu), {}, ()))]


@pytest.fixture
def gpu():
    return load().gpu


@pytest.mark.parametrize("check", CHECKS)
def test_ours_are_sound_and_so_are_none(check, gpu):
    assert problems(check, gpu) == []
    assert problems(check, Gpu()) == []


def test_a_card_with_two_capabilities(gpu):
    wrong = replace(gpu.cards[0], names=("GeForce RTX-3090",))
    found = problems(gpu_cards, replace(gpu, cards=(*gpu.cards, wrong)))
    assert any("cards[12.1].names: found 'GeForce RTX-3090', expected one capability a card" in one for one in found)


def test_a_rule_for_a_series_that_a_listed_card_contradicts(gpu):
    wrong = replace(gpu.series[1], capability=Capability(9, 9))
    found = problems(gpu_cards, replace(gpu, series=(wrong, *gpu.series)))
    assert any(
        f"series[{wrong.like}].capability: found 9.9, and GeForce RTX 4090, expected 8.9" in one for one in found
    )


def test_a_card_that_is_taken_for_another(gpu):
    wrong = replace(gpu.cards[0], names=("NVIDIA H100", "NVIDIA H100 PCIe"))
    found = problems(gpu_cards, replace(gpu, cards=(*gpu.cards, wrong)))
    assert any("'NVIDIA H100'" in one and "a name that can be looked up" in one for one in found)


def test_a_driver_older_than_the_one_before(gpu):
    wrong = {**gpu.toolkits, Version("13.9"): Drivers(Driver("400.1"), None, "s", How.STATED)}
    found = problems(gpu_drivers, replace(gpu, toolkits=wrong))
    assert len(found) == 1
    assert found[0].startswith("gpu/toolkits.toml: toolkits.drivers.13.9.linux: found 400.1, expected none older than")


def test_a_cuda_without_a_driver(gpu):
    newest = replace(gpu.builds[0], version=Version("3.0"), cuda=Version("14.0"), code=("sm_60", "compute_140"))
    found = problems(gpu_drivers, replace(gpu, builds=(newest, *gpu.builds)))
    assert [one.partition(": found")[0] for one in found] == [
        "gpu/builds.json: tensorflow.3.0.linux_x86_64.cuda",
        "gpu/builds.json: tensorflow.3.0.linux_x86_64.code",
    ]


def test_a_range_that_holds_nothing(gpu):
    wrong = replace(gpu.cliffs[0], range=SpecifierSet(">=99"))
    found = problems(gpu_platforms, replace(gpu, cliffs=(wrong, *gpu.cliffs[1:])))
    assert len(found) == 1
    assert f"cliff[{wrong.id}].range: found '>=99', expected a range that holds a known release" in found[0]


def test_two_plugins_for_one_release_and_one_id_twice(gpu):
    wider = replace(gpu.plugins[0], range=SpecifierSet(">=2.17"), version=Version("9"))
    found = problems(gpu_platforms, replace(gpu, plugins=(*gpu.plugins, wider), cliffs=(*gpu.cliffs, gpu.cliffs[0])))
    assert sum("no overlap with" in one for one in found) == 2
    assert sum("the same id twice" in one for one in found) == 1
