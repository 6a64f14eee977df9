"""What a page renders that is no page of its own: a problem, in place of any of them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """Any page that could not be shown: the same fields as the problem+json of the API."""

    title: str
    status: int
    detail: str
    hint: str
