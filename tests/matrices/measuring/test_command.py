import argparse

import pytest
from packaging.version import Version

from matrices.load import DATA, load
from matrices.measuring import command, records
from matrices.measuring.command import Campaign
from matrices.measuring.trial import Outcome, Question
from matrices.query import releases


@pytest.fixture
def parsed():
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    return lambda *words: parser.parse_args(words)


@pytest.fixture
def campaign(world, tmp_path):
    """A campaign that keeps what it says."""
    said: list[str] = []

    def run(*questions, again=False):
        said.clear()
        file = records.path(tmp_path, "tensorflow")
        code = Campaign(world, load(), file, command.PACKAGES, said.append).run(questions, again=again)
        return code, [line for line in said if line.startswith("[")], records.load(file)

    return run


def question(version: str, python: str = "3.9", beside: tuple[str, ...] = ()) -> Question:
    return Question("tensorflow", Version(version), python, beside)


def test_without_an_interpreter_every_one_with_a_wheel_is_asked(parsed):
    asked = list(command._questions(load(), parsed("2.14.0")))
    assert asked == [question("2.14.0", python) for python in ("3.11", "3.10", "3.9")]


def test_every_release_is_asked_about_once_before_any_twice(parsed):
    asked = list(command._questions(load(), parsed("2.14.0", "2.9", "--with", "tensorflow-hub", "tf-slim")))
    assert [str(q.version) for q in asked[:2]] == ["2.14.0", "2.9.3"]
    assert {q.beside for q in asked} == {("tensorflow-hub", "tf-slim")}


def test_companions_are_asked_about_together_or_each_by_itself(parsed):
    asked = list(command._questions(load(), parsed("2.14.0", "--python", "3.11", "--with", "six", "--each", "a", "b")))
    assert [q.beside for q in asked] == [("six", "a"), ("six", "b")]


def test_one_interpreter(parsed):
    assert list(command._questions(load(), parsed("2.14.0", "--python", "3.10"))) == [question("2.14.0", "3.10")]


def test_a_whole_campaign_has_the_ends_of_every_minor():
    asked = [str(release.version) for release in command.ends(load())]
    assert asked[0] == str(releases(load())[0].version)
    assert {"2.15.0", "2.15.1", "2.16.1", "2.16.2", "2.7.0", "2.7.4"} <= set(asked)
    assert "2.7.1" not in asked
    assert len(asked) == len(set(asked))


def test_an_unknown_release_is_wrong_use(parsed):
    said: list[str] = []
    asked = parsed("2.99")
    asked.data = DATA
    assert command.run(asked, said.append) == 2
    assert "2.99 is not a known release; the nearest" in said[0]


def test_the_smaller_package_is_taken_where_it_exists(campaign):
    code, said, trials = campaign(question("2.8.0"), question("2.8.4"))
    assert code == 0
    assert [trial.question.package for trial in trials] == ["tensorflow", "tensorflow-cpu"]
    assert said[0] == (
        "[1/2] tensorflow-2.8.0-python-3.9: tensorflow-cpu import-fails; "
        "import: TypeError: Descriptors cannot be created directly.; cure: numpy<2 protobuf<3.21"
    )


def test_what_was_measured_today_is_not_measured_again(campaign, world):
    campaign(question("2.8.0"))
    before = len(world.asked)
    assert campaign(question("2.8.0"))[1] == ["[1/1] tensorflow-2.8.0-python-3.9: import-fails (measured today)"]
    assert len(world.asked) == before
    campaign(question("2.8.0"), again=True)
    assert len(world.asked) > before


def test_an_environment_is_kept_as_long_as_it_is_of_use(campaign, world):
    world.versions["a"] = world.versions["b"] = ["1"]
    campaign(question("2.8.0", beside=("a",)), question("2.8.0", beside=("b",)))
    assert world.discarded == 0
    campaign(question("2.9.0"), question("2.9.0", "3.10"), question("2.8.4", "3.10"))
    assert world.discarded == 2


def test_what_exists_nowhere_is_not_recorded(campaign):
    code, said, trials = campaign(question("2.7.0"))
    assert (code, trials) == (0, ())
    assert said == ["[1/1] tensorflow-2.7.0-python-3.9: no wheel of it for this interpreter: nothing to record"]


def test_what_was_not_settled_is_said_and_not_recorded(campaign, world):
    world.away = True
    code, said, trials = campaign(question("2.8.0"))
    assert (code, trials) == (1, ())
    assert said == ["[1/1] tensorflow-2.8.0-python-3.9: not settled: the index is away"]


def test_a_campaign_goes_on_where_it_ended(campaign):
    campaign(question("2.8.0"))
    trials = campaign(question("2.8.0"), question("2.9.0", "3.10"))[2]
    assert [(str(trial.question.version), trial.outcome) for trial in trials] == [
        ("2.9.0", Outcome.IMPORT_FAILS),
        ("2.8.0", Outcome.IMPORT_FAILS),
    ]


def test_what_somebody_else_overwrites_is_written_again(world, tmp_path):
    file = records.path(tmp_path, "tensorflow")
    campaign = Campaign(world, load(), file, command.PACKAGES, lambda _: None)
    campaign.run([question("2.8.0")], again=False)
    file.write_text("[]\n")
    campaign.run([question("2.9.0")], again=False)
    assert [str(trial.question.version) for trial in records.load(file)] == ["2.9.0", "2.8.0"]
