import os
import subprocess
import sys

from service.sandbox import owner
from service.sandbox.owner import is_gone, myself


def test_we_are_not_gone():
    assert not is_gone(myself())


def test_a_process_that_ended_is_gone():
    host, _, _ = myself().split(":")
    child = subprocess.Popen([sys.executable, "-c", "pass"])
    child.wait()
    assert is_gone(f"{host}:{child.pid}:1")


def test_a_later_process_with_the_same_number_is_not_the_owner():
    host, pid, started = myself().split(":")
    assert is_gone(f"{host}:{pid}:{int(started) - 1}")


def test_nothing_is_known_of_another_host():
    assert not is_gone(f"elsewhere:{2**22 + 1}:1")


def test_nothing_is_known_of_who_counts_processes_apart():
    """A container with the name of this host: its processes have numbers of their own."""
    host, _, _ = myself().split(":")
    assert "." in host
    assert not is_gone(f"{host}1:{2**22 + 1}:1")
    assert not is_gone(f"{host.rpartition('.')[0]}:{2**22 + 1}:1")


def test_what_is_no_owner_is_not_gone():
    assert not is_gone("")
    assert not is_gone(f"{myself().split(':')[0]}:x:1")


def test_a_process_of_somebody_else_lives():
    assert owner._lives(1)
    assert owner._lives(os.getpid())
