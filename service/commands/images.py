"""`upflow images`: gets runner images before they are needed."""

import argparse
import sys

from service.commands.consoles import console
from service.progress import Progress
from service.sandbox.sandbox import Sandbox
from service.settings import Settings

DESCRIPTION = """Gets the image of each named Python, so that the first trial need not wait: pulled, or built from what
this machine has. Where the image is there already it does nothing."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("python", nargs="+", metavar="X.Y", help="such as 3.11")


def run(options: argparse.Namespace) -> int:
    with Progress(console(sys.stderr)) as progress:
        sandbox = Sandbox.open(Settings.from_environment(), progress.say)
        try:
            for python in options.python:
                print(f"{python} {sandbox.image(python, progress.say)}")
        finally:
            sandbox.close()
    return 0
