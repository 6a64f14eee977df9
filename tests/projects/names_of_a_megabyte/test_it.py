"""Tests with names so long that what is told of them has no end."""

import pytest


@pytest.mark.parametrize("name", ["x" * (1 << 20) + str(number) for number in range(5)])
def test_it(name):
    assert name
