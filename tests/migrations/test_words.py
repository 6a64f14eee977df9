"""A rule is imported only where it can find something; what it can find is never missed."""

import ast
import subprocess
import sys

import pytest
from packaging.version import Version

from migrations import registry, words
from migrations.engine import analyse, rules
from migrations.rule import Rule, Span
from migrations.text import read
from migrations.words import able, current


def rule() -> Rule:
    return Rule("migrations.rules.made_up", source="https://x", applies=Span("2.16"), examples=(), untouched=())


def line(made: Rule) -> set[str]:
    return set(current([made]).split()[1:])


def nothing(_node, _here):
    yield from ()


def test_the_table_is_that_of_the_rules():
    assert words.FILE.read_text(encoding="utf-8") == current(rules()), "run: python -m migrations words"


def test_every_wish_gives_its_last_word():
    made = rule()
    made.call("tf.nn.dropout")(nothing)
    made.call_below("tf.keras.optimizers")(nothing)
    made.refers("tf.log")(nothing)
    made.below("tf.contrib", "tf")(nothing)
    made.method("tf.keras.Model", "fit", "predict")(nothing)
    made.attribute("tf.keras.Model", "layers")(nothing)
    made.instead("tf.keras.Model.save")
    expected = {"dropout", "optimizers", "log", "contrib", "tensorflow", "fit", "predict", "layers", "save"}
    assert line(made) == expected


def test_a_class_is_needed_for_a_subclass_and_no_name_of_its_base():
    made = rule()
    made.subclass("tf.keras.layers.Layer")(nothing)
    assert line(made) == {"class"}


@pytest.mark.parametrize("wish", ["on", "file", "call_below"])
def test_what_no_name_speaks_for_is_always_wanted(wish):
    made = rule()
    {
        "on": lambda: made.on(ast.Call)(nothing),
        "file": lambda: made.file(nothing),
        "call_below": lambda: made.call_below("tf.keras")(nothing),
    }[wish]()
    made.call("tf.log")(nothing)
    assert line(made) == {"*", "log"}


def test_declared_words_speak_for_kinds_and_not_for_names():
    made = rule()
    made.on(ast.Call)(nothing)
    made.call("tf.log")(nothing)
    made.words("Input")
    assert line(made) == {"Input", "log"}


def test_words_are_read_as_python_reads_names():
    texts = [read("a.py", line.encode()) for line in ("tf.nn.dropout(x)", "getattr(tf, 'log')", "m.ﬁt()  # é")]
    assert [text.words for text in texts] == [{"tf", "nn", "dropout", "x"}, {"getattr", "tf", "log"}, {"m", "fit", "é"}]


def test_a_rule_that_is_not_in_the_table_is_taken(monkeypatch):
    monkeypatch.setattr(words, "table", lambda: {"one": [frozenset({"a"})], "two": [frozenset({"b", "c"})]})
    assert able(["new", "one", "two"], {"c", "d"}) == ("new", "two")


def test_of_all_that_a_rule_needs_one_word_has_to_be_there(monkeypatch):
    made = rule()
    made.method("tf.keras.Model", "fit", "predict")(nothing)
    made.needs("workers", "queue")
    made.needs("keras")
    assert current([made]) == "made_up fit predict & queue workers & keras\n"
    table = {"made_up": [frozenset({"fit", "predict"}), frozenset({"queue", "workers"}), frozenset({"keras"})]}
    monkeypatch.setattr(words, "table", lambda: table)
    assert able(["made_up"], {"fit", "queue", "keras"}) == ("made_up",)
    assert able(["made_up"], {"fit", "predict", "keras"}) == able(["made_up"], {"fit", "queue"}) == ()


def test_a_name_that_comes_through_another_file_is_found():
    files = {
        "names.py": b"from tensorflow.keras.optimizers import SGD as best\n",
        "train.py": b"from names import best\nbest(lr=0.1)\n",
    }
    found = {(each.rule, each.path) for each in analyse(files, baseline=Version("2.10")).findings}
    assert ("optimizer_learning_rate", "train.py") in found


def test_a_small_project_imports_few_rules():
    program = """
import sys
from packaging.version import Version
from migrations.engine import analyse
analyse({"a.py": b"import tensorflow as tf\\nprint(tf.ones(3))\\n"}, baseline=Version("2.10"))
print(sum(name.startswith("migrations.rules.") for name in sys.modules))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert int(done.stdout) < len(registry.names()) / 2
