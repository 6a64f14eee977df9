"""A release that the index has and the facts do not is named, with the command that reads it."""

from dataclasses import replace

import pytest

from matrices.checks import stale
from matrices.load import Reading, load


@pytest.mark.network
def test_a_release_that_is_missing():
    matrix = load()
    product = matrix.products["tf-keras"]
    known = {**matrix.products, "tf-keras": replace(product, releases=product.releases[1:])}
    only = replace(matrix, products={"tf-keras": known["tf-keras"]})
    found = [str(problem) for problem in stale.run(Reading(only, {}, ()))]
    assert any(f"release[{product.releases[0].version}]: found nothing" in text for text in found)
    assert all("`python -m matrices update tf-keras` reads it" in text for text in found)
