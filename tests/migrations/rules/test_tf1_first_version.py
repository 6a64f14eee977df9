import pytest

HEAD = "import tensorflow as tf\n"


@pytest.mark.parametrize(
    "code",
    [
        "tf.assert_equal(a, b)",
        "tf.assert_equal(a, b, None, 3)",
        "tf.reduce_sum(x, keep_dims=True)",
        "tf.space_to_batch(x, block_shape=[2, 2], paddings=p)",
        "tf.space_to_batch(x, **options)",
        "tf.saved_model.load(**options)",
        "tf.cond(p, f, g)",
        "space_to_batch(x, p, 2)",
    ],
)
def test_leaves_alone(see, code):
    assert see(HEAD + code, baseline="1.15", select=("tf1_first_version",)).findings == ()


def test_a_project_on_tensorflow_2_is_left_alone(see):
    assert see(f"{HEAD}tf.space_to_batch(x, p, 2)", baseline="2.0").findings == ()


@pytest.mark.parametrize(
    "call",
    [
        "assert_equal(a, b, data=[a])",
        "assert_equal(a, b, [a])",
        "debugging.assert_near(a, b, data=[a])",
        "assert_rank(a, 1, [a])",
        "assert_negative(a, data=[a])",
        "space_to_batch(x, paddings=p, block_size=2)",
        "nn.space_to_batch(x, p, 2)",
        "cond(p, f, g, strict=True)",
        "image.draw_bounding_boxes(images, boxes)",
        "nn.ctc_loss(labels, inputs, lengths)",
        "nn.dilation2d(x, f, s, r, p)",
        "nn.erosion2d(x, f, s, r, p)",
        "saved_model.load(sess, ['serve'], path)",
        "test.compute_gradient(x, [1], y, [1])",
        "image.resize_images(x, s, align_corners=True)",
        "ones_initializer(tf.int32)",
        "initializers.random_normal(0.0, 1.0, dtype=tf.float16)",
        "while_loop(c, b, v, return_same_structure=s)",
        "sparse.concat(1, [a], concat_dim=1)",
    ],
)
def test_goes_to_the_first_version(see, patched, call):
    assert patched(f"{HEAD}tf.{call}\n", baseline="1.15") == f"{HEAD}tf.compat.v1.{call}\n"
    assert "2.0" in {finding.since for finding in see(f"{HEAD}tf.{call}\n", baseline="1.15").findings}
