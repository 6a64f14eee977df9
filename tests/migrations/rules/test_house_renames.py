from collections.abc import Mapping
from textwrap import dedent

import pytest
from packaging.version import Version

from migrations.engine import Analysis, Effect, Fix, analyse
from migrations.settings import Rename

TABLE = {
    "mylib.old": Rename("mylib.new"),
    "mylib.parts.gone": Rename("mylib.back"),
    "tf.house.f": Rename("tf.math.log"),
}


def see(code: str, table: Mapping[str, Rename] = TABLE) -> Analysis:
    source = f"import tensorflow as tf\n{dedent(code)}".encode()
    return analyse({"a.py": source}, baseline=Version("2.10"), select=["house_renames"], renames=table)


def patched(code: str, table: Mapping[str, Rename] = TABLE) -> str:
    changed = see(code, table).patched(Version("2.21"))
    return changed["a.py"].decode().removeprefix("import tensorflow as tf\n") if changed else code


@pytest.mark.parametrize(
    "code",
    [
        "import mylib\nmylib.older()\n",
        "mylib.old()\n",
        "import mylib\ndef f(mylib):\n    mylib.old()\n",
        "from .mylib import old\n",
        "import other as mylib\nmylib.old()\n",
        "'mylib.old'\n",
    ],
)
def test_leaves_alone(code):
    assert see(code).findings == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("import mylib\nmylib.old(1)\n", "import mylib\nmylib.new(1)\n"),
        ("import mylib as m\nm.old.f(m.old)\n", "import mylib as m\nm.new.f(m.new)\n"),
        ("import mylib.old\nmylib.old.f()\n", "import mylib.new\nmylib.new.f()\n"),
        ("import mylib.old as o\no.f()\n", "from mylib import new as o\no.f()\n"),
        ("from mylib import old\nold.f()\n", "from mylib import new as old\nold.f()\n"),
        ("from mylib import old as o\no.f()\n", "from mylib import new as o\no.f()\n"),
        ("from mylib.old import f\nf()\n", "from mylib.new import f\nf()\n"),
        ("from mylib import a, old\nold()\n", "from mylib import new as old\nfrom mylib import a\nold()\n"),
        ("from mylib import parts\nparts.gone()\n", "from mylib import parts\nparts.gone()\n"),
        ("import mylib\nmylib.parts.gone()\n", "import mylib\nmylib.back()\n"),
        ("tf.house.f(1)\n", "tf.math.log(1)\n"),
    ],
)
def test_rewrites(before, after):
    assert patched(before) in {
        after,
        after.replace("from mylib import new as old\nfrom mylib import a\n", "from mylib import a, new as old\n"),
    }


def test_what_cannot_be_rewritten_is_said():
    (finding,) = see("from mylib import parts\nparts.gone()\n").findings
    assert (finding.line, finding.fix, finding.symbol) == (3, Fix.MANUAL, "mylib.parts.gone")
    assert finding.message == "The table of renames of this project says that `mylib.parts.gone` is `mylib.back` now."


def test_the_table_says_from_when_on_and_what_happens():
    table = {"mylib.old": Rename("mylib.new", "2.16", Effect.BREAKS, "See the wiki.")}
    (finding,) = see("import mylib\nmylib.old()\n", table).findings
    assert (finding.since, finding.effect) == ("2.16", Effect.BREAKS)
    assert finding.message.endswith("is `mylib.new` now. See the wiki.")


def test_the_longest_name_of_the_table_counts():
    table = {"mylib": Rename("theirs.lib"), "mylib.old": Rename("mylib.new")}
    assert patched("import mylib\nmylib.old.f()\n", table) == "import mylib\nmylib.new.f()\n"


def test_a_name_that_the_target_lacks_is_not_written():
    table = {"mylib.old": Rename("mylib.new"), "tf.house.f": Rename("tf.no_such_name")}
    analysis = see("import mylib\nmylib.old()\ntf.house.f()\n", table)
    patch = analysis.patch(Version("2.21"))
    assert patch.files["a.py"].endswith(b"mylib.new()\ntf.house.f()\n")


def test_without_a_table_nothing_is_found():
    assert see("import mylib\nmylib.old()\n", {}).findings == ()
