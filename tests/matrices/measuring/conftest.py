"""The world of the tests: one TensorFlow with two conflicts."""

import pytest

from tests.matrices.measuring.world import DESCRIPTORS, HANDLE, Rule, World


@pytest.fixture
def world() -> World:
    """TensorFlow 2.8.0 as it really is: it needs an older protobuf and an older numpy, and says neither."""
    return World(
        versions={
            "tensorflow": ["2.8.0", "2.8.4", "2.9.0"],
            "tensorflow-cpu": ["2.8.0"],
            "numpy": ["1.23.5", "1.26.4", "2.2.6"],
            "protobuf": ["3.19.6", "3.20.3", "4.25.9", "7.36.2"],
            "setuptools": ["80.0", "81.0", "84.0"],
        },
        rules=[
            Rule("import", "protobuf>=4", DESCRIPTORS),
            Rule("import", "numpy>=2", HANDLE),
        ],
    )
