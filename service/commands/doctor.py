"""`upflow doctor`: what upflow needs, found or not, and what to do."""

import argparse
import sys
from dataclasses import fields

from rich.text import Text

from service.commands.consoles import console
from service.sandbox.doctor import examine
from service.settings import PREFIX, Settings

DESCRIPTION = """Looks for everything that upflow needs: engine, images, interpreters, disk, package index. Says what to
do about what is missing, and lists the settings."""


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """It takes none."""


def run(_options: argparse.Namespace) -> int:
    settings = Settings.from_environment()
    out = console(sys.stdout)
    missing = 0
    for found in examine(settings):
        missing += not found.found
        mark, style = ("✔", "green") if found.found else ("✘", "red")
        out.print(Text(f"{mark} ", style=style).append(f"{found.name}: {found.detail}", style="not bold default"))
        if not found.found:
            out.print(Text(f"    {found.advice}"))
    out.print(Text("\nSettings (environment variables)", style="bold"))
    for setting in fields(settings):
        value = getattr(settings, setting.name)
        shown = "(set, and not shown)" if value and setting.metadata.get("secret") else value
        out.print(f"{PREFIX}{setting.name.upper()}={shown}", markup=False)
        out.print(Text(f"    {setting.metadata['help']}", style="dim"))
    return 1 if missing else 0
