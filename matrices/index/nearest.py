"""Names that come close to one that nobody knows."""

from matrices.index.lookups import Lookups

_MANY, _CLOSE = 3, 0.6


def nearest(lookups: Lookups, name: str) -> list[str]:
    """Known names that are spelled much like it, below the longest part of it that is known."""
    from difflib import get_close_matches  # noqa: PLC0415  # who knows the name shall not wait for it

    parts = name.split(".")
    for known in range(len(parts) - 1, 0, -1):
        above = ".".join(parts[:known])
        below = lookups.below(above)
        if below:
            return [f"{above}.{close}" for close in get_close_matches(parts[known], below, _MANY, _CLOSE)] or [above]
    return get_close_matches(parts[0], lookups.roots(), _MANY, _CLOSE)
