"""Things tried each in a process of its own, in a closed container; where that broke off, the others in another one."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import NamedTuple

from service.nouns import Environment, Outcome, Reason, Say
from service.probes import Asked, Probe, Probed, Run, Way
from service.sandbox import classify, recipe, told
from service.sandbox.container import Container, EngineLost
from service.sandbox.ended import Ended
from service.sandbox.engine import Engine
from service.sandbox.limits import Limits
from service.sandbox.names import mounts
from service.sandbox.probed import read
from service.sandbox.source import packed
from service.sandbox.telling import settings_of
from service.sandbox.trial import lines

_OWN_IMPORTS = re.compile(r"^from service\.\S+ import .*\n", re.MULTILINE)
SECONDS = 120.0
"""For one run of one file; a function of the project has a third of the time of a trial."""


class Kind(NamedTuple):
    """The program for a kind of thing; the seeds of its runs, and how long one may take."""

    parts: tuple[str, ...]
    seeds: tuple[int, ...]
    seconds: float


def probe(engine: Engine, environment: Environment, asked: Asked, limits: Limits, *, say: Say) -> tuple[Probed, ...]:
    """Every probe with its runs. Never raises for what a project does; an engine that is lost is told of all."""
    left = list(asked.probes)
    found: list[Probed] = []
    while left:
        together = [each for each in left if (each.way is Way.CALL) is (left[0].way is Way.CALL)]
        done = _in_one(engine, environment, asked._replace(probes=tuple(together)), limits, say)
        found += done
        left = [each for each in left if each not in {one.probe for one in done}]
    return tuple(sorted(found, key=lambda each: asked.probes.index(each.probe)))


def _in_one(engine: Engine, environment: Environment, asked: Asked, limits: Limits, say: Say) -> tuple[Probed, ...]:
    """Those that one container came to, at least the first: one that ends it is told of with how it ended."""
    kind = kind_of(asked.probes[0], limits)
    what = recipe.trial(
        environment.image,
        environment.path,
        command(asked, kind),
        limits,
        names=mounts(environment.path),
        tells_itself=True,
    )
    names = [each.name for each in asked.probes]
    say(f"try {', '.join(names[:3])}{' ...' if len(names) > 3 else ''}")  # noqa: PLR2004 - a line has room for few
    try:
        with Container(engine, what) as container:
            ended = container.run(packed(asked.files), lines(say))
    except EngineLost as lost:
        run = Run(Reason.ENGINE_LOST, f"the container engine was lost: {lost}")
        return tuple(Probed(each, (run,)) for each in asked.probes)
    return tuple(_those_it_came_to(asked.probes, ended, kind))


def _those_it_came_to(probes: Sequence[Probe], ended: Ended, kind: Kind) -> Iterator[Probed]:
    heard = read(ended.told, len(probes), len(kind.seeds), out_of_memory=ended.out_of_memory)
    others = replace(ended, told=told.before(ended.told))
    outcome = Outcome(Reason.REPORT_DOUBTFUL, heard.doubt) if heard.doubt else classify.outcome(others, ())
    broken = Run(outcome.reason or Reason.BROKEN_OFF, outcome.message or "its container ended before it did")
    for number, each in enumerate(probes):
        runs = heard.runs[number] if number < len(heard.runs) else ()
        if len(runs) < len(kind.seeds) and not any(run.reason is Reason.TIMED_OUT for run in runs):
            yield Probed(each, (*runs, broken))
            return
        yield Probed(each, runs)


def kind_of(probe: Probe, limits: Limits) -> Kind:
    """A file is loaded twice, and drawn from another seed the second time; a function has the same seed twice."""
    if probe.way is Way.CALL:
        return Kind(("alone", "arrays", "calling"), (0, 0, 1), limits.seconds / 3)
    return Kind(("alone", "arrays", "feeding", "loading"), (0, 1), min(SECONDS, limits.seconds / 2))


def command(asked: Asked, kind: Kind) -> tuple[str, ...]:
    things = [[each.name] if each.way is Way.CALL else [each.way.value, each.name] for each in asked.probes]
    words = json.dumps({"things": things, "seeds": kind.seeds, "seconds": kind.seconds})
    return (*asked.command[: settings_of(asked.command)], "python", "-c", program(kind.parts), words)


@cache
def program(parts: tuple[str, ...]) -> str:
    """The parts as one text: in a trial they cannot import each other, and are never imported here."""
    folder = Path(__file__).with_name("inside")
    texts = ((folder / f"{part}.py").read_text(encoding="utf-8") for part in parts)
    return "\n".join(_OWN_IMPORTS.sub("", text) for text in texts)
