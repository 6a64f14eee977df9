"""The witnesses are true: each is run on the old version and on the new one, there with and without the patch.

All programs of one version run in one container, forked from one process that has imported TensorFlow.
TensorFlow 1 needs a package that has to be built, which trials do not do yet: what a program printed there, on 1.15.5
with Python 3.7, is beside it as `NAME.printed`.
"""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

from bench.scoring.outputs import same
from matrices.load import load
from service.case import Case
from service.nouns import Checkout, Environment
from service.reading import Question
from service.settings import Settings
from service.trials import ContainerTrials
from tests.migrations.test_witnesses import HERE, Witness, witness

pytestmark = [pytest.mark.engine, pytest.mark.network]

DRIVER = Path(__file__).parent / "running" / "many.py"
AT_ONCE = 12
"""Programs in one container: its time and its output are limited."""

FILES = sorted(HERE.glob("*/*.before"))
WITNESSES = [witness(path) for path in FILES]
Results = Mapping[str, Mapping[str, object]]


def name(one: Witness, stage: str) -> str:
    place = WITNESSES.index(one)
    return f"w{place:03}_{stage}.py"


def wanted(minor: str) -> dict[str, bytes]:
    """Every program that has to run on a minor."""
    found: dict[str, bytes] = {}
    for one in WITNESSES:
        if str(one.old) == minor and printed(one) is None:
            found[name(one, "before")] = one.before
        if str(one.new) == minor:
            found[name(one, "before")] = one.before
            found[name(one, "after")] = one.after
    return found


@pytest.fixture(scope="module")
def trials() -> Iterator[ContainerTrials]:
    with ContainerTrials(Settings.from_environment(remember=False), lambda _: None) as opened:
        yield opened


@pytest.fixture(scope="module")
def results(trials: ContainerTrials):
    """What the programs of a minor did there; run when the first of them is asked for."""

    @cache
    def of(minor: str) -> Results:
        environment = prepared(trials, minor)
        programs = sorted(wanted(minor).items())
        found: dict[str, Mapping[str, object]] = {}
        for start in range(0, len(programs), AT_ONCE):
            files = {f"programs/{each}": source for each, source in programs[start : start + AT_ONCE]}
            files["many.py"] = DRIVER.read_bytes()
            outcome = trials.run(environment, files, ("python", "-W", "ignore", "many.py", "programs"), lambda _: None)
            said = (line for line in outcome.log.splitlines() if line.startswith("@@"))
            found.update(json.loads(line[2:]) for line in said)
        return found

    return of


def prepared(trials: ContainerTrials, minor: str) -> Environment:
    """The usual set of a minor, and tf-keras where that exists, for programs that choose it."""
    requirements = f"tensorflow-cpu=={minor}.*\npandas\nscipy\npillow\n".encode()
    checkout = Checkout("program", {"program.py": b"import tensorflow\n", "requirements.txt": requirements})
    case = Case.read(checkout, Question(), load())
    environment = trials.prepare(
        case.wanted(case.choice.baseline),
        case.limits(case.choice.baseline),
        case.choice.baseline.python,
        lambda _: None,
    )
    assert isinstance(environment, Environment), environment
    return environment


def printed(one: Witness) -> Mapping[str, object] | None:
    """What was recorded of the old version, where it cannot be run here."""
    path = FILES[WITNESSES.index(one)].with_suffix(".printed")
    return {"passed": True, "output": path.read_text("utf-8")} if path.exists() else None


@pytest.mark.parametrize("one", WITNESSES, ids=[f"{path.parent.name}-{path.stem}" for path in FILES])
def test_is_true(one: Witness, results):
    new = results(str(one.new))
    before, broken, mended = (
        printed(one) or results(str(one.old))[name(one, "before")],
        *(new[name(one, stage)] for stage in ("before", "after")),
    )
    assert before["passed"], f"before the jump: {before['error']}"
    if one.effect == "breaks":
        assert not broken["passed"], "it still runs without the patch"
    else:
        assert broken["passed"], broken["error"]
        assert not same(str(before["output"]), str(broken["output"])), "it prints the same without the patch"
    if one.after != one.before:
        assert mended["passed"], f"with the patch: {mended['error']}"
        assert same(str(before["output"]), str(mended["output"])), f"{before['output']!r} became {mended['output']!r}"
