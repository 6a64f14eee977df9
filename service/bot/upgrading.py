"""Upgrades that a project asks for: a run for each target at the tip of its branch, then one round on the forge."""

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Protocol

from matrices import published
from service.bot.errors import Later
from service.bot.forge import Repository
from service.bot.preparing import read_files
from service.bot.runs import Ended
from service.bot.story import Story
from service.bot.work import LookForUpgrades
from service.case import Case
from service.config.definition import Configuration, Upgrades
from service.config.present import OWN, PYPROJECT
from service.config.reading import read
from service.errors import WrongUse
from service.nouns import Checkout
from service.reading import Question
from service.report import Report
from service.upgrade.carrying import Ask, Terms, carry
from service.upgrade.forge import UpgradeForge
from service.upgrade.proposal import Links, propose

POLL, DAY = 60.0, 86_400.0
WORD = b"upgrades"
"""Whoever asks for upgrades writes it: who does not need not be fetched as a whole."""
NONE = Upgrades(enabled=False, dashboard=False)
log = logging.getLogger(__name__)


class ProjectForge(UpgradeForge, Protocol):
    """A forge, as far as a project's own wishes need it."""

    def default_branch(self) -> str: ...

    def file(self, path: str, commit: str) -> bytes | None:
        """A small file of a commit; None where there is none."""


def today() -> date:
    return datetime.now(UTC).date()


@dataclass(frozen=True, slots=True)
class Upgrader:
    """`again` puts a repository in line again, with the runs that were asked for."""

    story: Story
    open_forge: Callable[[Repository], ProjectForge]
    again: Callable[[LookForUpgrades], None]
    today: Callable[[], date] = today

    def look(self, work: LookForUpgrades) -> None:
        """One step: asks for runs, waits for them, or carries out what they say. Raises Later, at the end for a day."""
        if not self.story.pulls.is_open(work.repository.installation):
            return
        forge = self.open_forge(work.repository)
        branch = forge.default_branch()
        if (tip := forge.tip(branch)) is None:
            return
        try:
            self._step(work, forge, branch, tip)
        except WrongUse as error:
            log.warning("upgrades of %s: %s", work.repository.name, error.message)

    def _step(self, work: LookForUpgrades, forge: ProjectForge, branch: str, tip: str) -> None:
        """The configuration is that of the default branch: who may write there may ask."""
        asked = None
        if any(WORD in (forge.file(path, tip) or b"") for path in (OWN, PYPROJECT)):
            asked = read(self._files(work, tip)).configuration.upgrades
        if asked is None:
            carry(forge, (), Terms(NONE, branch, tip, self.today()))
            return
        base = asked.base or branch
        if (at := forge.tip(base)) is None:
            raise WrongUse(f"there is no branch {base}", "upgrades.base names the one to go to")
        files = self._files(work, at)
        configuration = read(files).configuration
        reports = self._reports(work, files, asked, at)
        asks = [self._ask(work, files, version, run, report) for version, run, report in reports]
        carry(forge, asks, Terms(asked, base, at, self.today()), ignored(configuration))
        raise Later(DAY, "until tomorrow")

    def _files(self, work: LookForUpgrades, commit: str) -> Mapping[str, bytes]:
        forge = self.story.forges.of(work.repository)
        return read_files(forge, commit, _name(work), self.story.most_upload)

    def _reports(
        self, work: LookForUpgrades, files: Mapping[str, bytes], asked: Upgrades, at: str
    ) -> Iterator[tuple[str, str, Report]]:
        """The version, run and report of each target. Raises Later while a run goes on, or where one failed."""
        versions = list(dict.fromkeys(str(published.find(published.offered(), each)) for each in asked.to))
        runs = dict(work.runs) if work.commit == at else {}
        if missing := [version for version in versions if version not in runs]:
            name = _name(work)
            runs |= {each: self.story.runs.ask(name, files, Question(targets=(each,))) for each in missing}
            self.again(replace(work, commit=at, runs=tuple(runs.items())))
            raise Later(POLL, "its runs go on")
        ended = {version: self.story.runs.ended(runs[version]) for version in versions}
        for version, one in ended.items():
            yield version, runs[version], self._report(work, version, one)

    def _report(self, work: LookForUpgrades, version: str, ended: Ended | None) -> Report:
        if ended is None:
            raise Later(POLL, "its runs go on")
        if ended.report is None:
            log.warning("the upgrade of %s to %s failed: %s", work.repository.name, version, ended.error)
            raise Later(DAY, "its run failed")
        return ended.report

    def _ask(self, work: LookForUpgrades, files: Mapping[str, bytes], version: str, run: str, report: Report) -> Ask:
        case = Case.read(Checkout(_name(work), files), Question(targets=(version,)), self.story.matrix)
        return Ask(version, propose(case, report), self._links(report, version, run))

    def _links(self, report: Report, version: str, run: str) -> Links:
        page = self.story.links.run(run)
        logs = f"{page}/logs" if page else ""
        if not logs:
            return Links()
        base = report.project.baseline.tensorflow
        return Links(page, f"{logs}/{base}", f"{logs}/{version}", f"{logs}/{version}?patched=true")


def ignored(configuration: Configuration) -> Iterator[str]:
    """What the project accepts, a sentence each."""
    for one in configuration.ignore:
        until = f" (until {one.until})" if one.until else ""
        yield f"{one.words}: {one.reason}{until}"


def _name(work: LookForUpgrades) -> str:
    return work.repository.name.rpartition("/")[2]
