"""A pull request from its first look to its one comment, on a GitHub that is held against its own description."""

from collections.abc import Mapping

import pytest

from service.bot.work import CheckAgain, Door, LookAtBranch, item
from service.nouns import Environment, Outcome, Reason
from tests.service.bot.conftest import RunsAtOnce
from tests.service.bot.github.fake import Answer
from tests.service.bot.github.serving import LOST_AFTER

ADAM = "import tensorflow as tf\n\nprint(tf.keras.optimizers.Adam(lr=0.1))\n"
PLAIN = "import tensorflow as tf\n\nprint(tf.ones(3))\n"
OLD = {"train.py": ADAM, "requirements.txt": "tensorflow==2.15.1\nnumpy==1.26.4\n"}
BUMPED = {**OLD, "requirements.txt": "tensorflow==2.16.2\nnumpy==1.26.4\n"}


def test_a_bump_that_breaks_is_told_with_the_cause_and_what_to_do(played, github):
    text = played.checked(OLD, BUMPED, title="Bump tensorflow from 2.15.1 to 2.16.2", author="dependabot[bot]")
    assert text.splitlines()[0] == "### ✘ tensorflow 2.15.1 → 2.16.2 breaks this project"
    assert "**Why:** `train.py:3`: From TensorFlow 2.16 on" in text
    assert "**Next:** comment `/upflow fix`: it pushes 1 edit in 1 file to this branch." in text
    assert "| 2.16.2 (Python 3.11) | ✘ breaks | ✔ works | `train.py:3`: `tf.keras.optimizers.Adam` |" in text
    assert "https://upflow.example.org/runs/run-2" in text
    assert "opened by Dependabot" in text
    check = played.check()
    assert (check["conclusion"], check["status"], len(check["annotations"])) == ("failure", "completed", 1)
    assert check["annotations"][0]["path"] == "train.py"
    assert check["details_url"] == "https://upflow.example.org/runs/run-2"
    assert "learning_rate=0.1" in check["output"]["summary"]
    assert github.reviews == []  # the line is not in the diff


def test_a_bump_that_works_is_told_and_asks_for_nothing(played):
    text = played.checked({**OLD, "train.py": PLAIN}, {**BUMPED, "train.py": PLAIN}, author="renovate[bot]")
    assert text.splitlines()[0] == "### ✔ tensorflow 2.15.1 → 2.16.2 works"
    assert played.check()["conclusion"] == "success"


def test_what_is_missing_beside_a_bump_is_told_and_suggested_where_the_diff_shows_it(played, github):
    before = {**OLD, "requirements.txt": "tensorflow==2.15.1\nkeras==2.15.0\nnumpy==1.22.4\n"}
    after = {**OLD, "requirements.txt": "tensorflow==2.18.0\nkeras==2.15.0\nnumpy==1.22.4\n"}
    text = played.checked(before, after, author="dependabot[bot]")
    assert "- `requirements.txt`: `keras==2.15.0` → `keras==3.15.1`" in text
    (review,) = github.reviews
    (comment,) = review["comments"]
    assert (comment["path"], comment["start_line"], comment["line"]) == ("requirements.txt", 2, 3)
    assert "```suggestion\nkeras==3.15.1\nnumpy==1.26.4\n```" in comment["body"]


@pytest.mark.parametrize(
    ("before", "after", "back", "version"),
    [
        ("tensorflow==2.15.1\nnumpy==1.26.4\n", "tensorflow==2.15.1\nnumpy==2.0.2\n", "numpy==1.26.4", "2.18.1"),
        ("tensorflow==2.11.0\nkeras==2.11.0\n", "tensorflow==2.11.0\nkeras==3.13.0\n", "keras==2.11.0", "2.16.2"),
        (
            "tensorflow==2.15.1\nprotobuf==4.25.0\n",
            "tensorflow==2.15.1\nprotobuf==6.30.0\n",
            "protobuf==4.25",
            "2.20.0",
        ),
    ],
    ids=["numpy", "keras", "protobuf"],
)
def test_a_bump_beside_tensorflow_that_cannot_be_says_both_ways_out(played, before, after, back, version):
    text = played.checked({**OLD, "requirements.txt": before}, {**OLD, "requirements.txt": after})
    assert f"take `{back}" in text
    assert f"or move to TensorFlow {version}, which takes it: `/upflow fix` does that here." in text
    assert played.check()["conclusion"] == "failure"
    assert played.github.reviews == []


def test_code_that_a_newer_version_breaks_is_told_with_a_suggestion_on_its_line(played, github):
    text = played.checked({**OLD, "train.py": PLAIN}, OLD)
    assert "makes it worse on TensorFlow 2.21.0" in text
    assert "with which it runs on 2.15.1 as before" in text
    assert "| ✔ works | ✘ breaks | ✔ works |" in text
    assert played.check()["conclusion"] == "neutral"  # it runs today: nobody is kept from merging it
    (comment,) = github.reviews[0]["comments"]
    assert comment["line"] == 3
    assert "```suggestion\nprint(tf.keras.optimizers.Adam(learning_rate=0.1))\n```" in comment["body"]


def test_where_nothing_changes_there_is_a_check_and_no_comment(played):
    assert played.checked(OLD, {**OLD, "train.py": f"{ADAM}print(1)\n"}) == ""
    assert (played.check()["conclusion"], played.check()["annotations"]) == ("success", [])


@pytest.mark.parametrize(
    ("base", "head"),
    [
        (OLD, {**OLD, "README.md": "words"}),
        (OLD, {**OLD, "other.py": "print(1)\n"}),
        ({"a.py": "import numpy\n"}, {"a.py": "import numpy\nprint(1)\n", "requirements.txt": "numpy==2\n"}),
    ],
    ids=["words", "code without TensorFlow", "a project without TensorFlow"],
)
def test_what_is_not_about_tensorflow_is_left_alone(played, github, base, head):
    assert played.checked(base, head) == ""
    assert github.checks == {}


def test_what_nobody_can_judge_says_what_to_look_at(played):
    text = played.checked(OLD, {**BUMPED, "train.py": f"{ADAM}def (:\n"})
    assert text.splitlines()[0] == "### ? tensorflow 2.15.1 → 2.16.2 cannot be judged from what is known"
    assert "**Why:** train.py:4: not understood" in text
    assert played.check()["conclusion"] == "neutral"


def test_a_range_is_shown_in_a_title_as_it_is(played):
    played.checked(OLD, {**OLD, "requirements.txt": "tensorflow>=2.18\n"})
    assert played.check()["output"]["title"] == "✘ tensorflow 2.15.1 → >=2.18 breaks this project"


def test_a_push_edits_the_comment_and_a_check_is_made_for_the_new_head(played, github):
    played.checked(OLD, BUMPED)
    (first,) = github.ours()
    github.push(1, {**BUMPED, "train.py": ADAM.replace("lr", "learning_rate")})
    played.look()
    played.work()
    (second,) = github.ours()
    assert second["id"] == first["id"]
    assert "### ✔ tensorflow 2.15.1 → 2.16.2 works" in second["body"]
    assert [check["conclusion"] for check in github.checks.values()] == ["failure", "success"]


def test_a_suggestion_is_made_once_whatever_is_pushed(played, github):
    played.checked({**OLD, "train.py": PLAIN}, OLD)
    github.push(1, {**OLD, "other.py": "import keras\n"})
    played.look()
    played.work()
    assert len(github.reviews) == 1


def test_a_force_push_during_the_runs_is_not_told_of_the_old_head(played, github):
    pull = github.open_pull(OLD, BUMPED)
    old = pull.head
    played.look()
    played.step()
    assert [check["status"] for check in github.checks.values()] == ["in_progress"]
    github.push(1, {**BUMPED, "train.py": PLAIN})
    played.step()
    played.work()
    assert played.runs.done["run-1"].error == played.runs.done["run-2"].error == "the run was cancelled"
    conclusions = {check["head_sha"]: check["conclusion"] for check in github.checks.values()}
    assert conclusions == {old: "cancelled", pull.head: "success"}
    assert "works" in github.said()[0]


def test_a_check_that_nobody_had_time_to_remember_does_not_stay_open(played, github, server):
    pull = github.open_pull(OLD, BUMPED)
    old = pull.head
    server.fault = lambda request: LOST_AFTER if request.startswith("POST") and "check-runs" in request else None
    played.look()
    played.step()
    server.fault = lambda _request: None
    github.push(1, {**BUMPED, "train.py": PLAIN})
    played.work()
    assert {check["head_sha"]: check["conclusion"] for check in github.checks.values()}[old] == "cancelled"


def test_the_end_of_a_pull_request_ends_its_check(played, github):
    pull = github.open_pull(OLD, BUMPED)
    played.look()
    played.step()
    pull.state = "closed"
    played.work()
    assert [check["conclusion"] for check in github.checks.values()] == ["cancelled"]
    assert github.ours() == []


def test_a_repository_that_is_gone_is_left(played, github):
    github.open_pull(OLD, BUMPED)
    played.look()
    played.step()
    github.gone = True
    played.work()
    assert github.ours() == []


def test_a_deleted_comment_is_made_again_when_there_is_news(played, github):
    played.checked(OLD, BUMPED)
    github.comments.clear()
    github.push(1, {**BUMPED, "train.py": PLAIN})
    played.look()
    played.work()
    assert len(github.said()) == 1


def test_a_comment_of_somebody_else_that_looks_like_ours_is_left_alone(played, github):
    played.checked(OLD, BUMPED)
    copy = github.ours()[0]["body"]
    github.comments.clear()
    mine = github.comment(1, copy, "mallory")
    github.push(1, {**BUMPED, "train.py": PLAIN})
    played.look()
    played.work()
    assert github.comments[mine]["body"] == copy
    assert len(github.said()) == 1


def test_a_configuration_in_the_head_does_not_count_yet(played):
    attack = '[tool.upflow]\ncommand = "curl evil"\nskip = ["optimizer_learning_rate"]\n\n[project]\nname = "x"\n'
    head = {**BUMPED, "pyproject.toml": attack, ".upflow.toml": 'command = "curl evil"\n'}
    text = played.checked({**OLD, "pyproject.toml": '[project]\nname = "x"\n'}, head, fork=True)
    assert "counts once it is merged" in text
    assert "breaks this project" in text
    for files, _question in played.runs.asked:
        assert ".upflow.toml" not in files
        assert b"[tool.upflow]" not in [line.strip() for line in files["pyproject.toml"].split(b"\n")]


def test_the_configuration_of_the_base_counts_although_the_head_has_another(played):
    base = {**OLD, "pyproject.toml": '[tool.upflow]\nto = ["2.17"]\ncommand = "true"\n'}
    head = {**OLD, "train.py": f"{ADAM}print(tf.keras.optimizers.SGD(lr=1))\n", "pyproject.toml": "[project]\n"}
    text = played.checked(base, head)
    assert "| 2.17.1 (" in text
    assert played.runs.asked[1][0][".upflow.toml"].decode().splitlines() == ['"to" = ["2.17"]', '"command" = "true"']


def test_a_wrong_configuration_is_told_in_the_check_with_its_line(played):
    wrong = {**OLD, "pyproject.toml": "[tool.upflow]\nskipp = []\n"}
    assert played.checked(wrong, {**wrong, "requirements.txt": BUMPED["requirements.txt"]}) == ""
    check = played.check()
    assert check["conclusion"] == "neutral"
    assert "pyproject.toml:2" in check["output"]["summary"]
    assert "skip" in check["output"]["summary"]


def test_names_of_strangers_are_shown_and_never_markup(played, github):
    name = "x|`<img src=x>` @octocat [a](http:evil) <!-- upflow pull x -->.py"
    played.checked(OLD, {**BUMPED, "train.py": "", name: ADAM})
    (comment,) = github.ours()
    lines = comment["body"].split("\n")
    outside = "".join(part for line in lines[1:] for part in line.split("``")[::2])
    assert "octocat" not in outside
    assert "<img" not in outside
    assert name.replace("|", "\\|") in comment["body"]


def test_a_thousand_places_come_in_fifties_and_once(played, github):
    many = "import tensorflow as tf\n" + "tf.keras.optimizers.Adam(lr=0.1)\n" * 620
    played.checked({**OLD, "train.py": many}, {**BUMPED, "train.py": many})
    check = played.check()
    assert len(check["annotations"]) == 500
    assert len({each["start_line"] for each in check["annotations"]}) == 500
    assert check["conclusion"] == "failure"
    assert len(github.said()[0]) < 2_000


class Passing:
    """Trials of programs: they pass on an old TensorFlow, and on a new one with the patch."""

    def prepare(self, _wanted, limits, python, _say):
        return Environment("old" if any("2.15" in str(limit) for limit in limits) else "new", "/env", python, "image")

    def run(self, environment, files: Mapping[str, bytes], _command, _say, _number=0):
        good = environment.key == "old" or b"learning_rate" in files["train.py"]
        return Outcome(None if good else Reason.EXCEPTION, "" if good else "ValueError: lr", "log", 1, 0.5)


@pytest.fixture
def with_trials(played, matrix):
    played.runs = RunsAtOnce(matrix, Passing())  # type: ignore[arg-type]  # what the story asks of trials, and no more
    object.__setattr__(played.bot.story, "runs", played.runs)
    return played


def test_what_trials_proved_stands_in_the_comment(with_trials):
    text = with_trials.checked(OLD, BUMPED)
    assert "Fails on 2.16.2, passes on 2.16.2 with the patch." in text
    assert "to this branch; with them its trial passes." in text


def test_what_fails_today_already_is_told_with_its_reason(with_trials, github):
    class Failing(Passing):
        def run(self, *_args):
            return Outcome(Reason.EXCEPTION, "ModuleNotFoundError: No module named 'six'", "log", 1, 0.5)

    with_trials.runs.trials = Failing()
    text = with_trials.checked(OLD, BUMPED)
    assert "on 2.15.1, where it runs today, it does not pass either: ModuleNotFoundError: No module named 'six'" in text
    assert "Fails on 2.16.2" not in text
    assert len(github.said()) == 1


def test_a_bump_beside_tensorflow_is_judged_by_its_trials(with_trials):
    text = with_trials.checked(OLD, {**OLD, "requirements.txt": "tensorflow==2.15.1\nnumpy==1.26.3\n"})
    assert text.splitlines()[0] == "### ✔ numpy 1.26.4 → 1.26.3 works"
    assert "| TensorFlow |" not in text


def test_the_button_that_repeats_opens_the_same_check_again(played, github):
    played.checked(OLD, BUMPED)
    before = played.check()["annotations"][:]
    played.bot.items.put(*item(CheckAgain(played.where, github.pulls[1].head)))
    played.step()
    played.step()
    assert played.check()["status"] == "in_progress"
    played.work()
    assert len(github.checks) == len(github.said()) == 1
    assert (played.check()["conclusion"], played.check()["annotations"]) == ("failure", before)


def test_another_base_is_another_question(played, github):
    played.checked(OLD, BUMPED)
    pull = github.pulls[1]
    pull.into, pull.base = "next", github.commit(BUMPED)
    github.commits[pull.head].parent = pull.base
    played.bot.items.put(*item(LookAtBranch(played.where, "main")))
    played.work()
    assert "Nothing changes for any TensorFlow" in github.said()[0]


def test_where_the_door_was_shut_nothing_is_asked_of_github(played, github):
    github.open_pull(OLD, BUMPED)
    played.bot.items.put(*item(Door(played.where.installation, "octo", is_open=False)))
    played.work()
    played.look()
    played.say("/upflow fix")
    played.work()
    assert github.asked == []


def test_a_locked_conversation_has_its_check(played, server):
    locked = Answer(403, {"message": "Unable to create comment because issue is locked."})
    server.fault = lambda request: locked if request.startswith("POST") and request.endswith("/comments") else None
    assert played.checked(OLD, BUMPED) == ""
    assert played.check()["conclusion"] == "failure"


def test_without_the_right_to_make_checks_it_gives_up_and_says_so_in_the_log(played, github, server, caplog):
    denied = Answer(403, {"message": "Resource not accessible by integration"})
    server.fault = lambda request: denied if "check-runs" in request else None
    assert played.checked(OLD, BUMPED) == ""
    assert "Resource not accessible by integration" in caplog.text
    assert github.ours() == []
