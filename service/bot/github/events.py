"""What a webhook of GitHub means: the event and the fields that count, in; the work that follows, out. Pure."""

from collections.abc import Callable, Iterator
from typing import Any

from pydantic import BaseModel, ValidationError

from service.bot.addressing import addressed
from service.bot.forge import Repository
from service.bot.github.checks import NAME
from service.bot.work import CheckAgain, DoCommand, Door, LookAtBranch, LookAtPull, LookForUpgrades, Work
from service.upgrade.dashboard import is_dashboard, ticked

MOVED = frozenset({"opened", "reopened", "synchronize", "ready_for_review", "closed"})
OPENED = frozenset({"created", "unsuspend", "new_permissions_accepted"})
SHUT = frozenset({"deleted", "suspend"})
HEADS = "refs/heads/"


class _User(BaseModel):
    login: str
    type: str = "User"


class _Installation(BaseModel):
    id: int
    account: _User | None = None


class _Repository(BaseModel):
    id: int
    full_name: str
    default_branch: str = ""


class _Issue(BaseModel):
    number: int
    body: str | None = None
    pull_request: dict[str, Any] | None = None


class _Comment(BaseModel):
    id: int
    body: str
    user: _User | None = None
    performed_via_github_app: dict[str, Any] | None = None


class _Pull(BaseModel):
    number: int


class _App(BaseModel):
    id: int


class _Check(BaseModel):
    head_sha: str
    name: str = NAME
    app: _App | None = None


class _Payload(BaseModel):
    """Every field that any of the events has for us."""

    action: str = ""
    installation: _Installation | None = None
    repository: _Repository | None = None
    pull_request: _Pull | None = None
    changes: dict[str, Any] = {}
    issue: _Issue | None = None
    sender: _User | None = None
    comment: _Comment | None = None
    check_run: _Check | None = None
    check_suite: _Check | None = None
    ref: str = ""
    deleted: bool = False
    repositories_removed: list[_App] = []


def meaning(event: str, payload: object, app: str) -> tuple[Work, ...]:
    """The work that follows; none from what is not for us, or from what does not say what it must."""
    read = READERS.get(event)
    if read is None:
        return ()
    try:
        return tuple(read(_Payload.model_validate(payload), app))
    except ValidationError:
        return ()


def _where(payload: _Payload) -> Repository | None:
    """Without an installation it was sent for somebody else: by a hook of the repository itself."""
    if payload.installation is None or payload.repository is None:
        return None
    return Repository(payload.repository.id, payload.repository.full_name, payload.installation.id)


def _pull_request(payload: _Payload, _app: str) -> Iterator[Work]:
    where, pull = _where(payload), payload.pull_request
    if where and pull and (payload.action in MOVED or (payload.action == "edited" and "base" in payload.changes)):
        yield LookAtPull(where, pull.number)


def _issue_comment(payload: _Payload, _app: str) -> Iterator[Work]:
    """Of a person, on a pull request. What a program writes, we ourselves among them, is no command."""
    where, comment, issue = _where(payload), payload.comment, payload.issue
    if not where or not comment or not issue or issue.pull_request is None or payload.action != "created":
        return
    if comment.user is None or comment.user.type != "User" or comment.performed_via_github_app is not None:
        return
    if lines := addressed(comment.body):
        yield DoCommand(where, issue.number, comment.id, comment.user.login, lines)


def _check_run(payload: _Payload, app: str) -> Iterator[Work]:
    yield from _again(payload, payload.check_run, app)


def _check_suite(payload: _Payload, app: str) -> Iterator[Work]:
    yield from _again(payload, payload.check_suite, app)


def _again(payload: _Payload, check: _Check | None, app: str) -> Iterator[Work]:
    where = _where(payload)
    is_ours = check is not None and check.name == NAME and check.app is not None and str(check.app.id) == app
    if where and check and is_ours and payload.action == "rerequested":
        yield CheckAgain(where, check.head_sha)


def _push(payload: _Payload, _app: str) -> Iterator[Work]:
    where = _where(payload)
    if where and payload.ref.startswith(HEADS) and not payload.deleted:
        branch = payload.ref.removeprefix(HEADS)
        yield LookAtBranch(where, branch)
        if payload.repository and payload.repository.default_branch == branch:
            yield LookForUpgrades(where)


def _issues(payload: _Payload, _app: str) -> Iterator[Work]:
    """Somebody ticked a box of the dashboard. What we write there ourselves has none that is ticked."""
    where, issue, sender = _where(payload), payload.issue, payload.sender
    if not where or not issue or not sender or payload.action != "edited" or sender.type != "User":
        return
    if is_dashboard(issue.body or "") and ticked(issue.body or ""):
        yield LookForUpgrades(where)


def _installation(payload: _Payload, _app: str) -> Iterator[Work]:
    found = payload.installation
    if found and payload.action in OPENED | SHUT:
        yield Door(found.id, found.account.login if found.account else "", payload.action in OPENED)


def _repositories(payload: _Payload, _app: str) -> Iterator[Work]:
    found, removed = payload.installation, tuple(each.id for each in payload.repositories_removed)
    if found and removed:
        account = found.account.login if found.account else ""
        yield Door(found.id, account, is_open=True, removed=removed, whole=False)


READERS: dict[str, Callable[[_Payload, str], Iterator[Work]]] = {
    "pull_request": _pull_request,
    "issue_comment": _issue_comment,
    "check_run": _check_run,
    "check_suite": _check_suite,
    "push": _push,
    "issues": _issues,
    "installation": _installation,
    "installation_repositories": _repositories,
}
"""The events that the App subscribes to; `ping` says only that the address is right."""
