"""`fix`: the patch as a commit on the branch, as a pull request to it, or, for a fork, handed over."""

from dataclasses import replace
from typing import NamedTuple

from service.bot import texts
from service.bot.configuring import restored
from service.bot.errors import Refused
from service.bot.forge import Forge, Pull
from service.bot.harmless import code, fenced, inline
from service.bot.preparing import Sides, ask, kept
from service.bot.story import Story
from service.case import Case
from service.errors import WrongUse
from service.nouns import Checkout
from service.plain import counted
from service.report import Report
from service.reporting import build

TRAILER = "Upflow-Fix: "
BRANCH = "upflow/fix-{number}-{key}"
MOST_DIFF = 50_000
MOST_PLACES = 3


class Fix(NamedTuple):
    """What is rewritten for one TensorFlow, and what is left to a person."""

    version: str
    files: dict[str, bytes]
    report: Report

    @property
    def diff(self) -> str:
        return restored(self._bytes).decode("utf-8", "replace")

    @property
    def _bytes(self) -> bytes:
        return self.report.patch.diff.encode("utf-8", "surrogateescape") if self.report.patch else b""

    @property
    def size(self) -> dict[str, str]:
        patch = self.report.patch
        return {
            "edits": counted(patch.edits if patch else 0, "edit"),
            "files": counted(len(self.files), "file"),
            "version": inline(self.version),
            "left": self._left(),
        }

    def _left(self) -> str:
        findings = [self.report.findings[index] for index in (self.report.patch.left if self.report.patch else ())]
        places = list(dict.fromkeys(code(f"{each.path}:{each.line}") for each in findings))
        more = texts.MORE_CAUSES.format(count=len(places) - MOST_PLACES) if len(places) > MOST_PLACES else ""
        return texts.LEFT.format(places=", ".join(places[:MOST_PLACES]) + more) if places else texts.NOTHING_LEFT


def make(story: Story, sides: Sides, version: str | None, ignored: tuple[str, ...]) -> Fix:
    """The fix for a version that somebody names, or for the one that the pull request is about. Raises WrongUse."""
    asked = ask(sides, story.matrix, (version,) if version else (), ignored)
    case = Case.read(Checkout(sides.name, sides.head), asked.question, story.matrix)
    if not case.choice.candidates:
        raise WrongUse(f"no TensorFlow newer than {case.choice.baseline.tensorflow} is meant", "name one: `fix 2.16`")
    target, report = case.choice.candidates[-1], build(case, {})
    if asked.keeps:
        report = replace(report, patch=kept(sides, asked, story.matrix))
        changed = case.analysis.patch(target.tensorflow, both=True).files
    else:
        changed = case.patched_files(target)
    return Fix(str(target.tensorflow), {path: restored(content) for path, content in changed.items()}, report)


def hand_in(forge: Forge, pull: Pull, fix: Fix, key: str) -> str:
    """What was done, in words. Done again, it finds what it did."""
    if fix.files and pull.fork:
        return _hand_over(fix)
    if not pull.fork and f"{TRAILER}{key}" in forge.message(pull.head):
        return texts.FIX_CHANGED.format(commit=pull.head[:7])
    if not fix.files:
        return texts.FIX_NOTHING.format(**fix.size)
    title = texts.COMMIT_TITLE.format(version=fix.version)
    size = {name: fix.size[name] for name in ("edits", "files")}
    message = texts.COMMIT_TEXT.format(title=title, number=pull.number, key=key, **size)
    commit = forge.commit(pull.head, fix.files, message)
    try:
        moved = forge.move(pull.head_branch, commit)
    except Refused:
        if forge.tip(pull.head_branch) != pull.head:
            return texts.FIX_MOVED
        return _open(forge, pull, fix, commit, key)
    return texts.FIXED.format(commit=moved[:7], branch=code(pull.head_branch), **fix.size)


def _open(forge: Forge, pull: Pull, fix: Fix, commit: str, key: str) -> str:
    """The branch is protected: a pull request to it is what is left."""
    branch = BRANCH.format(number=pull.number, key=key)
    if forge.tip(branch) is None:
        forge.move(branch, commit)
    title = texts.COMMIT_TITLE.format(version=fix.version)
    text = texts.PULL_TEXT.format(
        number=pull.number, **{each: fix.size[each] for each in ("edits", "files", "version")}
    )
    number, link = forge.open_pull(branch, pull.head_branch, title, text)
    return texts.FIX_OPENED.format(branch=code(pull.head_branch), number=number, link=link, **fix.size)


def _hand_over(fix: Fix) -> str:
    text = texts.FIX_ARTEFACT.format(**fix.size)
    if len(fix.diff) > MOST_DIFF:
        return f"{text}\n\n{texts.PATCH_TOO_LONG_BARE.format(version=fix.version)}"
    return f"{text}\n\n{fenced(fix.diff, 'diff')}"
