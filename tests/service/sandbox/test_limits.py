import ast
import dataclasses
import inspect

import pytest

from service.sandbox import limits
from service.sandbox.limits import Limits

FIELDS = dataclasses.fields(Limits)


def test_the_network_is_closed_by_default():
    assert Limits().network == "none"


def test_limits_cannot_be_changed_on_the_way():
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(Limits(), "memory", 1)  # noqa: B010 - mypy sees through the plain assignment


def test_every_opening_says_what_it_risks():
    body = ast.parse(inspect.getsource(limits)).body
    opened = next(node for node in body if isinstance(node, ast.ClassDef)).body[1:]
    notes = [ast.literal_eval(node.value) for node in opened if isinstance(node, ast.Expr)]
    assert len(notes) == len(FIELDS)
    assert all("*Security:*" in note for note in notes)


def test_what_looks_like_a_disk_fits_into_the_memory():
    assert Limits().tmp + Limits().work + Limits().shared < Limits().memory
