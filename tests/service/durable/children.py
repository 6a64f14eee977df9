"""Workers in processes of their own, to be killed."""

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from service.settings import Settings

ROOT = Path(__file__).parents[3]
PROGRAM = ROOT / "bench" / "chaos_worker.py"


@contextlib.contextmanager
def child(
    settings: Settings, seconds: float = 0.1, silence: float = 3, labels: str = ""
) -> Iterator[subprocess.Popen[bytes]]:
    options = (str(settings.data), settings.database, str(seconds), str(silence), labels)
    command = [sys.executable, str(PROGRAM), *options]
    with subprocess.Popen(command, cwd=ROOT, env={"PYTHONPATH": str(ROOT)}) as process:
        try:
            yield process
        finally:
            process.kill()
