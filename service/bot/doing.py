"""What each command does, and what it answers. Who may not write here gets one answer, whatever they ask."""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import get_close_matches

from migrations.registry import names
from service.actions.wanted import check_question
from service.bot import commands, fixing, texts
from service.bot.commands import Asked, Misread
from service.bot.errors import Gone, Refused
from service.bot.forge import Forge, Pull
from service.bot.harmless import code, fenced, inline, words
from service.bot.markers import key_of
from service.bot.preparing import Sides, fetch
from service.bot.publishing import answer
from service.bot.story import Story
from service.bot.wanting import Wanted
from service.bot.work import DoCommand, LookAtPull, place
from service.case import Case
from service.errors import WrongUse
from service.formats.objections import objections
from service.nouns import Checkout
from service.plan.planning import plan
from service.plan.render import markdown
from service.reading import Question
from service.report import FindingPart
from service.store.bot_pulls import Ignore, Place

MOST_FINDINGS = 15
RULE_IN_CONFIGURATION = '[[tool.upflow.ignore]]\nrule = "{rule}"\nreason = {reason}{until}'


@dataclass(frozen=True, slots=True)
class Doer:
    """`again` puts a pull request in line, to be looked at."""

    story: Story
    again: Callable[[LookAtPull], None]

    def do(self, work: DoCommand) -> None:
        """All commands of one comment, with one answer to them all. Raises Later."""
        forge, where = self.story.forges.of(work.repository), place(work.repository, work.number)
        if not self.story.pulls.is_open(work.repository.installation):
            return
        if not forge.may_write(work.user):
            self._answer(forge, where, key_of("refused", work.user.lower(), work.number), texts.NOT_ALLOWED, only=True)
            return
        with suppress(Gone, Refused):  # the comment is gone: what it asked for is not
            forge.acknowledge(where.number, work.comment)
        asked, more = commands.read(work.text, datetime.now(UTC).date())
        said = [text for each in asked if (text := self._one(forge, work, where, each))]
        if more:
            said.append(texts.TOO_MANY_COMMANDS.format(most=commands.MOST))
        if said:
            self._answer(forge, where, key_of("answer", work.repository.id, work.comment), "\n\n---\n\n".join(said))

    def _answer(self, forge: Forge, where: Place, key: str, text: str, *, only: bool = False) -> None:
        """`only`: nobody who asks again needs to hear it again."""
        first = self.story.pulls.answer_once(where, key)
        if first or not only:
            answer(forge, where.number, key, text, first=first)

    def _one(self, forge: Forge, work: DoCommand, where: Place, asked: Asked | Misread) -> str:
        if isinstance(asked, Misread):
            is_unknown = asked.word not in commands.BY_NAME
            return f"{asked.answer}\n\n{commands.table()}" if is_unknown else asked.answer
        try:
            return self._known(forge, work, where, asked)
        except WrongUse as error:
            return texts.COULD_NOT.format(error=words(error.message), hint=words(error.hint))
        except Gone:
            return texts.COULD_NOT.format(error=texts.GONE, hint="")
        except Refused as error:
            return texts.COULD_NOT.format(error=words(str(error)), hint="")

    def _known(self, forge: Forge, work: DoCommand, where: Place, asked: Asked) -> str:
        match asked.name:
            case "check":
                return self._check(work, where, asked.version)
            case "plan":
                return self._plan(forge, work, where)
            case "fix":
                pull, sides = self._sides(forge, work, where)
                made = fixing.make(self.story, sides, asked.version, self.story.ignored(where))
                return fixing.hand_in(forge, pull, made, key_of(work.repository.id, work.comment))
            case "ignore":
                return self._ignore(work, where, asked)
            case "explain":
                return self._explain(where, asked.rule)
            case _:
                return commands.table()

    def _check(self, work: DoCommand, where: Place, version: str | None) -> str:
        """The result is its answer; only a version that does not exist is told at once. Raises WrongUse."""
        if version:
            check_question(Question(targets=(version,)), self.story.matrix)
        self.story.pulls.meet(where)
        self.story.pulls.want(where, Wanted((version,) if version else ()).dump())
        self.again(LookAtPull(work.repository, work.number))
        return ""

    def _plan(self, forge: Forge, work: DoCommand, where: Place) -> str:
        _, sides = self._sides(forge, work, where)
        question = Question(skip=self.story.ignored(where))
        case = Case.unsettled(Checkout(sides.name, sides.head), question, self.story.matrix)
        return markdown(plan(case, question))

    def _ignore(self, work: DoCommand, where: Place, asked: Asked) -> str:
        rule = asked.rule or ""
        if rule not in names():
            close = get_close_matches(rule, names(), 1)
            near = texts.NEAR.format(near=close[0]) if close else texts.NOTHING_NEAR
            return texts.NO_SUCH_RULE.format(rule=code(rule, 60), near=near)
        self.story.pulls.meet(where)
        self.story.pulls.ignore(where, Ignore(rule, asked.until, asked.reason, work.user))
        self._check(work, where, None)
        until = f" until {asked.until}" if asked.until else ""
        said = texts.IGNORING.format(rule=code(rule), until=until, reason=inline(asked.reason))
        return f"{said}\n\n{fenced(_configuration(asked), 'toml')}"

    def _explain(self, where: Place, rule: str | None) -> str:
        known = self.story.pulls.find(where)
        ended = self.story.runs.ended(known.head_run) if known and known.head_run else None
        if ended is None or ended.report is None:
            return texts.NOT_CHECKED
        found = [each.finding for each in objections(ended.report) if rule in {None, each.finding.rule}]
        lines = [_explained(each) for each in found[:MOST_FINDINGS]]
        more = [texts.MORE.format(count=len(found) - MOST_FINDINGS)] if len(found) > MOST_FINDINGS else []
        others = [f"- {words(note.message, 1_000)}" for note in ended.report.notes if note.kind == "clash" and not rule]
        return "\n".join([*others, *lines, *more]) or texts.NOTHING_FOUND

    def _sides(self, forge: Forge, work: DoCommand, where: Place) -> tuple[Pull, Sides]:
        pull = forge.pull(work.number)
        return pull, fetch(forge, pull, where.name.rpartition("/")[2], self.story.most_upload)


def _configuration(asked: Asked) -> str:
    until = f"\nuntil = {asked.until}" if asked.until else ""
    return RULE_IN_CONFIGURATION.format(
        rule=asked.rule, reason=json.dumps(asked.reason, ensure_ascii=False), until=until
    )


def _explained(finding: FindingPart) -> str:
    place, rule = code(f"{finding.path}:{finding.line}"), code(finding.rule)
    return f"- {place} ({rule}): {words(finding.message, 1_000)} {_source(finding.source)}"


def _source(source: str) -> str:
    return f"([source]({source}))" if source.startswith("https://") and not set(source) & set("()<> ") else ""
