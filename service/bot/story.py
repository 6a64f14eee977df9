"""The story of a pull request: look, ask for two runs, wait, tell. Each step may be done twice, and says it once.

docs/github.md draws it. What is known is saved before and after each word to the forge, so that a process that dies
anywhere leaves a place to go on from.
"""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from matrices.facts import Matrix
from service.bot import telling, texts
from service.bot.advising import Scene
from service.bot.bumps import Bump, made_by
from service.bot.comment import Parts, comment
from service.bot.concerns import concerns, may_concern
from service.bot.configuring import restored
from service.bot.errors import Gone, Refused, Waiting
from service.bot.forge import ChangedFile, Conclusion, Forge, Forges, Pull, Told
from service.bot.judging import Judgement, judge
from service.bot.links import Links
from service.bot.markers import key_of
from service.bot.preparing import Sides, ask, fetch, kept
from service.bot.publishing import PULL, publish
from service.bot.runs import Ended, Runner
from service.bot.suggesting import suggestions, without
from service.bot.wanting import Beside, Wanted
from service.bot.work import LookAtPull, place
from service.errors import WrongUse
from service.nouns import Verdict
from service.report import Report
from service.store.bot_pulls import Known, Place, Pulls, Stage

POLL = 60.0
"""Seconds: the end of a run wakes its pull request; this is for the case that it does not."""
WAITING = "its runs go on"


@dataclass(frozen=True, slots=True)
class Story:
    """Everything that is needed to look at a pull request."""

    forges: Forges
    pulls: Pulls
    runs: Runner
    matrix: Matrix
    links: Links
    most_upload: int

    def look(self, work: LookAtPull) -> None:
        """Goes one step further. Raises Later where there is something to wait for."""
        if not self.pulls.is_open(work.repository.installation):
            return
        known = self.pulls.meet(place(work.repository, work.number))
        forge = self.forges.of(work.repository)
        try:
            pull = forge.pull(work.number)
        except Gone:
            self.pulls.save(replace(known, stage=Stage.CLOSED))
            return
        moved = known.head != pull.head or known.base_branch not in {"", pull.base_branch}
        known = replace(known, head_branch=pull.head_branch, base_branch=pull.base_branch)
        if not pull.is_open:
            self._leave(known, forge, Stage.CLOSED, texts.CHECK_CLOSED)
            return
        if moved and known.stage in {Stage.BEGUN, Stage.ASKED}:
            self._leave(known, forge, Stage.NEW, texts.CHECK_SUPERSEDED)
            known = replace(known, stage=Stage.NEW, check_run=None)
        if known.stage in {Stage.NEW, Stage.BEGUN, Stage.CLOSED} or moved or known.wanted:
            known = self._begin(known, forge, pull)
        if known.stage is Stage.ASKED:
            self._tell(known, forge, pull)

    def _leave(self, known: Known, forge: Forge, stage: Stage, why: str) -> None:
        """What an old head was checked for is not published as anything; its check does not stay open, nor its runs."""
        if known.stage in {Stage.BEGUN, Stage.ASKED}:
            for run in filter(None, (known.base_run, known.head_run)):
                self.runs.cancel(run)
            with suppress(Gone, Refused):  # the commit is gone, and its check with it
                check = known.check_run or forge.find_check(known.head, _check_key(known))
                if check is not None:
                    forge.end_check(known.head, check, telling.over(why, Conclusion.CANCELLED), "")
        self.pulls.save(replace(known, stage=stage))

    def _begin(self, known: Known, forge: Forge, pull: Pull) -> Known:
        """Looks whether it is about TensorFlow; if so, opens the check and asks for both runs."""
        wanted, changed = Wanted.parse(known.wanted), forge.changed(pull.number)
        insists = bool(known.wanted) or known.comment is not None
        if not insists and not may_concern(changed):
            return self._quiet(known, pull)
        again = known.stage is Stage.BEGUN and known.head == pull.head
        if known.head != pull.head:
            known = replace(known, check_run=None, base_run=None, head_run=None)
        known = replace(known, head=pull.head, stage=Stage.BEGUN)
        self.pulls.save(known)
        try:
            sides = fetch(forge, pull, _name(known.place), self.most_upload)
            if not insists and not concerns(changed, sides.base, sides.head):
                return self._quiet(known, pull)
            known = self._open_check(known, forge, looked_for=again)
            return self._ask(known, sides, wanted)
        except WrongUse as error:
            known = self._open_check(known, forge, looked_for=again)
            return self._failed(known, forge, Ended(None, error.message, error.hint))

    def _quiet(self, known: Known, pull: Pull) -> Known:
        """Nothing is said where nothing was ever said."""
        known = replace(known, stage=Stage.QUIET, head=pull.head)
        self.pulls.save(known)
        self.pulls.answered(known)
        return known

    def _open_check(self, known: Known, forge: Forge, *, looked_for: bool) -> Known:
        """One check a commit: found where an earlier try made it, opened again where somebody asked for more."""
        if known.check_run is not None:
            if known.wanted:
                forge.restart_check(known.head, known.check_run, "")
            return known
        key = _check_key(known)
        found = forge.find_check(known.head, key) if looked_for else None
        known = replace(known, check_run=found or forge.start_check(known.head, key, ""))
        self.pulls.save(known)
        return known

    def _ask(self, known: Known, sides: Sides, wanted: Wanted) -> Known:
        asked = ask(sides, self.matrix, wanted.targets, self.ignored(known.place))
        patch = kept(sides, asked, self.matrix) if asked.keeps else None
        beside = Beside(sides.configured, asked.solved, patch, " ".join(wanted.targets))
        known = replace(
            known,
            base=sides.base_commit,
            base_run=self.runs.ask(sides.name, sides.base, asked.question),
            head_run=self.runs.ask(sides.name, sides.head, asked.question),
            moved=tuple(asked.moved),
            beside=beside.dump(),
            stage=Stage.ASKED,
        )
        self.pulls.save(known)
        self.pulls.answered(known)
        return known

    def _tell(self, known: Known, forge: Forge, pull: Pull) -> None:
        """Both runs are over: check, suggestions, comment, in this order, and each of them once."""
        base, head = (self.runs.ended(run) if run else None for run in (known.base_run, known.head_run))
        if base is None or head is None:
            raise Waiting(POLL, WAITING)
        if head.report is None:
            self._failed(known, forge, head)
            return
        beside = Beside.parse(known.beside)
        report = _restored(head.report, beside)
        old = base.report or replace(report, candidates=())
        found = judge(old, report, tuple(Bump(*one) for one in known.moved))
        changed = forge.changed(pull.number)
        parts = self._parts(known, pull, found, beside)
        text = comment(found, parts)
        self._end_check(known, forge, telling.tell(found, text), parts.scene.link)
        if found.verdict in {Verdict.BREAKS, Verdict.CHANGES} and (found.moves_tensorflow or not found.clashes):
            self._suggest(known, forge, pull, found, changed)
        self._say(known, forge, text, is_new=found.changed)

    def _failed(self, known: Known, forge: Forge, ended: Ended) -> Known:
        """What a person can mend, told in the check; in the comment too where it says something that is over."""
        told = telling.failed(ended.error, ended.hint)
        self._end_check(known, forge, told, "")
        self.pulls.answered(known)
        return self._say(known, forge, f"### {told.title}\n\n{told.summary}", is_new=False)

    def _say(self, known: Known, forge: Forge, text: str, *, is_new: bool) -> Known:
        if is_new or known.comment is not None:
            if known.comment_key is None:
                known = replace(known, comment_key=key_of(PULL, known.place.repository, known.place.number))
                self.pulls.save(known)
            with suppress(Refused):  # a conversation that is locked: the check has said it
                made = publish(forge, known.place.repository, known.place.number, known.comment, text)
                known = replace(known, comment=made)
        known = replace(known, stage=Stage.TOLD)
        self.pulls.save(known)
        return known

    def _end_check(self, known: Known, forge: Forge, told: Told, link: str) -> None:
        if known.check_run is not None:
            forge.end_check(known.head, known.check_run, told, link)

    def _suggest(
        self, known: Known, forge: Forge, pull: Pull, found: Judgement, changed: tuple[ChangedFile, ...]
    ) -> None:
        """A commit that moved on, or a line that a forge sees otherwise, is no reason to say nothing else."""
        diff = found.head.patch.diff if found.head.patch else ""
        if not (fitting := suggestions(diff, changed)):
            return
        if fresh := without(fitting, forge.suggested(pull.number)):
            try:
                forge.suggest(pull.number, known.head, fresh)
            except Refused:
                return

    def _parts(self, known: Known, pull: Pull, found: Judgement, beside: Beside) -> Parts:
        run, command = known.head_run or "", f"{texts.MENTION} fix {beside.named}".strip()
        patch = self.links.patch(run) if found.head.patch and not beside.patch else ""
        keeps = found.head.project.baseline.tensorflow if beside.patch else ""
        return Parts(
            scene=Scene(pull.fork, self.links.run(run), patch, command, keeps),
            solved=beside.solved,
            head=known.head,
            bot=made_by(pull.author) if found.bumps else None,
            ignored=self.ignored(known.place),
            configured=beside.configured,
        )

    def ignored(self, where: Place) -> tuple[str, ...]:
        """The rules that somebody ignores there today."""
        today = datetime.now(UTC).date().isoformat()
        return tuple(each.rule for each in self.pulls.ignores(where) if not each.until or each.until >= today)


def _restored(report: Report, beside: Beside) -> Report:
    """With the patch that is meant, and its lines as they are in the head."""
    patch = beside.patch or report.patch
    if patch is None:
        return report
    diff = restored(patch.diff.encode("utf-8", "surrogateescape")).decode("utf-8", "surrogateescape")
    return replace(report, patch=replace(patch, diff=diff))


def _check_key(known: Known) -> str:
    return key_of("check", known.place.repository, known.place.number, known.head)


def _name(where: Place) -> str:
    return where.name.rpartition("/")[2]
