"""Every line of the table finds the line that it was written for, and is the first to find it."""

import pytest

from matrices.load import load
from migrations.registry import names
from service.explain.answer import By
from service.explain.explaining import TABLE, explain
from service.explain.saved import SAVED
from service.explain.signatures import RULED


@pytest.fixture(scope="module")
def matrix():
    return load()


@pytest.mark.parametrize("signature", [*SAVED, *TABLE], ids=lambda each: each.id)
def test_a_signature_explains_its_sample(signature, matrix):
    found = {each.id: each for each in explain(signature.sample, matrix)}
    assert found[signature.id].cause == signature.cause
    assert found[signature.id].line == signature.sample
    assert signature.mends
    assert signature.source.startswith("https://")


@pytest.mark.parametrize("ruled", RULED, ids=lambda each: each.rule)
def test_a_rule_explains_its_sample_first(ruled, matrix):
    first, *_ = explain(ruled.sample, matrix)
    assert first.id == f"rule:{ruled.rule}"
    assert [mend.by for mend in first.mends] == [By.RULE]
    assert first.source.startswith("https://")
    assert first.cause.endswith((".", ":", ","))


def test_every_rule_of_the_table_exists_and_every_id_comes_once():
    assert {each.rule for each in RULED} <= set(names())
    ids = [each.id for each in (*SAVED, *TABLE)]
    assert len(ids) == len(set(ids))
