"""What a route costs a project: places in its code, declared lines, pins, and what changes around it. Pure."""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from packaging.version import Version

from matrices import query
from matrices.gpu import query as gpus
from matrices.grades import Verdict
from migrations.rule import Effect, Finding, Fix
from service import gpu, keras_2
from service.case import Case
from service.nouns import Candidate, package
from service.patch import images
from service.patch.interpreters import Pythons
from service.patch.notation import plain
from service.patch.splice import TextEdit
from service.plan.parts import ChangePart, CostPart, LinePart, PinPart, PlacePart

MOST_KINDS = 4
GPU_PACKAGES, GPU_TAG = ("tensorflow-gpu",), "-gpu"


class Work(NamedTuple):
    """The places of a route by what they need: nothing, a look, or hands."""

    safe: tuple[Finding, ...]
    review: tuple[Finding, ...]
    manual: tuple[Finding, ...]


def work(case: Case, findings: Iterable[Finding], version: Version) -> Work:
    """The findings, by what the patch for a release does of them."""
    dropped = {(problem.path, problem.line) for problem in case.analysis.patch(version).problems}
    safe: list[Finding] = []
    review: list[Finding] = []
    manual: list[Finding] = []
    for one in findings:
        made = one.fix is not Fix.MANUAL and (one.path, one.line) not in dropped
        if made and not one.edits and one.requires:
            safe.append(one)  # a package is all that is wanted, and the patch adds it
        elif made and one.edits:
            (safe if one.fix is Fix.SAFE else review).append(one)
        elif one.effect is not Effect.DEPRECATED:
            manual.append(one)
    return Work(tuple(safe), tuple(review), tuple(manual))


def cost(case: Case, candidate: Candidate, *, keeps_keras_2: bool = False) -> CostPart:
    """Everything that the way to a candidate asks for; `keeps_keras_2`: with tf-keras."""
    version = candidate.tensorflow
    done = work(case, case.analysis.concerning(version), version)
    rewritten = case.rewritten(candidate)
    files = case.joined(rewritten.files, case.patched_sources(candidate))
    kept = {one.path for one in chain(*done)} | rewritten.files.keys()
    return CostPart(
        safe=len(done.safe),
        review=len(done.review),
        manual=len(done.manual),
        files=len(files.keys() & kept),
        places=tuple(_places(done)),
        requirements=tuple(_lines(case, candidate)),
        pins=tuple(_pins(case, candidate)),
        changes=tuple(_changes(case, candidate, keeps_keras_2=keeps_keras_2)),
        left=tuple(PlacePart(one.path, one.line or 1, "manual", one.message, "") for one in rewritten.notes),
        blockers=tuple(_blockers(case, candidate)),
    )


def _places(done: Work) -> Iterator[PlacePart]:
    """The first place of each kind, what is by hand before what is to look at, and the kinds with most places first."""
    for fix, findings in ((Fix.MANUAL, done.manual), (Fix.REVIEW, done.review)):
        by_rule: dict[str, list[Finding]] = {}
        for one in findings:
            by_rule.setdefault(one.rule, []).append(one)
        for found in sorted(by_rule.values(), key=len, reverse=True)[:MOST_KINDS]:
            first = found[0]
            yield PlacePart(first.path, first.line, fix.value, first.message, first.source, len(found) - 1)


def _lines(case: Case, candidate: Candidate) -> Iterator[LinePart]:
    """Each line that changes, with the fact that forces it; TensorFlow's own is what was asked for."""
    facts = {package(one.requirement): one for one in candidate.constraints}
    needs = query.find(case.matrix, str(candidate.tensorflow)).needs
    for edit in case.requirement_edits(candidate):
        line, name = edit.line, package(edit.line.requirement)
        reason, source = "", ""
        if name in facts:
            reason, source = facts[name].reason, _address(case, facts[name].source)
        elif name in needs:
            reason = f"TensorFlow {candidate.tensorflow} wants {name}{plain(needs[name].range)}"
            source = _address(case, needs[name].source)
        yield LinePart(line.path, line.line, str(line.requirement), str(edit.requirement), reason, source)


def _pins(case: Case, candidate: Candidate) -> Iterator[PinPart]:
    """What no line asks for yet; one entry a package."""
    named = {package(line.requirement) for line in case.declared.lines}
    wanted = (*(one for one in candidate.constraints if one.needed), *case.needed_by_code(candidate))
    pins = {package(one.requirement): one for one in reversed(wanted)}
    for name, pin in reversed(pins.items()):
        if name not in named:
            yield PinPart(str(pin.requirement), pin.reason, _address(case, pin.source))


def _address(case: Case, source: str) -> str:
    known = case.matrix.sources.get(source)
    return known.url if known else source


def _changes(case: Case, candidate: Candidate, *, keeps_keras_2: bool) -> Iterator[ChangePart]:
    start, release = case.choice.baseline, query.find(case.matrix, str(candidate.tensorflow))
    if start.python not in query.pythons(release):
        has = ", ".join(query.pythons(release))
        yield ChangePart("python", start.python, candidate.python, f"TensorFlow {release.version} has wheels for {has}")
    if keeps_keras_2:
        yield ChangePart("environment", "", keras_2.SWITCH, keras_2.REASON)
    if is_on_gpu(case):
        yield from _of_gpu(case, start.tensorflow, candidate.tensorflow)
    pythons = Pythons(query.pythons(release), candidate.python)
    moved = [one for one in images.edits(case.declared, release.version, pythons) if isinstance(one, TextEdit)]
    by_place = {(one.path, one.span): one.reference for one in case.declared.images}
    for one in moved if candidate.tensorflow.release[:2] != start.tensorflow.release[:2] else ():
        yield ChangePart("image", by_place[one.path, one.span], one.text, "its Python or its TensorFlow does not fit")
    for image in case.declared.images:
        for sentence in gpu.of_declared(case.matrix, release.version, image.reference) if image.cuda else ():
            yield ChangePart("image", image.reference, "", sentence)


def is_on_gpu(case: Case) -> bool:
    """Whether a GPU is wanted: a machine is named, or what is declared has CUDA in it."""
    if case.machine is not None:
        return True
    named = any(line.requirement.name.lower() in GPU_PACKAGES for line in case.declared.everything)
    has_cuda = any(image.cuda or GPU_TAG in image.reference for image in case.declared.images)
    return named or has_cuda or bool(case.declared.toolkits)


def _of_gpu(case: Case, start: Version, end: Version) -> Iterator[ChangePart]:
    """CUDA, cuDNN, the driver and the package, where they are others than today."""
    facts, platform = case.matrix.gpu, case.machine.platform if case.machine else "linux_x86_64"
    for what, ask in (("cuda", gpus.cuda_of), ("cudnn", gpus.cudnn_of)):
        old, new = (ask(facts, version, platform) for version in (start, end))
        if new is not None and (old is None or old.version != new.version):
            reason = f"its wheel was built with it: {_address(case, new.source)}"
            yield ChangePart(what, str(old.version) if old else "", str(new.version), reason)
    card = case.machine.card.capability if case.machine and case.machine.card else None
    before, after = (gpus.minimum_driver(facts, version, platform, card) for version in (start, end))
    if after is not None and (before is None or before.needed != after.needed):
        today = f">={before.needed}" if before else ""
        yield ChangePart("driver", today, f">={after.needed}", facts.rules[after.rule].text)
    if case.machine is not None:
        found = gpu.answer(case.matrix, end, case.machine)
        if found.verdict is not Verdict.BREAKS and found.package != "tensorflow":
            yield ChangePart("package", "tensorflow", found.package, found.reasons[0])


def _blockers(case: Case, candidate: Candidate) -> Iterator[str]:
    """What is known to break that nothing mends, what cannot be installed together, and a GPU that does not work."""
    for one in candidate.troubles:
        yield f"{one.packages}: {one.error} ({one.reason} Source: {_address(case, one.source)})"
    if case.machine is not None:
        found = gpu.answer(case.matrix, candidate.tensorflow, case.machine)
        yield from found.reasons if found.verdict is Verdict.BREAKS else ()
