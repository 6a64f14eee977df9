"""`upflow work`: one more worker, on any machine that has a container engine and reaches the database."""

import argparse
import sys
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from service.giving_back import give_back_at_once
from service.settings import Settings

DESCRIPTION = """Takes up runs and trials of a service, beside its other workers. It needs a container engine, the
database of the service, and its artifacts: by default a folder that all of them see, else UPFLOW_ARTIFACTS=s3://..."""
EPILOG = """examples:
  upflow work                                              on the machine of the service, with its data
  upflow work --database postgresql://upflow:...@db/upflow --data /srv/upflow
  upflow work --label gpu --label arm                      tries also what asks for these

SIGTERM hands over what it has in hand: another worker goes on, and nothing that was tried is tried again."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, metavar="DIR", help="folder of wheels and environments, and of SQLite")
    parser.add_argument("--database", metavar="URL", help="database of the service, as UPFLOW_DATABASE")
    parser.add_argument("--label", action="append", metavar="NAME", help="what this machine has; may be said again")


def run(options: argparse.Namespace) -> int:
    labels = ",".join(options.label) if options.label else None
    settings = Settings.from_environment(data=options.data, database=options.database, labels=labels)
    from matrices.load import load  # noqa: PLC0415 - help and wrong options are answered without
    from service import logs  # noqa: PLC0415 - as above
    from service.actions import Desk  # noqa: PLC0415 - as above
    from service.bot.at_work import opened_bot  # noqa: PLC0415 - as above
    from service.durable.sending import open_store  # noqa: PLC0415 - as above
    from service.tracing import open_traces  # noqa: PLC0415 - as above
    from service.trials import ContainerTrials  # noqa: PLC0415 - as above
    from service.worker import Worker, leave  # noqa: PLC0415 - as above

    logs.configure(settings.logs)
    give_back_at_once()
    with (
        ExitStack() as stack,
        open_store(settings) as store,
        opened_bot(Desk(settings, store, load()), start=True),
    ):
        if settings.traces:
            stack.callback(open_traces(settings.traces))
        worker = Worker(settings, store, load(), partial(ContainerTrials, settings))
        worker.start()
        print(f"upflow works as {worker.hands.name} {' '.join(worker.hands.labels)}".rstrip(), file=sys.stderr)
        try:
            worker.join()
        except KeyboardInterrupt:
            worker.stop()
            stack.close()
            return leave(0)
    return 1
