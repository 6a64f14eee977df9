"""The facts about GPUs, and a copy of their folder that a test may spoil."""

import shutil

import pytest

from matrices.gpu.load import FOLDER, read
from matrices.load import DATA, load
from matrices.problems import Problem
from matrices.sources import Sources

SOURCES = Sources(load().sources)


@pytest.fixture(scope="session")
def gpu():
    return load().gpu


@pytest.fixture
def spoiled(tmp_path):
    """Replace a text in one file; the Gpu that is read from it, and what is wrong with it as texts."""
    shutil.copytree(DATA / FOLDER, tmp_path / FOLDER)

    def spoil(file, old, new):
        path = tmp_path / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        problems: list[Problem] = []
        found = read(tmp_path, SOURCES, problems)
        return found, [str(problem) for problem in problems]

    return spoil
