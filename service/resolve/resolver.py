"""Full pins for one set of requirements and one interpreter, by `uv pip compile`. Nothing is built: no code runs."""

import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

from packaging.requirements import Requirement
from uv import find_uv_bin

from service.nouns import Outcome, Reason
from service.uv_words import index_is_away

SECONDS = 120


class Unresolvable(Exception):
    """No set of pins: `outcome` says whether the requirements are at fault or the index does not answer."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.message)
        self.outcome = outcome


def resolve(
    requirements: Sequence[Requirement],
    constraints: Sequence[Requirement],
    python: str,
    cache: Path,
    folder: Path,
) -> tuple[str, ...]:
    """`name==version` for everything that must be installed, sorted. Raises Unresolvable.

    Only names and ranges reach uv: no address, no path and no option of the project. `folder` is for two small files.
    """
    (folder / "requirements.in").write_text("".join(f"{requirement}\n" for requirement in requirements))
    (folder / "constraints.txt").write_text("".join(f"{constraint}\n" for constraint in constraints))
    done = _uv_compile(python, cache, folder)
    if done.returncode:
        raise Unresolvable(_why(done.stderr))
    return tuple(sorted(line.split(";")[0].strip() for line in done.stdout.splitlines() if "==" in line))


def _uv_compile(python: str, cache: Path, folder: Path) -> "subprocess.CompletedProcess[str]":
    command = [find_uv_bin(), "pip", "compile", "requirements.in", "--constraints", "constraints.txt", "--no-config"]
    command += ["--python-version", python, "--python-platform", "x86_64-manylinux_2_28", "--no-python-downloads"]
    command += ["--no-build", "--no-header", "--no-annotate", "--quiet", "--cache-dir", str(cache)]
    try:
        return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        outcome = Outcome(Reason.INDEX_UNREACHABLE, f"the package index did not answer within {SECONDS} s")
        raise Unresolvable(outcome) from None


def _why(stderr: str) -> Outcome:
    text = re.sub(r"\s+", " ", stderr.encode("ascii", errors="ignore").decode("ascii")).strip()
    if index_is_away(text):
        return Outcome(Reason.INDEX_UNREACHABLE, "the package index does not answer", stderr)
    return Outcome(Reason.NOT_INSTALLABLE, _first_sentence(text), stderr)


def _first_sentence(text: str) -> str:
    """The resolver's first cause, without the proof behind it."""
    cause = re.split(r"No solution found when resolving dependencies:|, we can conclude| hint: ", text)
    return next((part.strip() for part in cause if part.strip()), "the requirements cannot be met together")
