"""What trials said of a project, as a record of the truth: only where it is not what the text alone said."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from packaging.version import Version

from bench.scoring.answers import Answer, ask
from bench.scoring.questions import UNSAFE, Happened, Program
from matrices.facts import Matrix
from service.nouns import Checkout

OF_ONE_FILE = 1


class Disagreement(NamedTuple):
    """A minor for which the text said one thing, and the trial another."""

    minor: str
    said: str
    showed: str


def program(name: str, checkout: Checkout, report: Mapping[str, Any]) -> Program:
    """The project with what its trials showed: those without the patch that say something about it."""
    modules = [path for path in checkout.files if path.endswith(".py")]
    is_alone = len(checkout.files) == len(modules) == OF_ONE_FILE
    source, files = (checkout.files[modules[0]], {}) if is_alone else (b"", checkout.files)
    return Program(name, source, dict(_happened(report)), is_random=True, files=files)


def _happened(report: Mapping[str, Any]) -> Iterator[tuple[str, Happened]]:
    for part in (report["project"]["baseline"], *report["candidates"]):
        version = Version(part["tensorflow"])
        for trial in (each for each in part["trials"] if not each["patched"]):
            works = trial["outcome"] == "passed" or trial["shown"] == "works"
            if works or trial["shown"] == "breaks":
                yield f"{version.major}.{version.minor}", Happened(works, "", "" if works else trial["message"])


def disagreements(found: Program, matrix: Matrix) -> list[Disagreement]:
    """Where the text alone was wrong, or did not know. That a program only changes cannot be seen by its trial."""
    said: Mapping[str, Answer] = ask(found, matrix) if found.baseline else {}
    later = {minor: found.right(minor) for minor in found.on if minor in said}
    return [
        Disagreement(minor, said[minor].verdict, right)
        for minor, right in later.items()
        if said[minor].verdict != "changes" and (said[minor].verdict in UNSAFE) != (right in UNSAFE)
    ]


def take(found: Program, programs: Path, observed: Path) -> Path:
    """Writes the program and its record into the corpus; what another check of it showed before stays beside it."""
    records: dict[str, Any] = json.loads(observed.read_text("utf-8")) if observed.exists() else {}
    record = records.setdefault(found.name, {"changes": {}, "output_is_random": True, "on": {}})
    record["on"] |= {minor: _record(run) for minor, run in found.on.items()}
    place = programs / (found.name if found.files else f"{found.name}.py")
    for path, content in (found.files or {"": found.source}).items():
        target = place / path if path else place
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    observed.parent.mkdir(parents=True, exist_ok=True)
    observed.write_text(json.dumps(records, indent=1, sort_keys=True) + "\n", "utf-8")
    return place


def _record(run: Happened) -> dict[str, str | None]:
    return {"outcome": "pass" if run.passed else "fail", "output": run.output or None, "error": run.error or None}
