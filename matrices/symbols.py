"""The API index: which public names TensorFlow and Keras have in which version, and what each is there.

    from matrices import symbols

    index = symbols.load()
    index.symbol("tf.nn.dropout").signatures               # every signature, and the minors that have it
    index.at("tf.keras.layers.Dense", "2.16").signature    # one minor of TensorFlow; the Keras beside it answers
    index.member("tf.keras.Model", "fit", "2.15").called.bind(2, ["epochs"])

It needs the standard library alone, maps the files of data/symbols and reads of them what is asked for.
"""

from matrices.index.facts import Deprecated, Kind, MemberAt, Presence, Span, Successor, Symbol, SymbolAt
from matrices.index.index import Index
from matrices.index.lookups import UnknownMinor
from matrices.index.reading import load
from matrices.index.signature import Bound, Meaning, Misfit, Parameter, Passing, Reason, Signature, meaning
from matrices.index.timelines import UnknownName
from matrices.index.words import differences

__all__ = [
    "Bound",
    "Deprecated",
    "Index",
    "Kind",
    "Meaning",
    "MemberAt",
    "Misfit",
    "Parameter",
    "Passing",
    "Presence",
    "Reason",
    "Signature",
    "Span",
    "Successor",
    "Symbol",
    "SymbolAt",
    "UnknownMinor",
    "UnknownName",
    "differences",
    "load",
    "meaning",
]
