"""Which versions move, by what is declared and not by what a title says; and which bot moved them."""

import pytest

from service.bot.bumps import Bump, bumps, made_by
from service.bot.concerns import concerns, may_concern
from service.bot.forge import ChangedFile
from service.nouns import Checkout
from service.project.declared import read_declared


def moved(before: dict[str, str], after: dict[str, str]) -> tuple[Bump, ...]:
    sides = (Checkout("p", {path: text.encode() for path, text in files.items()}) for files in (before, after))
    return bumps(*(read_declared(side, imports=False) for side in sides))


def test_what_moves_is_told_tensorflow_first_and_other_packages_are_not():
    before = {"requirements.txt": "numpy==1.26\ntensorflow==2.15.1\nrequests==2\n"}
    after = {"requirements.txt": "numpy==2.0\ntensorflow==2.16.1\nrequests==3\n"}
    assert moved(before, after) == (Bump("tensorflow", "==2.15.1", "==2.16.1"), Bump("numpy", "==1.26", "==2.0"))


def test_what_comes_and_goes_and_what_has_no_version():
    before, after = {"requirements.txt": "keras\nprotobuf<4\n"}, {"requirements.txt": "keras>=3\ntf-keras\n"}
    assert moved(before, after) == (
        Bump("keras", "any version", ">=3"),
        Bump("protobuf", "<4", None),
        Bump("tf-keras", None, "any version"),
    )
    assert moved(before, before) == ()


def test_a_lock_file_alone_is_a_bump_too():
    lock = '[[package]]\nname = "numpy"\nversion = "{}"\nsource = {{ registry = "https://index.example/simple" }}\n'
    sides = (
        {"pyproject.toml": '[project]\nname = "x"\ndependencies = ["numpy"]\n', "uv.lock": lock.format(v)}
        for v in ("1.26.4", "2.0.2")
    )
    assert moved(*sides) == (Bump("numpy", "==1.26.4", "==2.0.2"),)


@pytest.mark.parametrize(
    ("author", "bot"),
    [
        ("dependabot[bot]", "Dependabot"),
        ("Dependabot-Preview[bot]", "Dependabot"),
        ("renovate[bot]", "Renovate"),
        ("renovate-bot", "Renovate"),
        ("self-hosted-renovate[bot]", "Renovate"),
        ("dependabot-fan", None),
        ("mona", None),
    ],
)
def test_the_bots_are_known_by_their_accounts(author, bot):
    assert made_by(author) == bot


@pytest.mark.parametrize(
    ("path", "concerned"),
    [
        *(("requirements.txt", True), ("setup.py", True), ("uv.lock", True), ("train.py", True), ("a.ipynb", True)),
        *(("README.md", False), ("image.png", False), (".upflow.toml", True)),
    ],
)
def test_what_may_be_about_tensorflow_by_its_name(path, concerned):
    assert may_concern([ChangedFile(path, removed=False, blocks=())]) is concerned


def test_a_file_that_used_it_and_does_not_any_more_still_counts():
    changed = [ChangedFile("a.py", removed=False, blocks=())]
    assert concerns(changed, {"a.py": b"import tensorflow"}, {"a.py": b"pass", "b.py": b"import keras"})
    assert not concerns(changed, {"a.py": b"pass", "b.py": b"import keras"}, {"a.py": b"1", "b.py": b"import keras"})
