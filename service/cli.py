"""The command line: it finds the command, runs it, and turns every ending into an exit code."""

import argparse
import gc
import importlib
import os
import signal
import sys
from collections.abc import Sequence
from types import FrameType
from typing import Any, NoReturn

from service.errors import UpflowError

COMMANDS = {
    "check": "what would break on which TensorFlow, why, and the patch, proven in containers",
    "resolve": "the nearest set of versions that works with a TensorFlow, each line with its reason",
    "migrate": "the patch alone, from the project's text, without containers",
    "plan": "the ways from where a project is: what each costs, what is closed and why, the best first",
    "matrix": "what goes with which TensorFlow, each fact with its source",
    "symbol": "since when a public name is there, until when, with which signatures, and what comes after it",
    "explain": "a log of a failure: what causes it, and what mends it",
    "config": "what a project says to upflow in its own files, checked; the JSON schema of it",
    "upgrade": "the pull request to a newer TensorFlow: commits, title, text with evidence",
    "ci": "check in a CI: every form of the report at once, its summary, annotations and outputs",
    "report": "a report that was made before, in another form",
    "rules": "the rules that find and rewrite code",
    "serve": "the REST API and the pages, with an embedded worker",
    "work": "one more worker of a service, on this or another machine",
    "token": "tokens that open the API and the pages of a service",
    "images": "get runner images before they are needed",
    "doctor": "what upflow needs, found or not, and what to do",
}
EPILOG = """`upflow COMMAND --help` teaches each with examples.

Exit codes: 0 nothing breaks, 1 something does, 2 wrong use, 3 a bug of upflow, 130 interrupted.
Settings are environment variables: `upflow doctor` lists them."""
OURS, INTERRUPTED = 3, 130
USUAL = 80


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code."""
    # A terminal that closes and a supervisor that stops us are interrupts too: no container may stay.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        return _run(words)
    except UpflowError as error:
        _tell(f"upflow: {error.message}", error.hint)
        return error.exit_code
    except KeyboardInterrupt:
        _tell("upflow: interrupted; its containers are removed and nothing is half-written")
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output went away, as `head` does: no error of ours, and nothing left to say.
        sys.stderr.close()
        return 0
    except Exception:  # noqa: BLE001  # the last door: any other exception is a bug, and must say so
        import traceback  # noqa: PLC0415 - a start that goes well does not need it

        traceback.print_exc()
        _tell("upflow: this is a bug of upflow", "please report it with the lines above")
        return OURS


def _run(words: list[str]) -> int:
    """Only the module of the command that is asked for is loaded: start-up time is what people feel.

    Loading makes no waste to be collected, and a command that is over at once needs no collector at all.
    """
    name = words[0] if words else "--help"
    if name not in COMMANDS:
        _overview().parse_args(words or ["--help"])
        return 0
    gc.disable()
    command = importlib.import_module(f"service.commands.{name}")
    is_short = getattr(command, "IS_SHORT", False)
    if not is_short:
        gc.enable()
    parser = argparse.ArgumentParser(
        prog=f"upflow {name}",
        description=command.DESCRIPTION,
        epilog=getattr(command, "EPILOG", None),
        formatter_class=_formatter,
    )
    command.add_arguments(parser)
    code = int(command.run(parser.parse_args(words[1:])))
    if is_short:
        gc.freeze()  # the interpreter collects once more as it ends, and would look at every object of the run
    return code


def _overview() -> argparse.ArgumentParser:
    """The parser that knows every command by its one line, for --help and for words that are none."""
    parser = argparse.ArgumentParser(
        prog="upflow",
        description="The truth about every TensorFlow that a project could run on, and the patch that gets it there.",
        epilog=EPILOG,
        formatter_class=_formatter,
    )
    parser.add_argument("--version", action=_Version, help="show the version of upflow, and exit")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name, line in COMMANDS.items():
        commands.add_parser(name, help=line)
    return parser


class _Version(argparse.Action):
    """The installed version, looked up only when somebody asks."""

    def __init__(self, **words: Any) -> None:  # noqa: ANN401  # argparse's own
        super().__init__(**{**words, "nargs": 0})

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> NoReturn:
        from importlib.metadata import version  # noqa: PLC0415 - as above

        print(f"upflow {version('upflow')}")
        parser.exit()


def _formatter(prog: str) -> argparse.HelpFormatter:
    """Help as wide as the terminal. Left alone, argparse asks with a module that takes long to load."""
    return argparse.RawDescriptionHelpFormatter(prog, width=_width() - 2)


def _width() -> int:
    asked = os.environ.get("COLUMNS", "")
    if asked.isdecimal() and int(asked):
        return int(asked)
    try:
        return os.get_terminal_size(sys.__stdout__.fileno()).columns or USUAL if sys.__stdout__ else USUAL
    except (AttributeError, ValueError, OSError):
        return USUAL


def _interrupt(_number: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


def _tell(message: str, hint: str = "") -> None:
    print(message, file=sys.stderr)
    if hint:
        print(f"  {hint}", file=sys.stderr)
