"""How far back a package may be moved: what is years older, or no final release, is no answer."""

from matrices.published import readable
from service.resolve.proof import Proof

NEAR = 366
"""Days. A release that was made longer before another one was made for other packages than the rest of the set."""


def is_near(proof: Proof, name: str, version: str, than: str) -> bool:
    """Whether a release is final, and was made at most a year before another one, as far as the days are known."""
    here, there = readable(version), readable(than)
    if here is None or there is None or here.is_prerelease:
        return False
    if here >= there:
        return True
    told = [proof.resolver.wheels({name: one}, proof.task()).get(name) for one in (version, than)]
    days = [one.uploaded for one in told if one is not None and one.uploaded is not None]
    return len(days) < len(told) or (days[1] - days[0]).days <= NEAR
