"""`upflow matrix`: what goes with which TensorFlow, each fact with its source; and which TensorFlow goes with what."""

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from matrices import query
from matrices.load import load
from matrices.wheels import LINUX, PLATFORMS
from service.commands.consoles import console
from service.errors import WrongUse
from service.having import MACHINE, PACKAGES, having
from service.matrix import SHOWN_WHOLE, rows
from service.rows import Install, Row

DESCRIPTION = """Shows what goes with which TensorFlow: Pythons, Keras, NumPy, protobuf, CUDA, cuDNN and driver, and
what breaks although metadata allows it. Say what you have, and see which TensorFlow fits it. A version such as 2.15
means all its patches; a range such as ">=2.10,<2.16" is understood too. Where few releases are left, everything
about them is shown, each fact with its source and how it is known."""
EPILOG = """examples:
  upflow matrix --tf 2.14                            what goes with TensorFlow 2.14?
  upflow matrix --python 3.9 --cuda 11.2 --driver 470 --numpy 1.26
                                                     which TensorFlow goes with what I have?
  upflow matrix --gpu "RTX 4090"                     which has code for my card, and which driver does it need?
  upflow matrix --with tensorflow-text==2.15.0       which installs and works beside it?
  upflow matrix --tf ">=2.10" --format json"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--tf", metavar="R", help="only these TensorFlows")
    parser.add_argument("--python", metavar="R", help="only those that have a wheel for this Python")
    parser.add_argument("--keras", metavar="R", help="only those that work with this Keras")
    parser.add_argument("--numpy", metavar="R", help="only those that work with this NumPy")
    parser.add_argument("--protobuf", metavar="R", help="only those that work with this protobuf")
    parser.add_argument("--platform", choices=PLATFORMS, default=LINUX, help=f"default: {LINUX}")
    parser.add_argument("--gpu", metavar="CARD", help="a card as nvidia-smi names it, or a capability such as 8.6")
    parser.add_argument("--driver", metavar="V", help="the version of NVIDIA's driver, such as 470 or 535.104.05")
    parser.add_argument("--cuda", metavar="V", help="the CUDA that is installed, such as 11.2")
    parser.add_argument("--cudnn", metavar="V", help="the cuDNN that is installed, such as 8.1")
    parser.add_argument("--image", metavar="NAME", help="a container image, such as nvidia/cuda:11.8.0-cudnn8-runtime")
    parser.add_argument("--with", dest="beside", metavar="REQ", action="append", default=[], help="beside this package")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")


def run(options: argparse.Namespace) -> int:
    matrix = load()
    said = {name: getattr(options, name) for name in (*PACKAGES, "python", *MACHINE)}
    found = rows(matrix, having(matrix, said, tuple(options.beside)))
    if not found:
        known = query.releases(matrix)
        raise WrongUse(
            "no TensorFlow fits all of it",
            f"upflow knows {known[-1].version} to {known[0].version}; leave one of the options out to see which it is",
        )
    if options.format == "json":
        print(json.dumps([asdict(row) for row in found], indent=2))
    elif len(found) > SHOWN_WHOLE:
        _print_table(found)
    else:
        for row in found:
            _print_whole(console(sys.stdout), row)
    return 0


def _print_table(found: tuple[Row, ...]) -> None:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    names = ("TensorFlow", "Python", "Keras", "NumPy", "protobuf", "CUDA", "cuDNN", "driver")
    for name in names:
        table.add_column(name, no_wrap=True)
    table.add_column("a plain install")
    for row in found:
        gpu = row.gpu
        cells = (_span(row.pythons), row.keras or "inside", _need(row, "numpy"), _need(row, "protobuf"))
        built = (gpu.cuda.range[2:] if gpu.cuda else "-", gpu.cudnn.range[2:] if gpu.cudnn else "-", gpu.driver or "-")
        table.add_row(row.tensorflow, *map(escape, (*cells, *built, _plain_words(row))))
    console(sys.stdout).print(table)


def _span(pythons: tuple[str, ...]) -> str:
    return f"{pythons[0]}-{pythons[-1]}" if len(pythons) > 1 else pythons[0]


def _need(row: Row, name: str) -> str:
    """The bounds alone: single versions that are left out are said where a release is shown whole."""
    if (fact := row.needs.get(name)) is None:
        return "-"
    return ",".join(part for part in fact.range.split(",") if not part.startswith("!=")) or "any"


def _plain_words(row: Row) -> str:
    """What a person has to know before installing it: the pins, or where it works as it is."""
    broken = [one for one in row.installs if one.verdict == "breaks"]
    if broken:
        pins = " ".join(dict.fromkeys(pin for one in broken for pin in one.cures))
        return f"breaks, needs {pins}" if pins else "breaks"
    if row.cures:
        return f"needs {' '.join(row.cures)}"
    works = [one.python for one in row.installs if one.verdict == "works"]
    return f"works on {', '.join(works)}" if works else "not measured"


def _print_whole(out: Console, row: Row) -> None:
    out.print(f"[bold]TensorFlow {row.tensorflow}[/], {row.date}")
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 2), show_header=False)
    for style in (None, None, "dim"):
        table.add_column(style=style, overflow="fold")
    for line in _lines(row):
        table.add_row(*map(escape, line))
    out.print(table)
    out.print("[dim]Where each source is: --format json[/]\n")


def _lines(row: Row) -> Iterator[tuple[str, str, str]]:
    for platform, pythons in row.platforms.items():
        yield f"Python, {platform}", ", ".join(pythons), row.needs["python"].source
    yield "Keras", row.keras or "inside TensorFlow", row.needs["keras"].source if "keras" in row.needs else ""
    yield from _gpu_lines(row)
    for one in row.installs:
        yield f"plain install, {one.python}", _install_words(one), _evidence(one.how, one.sources)
    for conflict in row.conflicts:
        cure = f", pin {conflict.cure}" if conflict.cure else ""
        yield f"breaks with {conflict.beside}", f"{conflict.error}{cure}", _evidence(conflict.how, (conflict.source,))
    for allowed in row.allowed:
        yield f"works with {allowed.beside}", allowed.reason, _evidence(allowed.how, (allowed.source,))
    for name, fact in row.needs.items():
        if name not in ("python", "keras"):
            yield name, fact.range or "any", _evidence(fact.how, (fact.source,))
    for other in row.companions or ():
        evidence = _evidence(other.how, (other.source,)) if other.version else other.note
        yield other.product, other.version or "unknown", evidence


def _gpu_lines(row: Row) -> Iterator[tuple[str, str, str]]:
    gpu = row.gpu
    for name, fact in (("CUDA", gpu.cuda), ("cuDNN", gpu.cudnn)):
        if fact:
            yield name, fact.range[2:], _evidence(fact.how, (fact.source,))
    if gpu.driver:
        yield "driver", f">={gpu.driver}", ", ".join(gpu.driver_sources)
    if gpu.capabilities:
        yield "GPU code", " ".join(gpu.capabilities), gpu.cuda.source if gpu.cuda else ""
    for text in gpu.disagreements:
        yield "sources differ", text, ""
    if gpu.verdict:
        yield "your machine", gpu.verdict, ""
    for text in (*gpu.reasons, *gpu.notes):
        yield "", text, ""


def _install_words(one: Install) -> str:
    cured = f"; works with {' '.join(one.cures)}" if one.cures else ""
    if one.verdict == "breaks":
        return f"breaks at {one.at}: {one.error}{cured}"
    parts = "".join(f"; without {part}: {error}" for part, error in one.without.items())
    return f"{one.verdict}{parts}{cured}"


def _evidence(how: str | None, sources: tuple[str, ...]) -> str:
    return f"{how}: {', '.join(sources)}" if how else ""
