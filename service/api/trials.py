"""The routes of the trials of a run: how far each is, what it wrote, and trying again or no more."""

from dataclasses import dataclass

from starlette.responses import Response

from service.actions import CancelRun, GetLog, ListTrials, RetryRun
from service.api.runs import problem
from service.store.records import TrialRow
from service.web.desk import AtDesk
from service.web.routes import Routes
from service.web.shown import RunShown, json_answer, shown

router = Routes(prefix="/api/v1/runs/{run_id}", tags=["trials"])
TEXT = {"content": {"text/plain": {"schema": {"type": "string"}}}}


@dataclass(frozen=True, slots=True)
class TrialList:
    """The trials of a run, in the order in which they were asked for."""

    trials: tuple[TrialRow, ...]


@router.get(
    "/trials",
    response_model=TrialList,
    operation_id="list_trials",
    summary="The trials of a run",
    response_description="each with how far it is",
    responses=problem(404),
)
def list_trials(run_id: str, desk: AtDesk) -> Response:
    return json_answer(TrialList(ListTrials(run_id).perform(desk)))


@router.get(
    "/trials/{key}/log",
    response_class=Response,
    operation_id="get_log",
    summary="All that a trial wrote",
    responses={200: {"description": "its output", **TEXT}, **problem(404)},
)
def get_log(run_id: str, key: str, desk: AtDesk) -> Response:
    log = GetLog(run_id, key).perform(desk)
    return Response(log.encode(errors="replace"), media_type="text/plain; charset=utf-8")


@router.get(
    "/log",
    response_class=Response,
    operation_id="get_logs",
    summary="All that the trials of a run wrote",
    responses={200: {"description": "their output, a heading before each", **TEXT}, **problem(404)},
)
def get_logs(run_id: str, desk: AtDesk) -> Response:
    logs = ((row.label, desk.store.log(run_id, row.key)) for row in ListTrials(run_id).perform(desk))
    text = "".join(f"==> {label} <==\n{log}\n" for label, log in logs if log is not None)
    return Response(text.encode(errors="replace"), media_type="text/plain; charset=utf-8")


@router.post(
    "/trials/{key}/retry",
    status_code=202,
    response_model=RunShown,
    operation_id="retry_trial",
    summary="Try one trial again",
    response_description="the run, which waits for its turn again; its other trials stay as they are",
    responses=problem(404, 409),
)
def retry_trial(run_id: str, key: str, desk: AtDesk) -> Response:
    return json_answer(shown(RetryRun(run_id, key).perform(desk)), 202)


@router.post(
    "/retry",
    status_code=202,
    response_model=RunShown,
    operation_id="retry_run",
    summary="Take a run that is over up again",
    response_description="the run, which waits for its turn again; trials that ended stay as they are",
    responses=problem(404, 409),
)
def retry_run(run_id: str, desk: AtDesk) -> Response:
    return json_answer(shown(RetryRun(run_id).perform(desk)), 202)


@router.post(
    "/cancel",
    response_model=RunShown,
    operation_id="cancel_run",
    summary="End a run at once",
    response_description="the run; one that was over stays as it was",
    responses=problem(404),
)
def cancel_run(run_id: str, desk: AtDesk) -> Response:
    """Its containers are stopped, and what waits of it is dropped."""
    return json_answer(shown(CancelRun(run_id).perform(desk)))
