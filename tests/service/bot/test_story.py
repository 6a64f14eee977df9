"""A pull request from its first webhook to its comment, on a fake GitHub that is described by the real one."""

ADAM = "import tensorflow as tf\n\nprint(tf.keras.optimizers.Adam(lr=0.1))\n"
OLD = {"train.py": ADAM, "requirements.txt": "tensorflow==2.15.1\nnumpy==1.26.4\n"}
BUMPED = OLD | {"requirements.txt": "tensorflow==2.16.2\nnumpy==1.26.4\n"}


def test_a_bump_that_breaks_gets_one_comment_one_check_and_what_to_do(played, github):
    text = played.checked(OLD, BUMPED, title="Bump tensorflow from 2.15.1 to 2.16.2", author="dependabot[bot]")
    print(text)
    assert "TensorFlow 2" in text or "tensorflow 2" in text
    check = played.check()
    print(check)
    assert check["conclusion"] == "failure"
    print(github.reviews)
    print(github.asked)
