"""No test runs, and nothing fails."""

import pytest

pytestmark = pytest.mark.skip(reason="not here")


def test_one():
    pass


def test_two():
    pass
