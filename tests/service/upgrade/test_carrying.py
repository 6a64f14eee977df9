"""Upgrades on a forge, round by round: what comes, follows, goes, is left alone, and stays right after any crash."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import cache, partial
from hashlib import sha1
from itertools import count
from typing import Any

import pytest

from matrices.load import load
from service.case import Case
from service.config.definition import Upgrades
from service.nouns import Checkout
from service.reading import Question
from service.report import TrialPart
from service.reporting import build
from service.upgrade import dashboard
from service.upgrade.carrying import Ask, Terms, carry
from service.upgrade.deciding import Action
from service.upgrade.forge import Dashboard, UpgradePull
from service.upgrade.marking import mark_of
from service.upgrade.proposal import Links, Proposal, propose

CODE = b"import numpy as np\nimport tensorflow as tf\n\nx = np.float_(3)\ntf.keras.optimizers.Adam(lr=0.1)\n"
FILES = {"train.py": CODE, "requirements.txt": b"tensorflow==2.10.1\n"}
TODAY = date(2026, 11, 23)
LINKS = Links("https://upflow.example/runs/1", *(f"https://upflow.example/logs/{name}" for name in "abc"))


class Crash(Exception):
    """The process is gone."""


class MemoryForge:
    """A forge in memory that does what real ones do: heads follow branches, commits have parents."""

    def __init__(self) -> None:
        self.branches = {"main": "0" * 40}
        self.commits: dict[str, tuple[str, Mapping[str, bytes], str]] = {}
        self.pulls: dict[int, UpgradePull] = {}
        self.titles: dict[int, str] = {}
        self.issue: Dashboard | None = None
        self.said: list[str] = []
        self.calls, self.crash_at = count(1), 0

    def _called(self) -> None:
        if next(self.calls) == self.crash_at:
            raise Crash

    def tip(self, branch: str) -> str | None:
        return self.branches.get(branch)

    def commit(self, parent: str, files: Mapping[str, bytes], message: str) -> str:
        self._called()
        name = sha1(repr((parent, sorted(files.items()), message, len(self.commits))).encode()).hexdigest()
        self.commits[name] = (parent, files, message)
        return name

    def place(self, branch: str, commit: str, *, expected: str | None) -> None:
        self._called()
        assert self.branches.get(branch) == expected
        self.branches[branch] = commit
        for number, pull in self.pulls.items():
            if pull.branch == branch and pull.is_open:
                self.pulls[number] = replace(pull, head=commit)

    def open_pull(self, branch: str, into: str, title: str, text: str, *, draft: bool) -> int:
        self._called()
        assert into == "main"
        number = len(self.pulls) + 1
        self.pulls[number] = UpgradePull(number, branch, self.branches[branch], text, is_open=True, is_merged=False)
        self.titles[number] = title
        self.said += ["draft"] if draft else []
        return number

    def edit_pull(self, number: int, title: str | None, text: str) -> None:
        self._called()
        self.pulls[number] = replace(self.pulls[number], text=text)
        self.titles[number] = title or self.titles[number]

    def label_pull(self, number: int, labels: tuple[str, ...]) -> None:
        self._called()
        self.said.append(f"{number}: {', '.join(labels)}")

    def close_pull(self, number: int, branch: str, why: str) -> None:
        self._called()
        self.said.append(why)
        self.pulls[number] = replace(self.pulls[number], is_open=False)
        self.branches.pop(branch, None)

    def upgrades(self, prefix: str, branches: Iterable[str]) -> Iterable[UpgradePull]:
        named = set(branches)
        every = [one for one in reversed(self.pulls.values()) if one.branch.startswith(prefix)]
        return [one for one in every if one.is_open or one.branch in named]

    def dashboard(self) -> Dashboard | None:
        return self.issue

    def write_dashboard(self, number: int | None, title: str, text: str) -> None:
        self._called()
        assert title == dashboard.TITLE
        self.issue = Dashboard(number or 7, text)

    def files(self, branch: str) -> dict[str, bytes]:
        """The files of a branch, commit by commit from the base."""
        chain, at = [], self.branches[branch]
        while at in self.commits:
            at, files, _ = self.commits[at]
            chain.append(files)
        return {path: content for files in (FILES, *reversed(chain)) for path, content in files.items()}

    def tick(self, target: str) -> None:
        assert self.issue is not None
        box = f"- [ ] <!-- upflow to={target} -->"
        assert box in self.issue.text
        self.issue = replace(self.issue, text=self.issue.text.replace(box, box.replace("[ ]", "[x]")))


def trial(*, patched: bool, outcome: str) -> TrialPart:
    message = "" if outcome == "passed" else "ValueError: | no [x](y) @team"
    return TrialPart(patched, outcome, None if outcome == "passed" else "exception", message, ("pytest",), 1.0, "")


@cache
def proposed(target: str = "2.21", *, proven: bool = True, code: bytes = CODE) -> Proposal:
    case = Case.read(Checkout("p", {**FILES, "train.py": code}), Question(targets=(target,)), load())
    report = build(case, {})
    after = "passed" if proven else "failed"
    trials = (trial(patched=False, outcome="failed"), trial(patched=True, outcome=after))
    baseline = replace(report.project.baseline, trials=(trial(patched=False, outcome="passed"),))
    project = replace(report.project, baseline=baseline)
    candidates = tuple(replace(one, trials=trials) for one in report.candidates)
    found = propose(case, replace(report, project=project, candidates=candidates))
    assert found is not None
    return found


def round_of(forge: MemoryForge, *asks: Ask, asked: Upgrades | None = None, today: date = TODAY) -> list[Action]:
    wanted = asks or (Ask("2.21.0", proposed(), LINKS),)
    lines = carry(
        forge, wanted, Terms(asked or Upgrades(labels=("dependencies",)), "main", "0" * 40, today), ["a rule is kept"]
    )
    return [line.decision.action for line in lines]


@pytest.fixture
def forge() -> MemoryForge:
    return MemoryForge()


def test_it_is_opened_with_its_commits_and_the_evidence_and_then_left_in_peace(forge: MemoryForge):
    assert round_of(forge) == [Action.OPEN]
    (pull,) = forge.pulls.values()
    assert forge.titles == {1: "TensorFlow 2.21.0, from 2.10.1"}
    assert forge.said == ["1: dependencies"]
    assert forge.files("upflow/tensorflow-2.21") == {
        "train.py": CODE.replace(b"np.float_", b"np.float64").replace(b"lr=", b"learning_rate="),
        "requirements.txt": b"tensorflow==2.21.0\n",
    }
    rows = [line for line in pull.text.splitlines() if line.startswith("| TensorFlow")]
    assert [row.rsplit("|", 2)[1].strip() for row in rows] == [f"[log](https://upflow.example/logs/{x})" for x in "abc"]
    assert rows[0].startswith("| TensorFlow 2.10.1, as it is | passes | ")
    assert rows[1].startswith("| TensorFlow 2.21.0, as it is | fails: ValueError: \\| no \\[x\\]")
    assert rows[2].startswith("| TensorFlow 2.21.0, with this patch | passes | ")
    assert "@team" not in pull.text
    assert "**Fails on 2.21.0, passes on 2.21.0 with the patch.**" in pull.text
    assert forge.issue is not None
    assert "- [ ] <!-- upflow to=2.21.0 --> TensorFlow 2.21.0: #1 ([run](" in forge.issue.text
    before = (dict(forge.branches), dict(forge.pulls))
    assert round_of(forge) == round_of(forge) == [Action.KEEP]
    assert (forge.branches, forge.pulls) == before


def test_it_follows_the_project_and_goes_when_nothing_is_left_to_do(forge: MemoryForge):
    round_of(forge)
    moved = b"# a line more\n" + CODE
    assert round_of(forge, Ask("2.21.0", proposed(code=moved))) == [Action.KEEP]  # the same change elsewhere
    more = CODE + b"y = np.float_(4)\n"
    assert round_of(forge, Ask("2.21.0", proposed(code=more))) == [Action.UPDATE]
    assert forge.files("upflow/tensorflow-2.21")["train.py"].endswith(b"y = np.float64(4)\n")
    assert round_of(forge, Ask("2.21.0", None)) == [Action.CLOSE]
    assert forge.said[-1] == "Closed by upflow: the project does not need it any more."
    assert list(forge.branches) == ["main"]
    assert round_of(forge) == [Action.OPEN]  # it was we who closed it


def test_what_somebody_pushed_to_or_closed_is_theirs_until_they_tick(forge: MemoryForge):
    round_of(forge)
    theirs = forge.commit(forge.branches["upflow/tensorflow-2.21"], {"a": b""}, "mine")
    forge.place("upflow/tensorflow-2.21", theirs, expected=forge.branches["upflow/tensorflow-2.21"])
    more = Ask("2.21.0", proposed(code=CODE + b"y = np.float_(4)\n"))
    assert round_of(forge, more) == [Action.LEAVE]
    assert forge.branches["upflow/tensorflow-2.21"] == theirs
    forge.tick("2.21.0")
    assert round_of(forge, more) == [Action.UPDATE]
    forge.pulls[1] = replace(forge.pulls[1], is_open=False)
    assert round_of(forge, more) == [Action.LEAVE]
    forge.tick("2.21.0")
    assert round_of(forge, more) == [Action.OPEN]
    assert [one.is_open for one in forge.pulls.values()] == [False, True]


def test_two_targets_and_one_at_a_time(forge: MemoryForge):
    asks = (Ask("2.16.2", proposed("2.16")), Ask("2.21.0", proposed()))
    assert round_of(forge, *asks) == [Action.OPEN, Action.WAIT]
    assert round_of(forge, *asks) == [Action.KEEP, Action.WAIT]
    forge.pulls[1] = replace(forge.pulls[1], is_open=False, is_merged=True)
    assert round_of(forge, *asks) == [Action.DONE, Action.OPEN]
    assert round_of(forge, Ask("2.16.2", None)) == [Action.DONE, Action.CLOSE]  # the other is not asked for any more


def test_the_cool_down_and_a_patch_that_is_not_proven(forge: MemoryForge):
    young = date.fromisoformat(proposed().released) + timedelta(days=3)
    assert round_of(forge, today=young) == [Action.WAIT]
    assert round_of(forge, today=young + timedelta(days=4)) == [Action.OPEN]
    assert round_of(forge, Ask("2.21.0", proposed(proven=False))) == [Action.CLOSE]
    assert "says nothing" not in proposed(proven=False).text()
    assert round_of(forge, Ask("2.21.0", proposed(proven=False)), asked=Upgrades(unproven=True)) == [Action.OPEN]


@pytest.mark.parametrize("first", [[], [Ask("2.21.0", proposed(code=CODE + b"z = np.float_(5)\n"))]])
def test_after_a_crash_anywhere_the_next_round_ends_where_it_would_have(first: list[Any]):
    whole = MemoryForge()
    for asks in ([], first, [Ask("2.21.0", None)]):
        round_of(whole, *asks)
    for place in range(1, next(whole.calls)):
        forge = MemoryForge()
        forge.crash_at = place
        for asks in ([], first, [Ask("2.21.0", None)]):
            _until_done(partial(round_of, forge, *asks))
            assert sum(one.is_open for one in forge.pulls.values()) <= 1
        assert [one.is_open for one in forge.pulls.values()] == [False]
        assert forge.branches == whole.branches
        assert forge.issue == whole.issue


def _until_done(step: Callable[[], object]) -> None:
    try:
        step()
    except Crash:
        step()


def test_without_a_dashboard_there_is_none(forge: MemoryForge):
    round_of(forge, asked=Upgrades(dashboard=False))
    assert forge.issue is None


def test_a_mark_is_ours_only_at_the_top_and_in_full():
    text = proposed().text(heads=("a" * 40,))
    found = mark_of(text)
    assert found is not None
    assert (found.target, found.heads, found.closed) == ("2.21.0", ("a" * 40,), False)
    assert mark_of(f"> {text}") is None
    assert mark_of(text.replace("a" * 40, "x")) is None


def test_boxes_are_read_as_people_tick_them():
    assert dashboard.ticked("- [x] <!-- upflow to=2.21.0 --> a\n* [X] <!-- upflow to=2.16.2 --> b\n") == {
        "2.21.0",
        "2.16.2",
    }
    assert dashboard.ticked("- [ ] <!-- upflow to=2.21.0 --> a\n- [x] other\nx - [x] <!-- upflow to=2.1 -->\n") == set()
    assert dashboard.ticked("- [x] <!-- upflow to=" + "2." * 10_000_000) == set()


def test_where_only_requirements_change_the_new_version_as_it_is_proves_it():
    code = b"import tensorflow as tf\n\nprint(tf.__version__)\n"
    case = Case.read(Checkout("p", {**FILES, "train.py": code}), Question(targets=("2.16",)), load())
    report = build(case, {})
    passed = (replace(report.candidates[0], trials=(trial(patched=False, outcome="passed"),)),)
    failed = (replace(report.candidates[0], trials=(trial(patched=False, outcome="failed"),)),)
    for candidates, proven in ((passed, True), (failed, False), (report.candidates, False)):
        found = propose(case, replace(report, candidates=candidates))
        assert found is not None
        assert [change.family for change in found.changes] == ["requirements"]
        assert found.proven is proven
