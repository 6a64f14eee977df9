"""Runs every program of a folder in a process of its own, forked from one that has imported TensorFlow already.

    python many.py FOLDER    one line of JSON a program: name, whether it passed, what it printed, its last error

A program that sets the environment before it imports TensorFlow is forked from one that has not imported it.
"""

from __future__ import annotations

import io
import json
import os
import runpy
import shutil
import signal
import sys
import tempfile
import traceback
from pathlib import Path

SECONDS = 100
LATE = ("TF_USE_LEGACY_KERAS", "tf_keras")


def run(path: str) -> dict[str, object]:
    """What a program did: its child writes that into a pipe."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        signal.alarm(SECONDS)
        with os.fdopen(writing, "w") as pipe:
            json.dump(outcome(path), pipe)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        said = pipe.read()
    os.waitpid(child, 0)
    died = {"passed": False, "output": "", "error": "the process died"}
    return dict(json.loads(said)) if said else died


def outcome(path: str) -> dict[str, object]:
    folder = tempfile.mkdtemp()
    os.chdir(folder)
    caught = io.StringIO()
    printed, sys.stdout = sys.stdout, caught
    error = ""
    try:
        runpy.run_path(path, run_name="__main__")
    except SystemExit as ended:
        error = "" if not ended.code else "exit " + str(ended.code)
    except BaseException:  # noqa: BLE001  # whatever ends a program is what is to be told
        error = traceback.format_exc().strip().splitlines()[-1]
    output, sys.stdout = caught.getvalue(), printed
    shutil.rmtree(folder, ignore_errors=True)
    return {"passed": not error, "output": output[:1500], "error": error[:300]}


def main() -> None:
    paths = sorted(Path(sys.argv[1]).resolve().iterdir())
    late = [path for path in paths if any(word in path.read_text() for word in LATE)]
    for path in late:
        print("@@" + json.dumps([path.name, run(str(path))]), flush=True)
    __import__("tensorflow")
    for path in paths:
        if path not in late:
            print("@@" + json.dumps([path.name, run(str(path))]), flush=True)


main()
