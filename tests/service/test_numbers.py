"""The same numbers or others: within a tolerance, with what is not finite, by path, and for very large arrays."""

import math
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.numbers import Tolerance, differences
from service.probes import Array

USUAL = Tolerance()


def array(
    *values: float | str,
    path: str = "y",
    dtype: str = "float32",
    shape: tuple[int, ...] | None = None,
    about: tuple[float, ...] = (),
) -> Array:
    digest = sha256(repr((dtype, values)).encode()).hexdigest()
    return Array(path, dtype, (len(values),) if shape is None else shape, digest, about, values)


def messages(old: Array, new: Array, tolerance: Tolerance = USUAL, *, steps: bool = False) -> list[str]:
    return [each.message for each in differences([old], [new], tolerance, steps=steps)]


def test_rounding_is_no_difference_and_more_is():
    assert messages(array(1.0, 2.0), array(1.00005, 2.0)) == []
    (said,) = messages(array(1.0, 2.0), array(1.001, 2.0))
    assert said == "1 of 2 values differ; [0] is 1.001, and was 1, by 0.001 (allowed: rtol 0.0001, atol 1e-05)"


@pytest.mark.parametrize(
    ("dtype", "near", "far"),
    [("float16", 1.005, 1.05), ("bfloat16", 1.04, 1.2), ("float32", 1.00005, 1.001), ("float64", 1.000005, 1.0001)],
)
def test_each_dtype_has_its_own_tolerance(dtype, near, far):
    assert messages(array(1.0, dtype=dtype), array(near, dtype=dtype)) == []
    assert messages(array(1.0, dtype=dtype), array(far, dtype=dtype))


def test_a_project_may_say_its_own():
    assert messages(array(1.0), array(1.001), Tolerance(rtol=0.01)) == []
    assert messages(array(1.0), array(1.00005), Tolerance(rtol=0.0, atol=0.0))


def test_cancellation_near_large_values_is_no_difference():
    assert messages(array(1000.0, 0.0), array(1000.0, 0.005)) == []
    assert messages(array(1.0, 0.0), array(1.0, 0.005))


@pytest.mark.parametrize("dtype", ["int64", "bool", "uint8"])
def test_whole_numbers_are_exact(dtype):
    assert messages(array(0, 1, dtype=dtype), array(0, 1, dtype=dtype)) == []
    assert "(allowed: nothing)" in messages(array(0, 1, dtype=dtype), array(1, 1, dtype=dtype))[0]


def test_quantized_bytes_may_be_off_by_one_step_where_that_is_asked():
    assert messages(array(7, dtype="int8"), array(8, dtype="int8"), steps=True) == []
    assert messages(array(7, dtype="int8"), array(9, dtype="int8"), steps=True)


def test_what_is_no_number_is_the_same_only_as_itself():
    assert messages(array("nan", 1.0), array("nan", 1.00001)) == []
    assert messages(array("nan", 1.0), array(0.0, 1.0)) == [
        "1 of 2 values differ; [0] is 0, and was nan (allowed: rtol 0.0001, atol 1e-05)"
    ]
    assert messages(array("inf"), array("-inf"))


def test_shapes_and_dtypes_are_compared():
    assert messages(array(1.0, 2.0), array(1.0, 2.0, shape=(2, 1))) == ["its shape is [2, 1], and was [2]"]
    assert messages(array(1.0), array(1.0, dtype="float64")) == ["its dtype is float64, and was float32"]


def test_a_number_of_pythons_own_is_compared_with_an_array_without_dimensions():
    assert messages(array(0.5, dtype="float", shape=()), array(0.5, dtype="float32", shape=())) == []
    assert messages(array(1, dtype="int", shape=()), array(1.0, dtype="float", shape=()))


def test_text_is_compared_as_it_is():
    assert messages(array("a", dtype="string"), array("b", dtype="string")) == ["is 'b', and was 'a'"]


def test_what_is_missing_or_new_is_told_before_all_else():
    old, new = [array(1.0, path="a"), array(1.0, path="b")], [array(2.0, path="b"), array(1.0, path="c")]
    assert [(each.path, each.by) for each in differences(old, new, USUAL)] == [("a", None), ("c", None), ("b", 1.0)]


def test_the_place_in_many_dimensions_is_told():
    old, new = array(*[0.0] * 12, shape=(2, 2, 3)), array(*[0.0] * 7, 5.0, *[0.0] * 4, shape=(2, 2, 3))
    assert "[1, 0, 1] is 5" in messages(old, new)[0]


def test_of_very_large_arrays_all_is_known_by_a_few_numbers():
    old = array(1.0, 1.0, shape=(1000,), about=(0, 0.0, 2.0, 1.0))
    assert messages(old, array(1.0, 1.0, shape=(1000,), about=(0, 0.0, 2.0, 1.0))) == []
    (said,) = messages(old, array(1.0, 1.00001, shape=(1000,), about=(0, 0.0, 2.0, 1.1)))
    assert said == "its mean is 1.1, and was 1"
    (said,) = messages(old, array(1.0, 9.0, shape=(1000,), about=(0, 0.0, 9.0, 1.1)))
    assert said.startswith("1 of 2 that were looked at of 1000 values differ; [500] is 9, and was 1")


def test_complex_numbers_are_two_numbers_each():
    old, new = (array(1.0, 2.0, 3.0, value, dtype="complex64", shape=(2,)) for value in (4.0, 5.0))
    assert messages(old, new) == ["1 of 4 values differ; [1] is 5, and was 4, by 1 (allowed: rtol 0.0001, atol 1e-05)"]


def test_numbers_that_no_float_holds_are_compared_all_the_same():
    assert messages(array(10**400, dtype="int", shape=()), array(-(10**400), dtype="int", shape=()))


@given(st.lists(st.floats(width=32) | st.just(math.inf), min_size=1, max_size=20))
def test_nothing_differs_from_itself(values):
    said = [repr(value) if not math.isfinite(value) else value for value in values]
    again = array(*said)._replace(digest="another")
    assert differences([array(*said)], [again], USUAL) == ()
