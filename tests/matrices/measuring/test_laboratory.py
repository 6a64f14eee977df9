import pytest

from matrices.measuring.laboratory import NoLaboratory, find


def test_the_services_own_laboratory_is_found():
    assert find().__module__ == "service.sandbox.laboratory"


def test_without_any_it_says_what_to_do():
    with pytest.raises(NoLaboratory, match=r"an entry point of the group 'upflow.none'.*make setup"):
        find("upflow.none")
