"""Programs of compat.v1 that need eager execution turned off."""

from collections.abc import Callable

import pytest

from migrations.analysis import Analysis

Analyse = Callable[..., Analysis]
CODE = "import tensorflow.compat.v1 as tf\n{}x = tf.placeholder(tf.float32, [])\n"


@pytest.mark.parametrize(
    "line", ["tf.disable_v2_behavior()\n", "tf.disable_eager_execution()\n", "tf.Graph().as_default().__enter__()\n"]
)
def test_what_is_turned_off_already(see: Analyse, line: str):
    assert not see(CODE.format(line), baseline="1.15", select=("graph_eager",)).findings


def test_a_program_that_runs_on_2_runs_on(see: Analyse):
    assert not see(CODE.format(""), baseline="2.0", select=("graph_eager",)).findings


def test_a_bare_placeholder(see: Analyse):
    (finding,) = see(CODE.format(""), baseline="1.15", select=("graph_eager",)).findings
    assert (finding.since, finding.symbol) == ("2.0", "tf.compat.v1.placeholder")
