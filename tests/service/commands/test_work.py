"""`upflow work`: one more worker, that hands over what it has when it is told to stop."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from service.durable.sending import open_store

UPFLOW = (sys.executable, "-c", "import sys; from service.cli import main; sys.exit(main())", "work")


def started(*options: str, data: Path) -> subprocess.Popen[str]:
    environment = {**os.environ, "UPFLOW_DATA": str(data)}
    return subprocess.Popen([*UPFLOW, *options], env=environment, stderr=subprocess.PIPE, text=True)


def told(process: subprocess.Popen[str]) -> str:
    assert process.stderr
    return process.stderr.read()


def test_it_takes_part_until_it_is_told_to_stop(settings):
    with open_store(settings) as store, started("--label", "gpu", "--label", "arm", data=settings.data) as process:
        deadline = time.monotonic() + 30
        while not store.workers():
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert store.workers()[0].labels == ("arm", "gpu")
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
        assert store.workers() == ()
        assert "works as" in told(process)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--label", "a b"), "label 'a b'"),
        (("--database", "mysql://a/b"), "no database is known by 'mysql'"),
        (("--label", "a", "--label", "b", "--label", "c", "--label", "d", "--label", "e"), "5 labels"),
    ],
)
def test_wrong_words_are_told(tmp_path, options, message):
    with started(*options, data=tmp_path) as process:
        assert process.wait(30) == 2
        assert message in told(process)
