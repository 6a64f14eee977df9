"""The bench of truth: what is asked, what is right, what is counted, and that patches are really run."""

import json
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bench.scoring import witnesses
from bench.scoring.answers import Answer, answers, ask
from bench.scoring.machines import Undecided, machine
from bench.scoring.outputs import same
from bench.scoring.questions import Happened, Program, Question, questions, read
from bench.scoring.repairs import Ending, repair, repairs
from bench.scoring.scores import Answered, score, wrong
from matrices.load import load

ROOT = Path(__file__).parents[2]
CASES = ROOT / "tests/cases/truth"
PASSED, FAILED = Happened(passed=True, output="1"), Happened(passed=False, error="ValueError")
PROGRAM = Program(
    "p", b"", {"1.15": FAILED, "2.9": PASSED, "2.10": PASSED, "2.16": FAILED, "2.21": PASSED}, {"2.10": "x"}
)


def programs() -> dict[str, Program]:
    return {program.name: program for program in read(CASES / "programs", CASES / "observed.json")}


def answered(program: Program, **verdicts: str) -> list[Answered]:
    """Questions with answers, by minors as `m2_10`."""
    asked = {question.minor: question for question in questions(program)}
    return [Answered(asked[name[1:].replace("_", ".")], Answer(verdict, ())) for name, verdict in verdicts.items()]


def test_the_baseline_is_the_oldest_minor_that_passes_and_every_later_one_is_a_question():
    assert [(each.baseline, each.minor) for each in questions(PROGRAM)] == [
        ("2.9", "2.10"),
        ("2.9", "2.16"),
        ("2.9", "2.21"),
    ]


def test_the_right_answer():
    """A failure breaks, also where it changes too; a change holds from its minor on."""
    assert [each.right for each in questions(PROGRAM)] == ["changes", "breaks", "changes"]
    assert [each.right for each in questions(programs()["triangle"])] == ["works"] * 2


def test_a_program_that_passes_nowhere_asks_nothing():
    assert list(questions(Program("p", b"", {"2.10": FAILED}))) == []


def test_scores():
    found = score(answered(PROGRAM, m2_10="breaks", m2_16="unknown", m2_21="works"))
    assert (found.questions, found.unsafe, found.unknown, found.exact) == (3, 3, 1, 0)
    assert (found.precision, found.recall) == (1.0, 1 / 3)
    safe = Program("p", b"", {"2.10": PASSED, "2.16": PASSED, "2.21": PASSED})
    found = score(answered(safe, m2_16="changes", m2_21="works"))
    assert (found.precision, found.recall, found.unknown_share) == (0.0, 1.0, 0.0)


def test_every_wrong_answer_is_a_row_of_its_own_kind():
    rows = list(wrong(answered(PROGRAM, m2_10="breaks", m2_16="works", m2_21="unknown")))
    assert rows == [
        ("p", "2.9 -> 2.16", "works", "breaks", "ValueError"),
        ("p", "2.9 -> 2.21", "unknown", "changes", "x"),
    ]


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        ("loss 0.12345", "loss 0.12349", True),
        ("loss 0.5", "loss 0.6", False),
        ("['acc'] 1", "['accuracy'] 1", True),
        ("same True", "same False", False),
        ("[1, 2]", "[1, 2, 3]", False),
        ("nan", "nan", True),
        ("written", "not written", False),
        ("float32 2", "float16 2", True),
        ("loss 5", "\n1/1 [=====] - ETA: 0s\x08\x08\n1/1 [=====] - 0s 3ms/step\nloss 5", True),
        ("loss 5", "\x1b[1m1/1\x1b[0m \u2501\u2501\u2501 0s 3ms/step\nloss 5", True),
    ],
)
def test_outputs_are_compared_by_their_values(one: str, other: str, equal: bool):
    assert same(one, other) is equal


def test_what_upflow_says_is_right_for_the_recorded_programs():
    matrix = load()
    for program in programs().values():
        said = ask(program, matrix)
        assert {each.minor: said[each.minor].verdict for each in questions(program)} == {
            each.minor: each.right for each in questions(program)
        }


def test_the_command_line_says_the_same(tmp_path: Path):
    program = programs()["learning_rate"]
    (tmp_path / "program.py").write_bytes(program.source)
    command = [sys.executable, "-c", "import sys; from service.cli import main; sys.exit(main())", "check"]
    words = [str(tmp_path / "program.py"), "--no-run", "--from", str(program.baseline), "--format", "json"]
    done = subprocess.run([*command, *words], capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 1
    assert json.loads(done.stdout)["schema"] == "upflow.report/1"
    assert answers(done.stdout) == ask(program, load())


@dataclass
class Told:
    """A machine that ends as it is told to, and remembers what it was given."""

    happened: Happened | None
    given: list[tuple[str, bytes]] = field(default_factory=list)

    def run(self, case, candidate, source):  # noqa: ARG002  # as the real one takes it
        self.given.append((str(candidate.tensorflow), source))
        if self.happened is None:
            raise Undecided("no engine")
        return self.happened


def tried(name: str, minor: str, happened: Happened | None) -> tuple[Ending, Told]:
    where = Told(happened)
    asked = {question.minor: question for question in questions(programs()[name])}
    return repair(asked[minor], load(), where).ending, where


def test_the_patched_program_is_what_is_run():
    ending, where = tried("learning_rate", "2.21", Happened(passed=True, output="loss 0.0"))
    assert ending is Ending.REPAIRED
    ((version, source),) = where.given
    assert version.startswith("2.21")
    assert b"learning_rate=0.25" in source


@pytest.mark.parametrize(
    ("happened", "ending"),
    [
        (Happened(passed=False, error="ValueError"), Ending.STILL_FAILS),
        (Happened(passed=True, output="loss 0.9216"), Ending.OTHER_OUTPUT),
        (None, Ending.UNDECIDED),
    ],
)
def test_a_patch_that_does_not_mend_is_no_repair(happened: Happened | None, ending: Ending):
    assert tried("learning_rate", "2.21", happened)[0] is ending


def test_what_needs_no_patch_gets_none_and_is_not_run():
    ending, where = tried("triangle", "2.21", PASSED)
    assert ending is Ending.UNTOUCHED
    assert where.given == []


def test_harm_to_a_program_that_worked_is_seen():
    """The program is one that has a patch; that it worked is only claimed here."""
    source = programs()["learning_rate"].source
    worked = Program("p", source, {"2.10": PASSED, "2.21": PASSED})
    question = Question(worked, "2.10", "2.21")
    assert repair(question, load(), Told(FAILED)).ending is Ending.BROKEN
    assert repair(question, load(), Told(Happened(passed=True, output="2"))).ending is Ending.CHANGED
    assert repair(question, load(), Told(PASSED)).ending is Ending.STILL_RUNS


def test_only_the_minors_that_were_asked_about_are_tried():
    where = Told(PASSED)
    done = list(repairs(programs().values(), ["2.10"], load(), where))
    assert {each.question.minor for each in done} == {"2.10"}


def test_environments_in_a_folder_are_used(tmp_path: Path):
    python = tmp_path / "2.21/bin/python"
    python.parent.mkdir(parents=True)
    python.write_text("#!/bin/sh\necho loss 0.0\n")
    python.chmod(0o755)
    asked = {question.minor: question for question in questions(programs()["learning_rate"])}
    with machine(tmp_path) as where:
        assert repair(asked["2.21"], load(), where).ending is Ending.REPAIRED
        assert repair(asked["2.15"], load(), where).ending is Ending.UNDECIDED


def test_witnesses_are_programs_too():
    found = {program.name: program for program in witnesses.read(ROOT / "tests/migrations/witnesses")}
    before = found["keras3_module_tracking/sequential.before"]
    after = found["keras3_module_tracking/sequential.after"]
    assert [each.right for each in questions(before)] in (["breaks"], ["changes"])
    assert [each.right for each in questions(after)] == ["works"]


@pytest.mark.engine
@pytest.mark.network
def test_patched_programs_run_in_containers():
    with machine(None) as where:
        asked = {question.minor: question for question in questions(programs()["learning_rate"])}
        done = repair(asked["2.21"], load(), where)
    assert (done.ending, done.message) == (Ending.REPAIRED, "")
