"""A worker in a process of its own, with trials that pass after a moment: it can be killed."""

import contextlib
import sys
import threading
import time
from pathlib import Path

from matrices.load import load
from service.durable.sending import open_store
from service.nouns import Environment, Outcome
from service.reasons import Reason
from service.settings import Settings
from service.worker import Rhythm, Worker


class Short:
    """Each trial takes `seconds`, and says in `diary` that it began and that it ended."""

    def __init__(self, seconds: float, diary: Path | None) -> None:
        self.seconds, self.diary = seconds, diary
        self.stopped = threading.Event()

    def prepare(self, _wanted, limits, python, _say):
        return Environment(",".join(map(str, limits)), "/env", python, "image")

    def run(self, environment, files, _command, _say, number=0):
        old = "2.15" in environment.key
        self.write("began", environment.key, len(b"".join(files.values())), number)
        self.stopped.wait(self.seconds)
        return Outcome(None if old else Reason.EXCEPTION, "ValueError: two", "log", 1, self.seconds)

    def packages(self, _environment):
        return {}

    def stop(self):
        self.stopped.set()

    def write(self, *words: object) -> None:
        if self.diary:
            with self.diary.open("a") as file:
                file.write(f"{time.time():.6f} {' '.join(map(str, words))}\n")


def main(data: str, database: str, seconds: str, silence: str, diary: str) -> None:
    settings = Settings(data=Path(data), database=database, trials_at_once=2)
    with open_store(settings) as store:
        trials = Short(float(seconds), Path(diary) if diary else None)
        rhythm = Rhythm(look=0.05, beat=0.1, silence=float(silence))
        worker = Worker(settings, store, load(), lambda _say: contextlib.nullcontext(trials), rhythm)
        worker.start()
        threading.Event().wait()


if __name__ == "__main__":
    main(*sys.argv[1:])
