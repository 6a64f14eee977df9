"""What a project sees and can do from inside, proven from inside."""

import json
import os
import re
import time

import pytest

from service.nouns import Kind, Reason
from service.sandbox.limits import MIB, Limits
from service.sandbox.recipe import STRANGERS
from service.sandbox.trial import lines, run

pytestmark = pytest.mark.engine

BOMB = "b = bytearray(1 << 30)\nfor i in range(0, 1 << 30, 4096): b[i] = 1"
# The children wait, so that it is the first process that finds the limit.
FORKS = "import os, time\nwhile True:\n    if not os.fork(): time.sleep(60)"

LOOK = """
import grp, json, os, pwd, resource, socket, sys, threading
def attempt(action):
    try:
        action()
    except OSError as error:
        return type(error).__name__ + ":" + os.strerror(error.errno)
    return "done"
status = dict(line.split(":\\t", 1) for line in open("/proc/self/status").read().splitlines() if ":\\t" in line)
mounts = {line.split()[1]: line.split()[3].split(",") for line in open("/proc/mounts")}
print(json.dumps({
    "uid": os.getuid(), "gid": os.getgid(), "groups": os.getgroups(),
    "user": pwd.getpwuid(os.getuid())[:], "group": grp.getgrgid(os.getgid()).gr_name,
    "superuser": pwd.getpwuid(0).pw_name,
    "rename": attempt(lambda: open("/etc/passwd", "a")), "password": attempt(lambda: open("/etc/shadow")),
    "capabilities": [status[name] for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")],
    "no_new_privileges": status["NoNewPrivs"], "seccomp": status["Seccomp"],
    "root": mounts["/"], "env": mounts["/env"], "tmp": mounts["/tmp"], "work": mounts["/work"],
    "interfaces": [name for _, name in socket.if_nameindex()],
    "write_root": attempt(lambda: open("/x", "w")), "write_env": attempt(lambda: open("/env/x", "w")),
    "write_home": attempt(lambda: open(os.path.expanduser("~/x"), "w")), "write_work": attempt(lambda: open("x", "w")),
    "connect": attempt(lambda: socket.create_connection(("192.0.2.1", 80), 2)),
    "chroot": attempt(lambda: os.chroot("/")),
    "sockets": [p for p in ("/var/run/docker.sock", "/run/podman") if os.path.exists(p)],
    "variables": dict(os.environ), "argv": sys.argv, "folder": os.getcwd(), "pid": os.getpid(),
    "processes": sum(name.isdigit() for name in os.listdir("/proc")), "stdin": sys.stdin.read(), "python": sys.prefix,
}))
"""


@pytest.fixture(scope="module")
def seen(sandbox, bare):
    outcome = sandbox.run(bare, {"look.py": LOOK.encode()}, ("python", "look.py", "a b", "*"), print)
    assert outcome.reason is None, outcome.log
    return json.loads(outcome.log)


def test_it_is_nobody(seen):
    assert seen["uid"] == seen["gid"] in STRANGERS
    assert seen["groups"] == [seen["gid"]]
    assert set(seen["capabilities"]) == {"0000000000000000"}
    assert seen["no_new_privileges"] == "1"
    assert seen["seccomp"] == "2"
    assert seen["chroot"] == "PermissionError:Operation not permitted"


def test_its_user_has_a_name_that_it_cannot_change(seen):
    """`pwd.getpwuid(os.getuid())` raised KeyError, and with it what asks for a name instead of for $USER."""
    name, password, *_, home, shell = seen["user"]
    assert (name, password, home, shell, seen["group"]) == ("upflow", "x", "/tmp", "/bin/sh", "upflow")
    assert seen["user"][2:4] == [seen["uid"], seen["gid"]]
    assert seen["superuser"] == "root"
    assert seen["rename"] in {"OSError:Read-only file system", "PermissionError:Permission denied"}
    assert seen["password"].startswith(("PermissionError", "FileNotFoundError"))


def test_it_writes_only_where_it_may(seen):
    assert "ro" in seen["root"]
    assert "ro" in seen["env"]
    assert seen["write_root"] == "OSError:Read-only file system"
    assert seen["write_env"].startswith(("OSError:Read-only", "PermissionError"))
    assert seen["write_home"] == seen["write_work"] == "done"


def test_its_disks_are_memory_with_an_end(seen, limits):
    assert {"nosuid", "nodev", "noexec", f"size={limits.tmp // 1024}k"} <= set(seen["tmp"])
    assert {"nosuid", "nodev", f"size={limits.work // 1024}k"} <= set(seen["work"])
    assert "noexec" not in seen["work"]


def test_it_reaches_nobody(seen):
    assert seen["interfaces"] == ["lo"]
    assert seen["connect"] == "OSError:Network is unreachable"
    assert seen["sockets"] == []


def test_it_sees_no_other_process(seen):
    assert seen["processes"] <= 3


def test_it_gets_its_command_word_by_word_and_no_input(seen):
    assert seen["argv"] == ["look.py", "a b", "*"]
    assert seen["folder"] == "/work"
    assert seen["stdin"] == ""
    assert seen["python"] == "/env"


def test_nothing_of_ours_is_in_its_variables(seen):
    ours = {name: value for name, value in os.environ.items() if name in seen["variables"]}
    assert set(ours) <= {"PATH", "HOME", "PWD", "OLDPWD", "LANG", "HOSTNAME", "TZ", "USER"} | {
        name for name in ours if name.startswith(("PYTHON", "OMP_", "TF_", "OPENBLAS"))
    }
    assert seen["variables"]["HOME"] == "/tmp"
    assert seen["variables"]["PYTHONHASHSEED"] == "0"


def test_the_limits_hold(trial, limits):
    program = """
import pathlib
v2, v1 = pathlib.Path("/sys/fs/cgroup/memory.max"), pathlib.Path("/sys/fs/cgroup/memory/memory.limit_in_bytes")
p2, p1 = pathlib.Path("/sys/fs/cgroup/pids.max"), pathlib.Path("/sys/fs/cgroup/pids/pids.max")
print((v2 if v2.exists() else v1).read_text().strip(), (p2 if p2.exists() else p1).read_text().strip())
"""
    assert trial(program).log.split() == [str(limits.memory), str(limits.pids)]


def test_a_pass(trial, said):
    lines = said()
    outcome = trial("print('hello')", say=lines)
    assert (outcome.kind, outcome.exit_code, outcome.log) == (Kind.PASSED, 0, "hello\n")
    assert 0 < outcome.seconds < 10
    assert lines == ["hello"]


@pytest.mark.parametrize(
    ("program", "reason", "message"),
    [
        ("raise ValueError('not enough values')", Reason.EXCEPTION, "ValueError: not enough values"),
        ("import sys; sys.exit(3)", Reason.EXIT_CODE, "ended with exit code 3"),
        ("import os; os.abort()", Reason.CRASHED, "crashed with SIGABRT"),
        ("import ctypes; ctypes.string_at(0)", Reason.CRASHED, "crashed with SIGSEGV"),
        (BOMB, Reason.OUT_OF_MEMORY, "needed more memory"),
        ("open('/tmp/x', 'wb').write(bytes(1 << 25))", Reason.DISK_FULL, "No space left on device"),
        ("import urllib.request as r; r.urlopen('http://example.org')", Reason.NETWORK_WANTED, "name resolution"),
        ("import ctypes; ctypes.CDLL('libGL.so.1')", Reason.MISSING_LIBRARY, "libGL.so.1: cannot open shared object"),
        (FORKS, Reason.EXCEPTION, "Resource temporarily unavailable"),
        ("import os, signal; os.kill(1, signal.SIGKILL); 1/0", Reason.EXCEPTION, "ZeroDivisionError"),
    ],
)  # fmt: skip
def test_each_end_has_its_reason(trial, program, reason, message):
    outcome = trial(program)
    assert outcome.reason is reason, outcome
    assert message in outcome.message


def test_memory_that_a_child_lacked_is_seen_although_the_exit_code_is_0(trial):
    outcome = trial(f"import subprocess, sys; subprocess.run([sys.executable, '-c', {BOMB!r}])")
    assert outcome.exit_code == 0
    assert outcome.reason is Reason.OUT_OF_MEMORY


@pytest.mark.parametrize(
    "program",
    [
        "import time; print('waiting'); time.sleep(60)",
        "import signal, time\nfor s in (15, 2, 1): signal.signal(s, signal.SIG_IGN)\nprint('waiting'); time.sleep(60)",
        "import os, time\nprint('waiting'); os.close(1); os.close(2); time.sleep(60)",
        "print('waiting')\nwhile True: pass",
    ],
)
def test_what_does_not_end_is_ended(engine, bare, program):
    limits = Limits(memory=256 * MIB, seconds=2)
    started = time.monotonic()
    outcome = run(engine, bare, {"a.py": program.encode()}, ("python", "a.py"), limits, say=print)
    assert outcome.reason is Reason.TIMED_OUT
    assert re.fullmatch(r"did not end within \d+ s; last: waiting", outcome.message)
    assert time.monotonic() - started < 10


def test_a_process_left_behind_does_not_hold_it_up(trial):
    started = time.monotonic()
    assert trial("import subprocess; subprocess.Popen(['sleep', '25'])").kind is Kind.PASSED
    assert time.monotonic() - started < 15


def test_a_flood_of_output_is_cut_and_its_end_kept(trial, limits, said):
    lines = said()
    outcome = trial("print('begin')\nfor i in range(200_000): print('x' * 20)\nprint('end')", say=lines)
    assert outcome.kind is Kind.PASSED
    assert outcome.log.startswith("begin\n")
    assert outcome.log.endswith("end\n")
    assert len(outcome.log) < limits.log + 100
    assert len(lines) < 500


def test_much_input_and_much_output_at_once_do_not_wait_for_each_other(trial):
    files = {f"data/{number}.bin": bytes(1 << 20) for number in range(32)}
    outcome = trial("", "sh", "-c", "find data | wc -l; head -c 50000000 /dev/zero", files=files)
    assert outcome.kind is Kind.PASSED
    assert outcome.log.startswith("33\n")


def test_a_command_that_reads_nothing_of_a_large_project_ends(trial):
    files = {"data.bin": bytes(200 << 20)}
    outcome = trial("", "true", files=files)
    assert outcome.reason is Reason.DISK_FULL


def test_files_come_as_they_are(trial):
    files = {"a b/ü\n.txt": b"\x00\xff", "run.sh": b"#!/bin/sh\necho ran\n"}
    program = "import os, subprocess; print(repr(open('a b/ü\\n.txt', 'rb').read())); subprocess.run(['./run.sh'])"
    assert trial(program, files=files).log == "b'\\x00\\xff'\nran\n"


def test_what_would_obey_a_terminal_does_not_reach_one(trial, said):
    lines = said()
    outcome = trial(r"print('\x1b]0;owned\x07\x1b[31mred'); raise ValueError('\x1b[2Jcleared')", say=lines)
    assert outcome.message == "ValueError: cleared"
    assert "\x1b" not in outcome.log + "".join(lines)


def test_output_and_errors_come_in_the_order_in_which_they_were_written(trial):
    program = "import sys\nfor i in range(500): print(i, file=sys.stderr if i % 2 else sys.stdout)"
    assert trial(program).log.split() == [str(i) for i in range(500)]


def test_a_command_that_is_not_there(trial):
    outcome = trial("", "no-such-command")
    assert outcome.reason is Reason.EXIT_CODE
    assert "no-such-command" in outcome.message


def test_lines_are_said_whole():
    heard: list[str] = []
    see = lines(heard.append)
    see(b"half")
    see(b" a line\nnext")
    assert heard == ["half a line"]
