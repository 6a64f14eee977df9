"""`upflow doctor`: what upflow needs, found or not, and what to do."""

import argparse
import sys

from rich.text import Text

from service.commands.consoles import console
from service.sandbox.doctor import examine
from service.settings import Settings

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
    for variable, value, about in settings.shown():
        out.print(f"{variable}={value}", markup=False)
        out.print(Text(f"    {about}", style="dim"))
    return 1 if missing else 0
