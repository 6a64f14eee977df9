"""The status of a commit: one by its name, as GitLab itself keeps it; what it cannot hold stands in the note."""

from collections.abc import Mapping
from typing import Protocol

from service.bot.errors import Gone, Refused
from service.bot.forge import Conclusion, Told
from service.bot.gitlab.models import IdModel

NAME = "upflow"
NOWHERE = 0
"""A commit of a fork belongs to no branch of the project, and has no status there."""
STATES = {
    Conclusion.SUCCESS: "success",
    Conclusion.NEUTRAL: "success",
    Conclusion.FAILURE: "failed",
    Conclusion.CANCELLED: "canceled",
    Conclusion.SKIPPED: "canceled",
}
LONGEST = 255
BAD_REQUEST = 400


class Asks(Protocol):
    """A project, as far as statuses need it."""

    def send(self, method: str, path: str, data: Mapping[str, object] | None = None) -> object: ...


def begin(asks: Asks, head: str, link: str) -> int:
    return _put(asks, head, "running", "Base and head are checked", link)


def end(asks: Asks, head: str, told: Told, link: str) -> None:
    _put(asks, head, STATES[told.conclusion], told.title, link)


def _put(asks: Asks, head: str, state: str, text: str, link: str) -> int:
    data = {"state": state, "name": NAME, "description": text[:LONGEST], **({"target_url": link} if link else {})}
    try:
        return IdModel.model_validate(asks.send("POST", f"/statuses/{head}", data)).id
    except Gone:
        return NOWHERE
    except Refused as error:
        if error.status == BAD_REQUEST and "Cannot transition" in str(error):
            return NOWHERE  # it is in that state already
        raise
