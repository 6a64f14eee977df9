"""Every error that a person can meet, with what to do next, its exit code and its HTTP status.

UpflowError
    WrongUse            the request cannot be meant: exit 2, HTTP 422
    NotReachable        something outside does not answer: exit 2, HTTP 503
    NoRoom              the disk is full: exit 2, HTTP 507
    NotFound            no such run: exit 2, HTTP 404
"""


class UpflowError(Exception):
    """What happened and where (`message`), and what to do next (`hint`)."""

    exit_code = 2
    status = 500
    title = "Error"

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


class NoRoom(UpflowError):
    """There is not enough disk to go on."""

    status = 507
    title = "No room on the disk"


class NotFound(UpflowError):
    """What was asked for is not there."""

    status = 404
    title = "Not found"
