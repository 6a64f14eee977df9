"""What a webhook of GitLab means: the event and the fields that count, in; the work that follows, out. Pure."""

import hmac
from collections.abc import Callable, Iterator

from pydantic import BaseModel, ValidationError

from service.bot.addressing import addressed
from service.bot.forge import Repository
from service.bot.markers import MARKER
from service.bot.work import DoCommand, LookAtPull, Work

NOBODY = 0
"""GitLab has no installations: who has the token may work wherever its user may."""
MOVED = frozenset({"open", "reopen", "update", "close", "merge"})


class _User(BaseModel):
    username: str


class _Project(BaseModel):
    id: int
    path_with_namespace: str


class _Attributes(BaseModel):
    id: int
    iid: int = 0
    action: str = ""
    note: str = ""
    noteable_type: str = ""
    system: bool = False


class _Merge(BaseModel):
    iid: int


class _Payload(BaseModel):
    project: _Project
    user: _User
    object_attributes: _Attributes
    merge_request: _Merge | None = None


def meaning(event: str, payload: object) -> tuple[Work, ...]:
    """The work that follows; none from what is not for us, or from what does not say what it must."""
    read = READERS.get(event)
    if read is None:
        return ()
    try:
        return tuple(read(_Payload.model_validate(payload)))
    except ValidationError:
        return ()


def is_ours(token: str, secret: str) -> bool:
    """Whether a webhook shows the secret that only both know, compared in constant time."""
    return hmac.compare_digest(token.encode(), secret.encode())


def _merge_request(payload: _Payload) -> Iterator[Work]:
    if payload.object_attributes.action in MOVED:
        yield LookAtPull(_where(payload), payload.object_attributes.iid)


def _note(payload: _Payload) -> Iterator[Work]:
    """Of a merge request, and when it is made: what is edited later is no command. What we write has a marker."""
    note, merge = payload.object_attributes, payload.merge_request
    if merge is None or note.noteable_type != "MergeRequest" or note.system or note.action not in {"", "create"}:
        return
    if not MARKER.match(note.note) and (lines := addressed(note.note)):
        yield DoCommand(_where(payload), merge.iid, note.id, payload.user.username, lines)


def _where(payload: _Payload) -> Repository:
    return Repository(payload.project.id, payload.project.path_with_namespace, NOBODY)


READERS: dict[str, Callable[[_Payload], Iterator[Work]]] = {
    "Merge Request Hook": _merge_request,
    "Note Hook": _note,
}
