"""A bot that works for a fake GitHub: everything in between is real, the store, the client, the runs."""

import functools
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from matrices.facts import Matrix
from service.bot.bot import Bot
from service.bot.forge import Repository
from service.bot.github.app import App
from service.bot.github.forge import GitHubs
from service.bot.opening import open_bot
from service.bot.preparing import packed
from service.bot.runs import Ended
from service.bot.work import DoCommand, LookAtPull, item
from service.edges import OpenTrials, Trials
from service.errors import WrongUse
from service.nouns import Checkout
from service.pipeline import check
from service.project.archive import read_archive
from service.reading import Question
from tests.service.bot.github import fake_checks, fake_git, fake_pulls  # noqa: F401  # they put their answers in
from tests.service.bot.github.fake import APP, GitHub, Written
from tests.service.bot.github.serving import served

SECRET = "It's a Secret to Everybody"


@functools.cache
def private_key() -> str:
    made = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    form = serialization.PrivateFormat.TraditionalOpenSSL
    return made.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()).decode()


@pytest.fixture
def github():
    return GitHub(private_key())


@pytest.fixture
def server(github):
    """Serves it; in the end, every request was one that GitHub's own description has."""
    with served(github) as server:
        yield server
    assert github.wrong == []


@pytest.fixture
def bot_settings(settings, server, tmp_path):
    key = tmp_path / "app.pem"
    key.write_text(private_key())
    app = {"github_app": str(APP), "github_key": key, "github_secret": SECRET, "github_api": server.address}
    return replace(settings, **app, public_url="https://upflow.example.org", github_trials=False)


class RunsAtOnce:
    """upflow's own runs, made when `finish` is called; `trials` are those that the pipeline makes, if any."""

    def __init__(self, matrix: Matrix, trials: Trials | None = None) -> None:
        self.matrix, self.trials = matrix, trials
        self.asked: list[tuple[Mapping[str, bytes], Question]] = []
        self.done: dict[str, Ended] = {}

    def ask(self, name: str, files: Mapping[str, bytes], question: Question) -> str:
        self.asked.append((read_archive(packed(files), f"{name}.tar").files, question))
        return f"run-{len(self.asked)}"

    def ended(self, run: str) -> Ended | None:
        return self.done.get(run)

    def cancel(self, run: str) -> None:
        self.done.setdefault(run, Ended(None, "the run was cancelled", "ask again"))

    def finish(self) -> None:
        """The same question about the same files has the same answer."""
        for number, (files, question) in enumerate(self.asked, 1):
            if f"run-{number}" not in self.done:
                same = self.asked.index((files, question)) + 1
                self.done[f"run-{number}"] = self.done.get(f"run-{same}") or self._made(files, question)

    def _made(self, files: Mapping[str, bytes], question: Question) -> Ended:
        opened: OpenTrials | None = (lambda _say: nullcontext(self.trials)) if self.trials else None
        try:
            return Ended(check(Checkout("models", files), question, self.matrix, opened, lambda _event: None))
        except WrongUse as error:
            return Ended(None, error.message, error.hint)


class Played:
    """The bot, moved by hand: what is due is done, and the clock is not waited for."""

    def __init__(self, bot: Bot, github: GitHub, runs: RunsAtOnce) -> None:
        self.bot, self.github, self.runs = bot, github, runs
        self.where = Repository(github.repository, github.name, github.installation)

    def look(self, number: int = 1) -> None:
        self.bot.items.put(*item(LookAtPull(self.where, number)))

    def say(self, text: str, user: str = "mona", number: int = 1) -> int:
        comment = self.github.comment(number, text, user)
        self.bot.items.put(*item(DoCommand(self.where, number, comment, user, text)))
        return comment

    def step(self, bot: Bot | None = None) -> bool:
        """What is due, once, and what waits as if it were due. Whether there is more."""
        items = (bot or self.bot).items
        with items.database.engine.begin() as connection:
            connection.exec_driver_sql("UPDATE bot_items SET due = '2000'")
            left = connection.exec_driver_sql("SELECT count(*) FROM bot_items").scalar_one()
        for _ in range(left):
            if (one := items.claim()) is not None:
                (bot or self.bot).do(one)
        return bool(left)

    def work(self, rounds: int = 60) -> None:
        """Until nothing is left to do."""
        for _ in range(rounds):
            self.runs.finish()
            if not self.step():
                return
        raise AssertionError("the bot never comes to an end")

    def checked(self, base: Written, head: Written, **more: Any) -> str:
        """The one comment on a pull request between these, or nothing."""
        self.github.open_pull(base, head, **more)
        self.look()
        self.work()
        said = self.github.said()
        assert len(said) < 2
        return said[0] if said else ""

    def check(self) -> Any:
        """The one check of the newest head."""
        (check,) = [each for each in self.github.checks.values() if each["head_sha"] == self.github.pulls[1].head]
        return check


@pytest.fixture
def runs(matrix):
    return RunsAtOnce(matrix)


@pytest.fixture
def played(bot_settings, desk, github, runs):
    with open_bot(replace(desk, settings=bot_settings)) as bot:
        yield Played(quick(bot, runs), github, runs)


def quick(bot: Bot, runs: RunsAtOnce) -> Bot:
    """It waits for nothing, and makes its runs at once."""
    app = app_of(bot)
    app = App(replace(app.client, sleep=lambda _seconds: None), app.id, app.key)
    return replace(bot, story=replace(bot.story, runs=runs, forges=GitHubs(app)))


def app_of(bot: Bot) -> App:
    assert isinstance(bot.story.forges, GitHubs)
    return bot.story.forges.app
