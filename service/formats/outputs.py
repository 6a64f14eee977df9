"""The answer as `name=value` lines: what a step of a workflow gives to the next, and a dotenv report of GitLab."""

from service.headline import headline
from service.nouns import Verdict
from service.report import Report

WORST = (Verdict.BREAKS, Verdict.CHANGES, Verdict.UNKNOWN, Verdict.WORKS)


def write(report: Report) -> str:
    """The worst verdict, and the newest TensorFlow that works as the project is, and with the patch, where one does."""
    told = headline(report)
    worst = min((Verdict(one.verdict) for one in report.candidates), key=WORST.index, default=Verdict.WORKS)
    values = {
        "verdict": worst.value,
        "on": told.on,
        "newest_that_works": told.as_it_is or "",
        "newest_with_patch": told.with_patch or "",
        "proven": "true" if told.proven else "false",
    }
    return "".join(f"{name}={value}\n" for name, value in values.items())
