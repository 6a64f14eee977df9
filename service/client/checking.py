"""`upflow check` by a service: the project is sent, its run is followed, and the report is the one that it made."""

from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from service.client.client import Client, RemoteRun, Said
from service.client.packing import packed, sendable
from service.errors import UpflowError
from service.events import Event, StaticAnswer, TrialEnded, TrialSaid, TrialStarted
from service.nouns import Kind, Outcome, Reason
from service.plain import counted
from service.progress import Progress
from service.project.checkout import open_project
from service.reading import Question
from service.report import NotePart, Report


class OurBug(UpflowError):
    """The service met a bug of its own."""

    exit_code = 3


def check(server: str, token: str, source: str, question: Question, progress: Progress, *, trials: bool) -> Report:
    """The report for a folder, a file or a repository. Raises what `upflow check` raises without a service, too.

    Who interrupts it ends the run.
    """
    asked, notes = _asked(question, trials=trials), tuple[NotePart, ...]()
    with ExitStack() as stack:
        client = stack.enter_context(Client(server, token))
        if source.startswith("https://"):
            run = client.check({**asked, "url": source})
        else:
            folder = Path(source)
            checkout = open_project(source, progress.say)
            sent, withheld = sendable(checkout, folder if folder.is_dir() else None)
            notes = tuple(NotePart(*note) for note in (*checkout.notes, *withheld))
            progress.say(f"{counted(len(sent.files), 'file')} to {server}")
            run = client.check(asked, stack.enter_context(packed(sent)), f"{checkout.name}.tar.gz")
        try:
            _follow(client, run, progress)
        except KeyboardInterrupt:
            client.cancel(run.id)
            raise
        report = _ended(client, run.id)
    # The plan is for the pages: `upflow check` alone makes none.
    return replace(report, plan=None, notes=(*notes, *report.notes))


def _asked(question: Question, *, trials: bool) -> dict[str, object]:
    """What is not asked is not there."""
    values: dict[str, object] = {**question._asdict(), "from": question.baseline, "to": question.targets, "run": trials}
    named = ("from", "to", "python", "select", "skip", "gpu", "driver", "image", "platform", "cpu", "run")
    return {name: values[name] for name in named if values[name] or name == "run"}


def _follow(client: Client, run: RemoteRun, progress: Progress) -> None:
    for said in client.follow(run.id):
        if said.kind == "said" and not said.label:
            progress.say(said.text)
        elif said.kind == "judged":
            if (report := client.static_report(run.id)) is not None:
                progress.listen(StaticAnswer(report))
        elif event := _event(said):
            progress.listen(event)


def _event(said: Said) -> Event | None:
    match said.kind:
        case "started":
            return TrialStarted(said.label)
        case "said":
            return TrialSaid(said.label, said.text)
        case "ended":
            return TrialEnded(said.label, Outcome(_reason(said.outcome), said.text))
        case _:
            return None


def _reason(outcome: str | None) -> Reason | None:
    """Any of that kind: what is told of it is its message."""
    kind = Kind(outcome or Kind.UNDECIDED.value)
    return None if kind is Kind.PASSED else next(reason for reason in Reason if reason.kind is kind)


def _ended(client: Client, run_id: str) -> Report:
    run = client.run(run_id)
    if run.state == "done":
        return client.report(run_id)
    if run.state == "cancelled":
        raise UpflowError(f"run {run_id} was cancelled on the service", "ask again")
    from service.durable.hands import BUG  # noqa: PLC0415 - only where something failed

    raise (OurBug if run.error == BUG else UpflowError)(run.error, run.hint)
