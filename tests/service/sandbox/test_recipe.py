from service.sandbox.limits import Limits
from service.sandbox.recipe import STRANGERS, Mount, trial

RECIPE = trial("image", "/data/environments/key", ("python", "a b.py"), Limits(seconds=60, cpus=1.5))


def test_a_trial_is_closed():
    assert RECIPE.network == "none"
    user, group = map(int, RECIPE.user.split(":"))
    assert user == group in STRANGERS
    assert RECIPE.mounts == (Mount("/data/environments/key", "/env", writable=False),)


def test_the_command_is_passed_word_by_word():
    assert RECIPE.argv[-2:] == ("python", "a b.py")


def test_an_orphan_ends_by_itself_after_its_owner_would_have_ended_it():
    assert RECIPE.argv[:3] == ("timeout", "--kill-after=5", "90")


def test_nothing_of_the_host_is_in_its_variables(monkeypatch):
    monkeypatch.setenv("SECRET", "s3cr3t")
    again = trial("image", "/env", ("true",), Limits())
    assert "s3cr3t" not in "".join(again.variables.values())
    assert again.variables["PATH"] == "/env/bin:/usr/local/bin:/usr/bin:/bin"


def test_threads_follow_the_processors():
    assert RECIPE.variables["OMP_NUM_THREADS"] == "2"
    assert trial("image", "/env", (), Limits(cpus=0.5)).variables["OMP_NUM_THREADS"] == "1"


def test_programs_are_executed_from_the_project_only():
    assert ",exec," in RECIPE.tmpfs["/work"]
    assert ",noexec," in RECIPE.tmpfs["/tmp"]
    assert all("nosuid,nodev" in options and "nr_inodes=" in options for options in RECIPE.tmpfs.values())
