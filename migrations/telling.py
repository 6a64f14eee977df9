"""What the check against the API says of a name that is gone, and of a call that does not fit."""

from matrices.symbols import Misfit, Reason
from migrations.adapting import Adapted
from migrations.knowledge import Trouble
from migrations.replacing import Way
from migrations.rule import Span

LINE = 120
"""Letters of a signature that are shown."""


def gone(name: str, span: Span, way: Way, *, never: bool) -> str:
    stack = " (Keras 3)" if name.startswith(("tf.keras.", "keras.")) and span.since == "2.16" else ""
    when = f"TensorFlow {span.since}{' on' if span.until is None else f' to {span.until}'}{stack}"
    said = f"`{name}` is in no TensorFlow from the baseline on" if never else f"`{name}` is gone from {when}"
    if not never and span.until is not None:
        said = f"{when} {'has' if span.since == span.until else 'have'} no `{name}`"
    repair = way.repair
    if repair is None:
        return f"{said}. Nothing is known to take its place."
    if repair.name is None:
        return f"{said}. {repair.note}".rstrip()
    look = f" {repair.note}" if repair.note else ""
    obstacle = (
        f" The call has to be changed by hand: {way.obstacle[:1].lower()}{way.obstacle[1:]}" if way.obstacle else ""
    )
    return f"{said}. Use `{repair.name}`.{look}{obstacle}"


def unfit(name: str, span: Span, trouble: Trouble, adapted: Adapted, *, fixed: bool) -> str:
    when = f"from TensorFlow {span.since} on" if span.until is None else f"in TensorFlow {span.since} to {span.until}"
    signature = trouble.stage.signature.text if trouble.stage.signature else ""
    shown = signature if len(signature) < LINE else f"{signature[: LINE - 10]}...)"
    match trouble.misfit:
        case None:
            said = f"The position of `{trouble.moved}` means something else to `{name}` {when}"
        case Misfit(Reason.UNKNOWN_KEYWORD, word):
            said = f"`{name}` takes no `{word}` {when}"
        case Misfit(Reason.TOO_MANY, count):
            said = f"`{name}` takes at most {count} arguments by position {when}"
        case Misfit(Reason.MISSING, word):
            said = f"`{name}` wants `{word}` {when}"
        case Misfit(_, word):
            said = f"`{name}` gets `{word}` twice {when}"
    if fixed:
        return f"{said}: it is {shown}. The call is rewritten to mean the same."
    return f"{said}: it is {shown}. {adapted.obstacle or 'Change the call by hand.'}"
