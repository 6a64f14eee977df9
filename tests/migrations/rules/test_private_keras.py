import pytest

from migrations.engine import Effect
from migrations.rule import Fix

DENSE = "from tensorflow.python.keras.layers import Dense\n"


@pytest.mark.parametrize(
    ("code", "since"),
    [
        # As it was seen to happen, in each of these minors and not in the one before.
        (f"{DENSE}from tensorflow.keras import Input, Model\nModel(Input(2), Dense(1))\n", "2.6"),
        ("from tensorflow.python.keras.layers import LSTM\nfrom tensorflow.keras import Input, Model\n", "2.16"),
        ("from tensorflow.python.keras.models import Model\nfrom tensorflow.keras.optimizers import Adam\n", "2.6"),
        (
            "from tensorflow.keras import Sequential\nfrom tensorflow.python.keras.optimizer_v2.adam import Adam\n",
            "2.6",
        ),
        (f"{DENSE}from tensorflow.python.keras.models import Sequential\nSequential([Dense(1)]).fit(x)\n", "2.13"),
        (f"{DENSE}from tensorflow.keras.models import Sequential\nSequential([Dense(1)])\n", "2.16"),
    ],
)
def test_breaks_where_two_kinds_meet(see, code, since):
    findings = see(code, baseline="2.4", select=("private_keras",)).findings
    assert {(each.effect, each.since) for each in findings} == {(Effect.BREAKS, since)}


@pytest.mark.parametrize(
    "code",
    [
        "from tensorflow.python.keras.callbacks import EarlyStopping\nimport tensorflow as tf\ntf.keras.Sequential()\n",
        "from tensorflow.python.keras import backend as K\nK.sum\n",
        "from tensorflow.python.keras.regularizers import l2\nfrom tensorflow.keras.layers import Dense\n",
        DENSE,
    ],
)
def test_what_works_on_is_deprecated(see, code):
    findings = see(code, baseline="2.4", select=("private_keras",)).findings
    assert {each.effect for each in findings} == {Effect.DEPRECATED}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (DENSE, "from tensorflow.keras.layers import Dense\n"),
        ("from tensorflow.python.keras.layers.core import Dense\n", "from tensorflow.keras.layers import Dense\n"),
        ("from tensorflow.python.keras import layers, models\n", "from tensorflow.keras import layers, models\n"),
        ("from tensorflow.python import keras\n", "from tensorflow import keras\n"),
        ("import tensorflow.python.keras.backend as K\nK.sum\n", "from tensorflow.keras import backend as K\nK.sum\n"),
        (
            "from tensorflow.python.keras.optimizer_v2.adam import Adam\n",
            "from tensorflow.keras.optimizers import Adam\n",
        ),
        (
            "from tensorflow.python.keras.utils import np_utils\nnp_utils.to_categorical\n",
            "from tensorflow.keras import utils as np_utils\nnp_utils.to_categorical\n",
        ),
        (
            "import tensorflow as tf\ntf.python.keras.layers.Dense(1)\n",
            "import tensorflow as tf\ntf.keras.layers.Dense(1)\n",
        ),
    ],
)
def test_writes(patched, old, new):
    assert patched(old, baseline="2.4") == new


@pytest.mark.parametrize(
    "code",
    [
        "from tensorflow.python.keras import backend as K\nK.sum\nK.get_graph\n",
        "from tensorflow.python import keras as k\nk.Model\nk.utils.generic_utils.get_custom_objects\n",
    ],
)
def test_a_module_stays_where_the_public_one_lacks_what_is_taken_of_it(see, code):
    assert [each.fix for each in see(code, baseline="2.4", select=("private_keras",)).findings] == [Fix.MANUAL]
