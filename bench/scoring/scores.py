"""Questions and answers counted. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bench.scoring.answers import Answer
from bench.scoring.questions import UNKNOWN, UNSAFE, WORKS, Question


@dataclass(frozen=True, slots=True)
class Answered:
    """A question with the answer that was given."""

    question: Question
    answer: Answer

    @property
    def said(self) -> str:
        return self.answer.verdict

    @property
    def is_right(self) -> bool:
        """Whether it was said to be safe or not, as it was: `breaks` for what `changes` warns, too."""
        return self.said != UNKNOWN and (self.said in UNSAFE) == (self.question.right in UNSAFE)

    @property
    def is_exact(self) -> bool:
        return self.said == self.question.right


@dataclass(frozen=True, slots=True)
class Scores:
    """`precision`: how many of the warnings were right; `recall`: how many of the unsafe moves were warned of."""

    questions: int
    unsafe: int
    warned: int
    warned_rightly: int
    unknown: int
    exact: int

    @property
    def precision(self) -> float:
        return self.warned_rightly / self.warned if self.warned else 1.0

    @property
    def recall(self) -> float:
        return self.warned_rightly / self.unsafe if self.unsafe else 1.0

    @property
    def unknown_share(self) -> float:
        return self.unknown / self.questions if self.questions else 0.0


def score(answered: Iterable[Answered]) -> Scores:
    counted: Counter[str] = Counter()
    for one in answered:
        unsafe, warned = one.question.right in UNSAFE, one.said in UNSAFE
        counted["questions"] += 1
        counted["unsafe"] += unsafe
        counted["warned"] += warned
        counted["warned_rightly"] += unsafe and warned
        counted["unknown"] += one.said == UNKNOWN
        counted["exact"] += one.is_exact
    names = ("questions", "unsafe", "warned", "warned_rightly", "unknown", "exact")
    return Scores(*(counted[name] for name in names))


def wrong(answered: Iterable[Answered]) -> Iterator[tuple[str, str, str, str, str]]:
    """Wrong answers: program, minors in one row where all is the same, what was said, what is right, what happened."""
    rows: dict[tuple[str, str, str], list[Answered]] = {}
    for one in answered:
        if not one.is_right:
            rows.setdefault((one.question.program.name, one.said, one.question.right), []).append(one)
    for (name, said, right), those in rows.items():
        first = those[0]
        minors = [one.question.minor for one in those]
        span = minors[0] if len(minors) == 1 else f"{minors[0]}..{minors[-1]} ({len(minors)})"
        what = first.answer.reasons[0] if right == WORKS and first.answer.reasons else ""
        happened = first.question.program.why(first.question.minor)
        move = f"{first.question.baseline} -> {span}"
        yield name, move, said, right, f"said: {what}" if what else happened
