"""`upflow symbol`: since when a name is there, until when, how its signature changed, and what comes after it."""

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict

from rich.text import Text

from service.commands.consoles import console
from service.errors import NotFound
from service.symbols import SymbolShown, show

DESCRIPTION = """Tells of public names of TensorFlow and Keras since when they are there, until when, every signature
with the version that it came in, what its deprecation says, and a living name that does the work of a dead one.
Versions are minors: those of TensorFlow for tf., those of Keras for keras. A member of a class is a name too."""
EPILOG = """examples:
  upflow symbol tf.nn.dropout
  upflow symbol tf.keras.optimizers.Adam.get_weights keras.layers.Dense
  upflow symbol tensorflow.keras.preprocessing.text.Tokenizer --tf 2.16
  upflow symbol "from tensorflow.keras.layers import Dense" --format json

A name that no version has is answered with the nearest ones; the others are still told of, and the exit code is 2."""
WIDE = 22


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "names", metavar="NAME", nargs="+", help="tf.x, tensorflow.x, keras.x, tf_keras.x, or an import"
    )
    parser.add_argument(
        "--tf", metavar="X", help="also say what it is in this TensorFlow, and look for successors there"
    )
    parser.add_argument("--format", choices=("text", "json"), default="text", help="default: text")


def run(options: argparse.Namespace) -> int:
    found, unknown = [], []
    for name in options.names:
        try:
            found.append(show(name, options.tf))
        except NotFound as error:
            unknown.append(error)
    if options.format == "json" and found:
        print(json.dumps([asdict(each) for each in found], indent=2))
    else:
        _print(found)
    for each in unknown:
        print(f"upflow: {each.message}\n  {each.hint}", file=sys.stderr)
    return NotFound.exit_code if unknown else 0


def _print(found: list[SymbolShown]) -> None:
    out = console(sys.stdout)
    for number, symbol in enumerate(found):
        if number:
            out.print()
        out.print(Text.assemble((symbol.name, "bold"), f"  {symbol.kind}"), soft_wrap=True)
        for label, text in _lines(symbol):
            out.print(Text.assemble((f"  {label:{WIDE}}", "dim"), text), soft_wrap=True)


def _lines(symbol: SymbolShown) -> Iterator[tuple[str, str]]:
    whose = "Keras" if symbol.name.startswith("keras") else "TensorFlow"
    spans = ", ".join(f"{span.since} to {span.until or 'the newest'}" for span in symbol.spans)
    yield f"in {whose}", f"{spans}{' (and maybe before: older ones are not known)' if symbol.or_earlier else ''}"
    if symbol.at:
        there = {"yes": "there", "no": "not there", "unknown": "unknown"}[symbol.at.there.value]
        yield f"in {symbol.at.minor}", f"{there}{f': {symbol.at.signature}' if symbol.at.signature else ''}"
    for signature in symbol.signatures:
        yield signature.since, signature.signature
        if signature.changes:
            yield "", f"→ {'; '.join(signature.changes)}"
    if said := symbol.deprecated:
        yield "deprecated", " ".join((said.instructions or "without instructions").split())
    for argument, text in symbol.deprecated_arguments.items():
        yield f"deprecated: {argument}", " ".join(text.split())
    if symbol.aliases:
        yield "also", ", ".join(symbol.aliases)
    if symbol.successor:
        yield "successor", f"{symbol.successor} ({symbol.successor_how}: {symbol.successor_reason})"
    elif symbol.until:
        yield "successor", "none known"
