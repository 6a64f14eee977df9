"""Ten thousand tests, one of which fails."""

import pytest


@pytest.mark.parametrize("number", range(10_000))
def test_one(number):
    assert number != 7777
