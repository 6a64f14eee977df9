"""Saying it once: the one comment of a pull request, and an answer to each comment that asks. Never two of them."""

from service.bot.errors import Gone
from service.bot.forge import Forge
from service.bot.markers import has, key_of, marked

PULL, ANSWER = "pull", "answer"
LONGEST = 60_000
CUT = "\n\n… (cut)"


def publish(forge: Forge, repository: int, number: int, comment: int | None, text: str) -> int:
    """The comment with this text: the one that is known, the one that is found, or a new one."""
    key = key_of(PULL, repository, number)
    body = _body(PULL, key, text)
    if comment is not None:
        try:
            forge.edit(number, comment, body)
        except Gone:
            pass  # somebody deleted it
        else:
            return comment
    there = _ours(forge, number, PULL, key)
    if there:
        forge.edit(number, there[0], body)
        return _only(forge, number, there)
    made = forge.comment(number, body)
    return _only(forge, number, [*_ours(forge, number, PULL, key), made])


def answer(forge: Forge, number: int, key: str, text: str, *, first: bool) -> None:
    """An answer under a key; `first`: it cannot be there yet."""
    if first or not _ours(forge, number, ANSWER, key):
        forge.comment(number, _body(ANSWER, key, text))
        _only(forge, number, _ours(forge, number, ANSWER, key))


def _ours(forge: Forge, number: int, kind: str, key: str) -> list[int]:
    return [each.id for each in forge.comments(number) if has(kind, key, each.text)]


def _only(forge: Forge, number: int, comments: list[int]) -> int:
    """The oldest stays: whoever looks, now or at the same time, decides the same."""
    oldest, *others = sorted(set(comments))
    for other in others:
        try:
            forge.withdraw(number, other)
        except Gone:
            continue
    return oldest


def _body(kind: str, key: str, text: str) -> str:
    return marked(kind, key, text if len(text) <= LONGEST else text[:LONGEST] + CUT)
