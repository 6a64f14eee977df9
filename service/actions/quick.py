"""Actions that answer at once from a project's text and the facts: nothing is kept and nothing is run."""

import contextlib
from dataclasses import dataclass

from service.actions.desk import Desk
from service.actions.projects import ArchiveProject, GitProject, checkout
from service.actions.wanted import check_question, check_versions
from service.case import Case
from service.errors import WrongUse
from service.pipeline import check
from service.plan.parts import Plan
from service.plan.planning import plan
from service.reading import Question
from service.report import Report
from service.resolution import Resolution
from service.resolve.ways import Asking
from service.resolving import resolve_project


@dataclass(frozen=True, slots=True)
class MakePlan:
    """The plan of a project."""

    project: GitProject | ArchiveProject
    question: Question

    def perform(self, desk: Desk) -> Plan:
        check_question(self.question, desk.matrix)
        case = Case.unsettled(checkout(self.project, desk), self.question, desk.matrix)
        return plan(case, self.question)


@dataclass(frozen=True, slots=True)
class Migrate:
    """The patch of a project for one version, with the findings that it edits and those that it leaves."""

    project: GitProject | ArchiveProject
    question: Question

    def perform(self, desk: Desk) -> Report:
        check_question(self.question, desk.matrix)
        if len(self.question.targets) != 1:
            raise WrongUse("a patch goes to one version", "name it in `to`, such as 2.16 or newest")
        return check(checkout(self.project, desk), self.question, desk.matrix, None, lambda _event: None)


@dataclass(frozen=True, slots=True)
class FindSets:
    """The nearest working sets of a project; one at a time where the package index is asked."""

    project: GitProject | ArchiveProject
    asking: Asking

    def perform(self, desk: Desk) -> Resolution:
        check_versions(self.asking.targets, self.asking.baseline, self.asking.python, desk.matrix)
        if not self.asking.facts_alone and len(self.asking.targets) != 1:
            raise WrongUse("`resolve` takes a while for each version", "name one in `to`, or leave `resolve` out")
        files = checkout(self.project, desk)
        with contextlib.nullcontext() if self.asking.facts_alone else desk.resolving:
            return resolve_project(files, self.asking, desk.matrix, desk.settings.data / "cache", lambda _line: None)
