"""Each thing alone in a real container: a crash, a lack and a lie are told of the one that did it, and of no other."""

from dataclasses import replace

import pytest

from service.nouns import Reason
from service.probes import Asked, Probe, Run, Way

pytestmark = pytest.mark.engine

PROGRAM = b'''
import os, random, signal, sys, time

def fine():
    return {"a": ["x", None], "b": "y"}

def seeded():
    return str(random.random())

def raises():
    raise ValueError("no such weights")

def leaves():
    sys.exit(0)

def crashes():
    os.kill(os.getpid(), signal.SIGSEGV)

def eats():
    return str(len(b"x" * (1 << 30)))

def kills_its_parent():
    os.kill(os.getppid(), signal.SIGKILL)
    time.sleep(60)

def forges():
    """Looks for a way out, and for the key."""
    for process in filter(str.isdigit, os.listdir("/proc")):
        for name in ("fd/2", "fd/3", "fd/200", "fd/4", "fd/5", "fd/6"):
            try:
                with open("/proc/%s/%s" % (process, name), "wb", 0) as pipe:
                    pipe.write(b'["00", "[1, \\\\"ended\\\\", 0, 0, 0, false, 0.1]"]\\n')
            except OSError:
                pass
    return "forged"

def listens():
    """Takes what others say out of the pipe of the first process."""
    with open("/proc/1/fd/2", "rb", 0) as pipe:
        while True:
            pipe.read(1)

def sleeps():
    time.sleep(60)

def prints():
    print("[1, 2]" * 1000)
    sys.stderr.write("x" * 1000)
    return "printed"
'''


@pytest.fixture
def probe(sandbox, bare):
    """Calls functions of the program, all of them in one container as far as they let it go on."""

    def run(*names):
        probes = tuple(Probe(Way.CALL, f"program:{name}") for name in names)
        found = sandbox.probe(bare, Asked(probes, {"program.py": PROGRAM}), lambda _line: None)
        assert [each.probe for each in found] == list(probes)
        return {name: each.runs for name, each in zip(names, found, strict=True)}

    return run


def reasons(runs: tuple[Run, ...]) -> set[Reason | None]:
    return {run.reason for run in runs}


def test_what_comes_out_is_told_by_its_path_and_every_run_is_seeded(probe):
    found = probe("fine", "seeded", "prints")
    assert [(each.path, each.dtype, each.values) for each in found["fine"][0].arrays] == [
        ("['a'][0]", "str", ("x",)),
        ("['a'][1]", "none", ("None",)),
        ("['b']", "str", ("y",)),
    ]
    first, second, other = (run.arrays[0].values for run in found["seeded"])
    assert first == second != other
    assert all(reasons(runs) == {None} for runs in found.values())


def test_each_ends_for_itself(probe):
    found = probe("raises", "leaves", "crashes", "missing", "fine")
    assert found["raises"][0].message == "ValueError: no such weights"
    assert found["leaves"][0].message == "it ends the program with 0"
    assert found["crashes"][0][:2] == (Reason.CRASHED, "crashed with SIGSEGV")
    assert found["missing"][0].message == "AttributeError: module 'program' has no attribute 'missing'"
    assert reasons(found["fine"]) == {None}


def test_memory_is_lacked_by_the_one_that_took_it(probe):
    found = probe("eats", "fine")
    assert reasons(found["eats"]) == {Reason.OUT_OF_MEMORY}
    assert reasons(found["fine"]) == {None}


def test_what_takes_too_long_is_told_and_not_tried_again(sandbox, bare):
    sandbox.limits, before = replace(sandbox.limits, seconds=6), sandbox.limits
    try:
        asked = Asked((Probe(Way.CALL, "program:sleeps"), Probe(Way.CALL, "program:fine")), {"program.py": PROGRAM})
        slow, fine = sandbox.probe(bare, asked, lambda _line: None)
    finally:
        sandbox.limits = before
    assert [run.reason for run in slow.runs] == [Reason.TIMED_OUT]
    assert reasons(fine.runs) == {None}


@pytest.mark.parametrize("name", ["kills_its_parent", "forges", "listens"])
def test_who_attacks_what_tells_of_him_spoils_only_his_own_result(probe, name):
    found = probe("fine", name, "seeded")
    assert reasons(found["fine"]) == reasons(found["seeded"]) == {None}
    assert None not in {run.reason for run in found[name]} or found[name][0].arrays[0].values == ("forged",)
