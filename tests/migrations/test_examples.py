"""Every rule's examples are true, and every rule is tried on the examples of all others."""

import ast

import pytest
from packaging.version import Version

from matrices import symbols
from migrations.engine import Example, Rule, analyse, rules

EXAMPLES = [
    pytest.param(rule, example, id=f"{rule.name}-{n}") for rule in rules() for n, example in enumerate(rule.examples)
]
UNTOUCHED = [
    pytest.param(rule, text, id=f"{rule.name}-{n}") for rule in rules() for n, text in enumerate(rule.untouched)
]


MINORS = symbols.load().minors()


def before(rule: Rule) -> Version:
    """The minor before the rule begins to hold."""
    place = MINORS.index(rule.applies.since)
    return Version(MINORS[max(0, place - 1)])


def target(rule: Rule) -> Version:
    """The last minor that the rule holds for."""
    return Version(rule.applies.until or MINORS[-1])


def rewritten(source: str, rule: Rule, *select: str) -> str:
    files = {"code.py": source.encode()}
    patched = analyse(files, baseline=before(rule), select=select).patched(target(rule))
    return patched.get("code.py", files["code.py"]).decode()


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
class TestExamples:
    def test_changes_as_it_says(self, rule: Rule, example: Example):
        assert rewritten(example.before, rule, rule.name) == example.after

    def test_parses_afterwards(self, rule: Rule, example: Example):
        assert ast.parse(example.after).body, rule.name

    def test_twice_is_once(self, rule: Rule, example: Example):
        assert rewritten(example.after, rule, rule.name) == example.after

    def test_no_other_rule_alters_it(self, rule: Rule, example: Example):
        assert rewritten(example.before, rule) == example.after
        assert rewritten(example.after, rule) == example.after


@pytest.mark.parametrize(("rule", "text"), UNTOUCHED)
def test_leaves_alone(rule: Rule, text: str):
    analysis = analyse({"code.py": text.encode()}, baseline=before(rule))
    assert (analysis.findings, analysis.problems) == ((), ())


WITHOUT_EXAMPLES = {"house_renames"}
"""Its names come from a project's own settings, which an example has none of: test_house_renames.py brings them."""


def test_every_rule_says_why_and_where_it_does_nothing():
    for rule in rules():
        assert bool(rule.examples) is (rule.name not in WITHOUT_EXAMPLES), rule.name
        assert rule.untouched, rule.name
        assert rule.source.startswith("https://"), rule.name


def test_every_rule_has_a_witness():
    witnesses = {rule.name for rule in rules() if any(example.runs for example in rule.examples)}
    assert witnesses == {rule.name for rule in rules()} - WITHOUT_EXAMPLES
