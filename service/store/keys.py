"""Where each artifact of a run lies, and what is in it."""

import gzip

from service.nouns import Outcome
from service.store import plain_data
from service.store.artifacts import Artifacts
from service.store.records import TrialRow


def folder(run: str) -> str:
    return f"runs/{run}"


def archive(run: str) -> str:
    return f"runs/{run}/archive"


def checkout(run: str) -> str:
    return f"runs/{run}/checkout.tar.gz"


def patched(run: str, candidate: str) -> str:
    """The files of the project that differ with the patch for a candidate."""
    return f"runs/{run}/patched/{candidate}.tar.gz"


def report(run: str) -> str:
    return f"runs/{run}/report.json.gz"


def patch(run: str) -> str:
    return f"runs/{run}/upflow.patch"


def keep_outcome(artifacts: Artifacts, run: str, trial: TrialRow, outcome: Outcome) -> None:
    """With its log, whatever bytes are in it."""
    artifacts.put(_outcome(run, trial), gzip.compress(plain_data.dump(outcome).encode(), compresslevel=1))


def outcome(artifacts: Artifacts, run: str, trial: TrialRow) -> Outcome | None:
    """How a trial ended; None where it has not."""
    kept = artifacts.get(_outcome(run, trial))
    if kept is None:
        return None
    found = plain_data.parse(Outcome, gzip.decompress(kept))
    assert isinstance(found, Outcome)
    return found


def _outcome(run: str, trial: TrialRow) -> str:
    """Of each attempt its own: one that comes too late overwrites none that counts."""
    return f"runs/{run}/trials/{trial.key}-{trial.retries}-{trial.attempts}.json.gz"
