"""The three shapes that build_info has had, and what else the wheels write in their own way."""

import pytest
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from matrices.gpu.build_info import build, pins
from matrices.gpu.facts import Build

LOOSE = """
from __future__ import print_function
is_rocm_build = False
is_cuda_build = True

cuda_version_number = '10.1'
cudnn_version_number = '7'
cudart_dll_name = 'cudart64_101.dll'
"""
MAPPING = """
build_info = {'cuda_version': '64_101', 'cudnn_version': '64_7', 'cuda_compute_capabilities': ['sm_35', 'compute_75'],
 'cpu_compiler': 'cl.exe', 'is_rocm_build': False, 'is_cuda_build': True}
"""
ORDERED = """
import collections
build_info = collections.OrderedDict([('cpu_compiler', '/usr/lib/llvm-17/bin/clang'),
 ('cuda_compute_capabilities', ['sm_60', 'compute_90']), ('cuda_version', '12.3'), ('cudnn_version', '8'),
 ('is_cuda_build', True), ('is_tensorrt_build', True)])
"""
CPU = (
    "import collections\nbuild_info = collections.OrderedDict([('is_cuda_build', False), ('is_tensorrt_build', False)])"
)
REQUIRES = ("numpy<2", 'nvidia-cudnn-cu12==8.9.7.29; extra == "and-cuda"', 'absl-py; python_version >= "3"')


def read(text: str) -> Build:
    found = maybe(text)
    assert found is not None
    return found


def maybe(text: str) -> Build | None:
    return build(text, REQUIRES, package="tensorflow", version=Version("2.0"), platform="linux_x86_64", source="s")


@pytest.mark.parametrize(
    ("text", "libraries", "code", "rest"),
    [
        (LOOSE, ("10.1", "7"), (), (None, None)),
        (MAPPING, ("10.1", "7"), ("sm_35", "compute_75"), ("cl.exe", None)),
        (ORDERED, ("12.3", "8"), ("sm_60", "compute_90"), ("/usr/lib/llvm-17/bin/clang", True)),
    ],
)
def test_every_shape_says_the_same_things(text, libraries, code, rest):
    found = read(text)
    assert found.gpu
    assert (str(found.cuda), str(found.cudnn)) == libraries
    assert found.code == code
    assert (found.compiler, found.tensorrt) == rest


def test_a_build_for_the_cpu_brings_no_cuda():
    found = read(CPU)
    assert not found.gpu
    assert (found.cuda, found.extra) == (None, {})


def test_a_text_that_says_nothing_of_cuda_is_no_build():
    assert maybe("build_info = {}\nversion = '1'") is None


def test_nothing_is_run():
    assert not read("import sys\nsys.exit(3)\nis_cuda_build = False").gpu


def test_only_the_extra_is_an_extra():
    assert pins(REQUIRES) == {"nvidia-cudnn-cu12": SpecifierSet("==8.9.7.29")}


def test_compute_stands_for_binary_code_and_ptx():
    found = read(ORDERED)
    assert found.binary == ((6, 0), (9, 0))
    assert found.ptx == ((9, 0),)
