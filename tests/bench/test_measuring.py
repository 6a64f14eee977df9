import signal
import sys
from pathlib import Path

from bench.measuring.running import run
from bench.measuring.trees import lost

BUSY = "import time\nend = time.process_time() + {}\nwhile time.process_time() < end: pass\n"


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_the_seconds_of_children_count():
    inner = BUSY.format(0.4)
    used = run(python(f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {inner!r}])"))
    assert 0.4 <= used.cpu < 5
    assert used.wall >= 0.4
    assert not used.aborted


def test_the_memory_of_all_at_once():
    hold = "import time\nx = bytearray(60_000_000)\nx[::4096] = b'1' * len(x[::4096])\ntime.sleep(0.8)\n"
    both = "[each.wait() for each in [subprocess.Popen(run), subprocess.Popen(run)]]"
    parent = f"import subprocess, sys\nrun = [sys.executable, '-c', {hold!r}]\n{both}"
    used = run(python(parent))
    assert used.together > 110
    assert used.largest < 110


def test_how_a_run_ends():
    assert not run(python("raise SystemExit(1)")).aborted
    assert run(python("raise SystemExit(3)")).aborted
    assert run(python("raise ValueError")).aborted
    assert run(python(f"import os; os.kill(os.getpid(), {signal.SIGKILL.value})")).aborted


def test_what_is_lost(tmp_path: Path):
    before, after = tmp_path / "before", tmp_path / "after"
    files = {
        "same.py": (b"x = 1", b"x = 1"),
        "changed.py": (b"x = 1", b"x = 2"),
        "empty.py": (b"x = 1", b""),
        "was_empty.py": (b"\n", b""),
        "broken.py": (b"x = 1", b"x = "),
        "was_broken.py": (b"print 1", b"print 2"),
        "gone.py": (b"x = 1", None),
    }
    for folder in (before, after):
        folder.mkdir()
    for name, (old, new) in files.items():
        (before / name).write_bytes(old)
        if new is not None:
            (after / name).write_bytes(new)
    assert lost(before, after) == 3
