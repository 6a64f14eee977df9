"""The word, the shape and the colour of each state of a run, of a stage, of a fix and of a grade, for the pages."""

from service.stages import Stage, Told
from service.store.records import State
from service.words import VERDICTS, Word

STATES = {
    State.QUEUED: Word("queued", "…", "grey", "waits for its turn"),
    State.RUNNING: Word("running", "▶", "blue", "is being checked now"),
    State.DONE: Word("done", "✔", "green", "has its report"),
    State.FAILED: Word("failed", "✘", "red", "ended without a report"),
    State.CANCELLED: Word("cancelled", "■", "grey", "somebody stopped it"),
}
EFFECTS = {
    "breaks": Word("breaks", "✘", "red", "raises"),
    "changes": Word("changes", "≠", "yellow", "silently computes something else"),
    "deprecated": Word("deprecated", "…", "grey", "works, and will go"),
}
FIXES = {
    "safe": Word("safe", "✔", "green", "the patch rewrites it, and the behaviour stays the same"),
    "review": Word("review", "◐", "yellow", "the patch rewrites it: look at it"),
    "manual": Word("by hand", "✎", "red", "nobody can rewrite it for you"),
}
TOLD = {Told(verdict.value): word for verdict, word in VERDICTS.items()} | {
    Told.NONE: Word("not tried", "·", "none", "nothing has come so far"),
    Told.RUNNING: Word("runs", "▶", "blue", "is being tried now"),
}
STAGES = {
    Stage.CODE: ("Code", "what the text of the project alone says"),
    Stage.INSTALL: ("Install", "whether all that it asks for can be installed together"),
    Stage.IMPORT: ("Import", "whether what it imports can be imported"),
    Stage.TESTS: ("Run", "its tests, or the command that it declares"),
    Stage.ARTIFACTS: ("Saved files", "models, weights and checkpoints of the project, loaded as its code loads them"),
    Stage.NUMBERS: ("Numbers", "what its functions give back, beside the version of today"),
}
GRADES = {
    "stated": Word("stated", "❝", "grey", "a source says so"),
    "measured": Word("measured", "◉", "green", "it was tried and seen"),
    "inferred": Word("inferred", "∴", "grey", "concluded from other facts"),
}
ENDINGS = {
    "passed": Word("passed", "✔", "green", "it ended well"),
    "xfailed": Word("fails as told", "✔", "green", "it failed, as its author expects"),
    "xpassed": Word("passed", "✔", "green", "it passed, although its author expects a failure"),
    "skipped": Word("skipped", "·", "grey", "it was not run"),
    "failed": Word("failed", "✘", "red", "it failed"),
    "error": Word("error", "✘", "red", "it could not be set up or taken down"),
}
