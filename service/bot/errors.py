"""How a forge can fail the story: later, never, or nobody knows whether it was done."""


class Later(Exception):
    """Not now: the forge asks for patience, or does not answer. The same work is to be done again after `seconds`."""

    def __init__(self, seconds: float, why: str) -> None:
        super().__init__(why)
        self.seconds = seconds
        self.why = why


class Waiting(Later):
    """All is well: something of our own goes on, and its end wakes this work."""


class Gone(Exception):
    """What was asked for is not there any more: a repository, a branch, a comment, or the right to see it."""


class Refused(Exception):
    """The forge understood, and does not do it; `status` is its HTTP status, and the text its reason."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status
