"""Who may ask for what: a table of addresses, a token from a header or a session, and how often one may ask."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, TypeAlias

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool

from service.actions import Desk
from service.errors import CrossSite, NotAllowed, NotSignedIn, TooMany, WrongUse
from service.settings import Settings, is_loopback
from service.store import tokens
from service.store.tokens import Scope
from service.web.desk import looked_up
from service.web.guard import READING, refuse_other_sites

if TYPE_CHECKING:
    from limits import RateLimitItem

COOKIE = "upflow_session"
OPEN = (
    "/api/v1/health",
    "/api/v1/ready",
    "/api/v1/github",
    "/api/v1/gitlab",
    "/api/docs",
    "/api/openapi.json",
    "/sign-in",
)
FACTS = ("/api/v1/matrix", "/api/v1/symbols", "/api/v1/explain", "/matrix", "/symbols", "/explain")
LOOKING = ("/api/v1/explain", "/explain", "/sign-out")
ADMIN = ("/api/v1/tokens", "/api/v1/webhooks")
FORGES = ("/api/v1/github", "/api/v1/gitlab")
FAILURES = "30/minute"
DELIVERIES = "6000/minute"
"""Of one address of a forge: all its deliveries come from few, and in bursts."""
HINT = "make a token with `upflow token create` where the service runs, and send it as `Authorization: Bearer TOKEN`"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: the id of a token, or nobody in particular."""

    id: str
    scope: Scope | None


class Counter:
    """How often each has asked, in the memory of this process."""

    def __init__(self, rate: str) -> None:
        """Raises WrongUse."""
        # It takes long to load, and where nobody needs a token nothing is counted.
        from limits import parse  # noqa: PLC0415 - as above
        from limits.storage import MemoryStorage  # noqa: PLC0415 - as above
        from limits.strategies import FixedWindowRateLimiter  # noqa: PLC0415 - as above

        self._failures, self._deliveries = parse(FAILURES), parse(DELIVERIES)
        try:
            self._rate = parse(rate) if rate else None
        except ValueError:
            raise WrongUse(f"rate {rate!r}", "expected requests of a time, such as 600/minute") from None
        self._limiter = FixedWindowRateLimiter(MemoryStorage())

    def count(self, who: str) -> None:
        if self._rate is not None and not self._limiter.hit(self._rate, who):
            raise self._too_many(self._rate)

    def delivered(self, address: str) -> None:
        """A webhook of a forge, which is looked at by its signature."""
        if not self._limiter.hit(self._deliveries, "delivered", address):
            raise self._too_many(self._deliveries)

    def failed(self, address: str) -> None:
        """A token that is none: trying them out takes for ever."""
        if not self._limiter.hit(self._failures, "failed", address):
            raise self._too_many(self._failures)

    def _too_many(self, rate: "RateLimitItem") -> TooMany:
        return TooMany(f"more than {rate}", "wait, then go on more slowly", rate.get_expiry())


def needed(method: str, path: str, settings: Settings) -> Scope | None:
    """What a request needs; None: anybody may. What stands in no table needs what its method says."""
    if _below(path, OPEN) or (settings.public_facts and _below(path, FACTS)):
        return None
    if _below(path, ADMIN):
        return Scope.ADMIN
    return Scope.READ if method in READING or _below(path, LOOKING) else Scope.WRITE


async def admit(request: Request) -> Caller:
    """The caller. Raises NotSignedIn, NotAllowed, CrossSite or TooMany."""
    refuse_other_sites(request)
    desk: Desk = request.app.state.desk
    settings, counter = desk.settings, request.app.state.counter
    wanted = needed(request.method, request.url.path, settings)
    if not settings.wants_token:
        if wanted is not None:
            _refuse_other_names(request, settings)
        return Caller("", Scope.ADMIN)
    address = request.client.host if request.client else ""
    if _below(request.url.path, FORGES):
        counter.delivered(address)
        return Caller("", None)
    caller = await _known(request, desk, address, counter)
    counter.count(caller.id or address)
    if wanted is not None and caller.scope is None:
        raise NotSignedIn("this service wants a token", HINT)
    if wanted is not None and caller.scope is not None and not caller.scope.covers(wanted):
        raise NotAllowed(f"this token is for `{caller.scope.value}`, and this wants `{wanted.value}`", HINT)
    return caller


Asker: TypeAlias = Annotated[Caller, Depends(admit)]


async def _known(request: Request, desk: Desk, address: str, counter: Counter) -> Caller:
    """A browser sends a cookie by itself, so what changes something must say that a page of ours sent it."""
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    is_bearer = scheme.lower() == "bearer"
    text = bearer.strip() if is_bearer else request.cookies.get(COOKIE, "")
    if not text:
        return Caller("", None)
    token = await looked_up(desk, lambda: tokens.known(desk.store.database, text))
    if token is not None and tokens.is_to_be_noted(token):
        await run_in_threadpool(tokens.note, desk.store.database, token)
    if token is None:
        counter.failed(address)
        if not is_bearer:
            return Caller("", None)
        raise NotSignedIn("this token is not known, was revoked, or ran out", HINT)
    said = request.headers.get("origin") or request.headers.get("sec-fetch-site")
    if not is_bearer and request.method not in READING and not said:
        raise CrossSite("a session without a word of where this comes from", "use a browser, or send a token")
    return Caller(token.parent or token.id, token.scope)


def _refuse_other_names(request: Request, settings: Settings) -> None:
    """Without sign-in, only under the names that are ours: a stranger's name may point at this machine, too."""
    host = request.url.hostname or ""
    if not (is_loopback(host) or host in {name.strip() for name in f"{settings.names},{settings.host}".split(",")}):
        hint = "call it localhost, name it in UPFLOW_NAMES, or let it want tokens: UPFLOW_SIGN_IN=yes"
        raise CrossSite(f"this service is not called {host!r}", hint)


def _below(path: str, places: tuple[str, ...]) -> bool:
    return any(path == place or path.startswith(f"{place}/") for place in places)
