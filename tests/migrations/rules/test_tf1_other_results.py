import pytest

from migrations.engine import Effect, Fix

HEAD = "import tensorflow as tf\n"


@pytest.mark.parametrize(
    "code",
    [
        "tf.image.resize(x, s, method=tf.image.ResizeMethod.AREA)",
        "tf.image.resize(*a)",
        "tf.compat.v1.image.resize(x, s)",
        "tf.nn.ctc_beam_search_decoder(x, n, merge_repeated=False)",
        "tf.nn.embedding_lookup(table, ids)",
        "tf.nn.embedding_lookup([a, b], ids, partition_strategy='div')",
        "tf.nn.nce_loss(w, b, y, x, 3, 9)",
        "tf.while_loop(c, b, (i, j))",
        "tf.while_loop(c, b, [*i])",
        "tf.while_loop(c, b, values)",
        "tf.while_loop(c, b, [i], return_same_structure=True)",
        "tf.cond(p, lambda: [x], g)",
        "tf.cond(p, lambda: [x], lambda: [x, y])",
        "tf.strings.split(x, result_type='RaggedTensor')",
        "image.resize(x, s)",
        "tf.device('/cpu:0')",
        "tf.summary.scalar('a', x, step=1)",
        "tf.summary.image('a', data=x)",
    ],
)
def test_leaves_alone(see, code):
    assert see(HEAD + code, baseline="1.15", select=("tf1_other_results",)).findings == ()


@pytest.mark.parametrize("code", ["tf.image.resize(x, s)", "tf.strings.split(x)", "tf.while_loop(c, b, [i])"])
def test_a_project_on_tensorflow_2_means_what_it_says(see, code):
    assert see(HEAD + code, baseline="2.0").findings == ()


@pytest.mark.parametrize(
    "call",
    [
        "image.resize(x, s)",
        "image.resize(x, s, tf.image.ResizeMethod.BICUBIC, preserve_aspect_ratio=True)",
        "image.resize(x, s, align_corners=True)",
        "image.extract_glimpse(x, s, o)",
        "image.extract_glimpse(x, s, o, uniform_noise=False)",
        "nn.ctc_beam_search_decoder(x, n)",
        "nn.ctc_beam_search_decoder(x, n, merge_repeated=m)",
        "nn.embedding_lookup([a, b], ids)",
        "nn.embedding_lookup([a, b], ids, 'mod', 'name')",
        "nn.embedding_lookup((a, b), ids, partition_strategy='mod')",
        "nn.sampled_softmax_loss([w for w in ws], b, y, x, 3, 9)",
        "while_loop(c, b, [i])",
        "while_loop(cond=c, body=b, loop_vars=(i,))",
        "cond(p, lambda: [x], lambda: [y])",
        "cond(p, fn1=lambda: [x], fn2=lambda: (y,))",
        "strings.split(x, ',')",
        "device(lambda op: '/cpu:0')",
        "strings.split(source=x)",
        "strings.split(x, ',', result_type='SparseTensor')",
        "strings.split(x, ',', result_type=kind)",
    ],
)
def test_keeps_what_it_computed(see, patched, call):
    assert patched(f"{HEAD}tf.{call}\n", baseline="1.15") == f"{HEAD}tf.compat.v1.{call}\n"
    (finding,) = see(f"{HEAD}tf.{call}\n", baseline="1.15").findings
    assert (finding.since, finding.until, finding.fix) == ("2.0", None, Fix.SAFE)


def test_ragged_was_asked_for_and_is_what_comes(patched):
    code = f"{HEAD}tf.strings.split(x, ',', result_type='RaggedTensor')\n"
    assert patched(code, baseline="1.15") == f"{HEAD}tf.strings.split(x, ',')\n"


def test_what_an_import_says_is_not_rewritten(see):
    (finding,) = see("from tensorflow import while_loop\nwhile_loop(c, b, [i])\n", baseline="1.15").findings
    assert (finding.effect, finding.fix) == (Effect.CHANGES, Fix.MANUAL)


@pytest.mark.parametrize(
    "code",
    [
        "tf.summary.scalar('loss', x)",
        "tf.losses.mean_squared_error(y, x)",
        "tf.metrics.mean_absolute_error(y, x)",
        "y = tf.losses.Reduction.NONE",
    ],
)
def test_what_keras_and_tensorboard_have_by_the_same_name(patched, code):
    assert patched(HEAD + code, baseline="1.15") == HEAD + code.replace("tf.", "tf.compat.v1.", 1)
    assert patched(HEAD + code.replace("tf.", "tf.compat.v2.", 1), baseline="1.15").count("v1") == 0
