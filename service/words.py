"""The word, the shape and the colour of each verdict and outcome, once, for every door.

Shape and word carry the meaning too, for those who see no colour.
"""

from dataclasses import dataclass

from service.nouns import Kind, Verdict


@dataclass(frozen=True, slots=True)
class Word:
    """How something is shown: `shape` is one character, `colour` one of green, red, yellow, grey."""

    text: str
    shape: str
    colour: str
    meaning: str


VERDICTS = {
    Verdict.WORKS: Word("works", "✔", "green", "runs as before"),
    Verdict.BREAKS: Word("breaks", "✘", "red", "raises, does not install or does not import"),
    Verdict.CHANGES: Word("changes", "≠", "yellow", "runs, but silently computes something else"),
    Verdict.UNKNOWN: Word("unknown", "?", "grey", "something was not understood that could matter"),
}
OUTCOMES = {
    Kind.PASSED: Word("passed", "✔", "green", "the command ended well"),
    Kind.FAILED: Word("failed", "✘", "red", "the project failed"),
    Kind.UNDECIDED: Word("undecided", "?", "grey", "the trial says nothing about the project"),
}
