"""The way that keeps Keras 2 beside a TensorFlow of Keras 3: what it spares, and what it asks for instead. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from packaging.requirements import Requirement
from packaging.version import Version

from migrations.legacy import REQUIREMENT, VARIABLE
from migrations.rule import Effect, Finding, Fix
from service.nouns import Candidate, Constraint

if TYPE_CHECKING:
    from migrations.analysis import Analysis
    from service.case import Case

SWITCH = f"{VARIABLE}=1"
REASON = "set it before TensorFlow is imported: tf.keras is tf-keras then, Keras 2, which gets repairs alone"
SOURCE = "https://github.com/keras-team/tf-keras"
FIRST = Version("2.16")
"""From here on `tf.keras` is Keras 3."""
ELSEWHERE = frozenset(
    {
        "addons_gone",
        "estimator_canned",
        "private_keras",
        "python_removals",
        "tensorboard_missing",
    }
)
"""Rules of what TensorFlow, NumPy or Python took away by themselves."""
PARTS = (
    "tf.keras",
    "keras.",
    "tf.compat.v1.keras",
    "tf.layers",
    "tf.compat.v1.layers",
    "tf.nn.rnn_cell",
    "tf.compat.v1.nn.rnn_cell",
)
"""What tf-keras has, names of TensorFlow 1 that are made of it among them."""
API = "api"


def spared(finding: Finding) -> bool:
    """Whether a finding is about what Keras 3 changed, which is not met then."""
    if finding.rule in ELSEWHERE or Version(finding.since) < FIRST:
        return False
    if finding.rule == API or Version(finding.since) > FIRST:
        return finding.symbol.startswith(PARTS)
    return True


def kept(analysis: "Analysis") -> "Analysis":
    """What is met where Keras 2 is kept."""
    if not any(map(spared, analysis.findings)):
        return analysis
    found = [one for one in analysis.findings if not spared(one)]
    return analysis.only(sorted([*found, *_imports(analysis.findings)], key=lambda one: (one.path, one.line)))


def _imports(findings: Iterable[Finding]) -> Iterator[Finding]:
    """One place a file that uses the package keras: that is Keras 3 whatever the switch says."""
    first: dict[str, Finding] = {}
    for one in findings:
        if spared(one) and one.symbol.startswith("keras."):
            first.setdefault(one.path, one)
    message = "The package keras is Keras 3 whatever TF_USE_LEGACY_KERAS says: import tf_keras in its place."
    for one in first.values():
        yield one._replace(
            symbol="keras", message=message, effect=Effect.BREAKS, fix=Fix.MANUAL, source=SOURCE, edits=(), requires=()
        )


def asked(candidate: Candidate) -> Candidate:
    """The candidate with the tf-keras that is made for it."""
    minor = f"{candidate.tensorflow.major}.{candidate.tensorflow.minor}"
    reason = f"Keras 2 for TensorFlow {minor}, to which each tf-keras is tied"
    own = Constraint(Requirement(f"{REQUIREMENT}=={minor}.*"), reason, SOURCE, needed=True, brings=True)
    others = (one for one in candidate.constraints if one.requirement.name != REQUIREMENT)
    return candidate._replace(constraints=(own, *others))


def keeping(case: "Case") -> "Case":
    """The same project on the way that keeps Keras 2."""
    return replace(case, analysis=kept(case.analysis))
