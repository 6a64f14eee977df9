"""Every error that a person can meet, with what to do next, its exit code and its HTTP status.

UpflowError
    WrongUse            the request cannot be meant: exit 2, HTTP 422
    NotReachable        something outside does not answer: exit 2, HTTP 503
      StorageGone       the database or the storage of artifacts does not answer: as above
    NoRoom              the disk is full: exit 2, HTTP 507
    NotFound            no such run: exit 2, HTTP 404
    NotReady            it is on its way: HTTP 409
    TooLarge            a body beyond the limit: HTTP 413
    UnknownBody         a body in no form that is read: HTTP 415
    CrossSite           sent by a page of another site: HTTP 403
    NotSignedIn         no token, or none that is good: exit 2, HTTP 401
    NotAllowed          the token is not good for this: exit 2, HTTP 403
    TooMany             more requests than one may send: exit 2, HTTP 429
    TooSlow             the body did not arrive in time: HTTP 408
"""

from collections.abc import Mapping
from types import MappingProxyType


class UpflowError(Exception):
    """What happened and where (`message`), and what to do next (`hint`)."""

    exit_code = 2
    status = 500
    title = "Error"
    headers: Mapping[str, str] = MappingProxyType({})

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class WrongUse(UpflowError):
    """The request cannot be carried out as it was written."""

    status = 422
    title = "Wrong use"


class NotReachable(UpflowError):
    """The engine, the package index or a Git host does not answer."""

    status = 503
    title = "Not reachable"


class StorageGone(NotReachable):
    """The database or the storage of artifacts does not answer; it may again."""


class NoRoom(UpflowError):
    """There is not enough disk to go on."""

    status = 507
    title = "No room on the disk"


class NotFound(UpflowError):
    """What was asked for is not there."""

    status = 404
    title = "Not found"


class NotReady(UpflowError):
    """What was asked for is on its way."""

    status = 409
    title = "Not ready"


class TooLarge(UpflowError):
    """A body beyond the limit."""

    status = 413
    title = "Too large"


class UnknownBody(UpflowError):
    """A body in no form that the service reads."""

    status = 415
    title = "Unknown form of body"


class CrossSite(UpflowError):
    """A request that a page of another site sent."""

    status = 403
    title = "From another site"


class NotSignedIn(UpflowError):
    """No token, or none that is good."""

    status = 401
    title = "Not signed in"
    headers = MappingProxyType({"WWW-Authenticate": "Bearer"})


class NotAllowed(UpflowError):
    """The token is good, and not for this."""

    status = 403
    title = "Not allowed"


class TooMany(UpflowError):
    """More requests than one may send."""

    status = 429
    title = "Too many requests"

    def __init__(self, message: str, hint: str, seconds: int) -> None:
        super().__init__(message, hint)
        self.headers = {"Retry-After": str(seconds)}


class TooSlow(UpflowError):
    """A body that did not arrive in time."""

    status = 408
    title = "Too slow"
