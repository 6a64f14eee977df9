"""`upflow rules`: every rule that can find or rewrite something, with what it is about."""

import argparse
import sys

from rich.text import Text

from migrations.api import api
from migrations.engine import rules
from service.commands.consoles import console

DESCRIPTION = """Lists what finds and rewrites code: `api`, the check of names and calls against the API, and the rules.
Their names are what --select and --skip take, and select and skip in [tool.upflow] of pyproject.toml."""


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """It takes none."""


def run(_options: argparse.Namespace) -> int:
    out = console(sys.stdout)
    for rule in (api, *rules()):
        out.print(Text(rule.name, style="bold"))
        out.print(Text(f"    {rule.about}"))
        out.print(Text(f"    {rule.source}", style="dim"))
    return 0
