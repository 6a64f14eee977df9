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
        ("if not gpu", "tensorflow>=1.2"),
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
    assert found.of(Role.ASKED) == ["six"]
    assert [(line.group, line.line, str(line.requirement)) for line in found.lines if line.group] == [
        ("if os.environ.get('GPU')", 3, "tensorflow-gpu==1.15"),
        ("if otherwise", 10, "tensorflow==1.15"),
        ("if an error", 7, "tensorflow==1.14"),
        ("x", 10, "tensorflow==1.15"),
    ]
    assert found.spans[1] == ("tensorflow-gpu", "==1.15")


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


@pytest.mark.parametrize(
    "content", ["print 'x'", "(" * 5000, "a = b\nb = a\nsetup(install_requires=a)", "setup(install_requires=-1)", "\0"]
)
def test_what_cannot_be_read_is_a_note(content: str):
    found = read("setup.py", content)
    assert len(found.notes) == 1
    assert not found.lines
