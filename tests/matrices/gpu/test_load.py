"""Files about GPUs: every problem with its place; what is sound is read all the same."""

import json

import pytest

from matrices.gpu.load import FILES, cited, read
from matrices.load import load
from matrices.problems import Problem
from matrices.sources import Sources, family

SOURCES = Sources(load().sources)


def test_all_is_sound_and_every_source_is_known(gpu):
    assert {family(source) for source in cited(gpu)} <= set(load().sources)
    assert len(gpu.builds) > 300
    assert len(gpu.rows) > 150
    assert len(gpu.toolkits) > 50


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        ("gpu/builds.json", '"gpu": true', '"gpu": "yes"', "gpu/builds.json: tensorflow.2.21.0.linux_x86_64: found"),
        ("gpu/builds.json", '"compiler"', '"complier"', "expected what a wheel says"),
        ("gpu/builds.json", "linux_x86_64", "linux_amd64", "linux_amd64: found an unknown key"),
        ("gpu/builds.json", '"2.21.0"', '"newest"', "gpu/builds.json: tensorflow.newest: found 'newest', expected a v"),
        ("gpu/builds.json", '"tensorflow-gpu"', '"tensorflow-tpu"', "found 'tensorflow-tpu', expected a package with"),
        ("gpu/builds.json", "{", "[", "expected JSON"),
        ("gpu/tested.json", '"tools"', '"tool"', "gpu/tested.json: rows[0]: found {"),
        ("gpu/tested.json", '"cuda": "12.5"', '"cuda": "twelve"', "expected platform, gpu, version"),
        ("gpu/toolkits.toml", "450.80.02", "450-80", "gpu/toolkits.toml: family[11].drivers: found {'linux"),
        ("gpu/toolkits.toml", "nvidia-minor-versions", "nvidia-minor", "did you mean nvidia-minor-versions?"),
        (
            "gpu/toolkits.toml",
            'capabilities = ["8.9"]',
            'capabilities = ["8.x"]',
            "architecture[Ada].capabilities: found",
        ),
        (
            "gpu/cards.toml",
            'capability = "12.1"',
            'capability = "121"',
            "cards[121].capability: found '121', expected a c",
        ),
        (
            "gpu/platforms.toml",
            "no-wheel",
            "no-weel",
            "cliff[macos-intel-ends].effect: found 'no-weel', expected one of",
        ),
        ("gpu/platforms.toml", "reason", "raeson", "found an unknown key, expected one of"),
        ("gpu/platforms.toml", ">=2.10", ">=2.10,<2", "expected a range that holds at least one version"),
        ("gpu/rules.toml", 'id = "cudnn"', 'id = "cudn"', "gpu/rules.toml: rule[cudnn]: found nothing"),
        ("gpu/rules.toml", "[[rule]]", "[[rule", "expected TOML"),
    ],
)
def test_a_problem_names_its_place(spoiled, file, old, new, expected):
    _, problems = spoiled(file, old, new)
    assert any(expected in problem for problem in problems), problems
    assert all(problem.startswith(file) for problem in problems)


def test_one_spoiled_wheel_costs_only_itself(spoiled, gpu):
    found, problems = spoiled("gpu/builds.json", '"gpu": true', '"gpu": 1')
    assert len(problems) == 1
    assert len(found.builds) == len(gpu.builds) - 1


def test_a_missing_file_is_a_problem_of_its_own(tmp_path):
    problems: list[Problem] = []
    found = read(tmp_path, SOURCES, problems)
    assert {problem.file for problem in problems} == set(FILES)
    assert found.builds == ()


def test_a_list_is_no_file_of_builds(tmp_path):
    (tmp_path / "gpu").mkdir()
    (tmp_path / "gpu/builds.json").write_text(json.dumps([]), encoding="utf-8")
    problems: list[Problem] = []
    read(tmp_path, SOURCES, problems)
    assert "gpu/builds.json: found something else, expected an object" in map(str, problems)
