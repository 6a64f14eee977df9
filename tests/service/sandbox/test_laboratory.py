import pytest

from matrices.measuring.laboratory import Installed, Refused, Unsettled
from matrices.measuring.stages import see
from service.errors import NotReachable
from service.sandbox import laboratory
from service.sandbox.ended import Ended
from service.sandbox.laboratory import SCRIPT, open_laboratory

LOG = """
   Built gast==0.2.2
 + gast==0.2.2
@@interpreter 3.7.16
@@installed gast==0.2.2
@@installed Keras_Applications==1.0.8
"""


def test_what_uv_says_is_read():
    assert laboratory._read(Ended(0, LOG)) == Installed(
        "3.7.16", {"gast": "0.2.2", "keras-applications": "1.0.8"}, ("gast",)
    )


def test_why_nothing_was_installed_is_the_resolvers_own_line():
    why = "Because there is no version of a==1 and you require a==1"
    said = f"  x No solution found when resolving dependencies:\n  ╰─▶ {why}"
    assert laboratory._read(Ended(1, said)) == Refused(why)


@pytest.mark.parametrize(
    "ended",
    [
        Ended(2, "error: Failed to fetch: `https://index/simple/a/`"),
        Ended(1, "error: No space left on device (os error 28)"),
        Ended(137, "", out_of_memory=True),
        Ended(124, "", timed_out=True),
    ],
    ids=["index", "disk", "memory", "time"],
)
def test_a_machine_at_fault_says_nothing_about_the_requirements(ended):
    with pytest.raises(Unsettled):
        laboratory._read(ended)


def test_errors_of_the_service_are_told_in_the_words_of_the_contract():
    with pytest.raises(Unsettled, match=r"No engine. Start one."), laboratory._unsettled():
        raise NotReachable("No engine.", "Start one.")


def test_pins_of_before_are_not_kept():
    """The resolver keeps what stands in its output file already, so it must not find one."""
    assert SCRIPT.index("rm -f") < SCRIPT.index("--output-file")


@pytest.mark.engine
@pytest.mark.network
def test_a_small_companion_is_installed_changed_built_and_run(tmp_path, monkeypatch):
    monkeypatch.setenv("UPFLOW_DATA", str(tmp_path / "upflow"))
    with open_laboratory(lambda _: None) as opened:
        first = opened.install(["gast", "six"], "3.11")
        assert isinstance(first, Installed)
        assert set(first.packages) == {"gast", "six"}
        assert see(opened, ["six", "gast"]).results.failed == {
            "six": "ModuleNotFoundError: no package among the files of six"
        }
        second = opened.install(["gast<0.6", "termcolor==1.1.0"], "3.11")
        assert isinstance(second, Installed)
        assert second.built == ("termcolor",)
        assert set(second.packages) == {"gast", "termcolor"}
        assert second.packages["gast"] != first.packages["gast"]
        third = opened.install(["gast<0.5", "termcolor==1.1.0"], "3.11")
        assert isinstance(third, Installed)
        assert third.built == ("termcolor",)
        refused = opened.install(["gast==99"], "3.11")
        assert isinstance(refused, Refused)
        assert "no version of gast==99" in refused.why
    assert not list((tmp_path / "upflow/laboratory/new").iterdir())
