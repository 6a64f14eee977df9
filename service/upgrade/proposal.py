"""What a run says about going to one TensorFlow, as a pull request: branch, title, text, commits. Pure."""

import re
from hashlib import sha256
from typing import NamedTuple

from packaging.version import Version

from matrices import query
from service.bot.harmless import code, inline, words
from service.case import Case
from service.headline import headline
from service.nouns import Candidate, Kind
from service.plain import counted
from service.render import evidence
from service.report import CandidatePart, FindingPart, Report, TrialPart
from service.upgrade.commits import REQUIREMENTS, Change, changes
from service.upgrade.marking import Mark, marked
from service.upgrade.proving import Proof, proof

PREFIX = "upflow/tensorflow-"
MOST_PLACES = 15
ENDS = {Kind.PASSED: "passes", Kind.FAILED: "fails", Kind.UNDECIDED: "says nothing"}
HUNK = re.compile(r"^@@ .*$", re.MULTILINE)


class Links(NamedTuple):
    """Where the run and the logs of its three trials can be read; empty where nobody keeps them."""

    run: str = ""
    before: str = ""
    plain: str = ""
    patched: str = ""


class Proposal(NamedTuple):
    """An upgrade that could be a pull request. `patch` names what it changes, wherever it stands in a file."""

    target: str
    released: str
    title: str
    changes: tuple[Change, ...]
    proof: Proof
    patch: str
    report: Report

    @property
    def proven(self) -> bool:
        return not self.proof.doubt

    @property
    def branch(self) -> str:
        return branch_of(self.target)

    def text(self, links: Links | None = None, heads: tuple[str, ...] = ()) -> str:
        """The text of the pull request. `heads`: the commits of ours by which its branch is known to be untouched."""
        return marked(Mark(self.target, self.patch, heads), _text(self, links or Links()))


def branch_of(target: str) -> str:
    """One branch for each minor: a new patch release moves it."""
    return f"{PREFIX}{'.'.join(target.split('.')[:2])}"


def propose(case: Case, report: Report) -> Proposal | None:
    """The upgrade to the newest candidate of a case, with the report of its run; None where nothing has to change."""
    if not case.choice.candidates:
        return None
    candidate = case.choice.candidates[-1]
    made = changes(case, candidate)
    if not made:
        return None
    version = str(candidate.tensorflow)
    return Proposal(
        target=version,
        released=query.find(case.matrix, version).date.isoformat(),
        title=f"TensorFlow {version}{_from(case, candidate)}",
        changes=made,
        proof=proof(report, version, has_code=any(change.family != REQUIREMENTS for change in made)),
        patch=_digest(report),
        report=report,
    )


def _from(case: Case, candidate: Candidate) -> str:
    base: Version = case.choice.baseline.tensorflow
    return f", from {base}" if base != candidate.tensorflow else ""


def _digest(report: Report) -> str:
    """Of what is changed, not of where: lines that move because of others do not make another patch."""
    diff = HUNK.sub("@@", report.patch.diff if report.patch else "")
    return sha256(diff.encode("utf-8", "surrogateescape")).hexdigest()[:16]


def _part(report: Report, version: str) -> CandidatePart:
    return next(one for one in reversed(report.candidates) if one.tensorflow == version)


def _text(one: Proposal, links: Links) -> str:
    blocks = [
        _evidence(one, links),
        _commits(one),
        _to_look_at(one.report),
        _left(one.report),
        _footer(links),
    ]
    return "\n\n".join(filter(None, blocks)) + "\n"


def _evidence(one: Proposal, links: Links) -> str:
    """Old, new, and new with the patch, each with its log: the sentence that a reviewer needs, as a table."""
    base, part = one.report.project.baseline, _part(one.report, one.target)
    rows = [
        (f"TensorFlow {base.tensorflow}, as it is", _trial(base.trials, patched=False), links.before),
        (f"TensorFlow {one.target}, as it is", _trial(part.trials, patched=False), links.plain),
        (f"TensorFlow {one.target}, with this patch", _trial(part.trials, patched=True), links.patched),
    ]
    lines = [_row(name, trial, link) for name, trial, link in rows if trial is not None]
    if not lines:
        found = words(headline(one.report).sentence)
        return f"{found}\n\n**No trial has run:** this is from the text alone. Let your tests decide."
    said = " ".join(evidence(one.report))
    table = ["| what was run | how it ended | |", "| --- | --- | --- |", *lines]
    return "\n".join([f"**{words(said)}**", "", *table] if said else table)


def _trial(trials: tuple[TrialPart, ...], *, patched: bool) -> TrialPart | None:
    return next((trial for trial in trials if trial.patched is patched), None)


def _row(name: str, trial: TrialPart, link: str) -> str:
    tests = f", {trial.tests.passed} of {trial.tests.collected} tests" if trial.tests else ""
    why = f": {inline(trial.message, 160)}" if trial.message and trial.outcome != Kind.PASSED else ""
    log = f"[log]({link})" if link else ""
    return f"| {name} | {ENDS[Kind(trial.outcome)]}{tests}{why} | {log} |"


def _commits(one: Proposal) -> str:
    lines = [f"- {inline(change.subject)}" for change in one.changes]
    return "\n".join((f"**{counted(len(lines), 'commit')}**, one for each kind of change:", *lines))


def _to_look_at(report: Report) -> str:
    looked_at = [one for one in _met(report) if one.fix == "review" and one.edits]
    return _places("edited, and wants a look", looked_at)


def _left(report: Report) -> str:
    patch = report.patch
    return _places("left to you", [report.findings[index] for index in patch.left] if patch else [])


def _met(report: Report) -> list[FindingPart]:
    """The findings of the newest candidate, those that the project accepts apart."""
    part = report.candidates[-1]
    return [report.findings[index] for reason in part.reasons for index in reason.findings]


def _places(what: str, found: list[FindingPart]) -> str:
    if not found:
        return ""
    lines = [f"- {code(f'{one.path}:{one.line}')}: {words(one.message)}" for one in found[:MOST_PLACES]]
    lines += [f"- and {len(found) - MOST_PLACES} more"] if found[MOST_PLACES:] else []
    return "\n".join((f"**{counted(len(found), 'place')} {what}:**", *lines))


def _footer(links: Links) -> str:
    run = f"[The whole run]({links.run}). " if links.run else ""
    told = "Push to this branch, and it is yours: upflow leaves it then. Close it, and it does not come again."
    return f"<sub>{run}{told}</sub>"
