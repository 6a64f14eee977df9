"""One version of a package read whole: wheels in, surface out."""

import gc
from collections.abc import Iterable
from zipfile import ZipFile

from packaging.version import Version

from matrices.surface import builtin, containers, library, own  # noqa: F401 - what they know of calls is registered as they load
from matrices.surface.describe import Describer
from matrices.surface.facts import Surface
from matrices.surface.machine import Machine
from matrices.surface.roots import REPEATED, modern, python, roots
from matrices.surface.walk import walk
from matrices.surface.world import World, paths


def read(
    package: str, version: str, wheel: ZipFile, beside: Iterable[ZipFile] = (), stubs: Iterable[ZipFile] = ()
) -> Surface:
    """The surface of a wheel; `beside` are those next to it, `stubs` those whose stubs tell of extension modules."""
    world = World((wheel, *beside), tuple(stubs))
    machine = Machine(world, python(package, version), again=REPEATED, second=modern(package, version))
    gc.collect()  # what an earlier reading left
    gc.disable()  # millions of nodes, and none of them is ever free: looking for cycles doubles the time
    try:
        return surface(machine, package, version, wheel)
    finally:
        gc.enable()


def surface(machine: Machine, package: str, version: str, wheel: ZipFile) -> Surface:
    describer = Describer(machine)
    names: dict[str, str] = {}
    for root in reversed(roots(package, Version(version))):
        machine.load(root.module)  # all before any is walked: a module has its submodules once somebody imported them
    for root in roots(package, Version(version)):
        for name, value, at in walk(machine, root):
            names[name] = describer.id_of(value, at)
    return Surface(package, version, names, describer.objects, paths((wheel,)))
