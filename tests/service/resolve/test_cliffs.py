"""What was made before a library changed, and sets no bound, is kept on its side of the change."""

from collections.abc import Mapping
from datetime import date

from service.resolve.cliffs import risks, suspects
from service.resolve.pins import Pins, Wheel

OLD = Wheel(date(2023, 4, 3), compiled=True)


def found(
    pins: Mapping[str, str], via: Mapping[str, tuple[str, ...]], wheels: dict[str, Wheel]
) -> list[tuple[str, str]]:
    return [(risk.package, str(risk.pin.requirement)) for risk in risks(Pins(pins, via), wheels)]


def test_a_wheel_compiled_before_numpy_2():
    pins = {"numpy": "2.0.2", "pandas": "1.5.3"}
    assert found(pins, {"numpy": ("pandas",)}, {"pandas": OLD}) == [("pandas", "numpy<2")]


def test_what_nothing_is_wrong_with():
    via = {"numpy": ("pandas",)}
    assert found({"numpy": "1.26.4", "pandas": "1.5.3"}, via, {"pandas": OLD}) == []
    pure = Wheel(date(2023, 4, 3), compiled=False)
    assert found({"numpy": "2.0.2", "pandas": "1.5.3"}, via, {"pandas": pure}) == []
    new = Wheel(date(2024, 9, 20), compiled=True)
    assert found({"numpy": "2.0.2", "pandas": "2.2.3"}, via, {"pandas": new}) == []
    assert found({"numpy": "2.0.2", "pandas": "1.5.3"}, via, {}) == []


def test_aliases_concern_pure_packages_too():
    wheels = {"scikit-image": Wheel(date(2019, 1, 1), compiled=False)}
    pins = {"numpy": "1.26.4", "scikit-image": "0.14.2"}
    assert found(pins, {"numpy": ("scikit-image",)}, wheels) == [("scikit-image", "numpy<1.24")]


def test_only_who_asks_for_a_library_behind_its_cliff_is_looked_at():
    pins = Pins({"numpy": "2.0.2", "pandas": "1.5.3", "attrs": "19.1"}, {"numpy": ("", "pandas"), "attrs": ("",)})
    assert suspects(pins) == {"pandas": "1.5.3"}
    assert suspects(Pins({"numpy": "1.16.4", "pandas": "1.5.3"}, {"numpy": ("pandas",)})) == {}


def test_who_asks_for_setuptools_for_its_pkg_resources():
    wheels = {"numba": Wheel(date(2021, 3, 12), compiled=True)}
    pins = {"setuptools": "82.0.1", "numba": "0.53.1"}
    assert found(pins, {"setuptools": ("numba",)}, wheels) == [("numba", "setuptools<82")]


def test_two_cliffs_of_one_library_are_two_pins():
    wheels = {"flask": Wheel(date(2020, 4, 3), compiled=False)}
    pins = {"werkzeug": "3.1.9", "flask": "1.1.2"}
    assert found(pins, {"werkzeug": ("flask",)}, wheels) == [("flask", "werkzeug<3"), ("flask", "werkzeug<2.1")]


def test_colour_maps_of_matplotlib():
    wheels = {"seaborn": Wheel(date(2021, 8, 16), compiled=False)}
    pins = {"matplotlib": "3.10.1", "seaborn": "0.11.2"}
    assert found(pins, {"matplotlib": ("seaborn",)}, wheels) == [("seaborn", "matplotlib<3.9")]
