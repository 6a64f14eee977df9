"""Why a part of a machine fits a release or does not: one reason a part, each with its sources."""

from collections.abc import Iterator

from packaging.version import Version

from matrices.gpu import query
from matrices.gpu.cards import Card
from matrices.gpu.ends import falls, of_cliff, of_platform
from matrices.gpu.facts import Build, Gpu, RuleId
from matrices.gpu.image_reasons import of_image
from matrices.gpu.libraries import brings_its_own, of_cuda, of_cudnn, unless
from matrices.gpu.machine import Machine
from matrices.gpu.query import Known, Way
from matrices.gpu.reason import Part, Reason
from matrices.gpu.versions import Capability, Driver
from matrices.grades import How, Verdict


def reasons(gpu: Gpu, version: Version, have: Machine) -> Iterator[Reason]:
    """A reason for the platform, and one for everything else that is known of the machine."""
    platform = of_platform(gpu, version, have)
    yield platform
    if platform.verdict is Verdict.BREAKS or have.platform.startswith("macos"):
        return
    fallen = [of_cliff(cliff) for cliff in gpu.cliffs if falls(cliff, version, have)]
    yield from fallen
    ended = {reason.part for reason in fallen}
    yield from (reason for reason in _parts(gpu, version, have) if reason.part not in ended)


def _parts(gpu: Gpu, version: Version, have: Machine) -> Iterator[Reason]:
    wheel, cuda = query.build(gpu, version, have.platform), query.cuda_of(gpu, version, have.platform)
    runs = True
    if have.card is not None:
        card = _card(gpu, wheel, have.card, cuda)
        runs = card.verdict is not Verdict.BREAKS
        yield card
    if have.driver is not None and runs:
        yield _driver(gpu, version, have, have.driver)
    brings = brings_its_own(gpu, version, wheel)
    if have.cuda is not None:
        yield unless(brings, gpu, of_cuda(gpu, have.cuda, cuda))
    if have.cudnn is not None:
        yield unless(brings, gpu, of_cudnn(gpu, have.cudnn, query.cudnn_of(gpu, version, have.platform)))
    if have.image is not None:
        yield from of_image(gpu, version, have.image, have.driver)


def _card(gpu: Gpu, wheel: Build | None, card: Card, cuda: Known | None) -> Reason:
    name = f"{card.name} (compute capability {card.capability})"
    if wheel is None or (way := query.way(wheel, card.capability)) is Way.UNKNOWN:
        text = f"{name}: the wheel does not say which GPUs it has code for"
        return Reason(Part.CARD, Verdict.UNKNOWN, text, () if wheel is None else (wheel.source,))
    rule = gpu.rules[RuleId.PTX if way is Way.PTX else RuleId.BINARY]
    sources = tuple(one for one in (wheel.source, card.source, rule.source) if one)
    code = ", ".join(wheel.code)
    if way is Way.NONE:
        text = f"{name}: the wheel has no code for it, only {code}"
        return Reason(Part.CARD, Verdict.BREAKS, text, sources, card.how)
    if way is Way.BINARY:
        return Reason(Part.CARD, Verdict.WORKS, f"{name}: the wheel has binary code for it ({code})", sources, card.how)
    return _translated(gpu, card, cuda, name, sources)


def _translated(gpu: Gpu, card: Card, cuda: Known | None, name: str, sources: tuple[str, ...]) -> Reason:
    """PTX alone: TensorFlow's own kernels run, but the libraries of a CUDA older than the card may have none for it."""
    newer = [one for one in gpu.architectures if card.capability in one.capabilities]
    slow = "the driver translates the wheel's PTX, the first start is slow"
    if cuda is not None and newer and newer[0].first <= cuda.version:
        text = f"{name}: {slow}"
        return Reason(Part.CARD, Verdict.WORKS, text, (*sources, newer[0].source), How.INFERRED)
    since = f", CUDA makes code for {newer[0].name} from {newer[0].first} on" if newer else ""
    text = f"{name}: {slow}; whether the libraries of its CUDA run there nobody says{since}"
    return Reason(Part.CARD, Verdict.UNKNOWN, text, (*sources, *(one.source for one in newer)), How.INFERRED)


def _driver(gpu: Gpu, version: Version, have: Machine, driver: Driver) -> Reason:
    capability = have.card.capability if have.card else None
    if (ended := _outlived(gpu, driver, capability)) is not None:
        return ended
    floor = query.minimum_driver(gpu, version, have.platform, capability)
    if floor is None:
        return Reason(Part.DRIVER, Verdict.UNKNOWN, "nothing says which driver it needs", ())
    rule = gpu.rules[floor.rule].text
    if driver.reaches(floor.needed) is False:
        text = f"driver {driver} is older than {floor.needed}: {rule}"
        return Reason(Part.DRIVER, Verdict.BREAKS, text, floor.sources)
    if not driver.reaches(floor.enough):
        text = f"driver {driver} may be too old, from {floor.enough} on it is not: {rule}"
        return Reason(Part.DRIVER, Verdict.UNKNOWN, text, floor.sources)
    if capability is None and (open_end := _for_every_card(gpu, version, have, driver)) is not None:
        return open_end
    return Reason(Part.DRIVER, Verdict.WORKS, f"driver {driver} is {floor.enough} or newer: {rule}", floor.sources)


def _outlived(gpu: Gpu, driver: Driver, capability: Capability | None) -> Reason | None:
    """A driver that does not know the card any more."""
    for era in gpu.architectures:
        last = era.last_driver
        if capability in era.capabilities and last is not None and driver.numbers[0] > last.numbers[0]:
            text = f"driver {driver} is too new for the card: R{last} is the last branch for {era.name}"
            return Reason(Part.DRIVER, Verdict.BREAKS, text, (era.source,), era.how)
    return None


def _for_every_card(gpu: Gpu, version: Version, have: Machine, driver: Driver) -> Reason | None:
    """What a driver leaves open while the card is not named: cards that need PTX need more."""
    wheel = query.build(gpu, version, have.platform)
    if wheel is None or not wheel.ptx:
        return None
    newest = max(wheel.ptx)
    floor = query.minimum_driver(gpu, version, have.platform, Capability(newest.major + 1, 0))
    if floor is None or driver.reaches(floor.enough):
        return None
    text = f"driver {driver} will do for cards up to capability {newest.major}.x; later ones need {floor.enough}"
    return Reason(Part.DRIVER, Verdict.UNKNOWN, text + ": name the card", floor.sources)
