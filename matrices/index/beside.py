"""Which Keras answers for `tf.keras` of which TensorFlow."""

from matrices import query
from matrices.facts import Matrix
from matrices.index.spans import order


def keras_minors(matrix: Matrix) -> dict[str, str]:
    """For every minor of TensorFlow whose newest release needs Keras, the newest Keras that works with it."""
    found: dict[str, str] = {}
    for release in query.releases(matrix):
        keras = query.keras_of(matrix, release)
        if keras is not None:
            found.setdefault(query.minor(release.version), query.minor(keras))
    return dict(sorted(found.items(), key=lambda pair: order(pair[0])))
