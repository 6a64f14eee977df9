"""Runs the step program stage by stage, and reads what it says; a crash ends one stage, not the ones after it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from matrices.measuring.laboratory import Laboratory
from matrices.measuring.step import MARK
from matrices.measuring.trial import IMPORT, Results

PROGRAM = Path(__file__).with_name("step.py")
LONGEST = 300


@dataclass(frozen=True, slots=True)
class Seen:
    """Results, and for every failed stage its whole traceback."""

    results: Results = field(default_factory=Results)
    traces: Mapping[str, str] = field(default_factory=dict)


def see(laboratory: Laboratory, stages: Sequence[str]) -> Seen:
    """Each stage once. Those behind a crash get a process of their own, unless the import itself is what crashes."""
    program = PROGRAM.read_text(encoding="utf-8")
    passed: list[str] = []
    failed: dict[str, str] = {}
    traces: dict[str, str] = {}
    left = list(stages)
    while left:
        ran = laboratory.run(program, left)
        said = [json.loads(line.removeprefix(MARK)) for line in ran.output.splitlines() if line.startswith(MARK)]
        ended = {line["end"]: line for line in said if "end" in line}
        begun = [line["begin"] for line in said if "begin" in line]
        for stage, line in ended.items():
            if "error" in line:
                failed[stage], traces[stage] = _cut(line["error"]), line["trace"]
            elif stage not in passed:
                passed.append(stage)
        if not begun or begun[-1] in ended:
            _check(ran.died, said)
            break
        crashed = begun[-1]
        failed[crashed], traces[crashed] = _cut(ran.died), ran.output
        left = [] if crashed == IMPORT else [IMPORT, *left[left.index(crashed) + 1 :]]
        if left == [IMPORT]:
            break
    good = tuple(stage for stage in stages if stage in passed and stage not in failed)
    return Seen(Results(good, {stage: failed[stage] for stage in stages if stage in failed}), traces)


def _check(died: str, said: Sequence[object]) -> None:
    if not said:
        raise RuntimeError(f"the step program said nothing: {died}")


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 4] + " ..."
