"""Which rules can find anything in a project, told by its words: the others are not even imported.

`data/words.txt` has the words of each rule's wishes; `python -m migrations words` writes it. A name may come through
aliases and other modules of the project, but its last word stands in some file: so the words of all files count
together. A rule that is not in the table, or that no words are known for, is always taken. What else a rule needs
stands behind a mark: one word of each part has to be there.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from migrations.rule import Rule, Wishes

FILE = Path(__file__).parent / "data" / "words.txt"
ALSO = "&"
ANY = "*"
"""In the place of words: nothing is known that such a project has to say."""
ROOTS = {"tf": "tensorflow", "tf.keras": ANY}
"""How names that end early are written: what is below `tf.keras` is also reached through `tf.optimizers`."""


def able(names: Sequence[str], words: Collection[str]) -> tuple[str, ...]:
    """Those of the rules that can find something in files with these words."""
    known, said = table(), {ANY, *words}
    return tuple(name for name in names if not any(part.isdisjoint(said) for part in known.get(name, ())))


@cache
def table() -> Mapping[str, Sequence[frozenset[str]]]:
    """The words of each rule: of each part it needs one."""
    lines = (line.split(" ", 1) for line in FILE.read_text(encoding="utf-8").splitlines())
    return {name: [frozenset(part.split()) for part in words.split(ALSO)] for name, words in lines}


def current(rules: Iterable[Rule]) -> str:
    """The table, as it has to be for these rules."""
    return "".join(f"{rule.name} {f' {ALSO} '.join(_parts(rule.wishes))}\n" for rule in rules)


def _parts(wishes: Wishes) -> Iterator[str]:
    for words in (_words(wishes), *wishes.needs):
        yield " ".join(sorted(set(words)))


def _words(wishes: Wishes) -> Iterator[str]:
    if wishes.words:
        yield from wishes.words
    elif wishes.kinds or wishes.files:
        yield ANY
    elif wishes.subclasses:
        yield "class"
    for asked in (wishes.calls, wishes.calls_below, wishes.names, wishes.below):
        yield from (_last(name) for name, _ in asked)
    for members in (wishes.methods, wishes.attributes):
        yield from (member for _, member, _ in members)
    yield from map(_last, wishes.instead)


def _last(name: str) -> str:
    return ROOTS.get(name, name.rpartition(".")[2])
