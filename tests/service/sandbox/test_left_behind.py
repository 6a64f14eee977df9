"""What a build leaves behind that would act on the host is found before anything of it is read, linked or mounted."""

import functools
import os

import pytest

from service.nouns import Reason
from service.sandbox import install
from service.sandbox.environments import NotPrepared
from service.sandbox.left_behind import DEEPEST, strange

SITE = "lib/python3.11/site-packages"


@pytest.fixture
def environment(tmp_path):
    folder = tmp_path / "env"
    (folder / SITE).mkdir(parents=True)
    (folder / "bin").mkdir()
    (folder / "lib64").symlink_to("lib")
    (folder / "bin" / "python").symlink_to("/usr/local/bin/python")
    (folder / SITE / "six.py").touch()
    return folder


def test_what_a_venv_has_is_nothing_strange(environment):
    assert strange(environment) == ""


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda folder: (folder / ".compiled").symlink_to("/etc/made"), "a link, '.compiled'"),
        (lambda folder: (folder / SITE / "a").symlink_to("/"), f"a link, '{SITE}/a'"),
        (
            lambda folder: (folder / "bin" / "a").mkdir() or (folder / "bin" / "a" / "b").symlink_to("/"),
            "a link, 'bin/a/b'",
        ),
        (lambda folder: os.mkfifo(folder / SITE / "METADATA"), f"what is no file, '{SITE}/METADATA'"),
        (lambda folder: (folder / "/".join("d" * (DEEPEST + 2))).mkdir(parents=True), "more than 64 folders"),
        (lambda folder: folder.rename(folder.with_name("old")), "no folder where the environment should be"),
        (
            lambda folder: folder.rename(folder.with_name("old")).parent.joinpath("env").symlink_to("old"),
            "no folder where the environment should be",
        ),
        (lambda folder: (folder / SITE / "\x1b[31m\udcff").symlink_to("/"), "a link, '" + SITE + r"/\x1b[31m\udcff'"),
    ],
)
def test_it_is_found(environment, make, said):
    make(environment)
    assert strange(environment).startswith(said)


@pytest.mark.engine
@pytest.mark.parametrize(
    ("done", "said"),
    [
        ('ln -s "$VICTIM" "$ENVIRONMENT"', "no folder where the environment should be"),
        (
            """mkdir "$ENVIRONMENT" && cd "$ENVIRONMENT"
            python -c "import os; [(os.mkdir('d'), os.chdir('d')) for _ in range(3000)]" """,
            "more than 64 folders in one another",
        ),
    ],
    ids=["a link to a folder of the host", "too deep to be removed by Python"],
)
def test_a_build_that_leaves_it_is_refused_and_the_host_is_as_before(open_sandbox, tmp_path, monkeypatch, done, said):
    victim = tmp_path / "victim"
    victim.mkdir(mode=0o700)
    script = f"VICTIM={victim}; {done}"
    monkeypatch.setattr(install, "recipe", functools.partial(install.recipe, script=script))
    with open_sandbox(tmp_path / "data") as sandbox, pytest.raises(NotPrepared) as raised:
        sandbox.prepare(("six==1.16.0",), "3.11", print)
    assert raised.value.outcome.reason is Reason.NOT_INSTALLABLE
    assert said in raised.value.outcome.message
    assert victim.stat().st_mode & 0o777 == 0o700
    assert not list(victim.iterdir())
    assert not list((tmp_path / "data/packages/new").iterdir())
    assert not list((tmp_path / "data").glob("environments/*"))
