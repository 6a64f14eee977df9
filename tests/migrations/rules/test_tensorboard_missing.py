import pytest

from migrations.engine import Effect, Fix


@pytest.mark.parametrize(
    "code",
    [
        "import tensorflow as tf\ntf.summary.create_file_writer('logs')\n",
        "import tensorflow as tf\ntf.compat.v1.summary.scalar('a', 1.0)\n",
        "import tensorflow.compat.v1 as tf\ntf.summary.scalar('a', 1.0)\n",
        "import tensorflow as tf\nfrom mine import tensorboard\ntensorboard.start()\n",
    ],
)
def test_leaves_alone(see, code):
    assert see(code, select=("tensorboard_missing",)).findings == ()


@pytest.mark.parametrize(
    "code",
    [
        "import tensorflow as tf\ntf.summary.scalar('a', 1.0, step=1)\n",
        "from tensorflow import summary\nsummary.histogram('a', [1.0], step=1)\n",
        "from keras.callbacks import TensorBoard\nTensorBoard('logs')\n",
        "import tensorflow as tf\nfrom tensorboard.plugins.hparams import api as hp\n",
    ],
)
def test_the_package_is_asked_for(see, code):
    (finding,) = see(code, select=("tensorboard_missing",)).findings
    assert (finding.effect, finding.since, finding.fix) == (Effect.BREAKS, "2.21", Fix.REVIEW)
    assert finding.requires == ("tensorboard",)


def test_the_summaries_of_tensorflow_1_need_none(see):
    code = "import tensorflow as tf\ntf.summary.scalar('a', x)\ntf.summary.scalar('b', x, step=1)\n"
    found = see(code, baseline="1.15", select=("tensorboard_missing",)).findings
    assert [finding.line for finding in found] == [3]
