import json

import pytest

from matrices import symbols
from migrations.engine import Effect, Fix
from migrations.rules.private_paths import MODULES, TABLE


@pytest.mark.parametrize(
    "code",
    [
        "from tensorflow.python.framework import ops, dtypes\nops.convert_to_tensor(1)",
        "from tensorflow.python.ops import math_ops, array_ops\nmath_ops.reduce_sum, array_ops.concat",
        "from tensorflow.python.client import device_lib\ndevice_lib.list_local_devices()",
        "from tensorflow.python.platform import gfile, flags, tf_logging\ngfile.Exists, tf_logging.info",
        "from tensorflow.python.util import nest\nnest.flatten",
        "from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2",
        "from mine.tensorflow_core import x\nimport tensorflow",
    ],
)
def test_what_is_still_there_is_no_finding(see, code):
    assert see(code + "\n", baseline="2.0", select=("private_paths",)).findings == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("from tensorflow.python.framework.ops import Tensor", "from tensorflow import Tensor"),
        (
            "from tensorflow.python.framework.ops import Tensor, EagerTensor",
            "from tensorflow import Tensor\nfrom tensorflow.python.framework.ops import EagerTensor",
        ),
        (
            "import tensorflow as t\nimport tensorflow as tf\nfrom tensorflow.python.framework import ops\nops.Tensor",
            "import tensorflow as t\nimport tensorflow as tf\nfrom tensorflow.python.framework import ops\ntf.Tensor",
        ),
        (
            "from tensorflow.python.ops import array_ops\narray_ops.stack([1])",
            "import tensorflow as tf\nfrom tensorflow.python.ops import array_ops\ntf.stack([1])",
        ),
        (
            "import tensorflow as tf\ntf.python.client.device_lib.list_local_devices()",
            "from tensorflow.python.client import device_lib\nimport tensorflow as tf\ndevice_lib.list_local_devices()",
        ),
        (
            "from tensorflow.python.distribute import distribution_strategy_context as ds\nds.get_strategy()",
            "from tensorflow import distribute as ds\nds.get_strategy()",
        ),
        (
            "import tensorflow as tf\nfrom tensorflow.python.util import nest\nnest.is_sequence([1])",
            "import tensorflow as tf\nfrom tensorflow.python.util import nest\ntf.nest.is_nested([1])",
        ),
        ("from tensorflow_core.python.framework import ops", "from tensorflow.python.framework import ops"),
        ("import tensorflow_core.python.keras.api as a", "import tensorflow.python.keras.api as a"),
    ],
)
def test_writes(see, old, new):
    from packaging.version import Version  # noqa: PLC0415 - one use

    analysis = see(old + "\n", baseline="2.1", select=("private_paths",))
    assert analysis.patched(Version("2.21"))["code.py"].decode() == new + "\n"


def test_what_has_no_public_name_is_said(see):
    (finding, *_) = see(
        "from tensorflow.python.eager import tape\ntape.record_operation\n", select=("private_paths",)
    ).findings
    assert (finding.effect, finding.since, finding.fix) == (Effect.BREAKS, "2.13", Fix.MANUAL)


def test_all_public_names_of_the_table_are_there():
    index = symbols.load()
    rows = [row for module in json.loads(TABLE.read_text("utf-8")).values() for row in module.values()]
    names = {new for _, new in rows if new} | {home for _, home in MODULES.values()}
    keras = {name for name in names if name.startswith("tf.keras")}
    assert len(rows) > 300
    assert not [name for name in names - keras if index.at(name, index.minors()[-1]) is None]
