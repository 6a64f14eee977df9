"""What anybody may ask, once: every door parses words into one of these, performs it, and shows the answer."""

from service.actions.desk import Desk
from service.actions.projects import ArchiveProject, GitProject
from service.actions.quick import FindSets, MakePlan
from service.actions.runs import GetPatch, GetReport, GetRun, ListRuns, RequestRun, RunState

__all__ = [
    "ArchiveProject",
    "Desk",
    "FindSets",
    "GetPatch",
    "GetReport",
    "GetRun",
    "GitProject",
    "ListRuns",
    "MakePlan",
    "RequestRun",
    "RunState",
]
