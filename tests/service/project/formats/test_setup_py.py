"""setup.py as people write it: lists, names, sums, conditions, files that it reads. It is never run."""

import time

import pytest

from service.manifest import Role
from service.project.python_text import MOST_STEPS
from tests.service.project.reading import read

REQUIREMENTS = b"tensorflow==1.15\nnumpy\n"


def test_lists_names_sums_and_formats():
    found = read(
        "setup.py",
        """from setuptools import setup
V = "1.14"
base = ['numpy>=1.16', "scipy"]
base += ["six"]
base.append("wheel")
setup(name="x", install_requires=base + ['h5py', f'keras>={V}', 'a==%s' % V, 'b=={}'.format(V), 'c>=' + V],
      python_requires='>=3.5', tests_require=['pytest'], setup_requires="cython")
""",
    )
    assert found.of(Role.ASKED) == [
        "numpy>=1.16", "scipy", "six", "wheel", "h5py", "keras>=1.14", "a==1.14", "b==1.14", "c>=1.14",
    ]  # fmt: skip
    assert found.spans[0] == ("numpy", ">=1.16")
    assert found.spans[5] == (None, None)
    assert (found.group("test"), found.group("setup")) == (["pytest"], ["cython"])
    assert [(str(each.specifier), each.line) for each in found.ranges] == [(">=3.5", 7)]


def test_what_holds_below_a_condition_is_not_wanted_everywhere():
    found = read(
        "setup.py",
        """import sys
from setuptools import setup
r = ["numpy"]
if sys.version_info < (3, 4):
    r.append('enum34')
tf = 'tensorflow-gpu' if gpu else 'tensorflow'
try:
    import cv2
except ImportError:
    r.append("opencv-python")
setup(install_requires=r + [tf + '>=1.2'])
""",
    )
    assert found.of(Role.ASKED) == ["numpy"]
    assert [(line.group, str(line.requirement)) for line in found.lines if line.group] == [
        ("if sys.version_info < (3, 4)", "enum34"),
        ("if after ImportError", "opencv-python"),
        ("if gpu", "tensorflow-gpu>=1.2"),
        ("if not (gpu)", "tensorflow>=1.2"),
    ]


IDIOMS = [
    "with open('requirements.txt') as f:\n    r = f.read().splitlines()\nsetup(install_requires=r)",
    "r = [l.strip() for l in open(os.path.join(HERE, 'requirements.txt'))]\nsetup(install_requires=r)",
    "r = parse_requirements('requirements.txt', session=False)\nsetup(install_requires=[str(i.req) for i in r])",
    "def reqs():\n    with open('requirements.txt') as f:\n        return list(f)\nsetup(install_requires=reqs())",
    "def read(n):\n    return open(n).read()\nsetup(install_requires=read('requirements.txt').split('\\n'))",
    "setup(install_requires=Path('requirements.txt').read_text().splitlines())",
    "r = []\nfor line in open('requirements.txt'):\n    r.append(line)\nsetup(install_requires=r)",
    "kw = {'install_requires': open('requirements.txt').read().split()}\nsetuptools.setup(**kw)",
]


@pytest.mark.parametrize("idiom", IDIOMS)
def test_the_usual_ways_to_read_a_requirements_file(idiom: str):
    found = read("setup.py", idiom, requirements_txt=REQUIREMENTS)
    assert [(line.path, line.line, str(line.requirement), line.role) for line in found.lines] == [
        ("requirements.txt", 1, "tensorflow==1.15", Role.ASKED),
        ("requirements.txt", 2, "numpy", Role.ASKED),
    ]
    assert not found.notes


def test_what_a_function_of_the_file_returns():
    found = read(
        "setup.py",
        """def wanted():
    if os.environ.get("GPU"):
        return ["tensorflow-gpu==1.15"]
    try:
        return base()
    except ImportError:
        return ["tensorflow==1.14"]
def base():
    with open("x") as f:
        return ["tensorflow==1.15"]
setup(install_requires=["six"] + wanted(), extras_require={"x": base()})
""",
    )
    assert [(line.group, line.line, str(line.requirement)) for line in found.lines] == [
        (None, 11, "six"),
        ("if os.environ.get('GPU')", 3, "tensorflow-gpu==1.15"),
        (None, 10, "tensorflow==1.15"),
        ("if an error", 7, "tensorflow==1.14"),
    ]
    assert found.spans[1] == ("tensorflow-gpu", "==1.15")


def test_a_literal_is_told_once_and_sums_of_extras_come_last():
    found = read(
        "setup.py",
        """tests = ["pytest"]
tf = ["tensorflow>=2.3"]
extras = {"all": ["keras"] + tf + sum(x, []), "tf": tf, "tests": tests}
setup(extras_require=extras, tests_require=tests, install_requires=["six"])
""",
    )
    assert [(line.group, str(line.requirement)) for line in found.lines] == [
        (None, "six"), ("tf", "tensorflow>=2.3"), ("tests", "pytest"), ("all", "keras"),
    ]  # fmt: skip
    assert not found.notes


VERSION = b'__version__ = "1.0"\nMIN_TF = "2.6.0"  # included\nMAX_TF = "2.14.0"\n'
ELSEWHERE = [
    (
        "v = {}\nwith open(os.path.join(here, 'pkg', 'version.py')) as f:\n    exec(f.read(), v)\n"
        "setup(install_requires=['tensorflow>=%s,<%s' % (v['MIN_TF'], v['MAX_TF'])])"
    ),
    (
        "exec(open('pkg/version.py').read())\nlow = MIN_TF\n"
        "setup(install_requires=['tensorflow' + '>={},<{}'.format(low, MAX_TF)])"
    ),
    "from pkg.version import MIN_TF, MAX_TF\nsetup(install_requires=[f'tensorflow>={MIN_TF},<{MAX_TF}'])",
    (
        "import pkg.version\nr = '>=%(low)s,<%(high)s' % {'low': pkg.version.MIN_TF, 'high': '2.14.0'}\n"
        "setup(install_requires=['tensorflow' + r])"
    ),
    (
        "def read():\n    v = {}\n    exec(open('pkg/version.py').read(), v)\n    return v\nv = read()\n"
        "high = v['MAX_TF']\nsetup(install_requires=['tensorflow>={low},<{}'.format(high, low=v['MIN_TF'].strip())])"
    ),
]


IMPORTS = "import os, sys, re, ast, json, codecs\nfrom setuptools import Command, Extension, find_packages, setup\n"


@pytest.mark.parametrize("text", ELSEWHERE)
def test_versions_that_another_file_of_the_project_says(text: str):
    found = read("setup.py", IMPORTS + text, pkg__version_py=VERSION)
    assert [str(line.requirement) for line in found.lines] == ["tensorflow<2.14.0,>=2.6.0"]
    assert (found.notes, found.spans) == ([], [(None, None)])


LISTS = b"""COMMON = ["numpy"]
def required(gpu=False):
    if os.environ.get("GPU"):
        return ["tensorflow-gpu==1.15"]
    return COMMON + ["tensorflow==1.15"]
def endless():
    return endless() + ["six"]
"""
FROM_THERE = [
    "from pkg import lists\nsetup(install_requires=lists.required(), extras_require={'x': lists.COMMON})",
    "from pkg.lists import required as needed\nr = needed()\nsetup(install_requires=r)",
    "import pkg.lists as own\nsetup(install_requires=[*own.required()])",
]


@pytest.mark.parametrize("text", FROM_THERE)
def test_lists_and_functions_of_another_file_of_the_project(text: str):
    found = read("setup.py", text, pkg__lists_py=LISTS)
    assert [(line.path, line.line, str(line.requirement), line.group) for line in found.lines] == [
        ("pkg/lists.py", 4, "tensorflow-gpu==1.15", "if os.environ.get('GPU')"),
        ("pkg/lists.py", 1, "numpy", None),
        ("pkg/lists.py", 5, "tensorflow==1.15", None),
    ]
    assert found.spans == [("tensorflow-gpu", "==1.15"), ("numpy", ""), ("tensorflow", "==1.15")]
    assert not found.notes


NOT_THERE = [
    "from pkg import lists\nsetup(install_requires=lists.nothing())",
    "from pkg import broken\nsetup(install_requires=broken.x)",
    "import elsewhere\nsetup(install_requires=elsewhere.x)",
    "from pkg.lists import COMMON\nCOMMON = ask()\nsetup(install_requires=COMMON)",
    "import setup\nr = setup.r\nsetup(install_requires=setup.r)",
]


@pytest.mark.parametrize("text", NOT_THERE)
def test_what_is_not_in_the_other_file_is_said(text: str):
    found = read("setup.py", text, pkg__lists_py=LISTS, pkg__broken_py=b"def f(:\n")
    assert (found.lines, len(found.notes)) == ([], 1)


def test_what_goes_in_circles_between_files_ends():
    found = read(
        "setup.py", "from b import x\ny = x\nsetup(install_requires=x)", b_py=b"from setup import y\nx = y + y\n"
    )
    assert not found.lines
    found = read("setup.py", "from pkg.lists import endless\nsetup(install_requires=endless())", pkg__lists_py=LISTS)
    assert [str(line.requirement) for line in found.lines] == ["six"]


def test_of_a_version_that_is_not_known_the_package_still_is():
    found = read(
        "setup.py", "setup(install_requires=['tensorflow[x]>={}'.format(ask()), 'keras' + ask(), f'{ask()}'])\n"
    )
    assert [(str(line.requirement), line.role) for line in found.lines] == [("tensorflow[x]", Role.ASKED)]
    assert [note.message.split(": ")[0] for note in found.notes] == [
        "the version of tensorflow[x] is known only when it runs",
        "what is required here is known only when it runs",
        "what is required here is known only when it runs",
    ]


USUAL = [
    "if os.environ.get('CPU'):\n    r = ['tensorflow-cpu']\nelse:\n    r = ['tensorflow']\n",
    "if not os.getenv('GPU', ''):\n    r = ['tensorflow']\nelse:\n    r = ['tensorflow-gpu']\n",
    "r = ['tensorflow-gpu'] if '--gpu' in sys.argv else ['tensorflow']\n",
    "r = ['tensorflow-gpu'] if os.environ.get('DEVICE', 'cpu') != 'cpu' else ['tensorflow']\n",
    "r = ['tensorflow'] if int(os.environ.get('N', 1)) else ['tensorflow-gpu']\n",
    "def f():\n    if 'GPU' in os.environ:\n        return ['tensorflow-gpu']\n    return ['tensorflow']\nr = f()\n",
    "r = []\nif x:\n    r = r + t\nelse:\n    r = r + t + ['tensorflow-gpu']\nt = ['tensorflow']\n",
]


@pytest.mark.parametrize("text", USUAL)
def test_what_holds_while_nobody_asks_for_anything_else_is_asked_for(text: str):
    found = read("setup.py", f"{text}setup(install_requires=r)\n")
    assert found.of(Role.ASKED) == ["tensorflow"]
    assert len(found.of(Role.OPTIONAL)) == 1
    assert not found.notes


def test_a_function_that_calls_itself_and_names_that_double_end():
    found = read("setup.py", "def f():\n    return f() + ['six']\nsetup(install_requires=f())\n")
    assert [str(line.requirement) for line in found.lines] == ["six"]
    doubling = "a0 = ['six']\n" + "".join(f"a{at + 1} = a{at} + a{at}\n" for at in range(60))
    start = time.process_time()
    assert len(read("setup.py", f"{doubling}setup(install_requires=a60)\n").lines) <= MOST_STEPS
    assert time.process_time() - start < 10


def test_extras_and_their_files():
    found = read(
        "setup.py",
        """extras = {'gpu': ['tensorflow-gpu>=1.14,<2'], 'tests': open('requirements.txt').read().split()}
extras['docs'] = ["sphinx"]
extras['all'] = extras['gpu'] + extras['docs']
setup(extras_require=extras)
setup(extras_require=dict(more=["six"]))
""",
        requirements_txt=b"pytest\n",
    )
    names = ("gpu", "tests", "docs", "more")
    assert [found.group(name) for name in names] == [["tensorflow-gpu<2,>=1.14"], ["pytest"], ["sphinx"], ["six"]]


def test_text_that_is_split():
    found = read("setup.py", 'R = """\nnumpy\ntensorflow>=1\n"""\nsetup(install_requires=R.split())\n')
    assert [text for _, text in found.said] == ["numpy", "tensorflow>=1"]
    found = read("setup.py", 'setup(install_requires="""\n  numpy  # why\n  # not\n  six\n""")\n')
    assert [text for _, text in found.said] == ["numpy", "six"]


def test_what_is_known_only_when_it_runs_is_said():
    found = read("setup.py", "setup(install_requires=ask(), python_requires=get('>=3'))\n")
    assert [note.line for note in found.notes] == [1, 1]
    assert found.notes[0].message == "what is required here is known only when it runs: 'ask()'"
    found = read("setup.py", "setup(install_requires=open('deps.txt').read().split())\n")
    assert found.notes[0].message == "reads deps.txt, which is not in the project"


PYTHON_2 = """#!/usr/bin/env python
# -*- coding: utf-8 -*-
import os, sys
from distutils.core import setup
if sys.version_info < (2, 7):
    print >>sys.stderr, "é: too old"
    sys.exit(1)
try:
    long_description = open('README').read()
except IOError, error:
    print 'no README:', error
os.chmod('x', 0755)
setup(name='old', version='0.1',
      install_requires=['tensorflow==0.12.1', 'numpy>=1.11'] + (['enum34'] if sys.version_info < (3,4) else []),
      classifiers=['Programming Language :: Python :: 2'])
"""


def test_a_setup_py_of_python_2():
    found = read("setup.py", PYTHON_2)
    assert found.of(Role.ASKED) == ["tensorflow==0.12.1", "numpy>=1.11"]
    assert [(line.group, str(line.requirement)) for line in found.lines if line.group] == [
        ("if sys.version_info < (3, 4)", "enum34")
    ]
    assert found.spans[0] == ("tensorflow", "==0.12.1")
    assert not found.notes


def test_what_is_no_python_is_pointed_at():
    (note,) = read("setup.py", "import x\nsetup(install_requires=['a' 'b'; 'c'])\n").notes
    assert (note.line, note.message.split("\n")[1:]) == (
        2,
        ["    setup(install_requires=['a' 'b'; 'c'])", f"    {' ' * 31}^"],
    )


@pytest.mark.parametrize("content", ["def f(:", "(" * 5000, "setup(install_requires=-1)", "\0"])
def test_what_cannot_be_read_is_a_note(content: str):
    found = read("setup.py", content)
    assert len(found.notes) == 1
    assert not found.lines
