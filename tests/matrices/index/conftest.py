"""A small world in surfaces: three TensorFlows, the Keras that two of them take their tf.keras from, an estimator."""

from collections.abc import Iterator

import pytest

from matrices.index.build import build
from matrices.index.reading import from_files
from matrices.surface.facts import Deprecation, Kind, Member, MemberKind, Surface, Thing

METHOD = MemberKind.METHOD
OPS, TF_LAYER, MODULE = (
    "tensorflow.python.ops.nn:relu",
    "tensorflow.python.keras.base:Layer",
    "tensorflow.python.m:Module",
)


def function(signature: str, deprecated: Deprecation | None = None) -> Thing:
    return Thing(Kind.FUNCTION, signature, deprecated)


def tensorflow(
    version: str, names: dict[str, str], objects: dict[str, Thing], modules: tuple[str, ...] = ()
) -> Surface:
    """What every version has, and more."""
    common = {"tf.nn": "tensorflow._api.nn:", "tf.nn.relu": OPS, "tf.compat.v1.nn.relu": OPS, "tf.Module": MODULE}
    module = Thing(Kind.CLASS, "(name=None)", None, (), {"name": Member(MemberKind.PROPERTY)})
    things = {OPS: function("(features, name=None)"), MODULE: module}
    paths = ("tensorflow", "tensorflow.python.ops", *modules)
    return Surface("tensorflow", version, common | names, things | objects, paths)


def dropout(signature: str) -> dict[str, Thing]:
    return {"tensorflow.python.ops.nn:dropout": function(signature)}


def surfaces() -> Iterator[Surface]:
    """TensorFlow 1.15, 2.6 and 2.16; Keras 2.6, 3.0 and 3.1; tensorflow-estimator 2.6."""
    place = "tensorflow.python.ops.nn:dropout"
    old = Deprecation("2020-01-01", "Use tf.nn.relu instead.")
    yield tensorflow(
        "1.15.5",
        names={
            "tf.nn.dropout": place,
            "tf.nn.old": "tensorflow.python.ops.nn:old",
            "tf.gone": "tensorflow.python.ops.nn:gone",
            "tf.compat.v1.gone": "tensorflow.python.ops.nn:gone",
            "tf.keras.layers.Layer": TF_LAYER,
            "tf.app.run": "tensorflow.python.app:run",
        },
        objects={
            **dropout("(x, keep_prob=None, noise_shape=None, rate=None)"),
            "tensorflow.python.ops.nn:old": function("(x)", old),
            "tensorflow.python.ops.nn:gone": function("(x)"),
            "tensorflow.python.app:run": function("(main=None)"),
            TF_LAYER: Thing(Kind.CLASS, "(**kwargs)", None, (MODULE,), {"call": Member(METHOD, "(self, inputs)")}),
        },
        modules=("tensorflow.python.keras", "tensorflow.contrib"),
    )
    later = {"tf.nn.dropout": place, "tf.compat.v1.gone": "tensorflow.python.ops.nn:gone"}
    kept = {"tensorflow.python.ops.nn:gone": function("(x)"), **dropout("(x, rate, noise_shape=None)")}
    yield tensorflow("2.6.5", names=later | {"tf.kept": OPS}, objects=kept)
    yield tensorflow("2.16.2", names=later, objects=kept)
    yield keras("2.6.0", "keras.engine.base:Layer", {"call": Member(METHOD, "(self, inputs)"), "apply": APPLY})
    yield keras("3.0.5", "keras.src.layer:Layer", {"call": Member(METHOD, "(self, *args)")})
    yield keras("3.1.1", "keras.src.layer:Layer", {"call": Member(METHOD, "(self, *args)"), "path": PATH})
    estimator = "tensorflow_estimator.python:Estimator"
    objects = {estimator: Thing(Kind.CLASS, "(model_fn)", None, ("somewhere:Else",), {})}
    yield Surface("tensorflow-estimator", "2.6.0", {"tf.estimator.Estimator": estimator}, objects, ())


APPLY = Member(METHOD, "(self, inputs)", Deprecation(None, "Use `Layer.call` instead.\n\tSoon."))
PATH = Member(MemberKind.PROPERTY, settable=True)


def keras(version: str, layer: str, members: dict[str, Member]) -> Surface:
    dense = layer.rpartition(":")[0] + ".core:Dense"
    names = {"layers.Layer": layer, "layers.Dense": dense} | (
        {} if version < "3" else {"ops.relu": "keras.src.ops:relu"}
    )
    objects = {
        layer: Thing(Kind.CLASS, "(name=None)", None, (MODULE,), members),
        dense: Thing(Kind.CLASS, "(units, *, name=None)", None, (layer,), {"build": Member(METHOD, "(self, shape)")}),
        "keras.src.ops:relu": function("(x)"),
    }
    both = {f"{root}.{name}": found for root in ("keras", "tf.keras") for name, found in names.items()}
    return Surface("keras", version, both, objects, (layer.partition(":")[0],))


RENAMES = b'{"tf.app.run": "tf.compat.v1.app.run", "tf.gone": "tf.compat.v1.gone", "tf.nn.old": "tf.compat.v1.nn.relu"}'


@pytest.fixture(scope="session")
def files():
    return build(surfaces(), {"2.6": "2.6", "2.16": "3.1"}) | {"symbols/renames.json": RENAMES}


@pytest.fixture(scope="session")
def index(files):
    return from_files(files)
