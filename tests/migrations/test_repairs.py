"""The rename tables are true, and what they do not know comes from the API index or from nobody."""

import pytest

from matrices import symbols
from matrices.symbols import Index, MemberAt, Passing, Signature, SymbolAt, UnknownMinor
from migrations.renames import BELOW, Row, load, order
from migrations.repairs import EVERYWHERE, find, first_version, parameters
from migrations.rule import Fix

TABLES = load()
ALL = [row for tables in (TABLES.rows, TABLES.members) for rows in tables.values() for row in rows]
ROWS = [pytest.param(row, id=row.old) for row in ALL]
RENAMED = [pytest.param(row, id=row.old) for row in ALL if row.new]


@pytest.fixture(scope="module")
def index() -> Index:
    return symbols.load()


def thing(index: Index, name: str, tf: str) -> SymbolAt | MemberAt | None:
    try:
        return index.thing(name, index.beside(name, tf))
    except UnknownMinor:
        return None


def named(signature: Signature | None) -> set[str]:
    stars = {Passing.POSITIONS, Passing.KEYWORDS}
    return {each.name for each in signature.parameters if each.passing not in stars} if signature else set()


def takes_any(signature: Signature | None) -> bool:
    return signature is None or any(each.passing is Passing.KEYWORDS for each in signature.parameters)


@pytest.mark.parametrize("row", ROWS)
def test_the_old_name_existed_and_is_gone(index: Index, row: Row):
    name = row.old.removesuffix(BELOW)
    minors = [minor for minor in index.minors() if thing(index, name, minor)]
    parts = [index.below(name)] if row.old.endswith(BELOW) else []
    assert minors or any(parts), "it never was"
    newest = row.until or index.minors()[-1]
    assert row.old.endswith(BELOW) or thing(index, row.old, newest) is None or row.since, "it is still there"


@pytest.mark.parametrize("row", RENAMED)
def test_the_new_name_and_its_parameters_exist(index: Index, row: Row):
    new, newest = row.new, row.until or index.minors()[-1]
    assert new is not None
    found = thing(index, new.removesuffix(BELOW), newest)
    assert found is not None
    if new.endswith(BELOW):
        return
    written = {*row.parameters.values(), *row.add} - {""}
    assert takes_any(found.signature) or written <= named(found.signature)
    before = [found for minor in index.minors() if (found := thing(index, row.old, minor))]
    assert set(row.parameters) <= {name for each in before for name in named(each.signature)}


@pytest.mark.parametrize("row", ROWS)
def test_a_row_without_a_new_name_says_what_to_do(row: Row):
    assert (row.new is None) == (row.fix is Fix.MANUAL)
    assert (row.fix is Fix.SAFE) == (not row.note)
    assert not row.note or row.note.endswith((".", ")"))
    assert order(row.since or "0") <= order(row.until or "99")


@pytest.mark.parametrize("name", sorted(set(TABLES.parameters) - {EVERYWHERE}))
def test_words_for_parameters_are_old_and_new(index: Index, name: str):
    before, after = set[str](), set[str]()
    row = TABLES.row(name, index.minors()[-1]) or next(iter(TABLES.members.get(name.rpartition(".")[2], ())), None)
    newest = thing(index, row.new if row and row.new else name, index.minors()[-1])
    for minor in index.minors():
        if found := thing(index, name, minor):
            before |= named(found.signature)
    assert newest is not None
    after = named(newest.signature)
    for old, new in TABLES.parameters[name].items():
        assert old in before, old
        assert old not in after, old
        assert new == "" or new in after, new


def test_nobody_knows(index: Index):
    assert find(index, "tf.no.such_name", "1.15", "2.21") is None
    assert find(index, "torch.log", "1.15", "2.21") is None


@pytest.mark.parametrize(
    ("name", "new"),
    [
        ("tf.log", "tf.math.log"),
        ("tf.placeholder", "tf.compat.v1.placeholder"),
        ("tf.gfile.Exists", "tf.io.gfile.exists"),
        ("tf.gfile.GFile", "tf.io.gfile.GFile"),
        ("tf.gfile.Open", "tf.io.gfile.GFile"),
        ("tf.flags", "tf.compat.v1.flags"),
        ("tf.app.flags.DEFINE_string", "tf.compat.v1.app.flags.DEFINE_string"),
        ("tf.logging.info", "tf.compat.v1.logging.info"),
        ("tf.train.AdamOptimizer", "tf.compat.v1.train.AdamOptimizer"),
        ("tf.losses.absolute_difference", "tf.compat.v1.losses.absolute_difference"),
        ("tf.metrics.accuracy", "tf.compat.v1.metrics.accuracy"),
        ("tf.python_io.TFRecordWriter", "tf.io.TFRecordWriter"),
        ("tf.random_uniform", "tf.random.uniform"),
        ("tf.random_normal", "tf.random.normal"),
        ("tf.matrix_inverse", "tf.linalg.inv"),
        ("tf.cross", "tf.linalg.cross"),
        ("tf.string_join", "tf.strings.join"),
        ("tf.VarLenFeature", "tf.io.VarLenFeature"),
        ("tf.read_file", "tf.io.read_file"),
        ("tf.lin_space", "tf.linspace"),
        ("tf.is_nan", "tf.math.is_nan"),
        ("tf.segment_sum", "tf.math.segment_sum"),
        ("tf.unsorted_segment_sum", "tf.math.unsorted_segment_sum"),
        ("tf.sparse_tensor_to_dense", "tf.sparse.to_dense"),
        ("tf.svd", "tf.linalg.svd"),
        ("tf.train.write_graph", "tf.io.write_graph"),
        ("tf.ReaderBase", "tf.compat.v1.ReaderBase"),
        ("tf.keras.losses.mean_squared_error", "tf.keras.losses.MSE"),
        ("tf.keras.layers.experimental.preprocessing.Rescaling", "tf.keras.layers.Rescaling"),
        ("tf.keras.optimizers.legacy.Adadelta", "tf.keras.optimizers.Adadelta"),
        ("tf.keras.Sequential.fit_generator", "tf.keras.Sequential.fit"),
        ("tf.keras.metrics.AUC.reset_states", "tf.keras.metrics.AUC.reset_state"),
        ("tf.distribute.MirroredStrategy.experimental_run_v2", "tf.distribute.MirroredStrategy.run"),
        ("keras.backend.clip", "keras.ops.clip"),
        ("keras.optimizers.legacy.Adam", "keras.optimizers.Adam"),
    ],
)
def test_what_takes_its_place(index: Index, name: str, new: str):
    old = "2.3" if "preprocessing" in name else "2.12" if "legacy" in name or name.startswith("keras.") else "1.15"
    repair = find(index, name, "2.0" if "experimental_run" in name else old, "2.21")
    assert repair is not None
    assert repair.name == new


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("tf.keras.backend.learning_phase", "training"),
        ("tf.keras.applications.RegNetX002", "tf-keras"),
        ("tf.keras.Model.to_yaml", "to_json"),
        ("keras.applications.regnet.RegNetX002", "tf-keras"),
        ("tf.keras.layers.LocallyConnected1D", "tf-keras"),
        ("tf.examples.tutorials.mnist.input_data", "tf.keras.datasets.mnist"),
    ],
)
def test_what_to_do_where_nothing_takes_its_place(index: Index, name: str, word: str):
    repair = find(index, name, "1.15" if "examples" in name else "2.12", "2.21")
    assert repair is not None
    assert repair.name is None
    assert repair.fix is Fix.MANUAL
    assert word in repair.note


def test_a_repair_lives_at_its_target(index: Index):
    """Whatever is offered is there: for all that TensorFlow 1 had in its root, at several targets."""
    for last in index.below("tf"):
        for target in ("2.0", "2.10", "2.21"):
            if index.at(f"tf.{last}", "1.15") and not index.at(f"tf.{last}", target):
                repair = find(index, f"tf.{last}", "1.15", target)
                assert repair is None or repair.name is None or thing(index, repair.name, target), (last, target)


def test_the_first_version_takes_the_call_as_it_is(index: Index):
    repair = find(index, "tf.assert_greater_equal", "1.15", "2.21")
    assert repair is not None
    assert repair.otherwise == "tf.compat.v1.assert_greater_equal"
    assert first_version(index, "tf.cond", "2.21") == "tf.compat.v1.cond"
    assert first_version(index, "tf.keras.Model", "2.21") is None
    assert parameters("tf.reduce_sum")["keep_dims"] == "keepdims"
