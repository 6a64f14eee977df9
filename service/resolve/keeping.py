"""What a resolved set is kept from: two versions of one module, and libraries that lie behind a cliff."""

from collections.abc import Callable, Sequence
from functools import partial

from packaging.specifiers import SpecifierSet
from packaging.version import Version

from matrices.picking import is_pure
from service.nouns import Constraint, package
from service.resolve import shared_modules
from service.resolve.cliffs import Risk, risks, suspects
from service.resolve.freeing import own
from service.resolve.pins import Pins, Wheel
from service.resolve.proof import Proof
from service.resolve.resolver import Unresolvable
from service.resolve.wish import Change, Kind, bare

Say = Callable[[str], None]


def align(proof: Proof, pins: Pins, say: Say) -> bool:
    """Whether packages that bring one module had different versions, and got one."""
    pinned = [name for name, one in proof.requirements.items() if one.specifier]
    return any(_is_kept(proof, limit, say) for limit in shared_modules.limits(pins, pinned))


def keep_below(proof: Proof, pins: Pins, say: Say) -> bool:
    """Whether a package is older than its library's cliff, and was kept on its side of it, or moved over it."""
    found = tuple(risks(pins, _wheels(proof, pins)))
    if len(found) > 1 and _are_kept(proof, [risk.pin for risk in found], say):
        return True
    return any(_is_kept(proof, risk.pin, say, partial(_move_over, proof, risk, say)) for risk in found)


def _is_kept(proof: Proof, limit: Constraint, say: Say, instead: Callable[[], bool] = lambda: False) -> bool:
    """Whether the set has room for a limit, and got it, or something else helped; if not, that is told once."""
    text = str(limit.requirement)
    if text in proof.limits or text in proof.doubtful:
        return False
    if _are_kept(proof, [limit], say) or instead():
        return True
    proof.doubtful.add(text)
    proof.notes.append(f"{limit.reason}; the set leaves no room for {text}: it may not import")
    return False


def _are_kept(proof: Proof, limits: Sequence[Constraint], say: Say) -> bool:
    """Whether the set has room for all those of the limits that are new, and got them."""
    before = dict(proof.limits)
    new = {text: one for one in limits if (text := str(one.requirement)) not in {*before, *proof.doubtful}}
    if not new:
        return False
    for text, limit in new.items():
        say(f"{limit.reason}: {text}?")
    proof.limits |= new
    try:
        proof.compile(proof.task())
    except Unresolvable as error:
        proof.limits = before
        if error.is_away:
            raise
        return False
    return True


def _wheels(proof: Proof, pins: Pins) -> dict[str, Wheel]:
    """When the packages were made of which it matters: the facts know it of many, the index of the others."""
    asked: dict[str, str] = {}
    found: dict[str, Wheel] = {}
    for name, text in suspects(pins).items():
        product = proof.facts.matrix.products.get(name)
        release = product.by_version.get(Version(text)) if product else None
        if release is not None:
            found[name] = Wheel(release.date, not is_pure(release))
        elif name not in proof.sources:
            asked[name] = text
    return {**found, **proof.resolver.wheels(asked, proof.task())}


def _move_over(proof: Proof, risk: Risk, say: Say) -> bool:
    """A compiled package that cannot work with the library of the set moves to its newest release that fits."""
    name = risk.package
    if not risk.cliff.compiled or not own(proof, {name}):
        return False
    say(f"moves {name} over it")
    try:
        version = proof.compile(proof.task([name])).versions[name]
    except Unresolvable as error:
        if error.is_away:
            raise
        return False
    asked = next(one for one in proof.wanted.asks if package(one.requirement) == name)
    moved = bare(asked.requirement)
    moved.specifier = SpecifierSet(f"=={version}")
    if moved == proof.requirements.get(name):
        return False
    proof.requirements[name] = moved
    proof.bounds = [one for one in proof.bounds if package(one.requirement) != name]
    before, pin = str(asked.requirement), risk.pin
    reason = f"{pin.reason}, and the set leaves no room for {pin.requirement}"
    proof.changes.append(Change(Kind.RELAXED, name, before, str(moved), asked.place, reason, pin.source, asked.line))
    return True
