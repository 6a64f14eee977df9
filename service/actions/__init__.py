"""What anybody may ask, once: every door parses words into one of these, performs it, and shows the answer."""

from service.actions.comparing import ComparedCandidate, CompareRuns, Comparison
from service.actions.desk import Desk
from service.actions.facts import AskMatrix, ExplainLog, Explanation
from service.actions.projects import ArchiveProject, GitProject
from service.actions.quick import FindSets, MakePlan, Migrate
from service.actions.runs import (
    CancelRun,
    GetLog,
    GetPatch,
    GetReport,
    GetRun,
    ListProjects,
    ListRuns,
    ListTrials,
    RequestRun,
    RetryRun,
    RunState,
)

__all__ = [
    "ArchiveProject",
    "AskMatrix",
    "CancelRun",
    "CompareRuns",
    "ComparedCandidate",
    "Comparison",
    "Desk",
    "ExplainLog",
    "Explanation",
    "FindSets",
    "GetLog",
    "GetPatch",
    "GetReport",
    "GetRun",
    "GitProject",
    "ListProjects",
    "ListRuns",
    "ListTrials",
    "MakePlan",
    "Migrate",
    "RequestRun",
    "RetryRun",
    "RunState",
]
