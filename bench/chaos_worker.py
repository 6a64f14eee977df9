"""A real worker with short trials, to be killed: each writes in a diary that it began and that it ended."""

import contextlib
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path

from packaging.requirements import Requirement

from matrices.load import load
from service.durable.sending import open_store
from service.nouns import Environment, Outcome, Package, Say
from service.reasons import Reason
from service.settings import Settings
from service.worker import Rhythm, Worker


class Short:
    """Trials that take `seconds` each: they pass on 2.15, and fail elsewhere."""

    def __init__(self, seconds: float, diary: Path | None) -> None:
        self._seconds, self._diary = seconds, diary
        self._stopped = threading.Event()

    def prepare(
        self, _wanted: tuple[Requirement, ...], limits: tuple[Requirement, ...], python: str, _say: Say
    ) -> Environment:
        return Environment(",".join(map(str, limits)), "/env", python, "image")

    def run(
        self, environment: Environment, files: Mapping[str, bytes], _command: tuple[str, ...], say: Say, number: int = 0
    ) -> Outcome:
        what = f"{environment.key} {sum(map(len, files.values()))} {number}"
        self._write(f"began {what}")
        say("runs")
        self._stopped.wait(self._seconds)
        self._write(f"ended {what}")
        return Outcome(
            None if "2.15" in environment.key else Reason.EXCEPTION, "ValueError: two", "log", 1, self._seconds
        )

    def packages(self, _environment: Environment) -> Mapping[str, Package]:
        return {}

    def stop(self) -> None:
        self._stopped.set()

    def _write(self, words: str) -> None:
        if self._diary:
            with self._diary.open("a") as file:
                file.write(f"{time.time():.6f} {words}\n")


def main(data: str, database: str, seconds: str, silence: str, diary: str) -> None:
    settings = Settings(data=Path(data), database=database, trials_at_once=2)
    with open_store(settings) as store:

        def opened(_say: Say) -> contextlib.AbstractContextManager[Short]:
            return contextlib.nullcontext(Short(float(seconds), Path(diary) if diary else None))

        worker = Worker(settings, store, load(), opened, Rhythm(look=0.05, beat=0.1, silence=float(silence)))
        worker.start()
        worker.join()


if __name__ == "__main__":
    main(*sys.argv[1:])
