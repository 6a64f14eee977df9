"""The route that keeps Keras 2: which findings it spares, and what it asks for instead. Pure."""

from collections.abc import Iterable, Iterator

from migrations.rule import Finding

SWITCH = "TF_USE_LEGACY_KERAS=1"
REASON = (
    "it must be set before TensorFlow is imported; then tf.keras is tf-keras, which is Keras 2 and gets repairs alone"
)
SOURCE = "https://github.com/keras-team/tf-keras"
_THREE = "2.16"
"""Findings of Keras 3 begin where `tf.keras` became it."""


def spared(finding: Finding) -> bool:
    """Whether a finding is about tf.keras becoming Keras 3, which it then does not."""
    return finding.since == _THREE and finding.symbol.startswith(("tf.keras", "keras."))


def imports(findings: Iterable[Finding]) -> Iterator[Finding]:
    """One place a file that uses the package keras: that is Keras 3 whatever the switch says, and must be tf_keras."""
    first: dict[str, Finding] = {}
    for one in findings:
        if spared(one) and one.symbol.startswith("keras."):
            first.setdefault(one.path, one)
    yield from first.values()
