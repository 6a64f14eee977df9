"""Commands in comments: who may, what they do, what is answered; a fix is a commit, a pull request, or a patch."""

from datetime import date
from pathlib import Path

import pytest

from service.bot import commands
from service.bot.commands import Asked, Misread
from service.bot.github.events import READERS
from service.settings import Settings
from tests.service.bot.conftest import Played
from tests.service.bot.test_story import BUMPED, OLD, PLAIN

TODAY = date(2026, 1, 2)


@pytest.fixture
def pull(github):
    return github.open_pull(OLD, BUMPED)


def answered(played: Played, text: str, user: str = "mona") -> str:
    """The one answer to a comment."""
    before = len(played.github.said("answer"))
    played.say(text, user)
    played.work()
    (answer,) = played.github.said("answer")[before:]
    return answer


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        ("/upflow check", Asked("check")),
        ("/upflow CHECK 2.16", Asked("check", "2.16")),
        ("/upflow check tensorflow==2.16.1", Asked("check", "2.16.1")),
        ("/upflow fix newest", Asked("fix", "newest")),
        ("/upflow", Asked("help")),
        ("/upflow   plan  ", Asked("plan")),
        ("/upflow explain api", Asked("explain", rule="api")),
        ("/upflow ignore api because we pin it", Asked("ignore", rule="api", reason="we pin it")),
        (
            "/upflow ignore api until 2026-03-01 because of the freeze",
            Asked("ignore", rule="api", until="2026-03-01", reason="of the freeze"),
        ),
    ],
)
def test_what_is_understood(line, asked):
    assert commands.read(line, TODAY) == ([asked], False)


@pytest.mark.parametrize(
    ("line", "word", "said"),
    [
        ("/upflow chek", "chek", "I do not know `chek`; did you mean `/upflow check [TF]`? What I know:"),
        ("/upflow dance", "dance", "I do not know `dance`. What I know:"),
        ("/upflow check latest", "check", "`latest` is no version"),
        ("/upflow ignore api", "ignore", "it needs a rule and a reason"),
        ("/upflow ignore api until 2025-01-01 because x", "ignore", "`2025-01-01` is over"),
        ("/upflow ignore api until soon because x", "ignore", "`soon` is no day"),
        ("/upflow plan 2.16", "plan", "it takes nothing like `2.16`"),
        ("/upflow `@octocat`", "`@octocat`", "`` `@octocat` ``"),
    ],
)
def test_what_is_not_understood_is_answered_with_what_is(line, word, said):
    ([misread], _) = commands.read(line, TODAY)
    assert isinstance(misread, Misread)
    assert misread.word == word
    assert said in misread.answer


def test_who_may_not_write_gets_one_answer_whatever_they_ask(played, github, pull):
    for user in ("stranger", "stranger", "nobody", "Stranger"):
        played.say("/upflow fix", user)
        played.work()
    assert len(github.said("answer")) == 2
    assert "people who can write to this repository" in github.said("answer")[0]
    assert github.branches["topic"] == pull.head
    assert github.checks == {}


@pytest.mark.usefixtures("pull")
def test_help_and_what_is_unknown_get_the_table(played):
    for text in ("/upflow help", "/upflow dance"):
        answer = answered(played, text)
        assert all(f"`{command.usage}`" in answer for command in commands.COMMANDS)


@pytest.mark.usefixtures("pull")
def test_a_thousand_commands_are_five(played, github):
    answer = answered(played, "\n".join(f"/upflow dance{number}" for number in range(1000)))
    assert answer.count("I do not know") == commands.MOST
    assert "first 5 commands" in answer
    assert len(github.said("answer")) == 1


def test_check_is_answered_by_the_comment_and_a_version_can_be_named(played, github, pull):
    played.say("/upflow check 2.17")
    played.work()
    assert github.said("answer") == []
    assert "| 2.17.1 (" in github.said()[0]
    assert "comment `/upflow fix 2.17`" in github.said()[0]
    assert played.runs.asked[-1][1][:2] == ("2.15.1", ("2.17",))
    played.say("/upflow check")
    played.work()
    assert len(github.said()) == 1
    assert len(github.checks) == 1
    assert "| 2.16.2 (" in github.said()[0]
    assert f"POST /repos/octo/models/issues/comments/{max(github.comments)}/reactions" in github.asked
    assert pull.head[:7] in github.said()[0]


@pytest.mark.usefixtures("pull")
def test_a_version_that_nobody_released_is_told(played):
    assert "2.99" in answered(played, "/upflow check 2.99")
    assert "2.99" in answered(played, "/upflow fix 2.99")


@pytest.mark.usefixtures("pull")
def test_plan_and_explain(played):
    assert "| Newest |" in answered(played, "/upflow plan")
    assert "`/upflow check` looks" in answered(played, "/upflow explain")
    played.look()
    played.work()
    answer = answered(played, "/upflow explain")
    assert "`train.py:3` (`optimizer_learning_rate`)" in answer
    assert "Nothing was found" in answered(played, "/upflow explain api")


def test_fix_pushes_a_commit_once(played, github, pull):
    before = pull.head
    answer = answered(played, "/upflow fix")
    commit = github.commits[github.branches["topic"]]
    assert commit.parent == before
    assert b"learning_rate=0.1" in commit.files["train.py"]
    assert commit.files["requirements.txt"] == BUMPED["requirements.txt"].encode()
    assert commit.message.startswith("Make it run on TensorFlow 2.16.2\n\n1 edit in 1 file")
    assert f"I pushed `{commit.sha[:7]}`" in answer or f"I pushed {commit.sha[:7]}" in answer
    assert "Nothing is left to rewrite" in answered(played, "/upflow fix")


def test_a_fix_that_was_pushed_before_the_process_died_is_not_pushed_again(played, github, pull):
    comment = played.say("/upflow fix")
    item = played.bot.items.claim()
    played.bot.do(item)
    first = github.branches["topic"]
    github.comments = {comment: github.comments[comment]}
    with played.bot.items.database.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM bot_answers")
    played.bot.items.put(item.key, item.kind, item.payload)
    played.work()
    assert github.branches["topic"] == first != pull.base
    assert "has that patch already" in github.said("answer")[0]


def test_a_program_stays_one_that_can_be_started(played, github, pull):
    github.commits[pull.head].modes["train.py"] = "100755"
    answered(played, "/upflow fix")
    assert github.commits[github.branches["topic"]].modes["train.py"] == "100755"


def test_a_protected_branch_gets_a_pull_request(played, github, pull):
    github.protected = {"topic"}
    answer = answered(played, "/upflow fix")
    opened = github.pulls[2]
    assert (opened.into, opened.branch.startswith("upflow/fix-1-")) == ("topic", True)
    assert "[#2](https://github.com/octo/models/pull/2)" in answer
    assert github.branches["topic"] == pull.head
    assert b"learning_rate" in github.commits[github.branches[opened.branch]].files["train.py"]


def test_a_fork_gets_the_patch(played, github, pull):
    pull.fork = True
    answer = answered(played, "/upflow fix")
    assert "```diff\n--- a/train.py" in answer
    assert "git apply" in answer
    assert not [each for each in github.asked if "git/" in each]


def test_without_a_bump_a_fix_keeps_the_version_of_today(played, github):
    github.open_pull({**OLD, "train.py": PLAIN}, OLD)
    answered(played, "/upflow fix")
    fixed = github.commits[github.branches["topic"]].files
    assert b"learning_rate" in fixed["train.py"]
    assert fixed["requirements.txt"] == OLD["requirements.txt"].encode()
    answered(played, "/upflow fix 2.16")
    assert b"tensorflow==2.16.2" in github.commits[github.branches["topic"]].files["requirements.txt"]


def test_what_is_ignored_counts_here_until_its_day(played, github, pull):
    answer = answered(played, "/upflow ignore optimizer_learning_rate until 2999-01-01 because `lr` is ours @octocat")
    assert 'rule = "optimizer_learning_rate"' in answer
    assert "@octocat" not in answer.partition("```")[0]
    assert "✔ tensorflow 2.15.1 → 2.16.2 works" in github.said()[0]
    assert "ignored here: `optimizer_learning_rate`" in github.said()[0]
    assert "There is no rule" in answered(played, "/upflow ignore optimizer_learning_rat because x")
    assert pull.head[:7] in github.said()[0]


def test_the_branch_that_moves_meanwhile_is_left(played, github, pull, server):
    def push_first(request: str) -> None:
        if request.startswith("PATCH") and "/git/refs/" in request and len(github.commits) < 5:
            github.push(1, {**BUMPED, "more.py": "import keras\n"})

    server.fault = push_first
    assert "The branch moved" in answered(played, "/upflow fix")
    assert "more.py" in github.commits[github.branches["topic"]].files
    assert pull.branch == "topic"


def test_the_page_has_every_command_setting_and_event():
    page = Path("docs/github.md").read_text()
    assert all(row in page for row in commands.table().splitlines()[2:])
    assert all(name in page for name, _, _ in Settings().shown() if name.startswith("UPFLOW_GITHUB"))
    events = page.partition("Events: ")[2].partition(".")[0].replace("\n", " ").split(", ")
    told = {name.strip().lower().replace(" ", "_") for name in events} | {"installation", "installation_repositories"}
    assert told == set(READERS)
