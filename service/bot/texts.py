"""Every sentence of the bot, once. Each says what is, and what to do."""

MENTION = "/upflow"
STATUS = {
    "bump": "{shape} {bumps} {text}",
    "worse": "{shape} This pull request makes it worse on TensorFlow {versions}",
    "better": "{shape} This pull request helps: TensorFlow {versions} works with it",
    "new": "{shape} New places that a newer TensorFlow breaks",
    "clash": "{shape} What is declared cannot be installed together",
    "same": "{shape} Nothing changes for any TensorFlow that was looked at",
}
VERDICT_OF_BUMP = {
    "works": "works",
    "breaks": "breaks this project",
    "changes": "runs, and silently computes something else",
    "unknown": "cannot be judged from what is known",
}
BY_BOT = "opened by {bot}"
WHY = "**Why:** {cause}"
NEXT = "**Next:** {advice}"
FIX_HERE = "comment {command}: it pushes {edits} in {files} to this branch{proof}."
FIX_FORK = "this branch is in a fork, so [apply the patch]({patch}) there ({edits} in {files}){proof}."
FIX_FORK_BARE = "comment {command}: it hands over a patch for this fork ({edits} in {files}){proof}."
KEEPS = ", with which it runs on {version} as before"
PROVEN = "; with them its trial passes"
BY_HAND = "change {places} by hand: nobody can rewrite {it} for you{fix}."
AND_FIX = ", then comment {command} for the rest ({edits})"
MERGE = "merge it: its trial passes as the old version's did."
MERGE_STATIC = "nothing in the code or in the facts is against it; let your tests decide."
LOOK = "{advice}."
HOLD = "take {pins} back here"
OR_MOVE = "move to TensorFlow {version}, which takes it: {command} does that here"
COMPANIONS = "**It needs these with it** (`/upflow fix` writes them):"
COMPANION_CHANGED = "- {path}: {before} → {after}"
COMPANION_ADDED = "- {path}: add {after}"
COMPANION_GONE = "- {path}: leave out {before}"
MORE = "- and {count} more"
COLUMNS = ("TensorFlow", "before", "now", "with the patch", "smallest cause")
NOTHING_AGAINST = "nothing is against it"
MORE_CAUSES = " (and {count} more)"
FOOTER = "<sub>{parts}</sub>"
REPORT = "[full report]({link})"
OF_HEAD = "checked {head}"
HELP = "`/upflow help`"
IGNORED = "ignored here: {rules}"
FAILS_TODAY = (
    "**Mind:** on {version}, where it runs today, it does not pass either{why}. "
    "Trials can say no more until it does there."
)
CONFIGURED = "The configuration of upflow in this pull request counts once it is merged."

CHECK_FAILED = "It could not be checked"
CHECK_FAILED_SUMMARY = "{error}\n\n**What to do:** {hint}"
CHECK_SUPERSEDED = "A newer commit is checked instead"
CHECK_CLOSED = "The pull request was closed meanwhile"

NOT_ALLOWED = (
    "Thank you, but I take commands from people who can write to this repository. "
    "One of them can send the same comment."
)
UNKNOWN_COMMAND = "I do not know {word}{near} What I know:"
NEAR = "; did you mean `{near}`?"
NOTHING_NEAR = "."
TOO_MANY_COMMANDS = "I did the first {most} commands of this comment; please send the others in another one."
COMMANDS_HEADINGS = "| command | what it does |\n| --- | --- |"
IGNORING = (
    "{rule} is ignored in this pull request{until}, because {reason}. "
    "To ignore it everywhere, say so in the configuration of the base branch:"
)
NO_SUCH_RULE = "There is no rule {rule}{near} The rules are named in the annotations, and by `upflow rules`."
WRONG_COMMAND = "{word}: {problem}. Expected `{usage}`."
FIXED = "I pushed {commit} to {branch}: {edits} in {files}, for TensorFlow {version}{left}"
FIX_OPENED = (
    "I may not push to {branch}, so [#{number}]({link}) brings {edits} in {files} to it, for TensorFlow {version}{left}"
)
FIX_NOTHING = "Nothing is left to rewrite for TensorFlow {version}{left}"
FIX_ARTEFACT = (
    "This branch is in a fork that I cannot push to. Here is the patch for TensorFlow {version} ({edits} in {files}): "
    "save it, and run `git apply upflow.patch`{left}"
)
FIX_MOVED = "The branch moved while I was at it: please send the command again."
FIX_CHANGED = "The last commit of this branch has that patch already: {commit}."
LEFT = "; {places} must be changed by hand."
NOTHING_LEFT = "."
PATCH_TOO_LONG_BARE = "It is too long for a comment: run `upflow migrate . --to {version} --write` in a checkout."
COMMIT_TITLE = "Make it run on TensorFlow {version}"
COMMIT_TEXT = "{title}\n\n{edits} in {files}, by upflow, as asked for in #{number}.\n\nUpflow-Fix: {key}"
PULL_TEXT = "For #{number}: {edits} in {files} that TensorFlow {version} asks for. Merge it into that branch."
COULD_NOT = "I could not do that: {error} {hint}"
GONE = "it is not there any more, or I may not see it."
NOT_CHECKED = "Nothing was found here yet: `/upflow check` looks."
NOTHING_FOUND = "Nothing was found that breaks or changes."
