"""From a case to its plan: the routes with what each costs and risks, the hops on the way, and their ranks. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from matrices import query, vulnerabilities
from matrices.vulnerabilities import Database
from service import keras_2
from service.case import Case
from service.nouns import Candidate
from service.plan.costs import cost, work
from service.plan.hops import new_between, stops
from service.plan.parts import SCHEMA, HopPart, Plan, RiskPart, RoutePart, StartPart
from service.plan.ranking import Ranked, ranked
from service.plan.targets import Destination, Name, destinations, made_for
from service.reading import Question
from service.resolve.candidates import offer
from service.resolve.versions import Versions

if TYPE_CHECKING:
    from matrices.picking import Facts

NEWEST_SHOWN = 3


def plan(case: Case, question: Question) -> Plan:
    """Every way from where the project is. `case` need not be settled: only the ends of routes are."""
    places: dict[str, Facts] = {}
    question = question._replace(python=case.python)
    base = case.pinned(case.choice.baseline, places)
    case = replace(case, choice=case.choice._replace(baseline=base))
    ends = [one for one in destinations(case.matrix, base.tensorflow) if not _is_idle(case, one)]
    found = [_route(case, question, one, places) for one in ends]
    database = vulnerabilities.load()
    modules = [data for path, data in case.checkout.files.items() if path.endswith(".py")]
    return Plan(
        schema=SCHEMA,
        project=StartPart(
            path=case.checkout.name,
            files=len(modules),
            lines=sum(data.count(b"\n") + (not data.endswith(b"\n")) for data in modules if data),
            tensorflow=str(base.tensorflow),
            python=base.python,
            keras=base.keras,
            assumed=case.choice.assumed,
        ),
        risk=risk(case, database, base),
        listed_until=database.until.isoformat(),
        listed_by=case.matrix.sources[vulnerabilities.SOURCE].url,
        routes=tuple(_part(one, rank) for rank, one in enumerate(ranked(found), 1)),
        notes=tuple(dict.fromkeys(_notes(case))),
    )


def _notes(case: Case) -> Iterator[str]:
    """What was not understood: of the files, of what is declared, and of the code."""
    yield from (note.said for note in (*case.checkout.notes, *case.declared.notes))
    yield from (one.message for one in (*case.analysis.problems, *case.analysis.doubts))


def _part(one: Ranked, rank: int) -> RoutePart:
    return replace(one.route, rank=rank, reason=one.reason)


def _route(case: Case, question: Question, end: Destination, places: "dict[str, Facts]") -> RoutePart:
    candidate = case.pinned(candidate_for(case, question, end), places)
    keeps = end.name is Name.TF_KERAS
    made = made_for(case.matrix, end.release.version) if keeps else None
    if keeps:
        case, candidate = keras_2.keeping(case), keras_2.asked(candidate)
    spent = cost(case, candidate, keeps_keras_2=keeps)
    spent = replace(spent, blockers=(*_refused(case, question, candidate), *spent.blockers))
    return RoutePart(
        rank=0,
        name=end.name.value,
        tensorflow=str(candidate.tensorflow),
        python=candidate.python,
        keras=str(made) if made else candidate.keras,
        reason="",
        is_open=not spent.blockers,
        cost=spent,
        risk=risk(case, vulnerabilities.load(), candidate),
        hops=_hops(case, candidate),
        command=_command(end.name, candidate, base=case.choice.baseline),
    )


def candidate_for(case: Case, question: Question, end: Destination) -> Candidate:
    """The set at the end of a route. Where the project's own range of Pythons is too narrow, it is what moves."""
    base, version = case.choice.baseline, end.release.version
    if version == base.tensorflow:
        return base._replace(constraints=(), troubles=())
    versions = Versions(base.tensorflow, (version,), case.choice.assumed)
    for declared in (case.declared, case.declared._replace(python=None)):
        for python in dict.fromkeys((question.python, None)):
            chosen = offer(declared, case.matrix, versions, python)
            if chosen.candidates:
                return chosen.candidates[0]
    raise AssertionError(f"TensorFlow {version} has no wheel for any Python")


def _refused(case: Case, question: Question, candidate: Candidate) -> Sequence[str]:
    """Who names a Python means it."""
    if question.python is None or candidate.python == question.python:
        return ()
    has = ", ".join(query.pythons(query.find(case.matrix, str(candidate.tensorflow))))
    return (f"TensorFlow {candidate.tensorflow} has no wheel for Python {question.python}, it has for {has}",)


def _is_idle(case: Case, end: Destination) -> bool:
    """To keep Keras 2 where nothing in the code comes with Keras 3 costs a package and spares nothing."""
    met = case.analysis.concerning(end.release.version)
    return end.name is Name.TF_KERAS and not any(map(keras_2.spared, met))


def _hops(case: Case, candidate: Candidate) -> tuple[HopPart, ...]:
    """The stops, each with what is new since the stop before; none where one jump will do, or nothing wants a look."""
    start = query.find(case.matrix, str(case.choice.baseline.tensorflow))
    end = query.find(case.matrix, str(candidate.tensorflow))
    found = stops(case.matrix, start, end, case.analysis.findings, candidate.python)
    if len(found) < 2:  # noqa: PLR2004 - the end is the only one
        return ()
    parts, here = [], start.version
    for stop in found:
        version = stop.release.version
        done = work(case, new_between(case.analysis.findings, here, version), version)
        counts = (len(done.safe), len(done.review), len(done.manual))
        parts.append(HopPart(str(version), stop.python, *counts, stop.reason))
        here = version
    return tuple(parts) if any(part.review + part.manual for part in parts) else ()


def risk(case: Case, database: Database, candidate: Candidate) -> RiskPart:
    """What is listed of a release; of one that came after the end of the list, nothing is known."""
    release = query.find(case.matrix, str(candidate.tensorflow))
    found = vulnerabilities.of(database, release.version)
    if not found and release.date > database.until:
        return RiskPart(None, (), None)
    later = [one.version for one in reversed(query.releases(case.matrix)) if one.version > release.version]
    free = next((one for one in later if not vulnerabilities.of(database, one)), None) if found else None
    return RiskPart(len(found), tuple(one.id for one in found[:NEWEST_SHOWN]), str(free) if free else None)


def _command(name: Name, candidate: Candidate, base: Candidate) -> str:
    """What to run next; nothing where there is nothing to do."""
    if candidate.tensorflow == base.tensorflow:
        return ""
    keeping = " --keras-2" if name is Name.TF_KERAS else ""
    return f"upflow migrate . --to {candidate.tensorflow}{keeping} --write"
