from packaging.version import Version

from migrations.engine import Fix


def test_writes_and_asks_for_the_package(see):
    code = "from tensorflow.keras.wrappers.scikit_learn import KerasClassifier as K\nK(build_fn=f, epochs=2)\n"
    analysis = see(code, baseline="2.10", select=("scikit_wrappers",))
    new = "from scikeras.wrappers import KerasClassifier as K\nK(model=f, epochs=2)\n"
    assert analysis.patched(Version("2.21"))["code.py"].decode() == new
    assert {(each.fix, each.requires, each.since) for each in analysis.findings} == {
        (Fix.REVIEW, ("scikeras",), "2.13")
    }


def test_a_chain_is_said_and_stays(see):
    code = "import tensorflow as tf\ntf.keras.wrappers.scikit_learn.KerasRegressor(f)\n"
    (finding,) = see(code, select=("scikit_wrappers",)).findings
    assert (finding.fix, finding.edits) == (Fix.MANUAL, ())
