"""Drivers: a newer toolkit never needs an older one, and every CUDA that a wheel names has one."""

from collections.abc import Iterator
from itertools import pairwise

from matrices.check import Check, Scope
from matrices.gpu import query
from matrices.gpu.facts import Build, Gpu
from matrices.gpu.load import BUILDS, TOOLKITS
from matrices.load import Reading
from matrices.problems import Problem


def run(reading: Reading) -> Iterator[Problem]:
    gpu = reading.matrix.gpu
    yield from _order(gpu)
    for build in gpu.builds:
        if build.gpu:
            yield from _known(gpu, build)


def _order(gpu: Gpu) -> Iterator[Problem]:
    newest = sorted(gpu.toolkits.items(), reverse=True)
    for platform in ("linux", "windows"):
        known = [(cuda, driver) for cuda, drivers in newest if (driver := drivers.on(platform)) is not None]
        for (cuda, driver), (before, older) in pairwise(known):
            if driver.reaches(older) is False:
                key = f"toolkits.drivers.{cuda}.{platform}"
                yield Problem(TOOLKITS, key, str(driver), f"none older than {older}, which came with {before}")


def _known(gpu: Gpu, build: Build) -> Iterator[Problem]:
    key = f"{build.package}.{build.version}.{build.platform}"
    cuda = query.cuda_of(gpu, build.version, build.platform)
    if cuda is not None and query.minimum_driver(gpu, build.version, build.platform) is None:
        tip = f"add it to {TOOLKITS}"
        yield Problem(BUILDS, f"{key}.cuda", str(cuda.version), "a CUDA whose driver is known", tip)
    majors = {one.major for era in gpu.architectures for one in era.capabilities}
    for name, capability in zip(build.code, build.binary, strict=True):
        if capability.major not in majors:
            tip = f"add its architecture to {TOOLKITS}"
            yield Problem(BUILDS, f"{key}.code", name, "code for an architecture that is known", tip)


check = Check("gpu_drivers", "drivers follow the toolkits, and every CUDA of a wheel has one", Scope.MATRIX, run)
