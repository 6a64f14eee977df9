"""The index of rules in the README, written from the rules themselves."""

from pathlib import Path

from migrations.registry import rules
from migrations.rule import Rule

README = Path(__file__).with_name("README.md")
START = "<!-- rules: python -m migrations index -->"
END = "<!-- end of rules -->"


def index() -> str:
    """A row for each rule: what it is about, for which versions, and its source."""
    rows = "\n".join(_row(rule) for rule in rules())
    return f"| rule | what changed | TensorFlow |\n|---|---|---|\n{rows}"


def renewed(readme: str) -> str:
    """The README with the index of today."""
    before, _, rest = readme.partition(START)
    return f"{before}{START}\n\n{index()}\n\n{END}{rest.partition(END)[2]}"


def _row(rule: Rule) -> str:
    """The first paragraph of the rule's own words; the file has the rest."""
    words = rule.about.replace("\n", " ").replace("|", "\\|")
    first, last = rule.applies.since, rule.applies.until
    span = f"{first} on" if last is None else first if first == last else f"{first} to {last}"
    return f"| [{rule.name}](rules/{rule.name}.py) | {words} ([source]({rule.source})) | {span} |"
