"""Packages that a trial of today missed: what the run itself names, where somebody says which package that is."""

import re
from collections.abc import Iterator

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from service.case import Case
from service.manifest import Role
from service.nouns import TENSORFLOW, DeclaredLine, Kind, Outcome, package

MODULE = re.compile(r"No module named '?([A-Za-z_][\w.]*)'?")
RAISED = re.compile(r"^(?:E +)?ModuleNotFoundError: (No module named .+)$", re.MULTILINE)
"""What was raised, although a project's own words took its place: "this needs OpenCV"."""
ADVICE = re.compile(r"pip3? install [`'\"]?([A-Za-z][\w.-]*)")
"""What a project's own words say to install: believed where its files say so, too."""
PLUGINS = {
    "pytest-cov": re.compile(r"unrecognized arguments:.* --cov"),
    "pytest-xdist": re.compile(r"unrecognized arguments:.* (?:-n|--numprocesses|--dist)\b"),
    "pytest-timeout": re.compile(r"unrecognized arguments:.* --timeout"),
    "pytest-pycodestyle": re.compile(r"unrecognized arguments:.* --pycodestyle"),
    "pytest-flake8": re.compile(r"unrecognized arguments:.* --flake8"),
    "pytest-mypy": re.compile(r"unrecognized arguments:.* --mypy"),
    "pytest-pylint": re.compile(r"unrecognized arguments:.* --pylint"),
    "pytest-rerunfailures": re.compile(r"unrecognized arguments:.* --reruns"),
    "pytest-asyncio": re.compile(r"unrecognized arguments:.* --asyncio-mode"),
    "pytest-forked": re.compile(r"unrecognized arguments:.* --forked"),
    "pytest-html": re.compile(r"unrecognized arguments:.* --(?:self-contained-)?html"),
    "pytest-mock": re.compile(r"fixture 'mocker' not found"),
    "pytest-benchmark": re.compile(r"fixture 'benchmark' not found"),
}
KERAS = frozenset({"keras", "tf-keras"})
"""Which of them goes with a TensorFlow is a question of its own, and is never guessed."""


def missed(case: Case, outcome: Outcome) -> tuple[Requirement, ...]:
    """What to install beside what is asked for. The words of a run say which module is missing, and never a package."""
    if outcome.kind is not Kind.FAILED:
        return ()
    asked = {package(each) for each in case.wanted(case.choice.baseline)} | TENSORFLOW | KERAS
    elsewhere = {
        package(line.requirement): line
        for line in reversed((*case.declared.optional, *case.declared.others))
        if line.role is not Role.ADDRESSED
    }
    advised = {str(canonicalize_name(name)) for name in ADVICE.findall(outcome.message)} & elsewhere.keys()
    names = sorted({*_named(outcome), *advised} - asked)
    return tuple(_as_declared(elsewhere.get(name)) or Requirement(name) for name in names)


def _named(outcome: Outcome) -> Iterator[str]:
    from service.project.imports import package_of  # noqa: PLC0415 - few trials miss anything

    said = [outcome.message, *(test.message for test in outcome.suite.bad)] if outcome.suite else [outcome.message]
    said += RAISED.findall(outcome.log)
    for module in {found for text in said for found in MODULE.findall(text)}:
        if known := package_of(module):
            yield known
    for name, words in PLUGINS.items():
        if words.search(outcome.log):
            yield name


def _as_declared(line: DeclaredLine | None) -> Requirement | None:
    """In the versions that the project names for its tests, wherever it runs."""
    if line is None:
        return None
    requirement = Requirement(str(line.requirement))
    requirement.marker = None
    return requirement
