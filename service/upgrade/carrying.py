"""Upgrades carried out on a forge: what is there is read, each is decided, and done so that it may be done again."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple, assert_never

from service.config.definition import Upgrades
from service.upgrade import dashboard
from service.upgrade.dashboard import Line
from service.upgrade.deciding import Action, Decision, Known, Standing, Wanted, decide
from service.upgrade.forge import UpgradeForge, UpgradePull
from service.upgrade.marking import Mark, mark_of, marked
from service.upgrade.proposal import PREFIX, Links, Proposal, branch_of

NOTHING = Links()


class Ask(NamedTuple):
    """One target that the project asks for, and what a run proposes; None where nothing has to change."""

    target: str
    proposal: Proposal | None
    links: Links = NOTHING


class Terms(NamedTuple):
    """What the project asks for, the branch that upgrades go to, the commit of it that was read, and the day."""

    asked: Upgrades
    base: str
    commit: str
    today: date


def carry(forge: UpgradeForge, asks: Iterable[Ask], terms: Terms, ignored: Iterable[str] = ()) -> tuple[Line, ...]:
    """Every upgrade one step on, and the dashboard with it."""
    wanted = list(asks)
    found = _newest(forge.upgrades(PREFIX, [branch_of(ask.target) for ask in wanted]))
    issue = forge.dashboard() if terms.asked.dashboard else None
    ticks = dashboard.ticked(issue.text) if issue else frozenset[str]()
    lines: list[Line] = []
    for ask in wanted:
        branch = branch_of(ask.target)
        pull = found.get(branch)
        others = sum(one.is_open for name, one in found.items() if name != branch)
        others += sum(line.decision.action is Action.OPEN for line in lines)
        proposed, ticked = _wanted(ask.proposal), ask.target in ticks
        decision = decide(proposed, _known(pull), terms.asked, terms.today, others=others, ticked=ticked)
        number = _do(forge, decision, ask, pull, terms)
        lines.append(Line(ask.target, decision, number, ask.links.run))
    lines += _gone(forge, found, {branch_of(ask.target) for ask in wanted})
    text = dashboard.text(lines, ignored)
    if terms.asked.dashboard and (issue is None or not dashboard.same(issue.text, text)):
        forge.write_dashboard(issue.number if issue else None, dashboard.TITLE, text)
    return tuple(lines)


def _newest(pulls: Iterable[UpgradePull]) -> Mapping[str, UpgradePull]:
    """One a branch: the open one, else the newest."""
    found: dict[str, UpgradePull] = {}
    for one in pulls:
        known = found.get(one.branch)
        if mark_of(one.text) is not None and (known is None or (one.is_open and not known.is_open)):
            found[one.branch] = one
    return found


def _known(pull: UpgradePull | None) -> Known:
    mark = mark_of(pull.text) if pull else None
    if pull is None or mark is None or (mark.closed and not pull.is_open and not pull.is_merged):
        return Known()
    return Known(_standing(pull, mark), mark.target, mark.patch, pull.conflicts)


def _standing(pull: UpgradePull, mark: Mark) -> Standing:
    if pull.is_merged:
        return Standing.MERGED
    if not pull.is_open:
        return Standing.CLOSED
    return Standing.OPEN if pull.head in mark.heads else Standing.TOUCHED


def _wanted(proposal: Proposal | None) -> Wanted | None:
    if proposal is None:
        return None
    return Wanted(proposal.target, date.fromisoformat(proposal.released), proposal.patch, proposal.proof)


def _do(forge: UpgradeForge, decision: Decision, ask: Ask, pull: UpgradePull | None, terms: Terms) -> int | None:
    match decision.action:
        case Action.OPEN:
            assert ask.proposal is not None
            return _open(forge, ask.proposal, ask.links, terms)
        case Action.UPDATE:
            assert ask.proposal is not None
            assert pull is not None
            _update(forge, ask.proposal, ask.links, pull, terms)
        case Action.CLOSE:
            assert pull is not None
            _close(forge, pull, decision.why)
        case Action.KEEP | Action.LEAVE | Action.WAIT | Action.DONE:
            pass
        case _:
            assert_never(decision.action)
    return pull.number if pull else None


def _open(forge: UpgradeForge, proposal: Proposal, links: Links, terms: Terms) -> int:
    head = _committed(forge, proposal, terms.commit)
    forge.place(proposal.branch, head, expected=forge.tip(proposal.branch))
    text, draft = proposal.text(links, (head,)), terms.asked.draft
    number = forge.open_pull(proposal.branch, terms.base, proposal.title, text, draft=draft)
    if terms.asked.labels:
        forge.label_pull(number, terms.asked.labels)
    return number


def _update(forge: UpgradeForge, proposal: Proposal, links: Links, pull: UpgradePull, terms: Terms) -> None:
    """The text first, with the head of now and the next: after a crash between the two, both are known as ours."""
    head = _committed(forge, proposal, terms.commit)
    forge.edit_pull(pull.number, proposal.title, proposal.text(links, (pull.head, head)))
    forge.place(pull.branch, head, expected=pull.head)


def _close(forge: UpgradeForge, pull: UpgradePull, why: str) -> None:
    """Marked as closed by us before it is, so that it is not taken for the wish of somebody."""
    mark = mark_of(pull.text)
    assert mark is not None
    forge.edit_pull(pull.number, None, marked(mark._replace(closed=True), pull.text))
    forge.close_pull(pull.number, pull.branch, f"Closed by upflow: {why}.")


def _committed(forge: UpgradeForge, proposal: Proposal, head: str) -> str:
    """The last of the commits, on the commit that was read: its files are whole, and newer ones would be lost."""
    for change in proposal.changes:
        head = forge.commit(head, change.files, change.message)
    return head


def _gone(forge: UpgradeForge, found: Mapping[str, UpgradePull], wanted: set[str]) -> Iterator[Line]:
    """Open upgrades to what the project does not ask for any more."""
    for branch, pull in found.items():
        known = _known(pull)
        if branch not in wanted and known.standing is Standing.OPEN:
            decision = Decision(Action.CLOSE, "the project asks for another TensorFlow by now")
            _close(forge, pull, decision.why)
            yield Line(known.target, decision, pull.number)
