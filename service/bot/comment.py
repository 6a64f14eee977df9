"""The one comment of a pull request: verdict, why, what next, the table, the companions. Pure."""

from collections.abc import Iterator
from typing import NamedTuple

from service.bot import texts
from service.bot.advising import Scene, Ways, advice, cause, decisive, of_candidate, rows_to_tell
from service.bot.bumps import Bump
from service.bot.companions import MOST, Companion, companions
from service.bot.harmless import code, inline
from service.bot.judging import Judgement, Row
from service.nouns import Kind, Verdict
from service.render import evidence
from service.words import VERDICTS

MOST_ROWS = 12


class Parts(NamedTuple):
    """What stands in a comment beside the judgement."""

    scene: Scene
    solved: Ways
    head: str
    bot: str | None = None
    ignored: tuple[str, ...] = ()
    configured: bool = False


def comment(found: Judgement, parts: Parts) -> str:
    """As Markdown, without the marker."""
    blocks = [f"### {headline(found)}", *_lead(found, parts), _table(found), *_companions(found), *_evidence(found)]
    if parts.configured:
        blocks.append(texts.CONFIGURED)
    return "\n\n".join(filter(None, [*blocks, _footer(parts)]))


def headline(found: Judgement) -> str:
    """What it is, in one line."""
    shape = VERDICTS[found.verdict].shape
    versions = ", ".join(row.candidate.tensorflow for row in rows_to_tell(found) if row.verdict is found.verdict)
    if found.bumps:
        told = texts.STATUS["bump"]
        return told.format(shape=shape, bumps=_bumps(found.bumps), text=texts.VERDICT_OF_BUMP[found.verdict.value])
    if found.clashes:
        return texts.STATUS["clash"].format(shape=shape)
    if any(row.is_worse for row in found.rows):
        return texts.STATUS["worse"].format(shape=shape, versions=inline(versions))
    better = [row.candidate.tensorflow for row in found.rows if row.is_changed and row.verdict is Verdict.WORKS]
    if better:
        return texts.STATUS["better"].format(shape=shape, versions=inline(", ".join(better)))
    return texts.STATUS["new" if found.new else "same"].format(shape=shape)


def _bumps(moved: tuple[Bump, ...]) -> str:
    """The first two that moved; else what came or went."""
    told = [each for each in moved if each.before and each.after] or list(moved)
    more = texts.MORE_CAUSES.format(count=len(told) - 2) if len(told) > 2 else ""  # noqa: PLR2004  # two fit
    return ", ".join(map(_bump, told[:2])) + more


def _bump(one: Bump) -> str:
    name, before, after = inline(one.package), _version(one.before), _version(one.after)
    return f"{name} {before} → {after}" if before and after else f"{name} {after or 'left out'}"


def _version(specifier: str | None) -> str:
    return inline(specifier.removeprefix("==")) if specifier else ""


def _lead(found: Judgement, parts: Parts) -> Iterator[str]:
    row = decisive(found)
    lines = []
    if found.verdict is not Verdict.WORKS and (why := cause(found, row)):
        lines.append(texts.WHY.format(cause=why))
    if what := advice(found, row, parts.scene, parts.solved):
        lines.append(texts.NEXT.format(advice=what))
    yield "<br>\n".join(lines)


def _table(found: Judgement) -> str:
    """Columns that say nothing are left out: what was before of a version that moves, a patch that is not needed."""
    rows = list(rows_to_tell(found))
    is_beside = found.bumps and not found.moves_tensorflow and not found.clashes
    if not rows or (is_beside and not any(row.is_changed for row in rows)):
        return ""
    cells = [texts.COLUMNS, *(_row(found, row) for row in rows[:MOST_ROWS])]
    kept = [at for at in range(len(texts.COLUMNS)) if any(row[at] for row in cells[1:])]
    lines = [f"| {' | '.join(row[at] for at in kept)} |" for row in cells]
    lines.insert(1, f"| {' | '.join('---' for _ in kept)} |")
    more = ["", texts.MORE.format(count=len(rows) - MOST_ROWS)] if len(rows) > MOST_ROWS else []
    return "\n".join([*lines, *more])


def _row(found: Judgement, row: Row) -> tuple[str, ...]:
    candidate = row.candidate
    python = f" (Python {inline(candidate.python)})" if candidate.python else ""
    after = Verdict(candidate.after_patch)
    return (
        f"{inline(candidate.tensorflow)}{python}",
        _word(row.before) if row.before and not found.moves_tensorflow else "",
        _word(row.verdict),
        _word(after) if after is not row.verdict else "",
        of_candidate(candidate, found.head, brief=True),
    )


def _word(verdict: Verdict) -> str:
    word = VERDICTS[verdict]
    return f"{word.shape} {word.text}"


def _companions(found: Judgement) -> Iterator[str]:
    if found.head.patch is None or not found.bumps:
        return
    if lines := [_companion(each) for each in companions(found.head.patch.diff)]:
        more = [texts.MORE.format(count=len(lines) - MOST)] if len(lines) > MOST else []
        yield "\n".join([texts.COMPANIONS, "", *lines[:MOST], *more])


def _companion(one: Companion) -> str:
    path, before, after = code(one.path), code(one.before or ""), code(one.after or "")
    changed = texts.COMPANION_CHANGED if one.after is not None else texts.COMPANION_GONE
    return (changed if one.before is not None else texts.COMPANION_ADDED).format(path=path, before=before, after=after)


def _evidence(found: Judgement) -> Iterator[str]:
    """What trials showed; where the version of today does not pass, why: alone, a failure would accuse the new one."""
    base = found.head.project.baseline
    plain = next((trial for trial in base.trials if not trial.patched), None)
    if plain and plain.outcome != Kind.PASSED:
        why = f": {inline(plain.message, 200)}" if plain.message else ""
        yield texts.FAILS_TODAY.format(version=inline(base.tensorflow), why=why)
    elif sentences := evidence(found.head):
        yield " ".join(map(inline, sentences))


def _footer(parts: Parts) -> str:
    link = [texts.REPORT.format(link=parts.scene.link)] if parts.scene.link else []
    ignored = [texts.IGNORED.format(rules=", ".join(map(code, parts.ignored)))] if parts.ignored else []
    bot = [texts.BY_BOT.format(bot=parts.bot)] if parts.bot else []
    said = [*link, *bot, texts.OF_HEAD.format(head=parts.head[:7]), *ignored, texts.HELP]
    return texts.FOOTER.format(parts=" · ".join(said))
