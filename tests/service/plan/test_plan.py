"""A plan of a project: its routes, what each costs, what is closed, and their order."""

import json
from collections.abc import Mapping
from io import StringIO

import pytest
from rich.console import Console

from matrices import query
from matrices.facts import Release
from matrices.load import load
from service.case import Case
from service.nouns import Checkout
from service.plan import render
from service.plan.parts import SCHEMA, Plan, RoutePart, to_json
from service.plan.planning import plan
from service.reading import Question

MATRIX = load()
GRAPH = b"""import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 3])
with tf.Session() as session:
    session.run(x, {x: [[1, 2, 3]]})
"""
MODERN = b"import tensorflow as tf\n\nprint(tf.reduce_sum(tf.constant([1.0, 2.0])))\n"
ADAM = b"import tensorflow as tf\n\nopt = tf.keras.optimizers.Adam(lr=0.1)\n"
KERAS = b"import keras\n\nx = keras.backend.cast(1, 'float32')\n"


def planned(
    code: bytes = MODERN,
    requirements: bytes = b"tensorflow==2.9.1\nnumpy\n",
    files: Mapping[str, bytes] | None = None,
    **question: str,
) -> Plan:
    asked = Question(**question)  # type: ignore[arg-type]  # the machine alone, whose fields are texts
    checkout = Checkout("project", {"a.py": code, "requirements.txt": requirements, **(files or {})})
    return plan(Case.unsettled(checkout, asked, MATRIX), asked)


def routes(found: Plan) -> dict[str, RoutePart]:
    return {route.name: route for route in found.routes}


def test_where_nothing_is_to_do_the_farthest_comes_first():
    found = planned()
    assert [route.name for route in found.routes] == ["newest", "last-keras-2", "hold"]
    assert [route.rank for route in found.routes] == [1, 2, 3]
    newest = found.routes[0]
    assert (newest.is_open, newest.cost.safe, newest.cost.review, newest.cost.manual) == (True, 0, 0, 0)
    assert newest.reason == "the newest; no edit of the code"
    assert newest.command == f"upflow migrate . --to {newest.tensorflow} --write"
    lines = [(line.path, line.line, line.before) for line in newest.cost.requirements]
    assert lines == [("requirements.txt", 1, "tensorflow==2.9.1")]


def test_hold_is_the_newest_patch_with_the_pins_that_it_needs():
    hold = routes(planned())["hold"]
    assert (hold.tensorflow, hold.python, hold.hops) == ("2.9.3", "3.10", ())
    assert [(line.after, bool(line.reason and line.source)) for line in hold.cost.requirements] == [
        ("tensorflow==2.9.3", False),
        ("numpy<2", True),
    ]
    assert hold.cost.pins == ()
    (pin,) = routes(planned(requirements=b"tensorflow==2.9.1\n"))["hold"].cost.pins
    assert pin.requirement == "numpy<2"
    assert pin.reason
    assert pin.source


def test_there_is_no_way_back():
    assert set(routes(planned(requirements=b"tensorflow==2.16.2\n"))) == {"hold", "newest"}
    newest = MATRIX.products["tensorflow"].offered[0].version
    assert set(routes(planned(requirements=f"tensorflow=={newest}\n".encode()))) == {"hold"}


def test_tensorflow_1_goes_by_a_python_that_both_have():
    found = planned(GRAPH, b"tensorflow==1.13.1\n")
    newest = routes(found)["newest"]
    assert [hop.tensorflow for hop in newest.hops][:1] == ["1.15.5"]
    assert newest.hops[-1].tensorflow == newest.tensorflow
    assert "the last TensorFlow 1" in newest.hops[0].reason
    assert "the last that has a wheel for Python 3.7" in newest.hops[1].reason
    known = {str(one.version): one for one in MATRIX.products["tensorflow"].offered}
    before = known["1.13.1"]
    for hop in newest.hops:
        here = known[hop.tensorflow]
        assert hop.python in set(pythons(before)) & set(pythons(here))
        before = here
    assert sum(hop.review for hop in newest.hops) == newest.cost.review > 0
    assert any(change.what == "python" for change in newest.cost.changes)


def pythons(release: Release) -> tuple[str, ...]:
    return query.pythons(release)


def test_vulnerabilities_are_counted_as_far_as_they_are_listed():
    found = planned(GRAPH, b"tensorflow==2.4.1\n")
    assert found.listed_until == "2022-02-04"
    today, hold = found.risk.known, routes(found)["hold"].risk.known
    assert today
    assert hold
    assert today > hold
    assert routes(found)["newest"].risk.known is None
    assert [route.name for route in found.routes][-1] == "hold"
    assert "known vulnerabilities stay" in found.routes[-1].reason


def test_keras_2_kept_asks_for_a_package_and_a_switch():
    route = routes(planned(KERAS))["tf-keras"]
    minor = ".".join(route.tensorflow.split(".")[:2])
    assert route.keras
    assert route.keras.startswith(minor)
    assert f"tf-keras=={minor}.*" in [pin.requirement for pin in route.cost.pins]
    assert ("environment", "TF_USE_LEGACY_KERAS=1") in [(one.what, one.after) for one in route.cost.changes]
    assert [(place.path, place.fix) for place in route.cost.places] == [("a.py", "manual")]
    assert "import tf_keras in its place" in route.cost.places[0].message
    assert route.command == f"upflow migrate . --to {route.tensorflow} --keras-2 --write"


def test_keras_2_is_kept_only_where_that_spares_something():
    spared = routes(planned(ADAM, b"tensorflow==2.15.1\n"))
    assert spared["tf-keras"].cost.safe + spared["tf-keras"].cost.review == 0
    assert spared["newest"].cost.safe + spared["newest"].cost.review == 1
    assert "tf-keras" not in routes(planned(MODERN, b"tensorflow==2.15.1\n"))


def test_hops_are_there_where_something_wants_a_look_and_meet_their_end():
    assert routes(planned(MODERN, b"tensorflow==1.13.1\n"))["newest"].hops == ()
    for route in planned(GRAPH, b"tensorflow==1.13.1\n").routes:
        if route.hops:
            assert (route.hops[-1].tensorflow, route.hops[-1].python) == (route.tensorflow, route.python)


def test_a_line_says_what_forces_it_and_a_pin_is_of_no_line():
    newest = routes(planned(requirements=b"tensorflow==2.9.1\nnumpy==1.23.5\ntensorflow-text==2.9.0\n"))["newest"]
    lines = {line.path + ":" + str(line.line): line for line in newest.cost.requirements}
    assert lines["requirements.txt:1"].reason == ""
    assert lines["requirements.txt:2"].reason.startswith(f"tensorflow {newest.tensorflow} wants numpy>=")
    assert lines["requirements.txt:2"].source.startswith("pkg:pypi/tensorflow@")
    assert "tensorflow-text 2.9.0 wants tensorflow" in lines["requirements.txt:3"].reason
    assert not {"numpy", "tensorflow-text"} & {pin.requirement.split("=")[0] for pin in newest.cost.pins}


def test_what_runs_the_minor_of_today_stays_on_hold():
    files = {"Dockerfile": b"FROM tensorflow/tensorflow:2.9.1\n", ".python-version": b"3.12\n"}
    hold = routes(planned(files=files))["hold"]
    assert [one.what for one in hold.cost.changes] == []
    assert hold.cost.files == 1


def test_a_gpu_that_does_not_work_closes_a_route():
    found = planned(gpu="RTX 4090", driver="470")
    closed = routes(found)["newest"]
    assert not closed.is_open
    assert closed.cost.blockers[0].startswith("the GPU does not work: driver 470 is older than 525.60.13")
    assert closed.reason.startswith("closed as it is: the GPU does not work")
    assert found.routes[-1].name in {"newest", "tf-keras", "last-keras-2"}
    changes = {one.what: one for one in closed.cost.changes}
    assert changes["cuda"].before == "11.2"
    assert changes["cuda"].after.startswith("12.")
    assert changes["driver"].after == ">=525.60.13"


def test_what_cannot_be_installed_together_closes_a_route():
    found = planned(requirements=b"tensorflow==2.9.1\ntensorflow-addons\n")
    newest = routes(found)["newest"]
    assert not newest.is_open
    assert newest.cost.blockers[0].startswith("tensorflow-addons: ")
    assert "stay below 2.16, or replace it" in newest.cost.blockers[0]
    assert routes(found)["hold"].is_open


def test_a_range_of_pythons_that_is_too_narrow_moves():
    files = {"pyproject.toml": b'[project]\nname = "p"\nversion = "1"\nrequires-python = ">=3.7,<3.9"\n'}
    newest = routes(planned(files=files))["newest"]
    assert newest.is_open
    change = next(one for one in newest.cost.changes if one.what == "python")
    assert (change.before, change.after) == ("3.8", newest.python)


def test_an_image_of_a_dockerfile_moves_with_it():
    found = planned(files={"Dockerfile": b"FROM tensorflow/tensorflow:2.9.1-gpu\n"})
    newest = routes(found)["newest"]
    images = {one.before: one.after for one in newest.cost.changes if one.what == "image"}
    assert images["tensorflow/tensorflow:2.9.1-gpu"] == f"tensorflow/tensorflow:{newest.tensorflow}-gpu"
    assert {"cuda", "driver"} <= {one.what for one in newest.cost.changes}


def test_the_forms():
    found = planned(GRAPH, b"tensorflow==1.15.5\n")
    assert json.loads(to_json(found))["schema"] == SCHEMA == "upflow.plan/1"
    text = render.markdown(found)
    assert text.startswith("## project: 1 Python file, 5 lines, on TensorFlow 1.15.5 with Python 3.7")
    assert "### 1. " in text
    assert "- **Why**: " in text
    assert "- **Hop 1**: TensorFlow " in text
    assert "| 1 | " in text


def test_the_same_change_of_several_lines_is_told_once():
    lines = b"tensorflow==2.9.1; python_version < '3.9'\ntensorflow==2.9.1; python_version >= '3.9'\n"
    text = render.markdown(planned(requirements=lines, files={"requirements-dev.txt": b"tensorflow==2.9.1\n"}))
    assert "requirements.txt:2, requirements-dev.txt:1: tensorflow==2.9.1 becomes tensorflow==2" in text


def test_what_is_the_same_on_two_ways_is_said_once():
    page = StringIO()
    render.text(planned(GRAPH, b"tensorflow==1.15.5\n"), Console(file=page, width=120))
    text = page.getvalue()
    assert text.count("has no tf.Session any more") <= 1
    assert "as in 1" in text


@pytest.mark.parametrize("name", ["<script>.py", "a|b.py", "\u202e.py"])
def test_names_are_harmless(name):
    found = planned(files={name: GRAPH})
    assert "<script>" not in render.markdown(found)
    assert "\u202e" not in render.markdown(found)
