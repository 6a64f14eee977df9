"""The word, the shape and the colour of each state of a run, for the pages."""

from service.store.records import State
from service.words import Word

STATES = {
    State.QUEUED: Word("queued", "…", "grey", "waits for its turn"),
    State.RUNNING: Word("running", "▶", "blue", "is being checked now"),
    State.DONE: Word("done", "✔", "green", "has its report"),
    State.FAILED: Word("failed", "✘", "red", "ended without a report"),
}
EFFECTS = {
    "breaks": Word("breaks", "✘", "red", "raises"),
    "changes": Word("changes", "≠", "yellow", "silently computes something else"),
    "deprecated": Word("deprecated", "…", "grey", "works, and will go"),
}
