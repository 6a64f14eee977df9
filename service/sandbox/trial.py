"""One trial: a project's files and command in a closed container on a prepared environment, and how it ended."""

import time
from collections.abc import Callable, Mapping

from service.nouns import Environment, Outcome, Reason, Say
from service.sandbox import classify, recipe
from service.sandbox.container import Container, EngineLost
from service.sandbox.engine import Engine
from service.sandbox.limits import Limits
from service.sandbox.names import mounts
from service.sandbox.printable import last_line
from service.sandbox.source import packed

SAY_SECONDS = 0.1
LINE = 4096


def run(
    engine: Engine,
    environment: Environment,
    files: Mapping[str, bytes],
    command: tuple[str, ...],
    limits: Limits,
    *,
    say: Say,
) -> Outcome:
    """Never raises for what a project does; an engine that is lost is an outcome too."""
    what = recipe.trial(environment.image, environment.path, command, limits, names=mounts(environment.path))
    started = time.monotonic()
    try:
        with Container(engine, what) as container:
            return classify.outcome(container.run(packed(files), lines(say)), command)
    except EngineLost as lost:
        seconds = time.monotonic() - started
        return Outcome(Reason.ENGINE_LOST, f"the container engine was lost: {lost}", seconds=seconds)


def lines(say: Say) -> Callable[[bytes], None]:
    """Says the last whole line of what has come, a few times a second at most."""
    silent_until = 0.0
    begun = b""

    def see(data: bytes) -> None:
        nonlocal silent_until, begun
        whole, end, rest = data.rpartition(b"\n")
        begun, whole = (rest, begun + whole) if end else ((begun + data)[-LINE:], b"")
        if time.monotonic() >= silent_until and (line := last_line(whole[-LINE:].decode(errors="replace"))):
            silent_until = time.monotonic() + SAY_SECONDS
            say(line)

    return see
