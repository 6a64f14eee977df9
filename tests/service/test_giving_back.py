"""Who freed large blocks in many threads is small again."""

import subprocess
import sys

import pytest

PROGRAM = """
import threading
from pathlib import Path
from service.giving_back import give_back_at_once

def large():
    for _ in range(2):
        block = b"x" * (20 << 20)
    barrier.wait()

give_back_at_once()
barrier = threading.Barrier(8)
threads = [threading.Thread(target=large) for _ in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(int(Path("/proc/self/statm").read_text().split()[1]) * 4096 >> 20)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="it is about glibc")
def test_threads_keep_nothing_of_large_blocks_that_were_freed():
    found = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    assert int(found.stdout) < 60
