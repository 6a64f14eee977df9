"""The index of rules in the README, written from the rules themselves."""

import ast
import sys
from pathlib import Path

from migrations.registry import rules
from migrations.rule import Rule

README = Path(__file__).with_name("README.md")
START = "<!-- rules: python -m migrations index -->"
END = "<!-- end of rules -->"


def index() -> str:
    """One section a rule: what it is about, since when, and its source."""
    return "\n\n".join(_section(rule) for rule in rules())


def renewed(readme: str) -> str:
    """The README with the index of today."""
    before, _, rest = readme.partition(START)
    return f"{before}{START}\n\n{index()}\n\n{END}{rest.partition(END)[2]}"


def _section(rule: Rule) -> str:
    source = Path(sys.modules[rule.module].__file__ or "").read_text(encoding="utf-8")
    words = ast.get_docstring(ast.parse(source)) or ""
    span = (
        f"from {rule.applies.since} on"
        if rule.applies.until is None
        else f"{rule.applies.since} to {rule.applies.until}"
    )
    return f"### {rule.name}\n\n{words}\n\nTensorFlow {span}. Source: <{rule.source}>"
